"""Acts on documents, one file an act."""
