"""Pure rules of capture."""
