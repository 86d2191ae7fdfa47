"""Hand in a piece of work."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import CharField

from congvu.kernel.api import text as vn
from congvu.kernel.api import writes

from ..models import Entry
from ..rules import NO_DEADLINE, owner_key
from ..types import WorkEntry

COLUMNS = (
    "key", "agency_id", "owner", "owner_post_id", "owner_role", "kind", "role_label", "act_label", "title", "meta",
    "url", "given_by", "given_by_post", "giver_post_id", "urgency", "arrived_at", "started_at", "due_at", "due_sort",
)  # fmt: skip
LIMITS = {f.name: f.max_length for f in Entry._meta.concrete_fields if isinstance(f, CharField) and f.max_length}
_KEPT = [name for name in COLUMNS if name != "key"]

# One statement: callers put entries inside their own acts. Another owner or another kind of work is news, so the
# entry is unread again for everybody; the same entry put twice stays as it was read.
_HEAD = f"insert into worklist_entry ({', '.join(COLUMNS)}, closed_by)"
_PLACES = f"({', '.join(['%s'] * len(COLUMNS))}, '')"
_TAIL = f"""
on conflict (key) where closed_at is null do update set {", ".join(f"{name} = excluded.{name}" for name in _KEPT)},
  seen_at = case when worklist_entry.owner = excluded.owner and worklist_entry.kind = excluded.kind
                 then worklist_entry.seen_at end,
  seen_by = case when worklist_entry.owner = excluded.owner and worklist_entry.kind = excluded.kind
                 then worklist_entry.seen_by else '{{}}' end
"""
PUT = f"{_HEAD} values {_PLACES} {_TAIL}"


def put(entry: WorkEntry) -> None:
    """Place the entry in its tray, in the caller's transaction; the same key again updates it.

    A key whose entry was closed is opened anew, the closed one stays as history. Texts longer than their column are
    cut at its end with an ellipsis. Raises ValueError unless it has exactly one owner.
    """
    with connection.cursor() as cursor:
        cursor.execute(PUT, values(entry))


def put_all(entries: Iterable[WorkEntry]) -> None:
    """Place many entries with different keys in their trays, as `put` does each."""
    rows = [values(entry) for entry in entries]
    if not rows:
        return
    places = ", ".join([_PLACES] * len(rows))
    writes.write(f"{_HEAD} values {places} {_TAIL}", [value for row in rows for value in row])


def values(entry: WorkEntry) -> list[str | int | datetime | None]:
    """Return the row of an entry, in the order of COLUMNS."""
    return [
        entry.key,
        entry.agency_id,
        owner_key(agency_id=entry.agency_id, post_id=entry.owner_post_id, role=entry.owner_role),
        entry.owner_post_id,
        entry.owner_role or "",
        entry.kind,
        _cut("role_label", entry.role_label),
        _cut("act_label", entry.act_label),
        _cut("title", entry.title),
        _cut("meta", entry.meta),
        entry.url,
        _cut("given_by", entry.given_by),
        _cut("given_by_post", entry.given_by_post),
        entry.given_by_post_id,
        entry.urgency,
        entry.arrived_at,
        entry.started_at,
        entry.due_at,
        entry.due_at or NO_DEADLINE,
    ]


def _cut(field: str, text: str) -> str:
    """Return the text as the column takes it: one clean line, cut with an ellipsis."""
    limit = LIMITS[field]
    clean = vn.clean_line(str(text))
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
