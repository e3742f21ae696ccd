"""The lobby screen: the number being called, large; the last calls, who waits, and the time."""
