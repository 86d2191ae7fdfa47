"""Decisions about texts and questions without database or clock."""
