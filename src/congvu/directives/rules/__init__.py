"""Decisions on directives without database, clock or request."""
