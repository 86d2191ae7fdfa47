"""Checking signatures. Nothing here knows the database."""
