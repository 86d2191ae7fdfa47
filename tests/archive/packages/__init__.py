"""Archival packages."""
