"""A ticket on paper: layout, encoding, connection, spool."""
