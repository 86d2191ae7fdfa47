"""Which entries answer a question, fast at any size.

Two ways lead to the newest matches. **The index**: a GIN index over words and grants gives every match, then the
newest are kept; its cost grows with the number of matches. **The walk**: from the newest entry backwards, testing
each; its cost grows with the rarity of matches. The planner's estimate for the rarest word under the actor's grants
says which is cheap. It is an upper bound (words of one Vietnamese term go together, so multiplying their
frequencies would mislead); above INDEX_AT_MOST a bounded walk goes first, and when it meets too few matches that
itself proves matches rare enough for the index.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from .rules import facets
from .rules.question import Question
from .types import Wanted

WINDOW = 60  # matches ranked together
ENOUGH = 40  # matches that make a walk worth keeping
INDEX_AT_MOST = 4000
WALK = 4000
NUMBERS_AT_MOST = 50
NUMBERS_TRIED = 2000


Value = str | int | datetime | list[str]


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

    @property
    def has_dates(self) -> bool:
        """Return whether days were chosen: then the walk has an end near by."""
        return self.since is not None or self.until is not None

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


@dataclass(frozen=True, slots=True)
class Window:
    """Matches in the order of rank; `end` opens the next window, None when there is none."""

    ids: list[int]
    end: tuple[datetime, int] | None


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


def window(question: Question, limits: Limits, before: tuple[datetime, int] | None) -> Window:
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


def _newest(
    question: Question, limits: Limits, before: tuple[datetime, int] | None
) -> tuple[list[tuple[datetime, int]], tuple[datetime, int] | None]:
    estimates = _estimates(question, limits)
    if limits.has_dates or min(estimates.values()) > INDEX_AT_MOST:
        rows, end = _walk(question, limits, before)
        if len(rows) >= ENOUGH or end is None:
            return rows, end
    return _indexed(question, limits, before, estimates)


def newest_keys(question: Question, limits: Limits, most: int) -> list[str]:
    """Return the keys of the newest matches, at most `most` of them, not ranked: for sorting, counting and files."""
    condition, values = limits.sql()
    place, place_values = limits.place(None)
    test, word_values = _words(question)
    found = f"select key, at, id from search_entry where {test} and {condition} and {place}"  # noqa: S608
    few = min(_estimates(question, limits).values()) <= INDEX_AT_MOST * 5
    if few:  # the fence keeps the planner from walking through everything in the order of time
        found = f"with hit as materialized ({found}) select key, at, id from hit"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{found} order by at desc, id desc limit %s", [*word_values, *values, *place_values, most])
        return [row[0] for row in cursor.fetchall()]


def _estimates(question: Question, limits: Limits) -> dict[str, int]:
    """Return the planner's number of visible entries for each word: no statement runs, only a plan.

    Word by word, phrases too: the planner multiplies the frequencies inside a phrase, and is wrong a hundredfold.
    """
    words = sorted(question.words())
    tests = ["doc @@ to_tsquery('simple', %s)"] * len(words) + ["facets @@ %s::tsquery"] * len(limits.wanted)
    asked = [*words, *(facets.one(condition) for condition in limits.wanted)]
    condition, values = replace(limits, wanted=()).sql()
    if not asked:
        tests, asked = ["%s <> ''"], ["*"]
    parts = [f"(select 1 from search_entry where {test} and {condition})" for test in tests]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"explain (format json) {' union all '.join(parts)}",
            [value for word in asked for value in (word, *values)],
        )
        plan = cursor.fetchone()[0]
    top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    plans = top["Plans"] if top["Node Type"] == "Append" else [top]
    return {word: int(part["Plan Rows"]) for word, part in zip(asked, plans, strict=True)}


def _walk(
    question: Question, limits: Limits, before: tuple[datetime, int] | None
) -> tuple[list[tuple[datetime, int]], tuple[datetime, int] | None]:
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


def _indexed(
    question: Question, limits: Limits, before: tuple[datetime, int] | None, estimates: dict[str, int]
) -> tuple[list[tuple[datetime, int]], tuple[datetime, int] | None]:
    """Take every match from the index and keep the newest."""
    condition, values = limits.sql()
    place, place_values = limits.place(before)
    words = "" if question.is_empty else _for_index(question, estimates)
    test, word_values = ("doc @@ to_tsquery('simple', %s)", list[Value]([words])) if words else ("true", [])
    if words != question.tsquery():
        condition += " and (doc || ''::tsvector) @@ to_tsquery('simple', %s)"  # an expression, so tested on the rows
        values = [*values, question.tsquery()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            with hit as materialized (select at, id from search_entry
                                      where {test} and {condition} and {place})
            select at, id from hit order by at desc, id desc limit %s
            """,  # noqa: S608 - fragments of this module, values are bound
            [*word_values, *values, *place_values, WINDOW + 1],
        )
        rows = cursor.fetchall()
    return rows[:WINDOW], (rows[WINDOW - 1] if len(rows) > WINDOW else None)


def _for_index(question: Question, estimates: dict[str, int]) -> str:
    """Return what the index is asked: the question, without a frequent unfinished word when another word is rarer.

    The index skips through the list of a finished word, but gathers all lists of an unfinished one beforehand.
    """
    asked = question.words()
    finished = [word for word in estimates if word in asked and not word.endswith(":*")]
    unfinished = [rows for word, rows in estimates.items() if word in asked and word.endswith(":*")]
    if finished and unfinished and unfinished[0] > min(estimates[word] for word in finished):
        return " & ".join(finished)
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
