"""The pages of the user interface itself: appearance, language, the example page, errors."""
