"""What changes captured papers."""
