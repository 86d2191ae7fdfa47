"""What people do with keys and signatures; one file an act."""
