"""The demonstration: agencies of 2011, invented people, a year of plausible papers. Everything is marked as such."""

from .loading import PASSWORD, accounts, load, load_agencies

__all__ = ["PASSWORD", "accounts", "load", "load_agencies"]
