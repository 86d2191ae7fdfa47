"""Acts on directives: one official act a function."""
