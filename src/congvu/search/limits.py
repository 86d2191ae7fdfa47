"""What the actor may see and has chosen to see, as conditions of a statement."""

from dataclasses import dataclass
from datetime import datetime

from .rules import facets
from .types import Wanted

Value = str | int | datetime | list[str] | list[int]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the actor may see and has chosen to see."""

    grants: list[str]
    kind: str = ""
    agency_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    wanted: tuple[Wanted, ...] = ()
    title: str = ""  # words that must stand in the title, for to_tsquery
    title_begun: str = ""  # the unfinished one beside them: tested on the rows, as the index would gather all its lists

    def sql(self) -> tuple[str, list[Value]]:
        """Return what the index knows, and its values: the rights first and always, then kind and agency."""
        parts, values = ["grants && %s"], list[Value]([self.grants])
        if self.kind:
            parts.append("kind = %s")
            values.append(self.kind)
        if self.agency_id is not None:
            parts.append("agency_id = %s")
            values.append(self.agency_id)
        if self.wanted:
            parts.append("facets @@ %s::tsquery")
            values.append(facets.tsquery(self.wanted))
        if self.title:
            parts.append("doc @@ to_tsquery('simple', %s)")
            values.append(self.title)
        if self.title_begun:
            parts.append("(doc || ''::tsvector) @@ to_tsquery('simple', %s)")
            values.append(self.title_begun)
        return " and ".join(parts), values

    def place(self, before: tuple[datetime, int] | None) -> tuple[str, list[Value]]:
        """Return the stretch of time to look in, and its values."""
        parts, values = ["true"], list[Value]()
        if before is not None:
            parts.append("(at, id) < (%s, %s)")
            values += before
        if self.since is not None:
            parts.append("at >= %s")
            values.append(self.since)
        if self.until is not None:
            parts.append("at < %s")
            values.append(self.until)
        return " and ".join(parts), values
