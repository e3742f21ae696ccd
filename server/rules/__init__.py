"""What a branch decides: pure functions, standard library only."""
