"""Acts on the organisation, one file an act."""
