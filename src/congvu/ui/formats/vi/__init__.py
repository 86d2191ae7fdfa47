"""Vietnamese formats of dates and numbers (the locale that Django ships lacks them)."""
