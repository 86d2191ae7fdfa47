"""Reads of documents."""
