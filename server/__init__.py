"""The queue itself: its rules, its store, its API and its web pages. `server.app.create_app` builds the application."""
