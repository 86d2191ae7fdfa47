"""Pages of administration, for administrators of an agency and of those above it."""
