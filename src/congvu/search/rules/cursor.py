"""Where a page of ranked results ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the results.

    Results come in windows, newest matches first; inside a window they are ranked. `before` (time and id) opens the
    window, None is the newest; `last_id` is the last result shown of it and `shown` how many were.
    """

    before: tuple[datetime, int] | None = None
    last_id: int = 0
    shown: int = 0

    def text(self) -> str:
        """Return it for an address."""
        at, pk = (int(self.before[0].timestamp() * 1_000_000), self.before[1]) if self.before else (0, 0)
        return f"{at}.{pk}.{self.last_id}.{self.shown}"

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read it back; anything else is the beginning."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isdigit() and part.isascii() and len(part) < 18 for part in parts):
            return cls()
        micro, pk, last_id, shown = map(int, parts)
        if micro > 253_000_000_000_000_000:
            return cls()
        before = (datetime.fromtimestamp(micro // 1_000_000, UTC).replace(microsecond=micro % 1_000_000), pk)
        return cls(before if micro else None, last_id, shown)
