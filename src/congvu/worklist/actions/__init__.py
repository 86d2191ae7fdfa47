"""Acts on the worklist, one file an act."""
