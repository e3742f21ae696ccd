"""What developers of Next Please run, and no program imports."""
