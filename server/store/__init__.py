"""Tables, every SQL statement, the database connection and its migrations."""
