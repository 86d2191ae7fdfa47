"""Reads of the index: one question, the actor's rights always in the statement."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from congvu.kernel.api import Actor

from . import matching, policy
from .kinds import label_of
from .models import Entry
from .rules import highlight
from .rules.cursor import Cursor
from .rules.question import Question, parse
from .rules.telex import from_telex
from .types import Found, Keys, Results, Wanted

# Only the beginning of a long text is looked through for the sentence that is shown.
BODY_SHOWN = 4000


@transaction.atomic
def search(
    *,
    actor: Actor,
    q: str,
    kind: str = "",
    agency_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    after: str = "",
    limit: int = 20,
    wanted: Sequence[Wanted] = (),
) -> Results:
    """Return what the actor may see and the question finds: exact numbers, exact accents, then rank and recency.

    Words may be typed without accents, in quotes as a phrase, the last one unfinished. When nothing is found and the
    question reads as Telex, that reading is tried. Raises QuestionTooLong.
    """
    question = parse(q)
    matching.steady_plans()
    limits = matching.Limits(policy.grants_of(actor), kind, agency_id, _start(since), _end(until), tuple(wanted))
    if question.is_empty and not wanted:
        return Results(question.typed, "", (), "")
    ids, cursor = _page(question, limits, Cursor.parse(after), limit)
    if ids or question.is_empty or after:
        return Results(question.typed, "", _rows(ids, question), cursor)
    other = from_telex(question.typed)
    if other == question.typed:
        return Results(question.typed, "", (), "")
    ids, cursor = _page(parse(other), limits, Cursor(), limit)
    return Results(question.typed, other if ids else "", _rows(ids, parse(other)), cursor)


@transaction.atomic
def find_keys(
    *,
    actor: Actor,
    q: str = "",
    kind: str = "",
    agency_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    wanted: Sequence[Wanted] = (),
    title: str = "",
    after: str = "",
    limit: int = 20,
) -> Keys:
    """Return one page of keys, for an app that shows its own columns: by rank, the newest first without words.

    With no word and no condition everything that the actor may see is found. Raises QuestionTooLong.
    """
    question = parse(q)
    matching.steady_plans()
    limits = _limits(actor, kind, agency_id, since, until, wanted, title)
    ids, cursor = _page(question, limits, Cursor.parse(after), limit)
    return Keys(_keys(ids), cursor, bool(cursor))


@transaction.atomic
def newest_keys(
    *,
    actor: Actor,
    q: str = "",
    kind: str = "",
    agency_id: int | None = None,
    since: date | None = None,
    until: date | None = None,
    wanted: Sequence[Wanted] = (),
    title: str = "",
    most: int = 1000,
) -> Keys:
    """Return the newest matches without rank, at most `most`: to sort by a column, to count, to write into a file."""
    question = parse(q)
    matching.steady_plans()
    limits = _limits(actor, kind, agency_id, since, until, wanted, title)
    found = matching.newest_keys(question, limits, most + 1)
    return Keys(tuple(found[:most]), more=len(found) > most)


def _limits(
    actor: Actor,
    kind: str,
    agency_id: int | None,
    since: date | None,
    until: date | None,
    wanted: Sequence[Wanted],
    title: str,
) -> matching.Limits:
    words = " & ".join(f"{word}:A" for word in sorted(parse(title).words()) if not word.endswith(":*"))
    begun = " & ".join(f"{word}A" for word in sorted(parse(title).words()) if word.endswith(":*"))
    finished, unfinished = (words, begun) if words else (begun, "")
    grants = policy.grants_of(actor)
    return matching.Limits(grants, kind, agency_id, _start(since), _end(until), tuple(wanted), finished, unfinished)


def _keys(ids: list[int]) -> tuple[str, ...]:
    rows = dict(Entry.objects.filter(pk__in=ids).values_list("pk", "key"))
    return tuple(rows[pk] for pk in ids if pk in rows)


def _page(question: Question, limits: matching.Limits, cursor: Cursor, size: int) -> tuple[list[int], str]:
    """Return one page, and where the next begins; a window that runs out is followed by the next one."""
    ids: list[int] = []
    while len(ids) < size:
        window = matching.window(question, limits, cursor.before)
        start = window.ids.index(cursor.last_id) + 1 if cursor.last_id in window.ids else cursor.shown
        taken = window.ids[start : start + size - len(ids)]
        ids += taken
        if start + len(taken) < len(window.ids):
            return ids, Cursor(cursor.before, taken[-1], start + len(taken)).text()
        if window.end is None:
            return ids, ""
        cursor = Cursor(window.end)
    return ids, cursor.text()


SHOWN = """
select id, key, kind, url, at, number, title, left(body, %s), extra ->> 'meta' from search_entry where id = any(%s)
"""


def _rows(ids: list[int], question: Question) -> tuple[Found, ...]:
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, [BODY_SHOWN, ids])
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return tuple(_found(rows[pk], question) for pk in ids if pk in rows)


def _found(row: tuple[Any, ...], question: Question) -> Found:
    key, kind, url, at, number, title, body, meta = row
    return Found(
        key=key,
        kind=kind,
        kind_label=label_of(kind),
        url=url,
        at=at,
        number="" if meta and number in meta else number,  # the grey line says it already
        title=tuple(highlight.pieces(title, question.terms)),
        snippet=tuple(highlight.snippet(body, question.terms)),
        meta=meta or "",
    )


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _end(day: date | None) -> datetime | None:
    return _start(day + timedelta(days=1)) if day and day < date.max else None
