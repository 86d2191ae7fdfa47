"""Acts on notices, one file an act."""
