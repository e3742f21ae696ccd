"""Looking after the data: what a running server does for it, and how a database is put back."""
