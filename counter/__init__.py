"""The staff's physical "next customer" button and its lamp."""
