"""Pages and addresses of signing."""
