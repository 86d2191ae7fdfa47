"""The national directory of agency codes, and where papers for a closed code go (domain/documents 5)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from congvu.kernel.api import statements, text
from congvu.kernel.errors import NotFound

from .models import Agency, AgencyCode, KnownCode
from .policy import in_force
from .types import AgencyCard

DATA = Path(__file__).resolve().parent / "data" / "known_codes.csv"
LONGEST_CHAIN = 20
SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class KnownCodeLine:
    """One row of the directory."""

    value: str
    name: str
    valid_from: date | None
    valid_to: date | None
    successor_value: str
    basis: str
    note: str


def read_data(path: Path = DATA) -> Iterator[dict[str, object]]:
    """Yield the rows of the data file as values of KnownCode."""
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            days = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")}
            yield {**row, **days}


def known_codes(*, words: str, on: date | None = None, limit: int = 200) -> list[KnownCodeLine]:
    """Return rows whose code or name holds the words, by code; with `on`, those in force on the day."""
    rows = KnownCode.objects.order_by("value", "valid_from", "pk")
    if on is not None:
        rows = rows.filter(in_force(on))
    parts = text.fold(text.clean_line(words)).split()
    found = [row for row in rows if all(part in text.fold(f"{row.value} {row.name}") for part in parts)]
    return [
        KnownCodeLine(row.value, row.name, row.valid_from, row.valid_to, row.successor_value, row.basis, row.note)
        for row in found[:limit]
    ]


def suggestions(*, name: str, on: date) -> list[KnownCodeLine]:
    """Return the rows in force whose names share the most words with an agency's name."""
    wanted = set(text.fold(name).split())
    scored = [
        (len(wanted & set(text.fold(row.name).split())) / max(1, len(wanted)), row)
        for row in known_codes(words="", on=on, limit=1000)
    ]
    best = sorted((pair for pair in scored if pair[0] > 0.5), key=lambda pair: -pair[0])
    return [row for _score, row in best[:SUGGESTED]]


def route_to_successor(code: str, *, on: date) -> AgencyCard:
    """Return the agency that receives on a day what is addressed to a code.

    A code that was closed, or whose agency was closed, leads along successors to one in force; a code unknown
    here is followed through the national directory. Raises NotFound when nobody here takes over.
    """
    found = statements.kept(_standing_under, code=code, upper=code.upper())
    agency_id = found[0][2] if found else _by_directory(code, on)
    seen: set[int] = set()
    while agency_id is not None and agency_id not in seen:
        seen.add(agency_id)
        found = found or statements.kept(_standing, agency_id=agency_id)
        if not found:
            break
        valid_to, successor_id, *card = found.pop()
        if valid_to is None or valid_to >= on:
            return AgencyCard(*card)
        agency_id = successor_id
    raise NotFound


def _standing(*, agency_id: int) -> QuerySet[Agency, Any]:
    """Until when an agency is in force, who takes over, and its card."""
    codes = AgencyCode.objects.filter(agency=OuterRef("pk"), is_primary=True).order_by("-pk").values("value")[:1]
    primary = Coalesce(Subquery(codes), Value(""))
    rows = Agency.objects.filter(pk=agency_id).annotate(primary_code=primary)
    return rows.values_list(
        "valid_to", "successor_id", "pk", "name", "abbreviation", "primary_code", "place_name", "superior_name",
        "parent_id",
    )  # fmt: skip


def _standing_under(*, code: str, upper: str) -> QuerySet[AgencyCode, Any]:
    """The same of the agency that has a code."""
    codes = AgencyCode.objects.filter(agency=OuterRef("agency"), is_primary=True).order_by("-pk").values("value")[:1]
    primary = Coalesce(Subquery(codes), Value(""))
    return _codes(code=code, upper=upper).annotate(primary_code=primary).values_list(
        "agency__valid_to", "agency__successor_id", "agency_id", "agency__name", "agency__abbreviation",
        "primary_code", "agency__place_name", "agency__superior_name", "agency__parent_id",
    )  # fmt: skip


def _by_own_code(code: str) -> int | None:
    found = statements.kept(_codes, code=code, upper=code.upper())
    return found[0][0] if found else None


def _codes(*, code: str, upper: str) -> QuerySet[AgencyCode, Any]:
    rows = AgencyCode.objects.filter(Q(value=code) | Q(value=upper)).order_by("-is_primary", "-pk")
    return rows.values_list("agency_id")[:1]


def _by_directory(code: str, on: date) -> int | None:
    current = code.upper()
    for _step in range(LONGEST_CHAIN):
        found = statements.kept(_successors, code=current, on=on)
        if not found or not found[0][0] or found[0][0] == current:
            return None
        current = found[0][0]
        if (agency_id := _by_own_code(current)) is not None:
            return agency_id
    return None


def _successors(*, code: str, on: date) -> QuerySet[KnownCode, Any]:
    return (
        KnownCode.objects.filter(value=code, valid_to__lt=on).order_by("-valid_to").values_list("successor_value")[:1]
    )
