"""What lines of a register are put in order by; each order has its index, so that pages of a million lines are read.

An index answers only the very expression that it was built on: models and queries take it from here. The key follows,
so that no two lines share a place. Empty days lie at the far end: a comparison of rows would lose them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import DateField, DateTimeField, Expression, F, Func, Index, IntegerField, TextField
from django.db.models.functions import Collate

from ..types import State

LETTERS: Final = 48  # of a text that order it; an index holds no long ones
STATES: Final = ", ".join(f"'{state.value}'" for state in State)


def _sorted_text(name: str) -> Collate:
    """Vietnamese dictionary order of the beginning of a text."""
    start = Func(F(name), template=f"left(%(expressions)s, {LETTERS})", output_field=TextField())
    return Collate(Func(start, function="vn_sort", output_field=TextField()), "C")


def _day(name: str) -> Func:
    return Func(F(name), template="coalesce(%(expressions)s, date '9000-01-01')", output_field=DateField())


def _moment(name: str) -> Func:
    far = "timestamptz '9000-01-01 00:00:00+00'"
    return Func(F(name), template=f"coalesce(%(expressions)s, {far})", output_field=DateTimeField())


def _code() -> Collate:
    """5 before 12 before 12a; numbers that are equal by their notation."""
    first = "lpad(coalesce(substring(%(expressions)s from '^[0-9]+'), ''), 10, '0')"
    parts = (Func(F("code_number"), template=first), F("code_number"), F("code_notation"))
    whole = Func(*parts, arg_joiner=" || ' ' || ", output_field=TextField(), template="(%(expressions)s)")
    return Collate(whole, "C")


def _state() -> Func:
    """States in the order in which a paper goes through them."""
    rank = f"array_position(array[{STATES}]::text[], (%(expressions)s)::text)"
    return Func(F("state"), template=rank, output_field=IntegerField())


PLACES: Final[Mapping[str, tuple[Expression | F, ...]]] = {
    "number": (F("number"),),
    "arrived": (F("arrived_at"),),
    "issued": (_day("issued_on"),),
    "due": (_moment("due_at"),),
    "passed": (_moment("forwarded_at"),),
    "issuer": (F("issuer_fold"),),  # without marks: the filter by issuer walks the same index
    "code": (_code(),),
    "subject": (_sorted_text("subject"),),
    "signer": (_sorted_text("signer_name"),),
    "handler": (_sorted_text("handler_text"),),
    "type": (F("document_type"), F("number")),
    "state": (_state(),),
}
SPELT: Final = frozenset({"subject", "signer", "handler"})


def indexes() -> list[Index]:
    """Return the indexes of all orders but that by number, which the unique number has."""
    return [
        Index(F("register"), *place, F("id"), name=f"documents_by_{name}")
        for name, place in PLACES.items()
        if name != "number"
    ]
