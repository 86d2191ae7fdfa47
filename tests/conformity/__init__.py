"""Whether the system does what the decrees ask, point by point."""
