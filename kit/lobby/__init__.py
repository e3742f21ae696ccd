"""What a lobby shows and says: pure rules and words, for the display program and for the page in a browser."""
