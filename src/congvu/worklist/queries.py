"""Reads of the worklist. Every statement goes tray by tray, so that an index answers in order at any size."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from congvu.kernel.api import Actor, statements
from congvu.kernel.api import text as vn

from . import policy
from .models import SavedFilter
from .rules import NO_DEADLINE, bucket
from .types import Bounds, Choice, Done, Row, Tally

# Beyond this a number says no more to a person, and counting stops being free.
COUNT_LIMIT = 10_000
PAGE = 25
DONE_PAGE = 50
MOST_WORDS = 8

Value = str | int | datetime | list[str] | list[int]

_ORDERS = {"due": "due_sort, id", "arrived": "arrived_at desc, id desc", "urgency": "urgency desc, due_sort, id"}
_AFTER = {
    "due": "(due_sort, id) > (%s, %s)",
    "arrived": "(arrived_at, id) < (%s, %s)",
    "urgency": "(-urgency, due_sort, id) > (%s, %s, %s)",
}
_COLUMNS = (
    "id, key, kind, title, meta, url, role_label, act_label, given_by, given_by_post, urgency,"
    " arrived_at, started_at, due_at, is_new, due_sort"
)
# In one's own trays work is new until one has read it oneself; work given to others until somebody there has.
_NEW = {False: "not seen_by && %s::bigint[]", True: "seen_at is null"}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and where the next begins; empty at the end."""

    rows: tuple[Row, ...]
    next: str


def count_for(actor: Actor) -> int:
    """Return how many things the actor has to do, at most COUNT_LIMIT; one index-only statement, for the rail."""
    counting = (
        "select count(*) from (select 1 from worklist_entry where owner = any(%s) and closed_at is null limit %s) x"
    )
    return int(statements.rows(counting, [policy.trays_of(actor), COUNT_LIMIT])[0][0])


def tally(*, actor: Actor, bounds: Bounds, text: str = "", given: bool = False) -> Tally:
    """Count the open entries of the actor's trays by kind, group and reading; of each tray at most COUNT_LIMIT.

    With `text` only entries that hold its words; with `given` those that the actor's post gave to others.
    """
    condition, values = _contains(text)
    source, source_values = _source(actor, given=given)
    found = statements.rows(
        f"""
            select kind, case when due_sort < %s then 'late' when due_sort < %s then 'today'
                              when due_sort < %s then 'soon' when due_sort < %s then 'later'
                              when kind = 'inform' then 'inform' else 'none' end,
                   is_new, count(*)
            from unnest(%s::text[]) tray cross join lateral (
              select kind, due_sort, {_NEW[given]} as is_new from worklist_entry
              where {source} and closed_at is null and {condition} order by due_sort, id limit %s) e
            group by 1, 2, 3
            """,  # noqa: S608 - fragments of this module, values are bound
        [
            *(bounds.now, bounds.today_ends, bounds.soon_ends, NO_DEADLINE),
            *(source_values, *_readers(actor, given=given), *values, COUNT_LIMIT),
        ],
    )
    return Tally({(kind, name, new): n for kind, name, new, n in found})


def work(*, actor: Actor, bounds: Bounds, choice: Choice, near_only: bool = False, size: int = PAGE) -> Page:
    """Return one page of the work that a person has chosen to see, in the chosen order, paged by key.

    `near_only` leaves out what is due after the third working day, or not at all.
    """
    readers = _readers(actor, given=choice.given)
    condition, values = _condition(choice, bounds, readers, near_only=near_only)
    source, trays = _source(actor, given=choice.given)
    order = _ORDERS[choice.sort]
    inner = _COLUMNS.replace("is_new", f"{_NEW[choice.given]} as is_new")
    found = statements.rows(
        f"""
            select {_COLUMNS} from unnest(%s::text[]) tray cross join lateral (
              select {inner} from worklist_entry
              where {source} and closed_at is null and {condition} order by {order} limit %s) e
            order by {order} limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
        [trays, *readers, *values, size + 1, size + 1],
    )
    rows = tuple(_row(row, bounds) for row in found[:size])
    return Page(rows, _cursor(choice.sort, rows[-1]) if len(found) > size else "")


def _row(found: tuple[Any, ...], bounds: Bounds) -> Row:
    row = Row(*found[:-1])
    return replace(row, bucket=bucket(row.due_at, row.kind, bounds))


def done(*, actor: Actor, after: str = "", size: int = DONE_PAGE) -> tuple[tuple[Done, ...], str]:
    """Return work of the actor's trays that is closed, latest first, and where the next page begins."""
    place = _parse(after)
    condition, values = ("(closed_at, id) < (%s, %s)", [*place]) if len(place) == 2 else ("true", [])
    columns = "id, title, meta, url, role_label, closed_at, closed_by"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select {columns} from unnest(%s::text[]) tray cross join lateral (
              select {columns} from worklist_entry where owner = tray and closed_at is not null and {condition}
              order by closed_at desc, id desc limit %s) e
            order by closed_at desc, id desc limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
            [policy.trays_of(actor), *values, size + 1, size + 1],
        )
        rows = tuple(Done(*row) for row in cursor.fetchall())
    return rows[:size], (_moment(rows[size - 1].closed_at, rows[size - 1].id) if len(rows) > size else "")


