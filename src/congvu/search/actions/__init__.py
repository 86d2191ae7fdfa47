"""Acts on the index, one file an act."""
