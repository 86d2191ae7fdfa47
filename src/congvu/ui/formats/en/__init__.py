"""English formats, as an office in Vietnam writes them."""
