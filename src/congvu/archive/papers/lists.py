"""A list or minutes in values, a PDF/A out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.signing import api as signing

from ..errors import CannotExport
from . import setting

TEMPLATE = Path(__file__).with_name("list.typ")
SHEETS = Path(__file__).with_name("sheets.typ")
A4 = (595.28, 841.89)
SIGN_WIDTH = 150.0
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, whether its cells are centred."""

    head: str
    width: float = 1
    centre: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; kind "heading" is one cell over the whole width."""

    cells: tuple[str, ...]
    kind: str = "row"


@dataclass(frozen=True, slots=True)
class Sign:
    """Who signs below, under which words."""

    title: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything printed on a list or in minutes, as plain text."""

    title: str
    agency: str
    subtitles: tuple[str, ...] = ()
    superior: str = ""
    number: str = ""
    place_date: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    signers: tuple[Sign, ...] = ()
    landscape: bool = False
    heads: bool = True
    size: float = 12
    fonts: tuple[str, ...] = field(default_factory=lambda: tuple(documents.paper_families()))


def place_date(place: str, day: date) -> str:
    """Return "Hà Nội, ngày 05 tháng 01 năm 2020": days below 10 and months 1, 2 take a zero (NĐ 30 Phụ lục I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day:%d} tháng {month} năm {day.year}"


def pdf(listing: Listing) -> bytes:
    """Return the list as PDF/A-2b. Raises CannotExport where it is too long or cannot be set."""
    return _made(listing)[0]


def sheets(listings: Sequence[Listing]) -> tuple[bytes, list[int]]:
    """Return many short papers without tables as one PDF/A-2b, and the page, from 0, on which each begins.

    Set in one run: a hundred times quicker than one by one. Raises CannotExport.
    """
    _bound(len(listings))
    fonts = listings[0].fonts if listings else ()
    said = [{"title": one.title, "subtitles": one.subtitles, "before": one.before} for one in listings]
    content, pages = setting.paper(SHEETS, {"fonts": fonts, "sheets": said}, lines=len(said), label="sheet")
    return content, [int(page) - 1 for page in pages]


def to_sign(listing: Listing) -> bytes:
    """Return minutes as PDF/A-2b with an empty signature field over each signer's name, as `place_name` calls them.

    Raises CannotExport.
    """
    content, spots = _made(listing, label="sign")
    height = A4[0] if listing.landscape else A4[1]
    places = [
        signing.SignPlace(place_name(n), f"{sign.title}: {sign.name}", _box(spot, height), int(spot["page"]) - 1)
        for n, (sign, spot) in enumerate(zip(listing.signers, spots, strict=True), 1)
    ]
    return signing.prepare_places(content, places)


def place_name(position: int) -> str:
    """Return the name of the field in which the signer of this position, from 1, signs."""
    return f"CV_BienBan_{position}"


def _box(spot: dict[str, float], height: float) -> tuple[float, float, float, float]:
    """Return the place in the middle of its column, not wider than a hand signature."""
    width = min(spot["w"], SIGN_WIDTH)
    left, top = spot["x"] + (spot["w"] - width) / 2, height - spot["y"]
    return (left, top - spot["h"], left + width, top)


def _made(listing: Listing, *, label: str = "") -> tuple[bytes, list[dict[str, float]]]:
    _bound(len(listing.rows))
    return setting.paper(TEMPLATE, asdict(listing), lines=len(listing.rows), label=label)


def _bound(lines: int) -> None:
    if lines > MOST_ROWS:
        raise CannotExport(reason=_("danh sách có hơn %(n)d dòng") % {"n": MOST_ROWS})
