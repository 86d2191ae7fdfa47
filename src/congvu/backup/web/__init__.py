"""Pages of backup."""
