"""Acts on accounts and on the organisation, one file an act."""
