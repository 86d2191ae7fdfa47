"""Version 1 of the REST interface."""

from .incoming import router

__all__ = ["router"]
