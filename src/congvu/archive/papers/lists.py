"""A list or minutes in values, a PDF/A out."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import text as vn
from congvu.signing import api as signing

from ..errors import CannotExport

TEMPLATE = Path(__file__).with_name("list.typ")
SHEETS = Path(__file__).with_name("sheets.typ")
A4 = (595.28, 841.89)
SIGN_WIDTH = 150.0
MOST_ROWS = 20_000
_here = threading.local()  # a compiler belongs to one thread


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
    return _made(listing, _compiler())


def sheets(listings: Sequence[Listing]) -> tuple[bytes, list[int]]:
    """Return many short papers without tables as one PDF/A-2b, and the page, from 0, on which each begins.

    Set in one run: a hundred times quicker than one by one. Raises CannotExport.
    """
    if len(listings) > MOST_ROWS:
        raise CannotExport(reason=_("danh sách có hơn %(n)d dòng") % {"n": MOST_ROWS})
    fonts = listings[0].fonts if listings else ()
    said = [{"title": one.title, "subtitles": one.subtitles, "before": one.before} for one in listings]
    compiler = _compiler(SHEETS)
    content = _compiled(compiler, {"fonts": fonts, "sheets": said})
    return content, [int(page) - 1 for page in json.loads(compiler.query("<sheet>", field="value"))]


def to_sign(listing: Listing) -> bytes:
    """Return minutes as PDF/A-2b with an empty signature field over each signer's name, as `place_name` calls them.

    Raises CannotExport.
    """
    compiler = _compiler()
    content = _made(listing, compiler)
    spots = json.loads(compiler.query("<sign>", field="value"))
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


def _made(listing: Listing, compiler: typst.Compiler) -> bytes:
    if len(listing.rows) > MOST_ROWS:
        raise CannotExport(reason=_("danh sách có hơn %(n)d dòng") % {"n": MOST_ROWS})
    return _compiled(compiler, asdict(listing))


def _compiled(compiler: typst.Compiler, data: dict[str, object]) -> bytes:
    try:
        made = compiler.compile(
            format="pdf",
            pdf_standards=["a-2b"],
            sys_inputs={"data": json.dumps(_clean(data), ensure_ascii=False)},
        )
    except typst.TypstError as refusal:
        raise CannotExport(reason=refusal.message) from refusal
    if not isinstance(made, bytes):
        raise CannotExport(reason="PDF")
    return made


def _clean(value: object) -> object:
    """Return values with every text clean: NFC, no control characters."""
    if isinstance(value, str):
        return vn.clean_line(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_clean(one) for one in value]
    return value


def _compiler(template: Path = TEMPLATE) -> typst.Compiler:
    made: typst.Compiler | None = getattr(_here, template.stem, None)
    if made is None:
        made = typst.Compiler(input=template, root=template.parent, font_paths=documents.paper_fonts())
        setattr(_here, template.stem, made)
    return made
