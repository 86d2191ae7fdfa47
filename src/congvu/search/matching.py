"""Which entries answer a question, fast at any size.

Three ways lead to the newest matches. **The index** at once: a GIN index over words, grants and periods gives every
match, then the newest are kept; its cost grows with the number of matches and with the length of the lists that it
steps through. **The walk**: from the newest entry backwards, testing each; its cost grows with the rarity of matches.
**By periods**: the index is asked for the newest days, then for the days before, each stretch as long as the matches
met so far let expect, until a window is full; lists of frequent words are then stepped through for those days only.

The planner's estimates choose (`estimates`): few matches, the index at once; very many, a bounded walk; else, and when
the walk meets too few, by periods. Who sees little has each of her entries tested, without asking for words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .estimates import Estimates, estimate
from .limits import Limits, Value
from .rules import periods
from .rules.question import Question

__all__ = ["Limits", "Window", "newest_keys", "steady_plans", "window"]

WINDOW = 60  # matches ranked together
INDEX_AT_MOST = 4000
WALK = 1500
TESTED_AT_MOST = 2500  # entries of one actor that are tested one by one
RARE = 100
FREQUENT = 0.1  # of what is visible
GROWTH = 8  # a stretch of time is at most so many times the one before
NUMBERS_AT_MOST = 50
NUMBERS_TRIED = 2000

Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Matches in the order of rank; `end` opens the next window, None when there is none."""

    ids: list[int]
    end: Place | None


# Rank in steps of two, so that of results equally good the newer stands first.
RANKED = """
select e.id from search_entry e, to_tsquery('simple', %s) q where e.id = any(%s)
order by case when e.number_fold = %s then 4 when %s <> '' and starts_with(e.number_fold, %s) then 3
              when %s and lower(e.title) like all(%s) then 2
              when %s and lower(left(e.body, 4000)) like all(%s) then 1 else 0 end desc,
  floor(ln(greatest(ts_rank_cd('{0.1, 0.2, 0.6, 1.0}', e.doc, q, 1), 1e-6)) / ln(2::float8)) desc,
  e.at desc, e.id desc
"""


def _words(question: Question) -> tuple[str, list[Value]]:
    """Return the condition on words, and its value; a question without words asks nothing of them."""
    return ("doc @@ to_tsquery('simple', %s)", [question.tsquery()]) if not question.is_empty else ("true", [])


