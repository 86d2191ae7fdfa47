"""Tables of notices."""

from .notice import Notice
from .preference import Preference

__all__ = ["Notice", "Preference"]
