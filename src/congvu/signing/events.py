"""News from signing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileRaised:
    """A stored signed file has a more provable form: `file_id` stands for `source_file_id` from now on."""

    source_file_id: int
    file_id: int
    level: str
    at: datetime