def steady_plans() -> None:
    """Keep the plans of this transaction plain: a parallel start or a compiled plan costs more than the question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)"
        )


def window(question: Question, limits: Limits, before: Place | None) -> Window:
    """Return the newest matches before a place, ranked; the first window also holds papers of the very number."""
    newest, end = _newest(question, limits, before)
    ids = {pk for _at, pk in newest}
    if question.number:
        exact = set(_by_number(question.number, limits))
        ids = ids | exact if before is None else ids - exact
    if not ids:
        return Window([], end)
    if question.is_empty:
        return Window([pk for _at, pk in sorted(newest, reverse=True)], end)
    number, like = question.number, [f"%{_escape(word)}%" for word in question.accents]
    with connection.cursor() as cursor:
        cursor.execute(
            RANKED,
            [question.tsquery(), list(ids), number, number, number, bool(like), like, bool(like), like],
        )
        return Window([row[0] for row in cursor.fetchall()], end)


def _newest(question: Question, limits: Limits, before: Place | None) -> tuple[list[Place], Place | None]:
    found = estimate(question, limits)
    if found.most <= max(INDEX_AT_MOST, found.unheard) and INDEX_AT_MOST >= 0:
        return _window(_fetch(question, limits, before, found, (), WINDOW + 1))
    rows: list[Place] = []
    if found.share * WALK >= WINDOW:
        rows, before = _walk(question, limits, before)
        if len(rows) == WINDOW or before is None:
            return rows, before
    return _window(rows + _by_periods(question, limits, before, found, WINDOW + 1 - len(rows)))


def _window(rows: list[Place]) -> tuple[list[Place], Place | None]:
    """Return a window of rows, and its end when there is one row too many."""
    return rows[:WINDOW], rows[WINDOW - 1] if len(rows) > WINDOW else None


def newest_keys(question: Question, limits: Limits, most: int) -> list[str]:
    """Return the keys of the newest matches, at most `most` of them, not ranked: for sorting, counting and files."""
    condition, values = limits.sql()
    place, place_values = limits.place(None)
    test, word_values = _words(question)
    found = f"select key, at, id from search_entry where {test} and {condition} and {place}"  # noqa: S608
    few = estimate(question, limits).most <= INDEX_AT_MOST * 5
    if few:  # the fence keeps the planner from walking through everything in the order of time
        found = f"with hit as materialized ({found}) select key, at, id from hit"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{found} order by at desc, id desc limit %s", [*word_values, *values, *place_values, most])
        return [row[0] for row in cursor.fetchall()]


def _walk(question: Question, limits: Limits, before: Place | None) -> tuple[list[Place], Place | None]:
    """Test the newest WALK entries of the chosen days one by one; `end` None says that all of them were tested."""
    condition, values = limits.sql()
    place, place_values = limits.place(before)
    words, word_values = _words(question)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with walked as (select id, at, kind, agency_id, grants, doc, facets from search_entry where {place}
                            order by at desc, id desc limit %s)
            select at, id from walked where {condition} and {words} limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
            [*place_values, WALK, *values, *word_values, WINDOW],
        )
        rows = cursor.fetchall()
        if len(rows) == WINDOW:
            return rows, rows[-1]
        # An index-only step over the rows just walked: where the next walk begins, if there is anything left.
        cursor.execute(
            f"select at, id from search_entry where {place} order by at desc, id desc offset %s limit 1",  # noqa: S608
            [*place_values, WALK - 1],
        )
        return rows, cursor.fetchone()


def _by_periods(question: Question, limits: Limits, before: Place | None, found: Estimates, need: int) -> list[Place]:
    """Ask the index for the newest days, then for those before, until `need` rows are there or no day is left."""
    place, values = limits.place(before)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select (select at from search_entry where {place} order by at desc, id desc limit 1),
                   (select at from search_entry where {place} order by at, id limit 1),
                   (select at from search_entry order by at desc, id desc limit 1),
                   (select at from search_entry order by at, id limit 1)
            """,  # noqa: S608 - fragments of this module, values are bound
            [*values, *values],
        )
        newest, oldest, last, first = cursor.fetchone()
    if newest is None:
        return []
    days = periods.day_of(last) - periods.day_of(first) + 1
    top, bottom = periods.day_of(newest), periods.day_of(oldest)
    rows: list[Place] = []
    width = max(1, 3 * need * days // max(found.most, 1))
    met = 0
    while len(rows) < need and top >= bottom:
        low = max(bottom, top - width + 1)
        rows += _fetch(question, limits, before, found, periods.span(low, top), need - len(rows))
        met += top - low + 1
        width = max(1, min(width * GROWTH, 3 * (need - len(rows)) * met // (2 * max(len(rows), 1))))
        top = low - 1
    return rows


def _fetch(
    question: Question, limits: Limits, before: Place | None, found: Estimates, days: Sequence[int], most: int
) -> list[Place]:
    """Take every match of some days, or of all, from the index and keep the newest."""
    condition, values = limits.sql()
    place, place_values = limits.place(before)
    words = "" if question.is_empty else _for_index(question, found)
    test, word_values = ("doc @@ to_tsquery('simple', %s)", list[Value]([words])) if words else ("true", [])
    if words != question.tsquery():
        condition += " and (doc || ''::tsvector) @@ to_tsquery('simple', %s)"  # an expression, so tested on the rows
        values = [*values, question.tsquery()]
    if days:
        condition += " and search_periods(at) && %s::int[]"
        values = [*values, list(days)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with hit as materialized (select at, id from search_entry
                                      where {test} and {condition} and {place})
            select at, id from hit order by at desc, id desc limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
            [*word_values, *values, *place_values, most],
        )
        return list(cursor.fetchall())


def _for_index(question: Question, found: Estimates) -> str:
    """Return what the index is asked of the question's words; the rest is tested on the rows.

    Nothing of who sees little, as it would jump through the long lists of the words for each of her entries. Of an
    unfinished word it gathers all lists beforehand, so that one is left out when it is frequent or another is rarer.
    """
    rarest = min(found.words.values())
    if found.visible <= TESTED_AT_MOST and rarest > RARE:
        return ""
    finished = [word for word in found.words if not word.endswith(":*")]
    unfinished = [rows for word, rows in found.words.items() if word.endswith(":*")]
    if finished and unfinished and unfinished[0] > min(found.words[word] for word in finished):
        return " & ".join(finished)
    if not finished and rarest > max(found.visible * FREQUENT, RARE):
        return ""
    return question.tsquery()


def _by_number(number: str, limits: Limits) -> list[int]:
    """Return papers whose number begins with what was typed; few, for nobody reads fifty."""
    condition, values = limits.sql()
    place, place_values = limits.place(None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            select id from (select id, kind, agency_id, at, grants from search_entry
                            where number <> '' and number_fold like %s limit %s) n
            where {condition} and {place} order by at desc, id desc limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
            [_escape(number) + "%", NUMBERS_TRIED, *values, *place_values, NUMBERS_AT_MOST],
        )
        return [row[0] for row in cursor.fetchall()]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
