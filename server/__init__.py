"""The queue itself: its rules, its store, its API and its web pages."""
