"""Tables of capture."""

from .papers import CapturedPaper
from .sources import Arrival, Source

__all__ = ["Arrival", "CapturedPaper", "Source"]
