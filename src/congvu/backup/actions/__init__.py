"""Acts of backup: one a file."""
