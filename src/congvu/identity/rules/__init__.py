"""Decisions of identity without database, clock or request."""
