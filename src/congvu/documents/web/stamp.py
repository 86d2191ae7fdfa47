"""The ĐẾN stamp as values that the drawing takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from ..models import Document
from ..rules import printed_number

LINE = 30  # letters of the agency's name that fit into 50 mm


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands in the stamp of 35 × 50 mm (NĐ 30/2020 Phụ lục IV, mẫu dấu “ĐẾN”)."""

    agency: list[str]
    number: str
    day: str


def stamp_of(document: Document, *, agency: str) -> Stamp:
    """Return the stamp of an incoming document."""
    day = timezone.localtime(document.arrived_at).strftime("%d/%m/%Y") if document.arrived_at else ""
    return Stamp(_lines(agency.upper()), printed_number(document.number or 0, document.number_suffix), day)


def _lines(name: str) -> list[str]:
    """Break a long name into two lines at a space near its middle."""
    if len(name) <= LINE:
        return [name]
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    cut = min(spaces, key=lambda place: abs(place - len(name) // 2), default=len(name))
    return [name[:cut], name[cut + 1 :]]