def saved_filters(actor: Actor) -> list[tuple[int, str, str]]:
    """Return the actor's own filters: id, name, conditions."""
    return [(pk, name, query) for pk, name, query in statements.kept(_own_filters, actor=actor)]


def _own_filters(actor: Actor) -> QuerySet[SavedFilter, tuple[int, str, str]]:
    rows = SavedFilter.objects.filter(person_id=actor.person_id)
    return rows.order_by("name", "pk").values_list("pk", "name", "query")


def _source(actor: Actor, *, given: bool) -> tuple[str, list[str]]:
    """Return whose entries are read: the trays of the actor, or what her post gave to others."""
    if given:
        return "giver_post_id = tray::bigint", [str(actor.post_id)]
    return "owner = tray", policy.trays_of(actor)


def _readers(actor: Actor, *, given: bool) -> list[Value]:
    """Return the values of _NEW."""
    return [] if given else [policy.readers(actor)]


def _condition(choice: Choice, bounds: Bounds, readers: list[Value], *, near_only: bool) -> tuple[str, list[Value]]:
    condition, values = _contains(choice.text)
    parts = [condition]
    low, high = {
        "late": (None, bounds.now),
        "today": (bounds.now, bounds.today_ends),
        "soon": (bounds.today_ends, bounds.soon_ends),
        "later": (bounds.soon_ends, NO_DEADLINE),
        "none": (NO_DEADLINE, None),
        "inform": (NO_DEADLINE, None),
    }.get(choice.when, (None, bounds.soon_ends if near_only else None))
    for column, value in (("due_sort >= %s", low), ("due_sort < %s", high)):
        if value is not None:
            parts.append(column)
            values.append(value)
    if choice.when in ("none", "inform"):
        parts.append("kind = 'inform'" if choice.when == "inform" else "kind <> 'inform'")
    if choice.kinds:
        parts.append("kind = any(%s)")
        values.append(list(choice.kinds))
    if choice.unread:
        parts.append(_NEW[choice.given])
        values += readers
    place = _parse(choice.after)
    if len(place) == _AFTER[choice.sort].count("%s"):
        parts.append(_AFTER[choice.sort])
        values += place
    return " and ".join(parts), values


def _contains(text: str) -> tuple[str, list[Value]]:
    """Return the condition that all words stand somewhere in title, grey line or giver, under any accents."""
    words = vn.fold(vn.clean_line(text)).split()[:MOST_WORDS]
    if not words:
        return "true", []
    escaped = [word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for word in words]
    return "fold like all(%s)", [[f"%{word}%" for word in escaped]]


def _cursor(sort: str, row: Row) -> str:
    if sort == "arrived":
        return _moment(row.arrived_at, row.id)
    place = _moment(row.due_at or NO_DEADLINE, row.id)
    return f"{row.urgency}.{place}" if sort == "urgency" else place


def _moment(at: datetime, pk: int) -> str:
    return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}.{pk}"


def _parse(text: str) -> list[Value]:
    """Return the place that a cursor names: perhaps an urgency (negated), a moment, an id; nothing when spoiled."""
    parts = text.split(".")
    if len(text) > 60 or len(parts) not in (2, 3) or not all(p.isascii() and p.isdigit() for p in parts):
        return []
    if max(map(int, parts)) >= 2**63:
        return []
    micro, pk = int(parts[-2]), int(parts[-1])
    seconds = min(micro // 1_000_000, int(NO_DEADLINE.timestamp()))
    at = datetime.fromtimestamp(seconds, NO_DEADLINE.tzinfo).replace(microsecond=micro % 1_000_000)
    return [*([-int(parts[0])] if len(parts) == 3 else []), at, pk]
