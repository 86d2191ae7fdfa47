"""Search field by field: every input field of NĐ 30/2020 Phụ lục VI, full text, rights; columns, order, files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.api import text as vn
from congvu.search import api as search
from congvu.search.api import Column, Wanted

from .. import policy
from ..models import Document
from ..types import OPEN_STATES, Direction, Secrecy, State, Urgency
from .register import TONES

PAGE = "documents.find"
PAGE_SIZE: Final = 20
MOST_SORTED: Final = 1000  # the newest matches, among which a column sorts
MOST_EXPORTED: Final = 5000
MOST_WORDS: Final = 12

COLUMNS: Final = (
    Column("chieu", _("Chiều"), shown=False, width=1),
    Column("so", _("Số đến, số đi"), sort="number", width=1),
    Column("ky-hieu", _("Số, ký hiệu"), sort="code_number", width=1.6),
    Column("ngay", _("Ngày văn bản"), sort="issued_on", width=1.3),
    Column("loai", _("Tên loại"), shown=False, sort="document_type__name", width=1.3),
    Column("trich-yeu", _("Trích yếu"), sort="subject", width=5),
    Column("co-quan", _("Cơ quan ban hành"), sort="issuing_agency_name", width=2.2),
    Column("nguoi-ky", _("Người ký"), shown=False, sort="signer_name", width=1.7),
    Column("chuc-vu", _("Chức vụ người ký"), shown=False, width=1.7),
    Column("ngay-den", _("Ngày đến"), sort="arrived_at", width=1.3),
    Column("noi-nhan", _("Đơn vị, người nhận"), width=2),
    Column("han", _("Hạn giải quyết"), shown=False, sort="due_at", width=1.3),
    Column("han-tra-loi", _("Hạn trả lời"), shown=False, sort="due_on", width=1.3),
    Column("khan", _("Mức độ khẩn"), shown=False, sort="urgency", width=1.2),
    Column("trang-thai", _("Trạng thái"), sort="state", width=1.3),
    Column("so-dang-ky", _("Sổ đăng ký"), shown=False, width=1.6),
    Column("don-vi-soan", _("Đơn vị soạn thảo"), shown=False, width=1.6),
    Column("so-trang", _("Số trang"), shown=False, sort="pages", width=0.7),
    Column("so-ban", _("Số bản"), shown=False, sort="copies", width=0.7),
    Column("ngon-ngu", _("Ngôn ngữ"), shown=False, width=1),
    Column("ma-dinh-danh", _("Mã định danh văn bản"), shown=False, width=2),
    Column("ket-qua", _("Kết quả, lý do"), shown=False, width=2),
    Column("ghi-chu", _("Ghi chú"), shown=False, width=2),
)
# Mọi văn bản đều mang một trong hai dấu này; mục của ứng dụng khác thì không.
ANY_DOCUMENT: Final = Wanted(("files:0", "files:1"))
SORTS: Final[Mapping[str, str]] = {column.key: column.sort for column in COLUMNS if column.sort}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, field by field; empty means no condition. Words are compared without marks and case."""

    q: str = ""
    direction: str = ""
    subject: str = ""
    type_codes: tuple[str, ...] = ()
    code: str = ""
    notation: str = ""
    document_code: str = ""
    agency: str = ""
    signer: str = ""
    position: str = ""
    capacity: str = ""
    to: str = ""
    note: str = ""
    result: str = ""
    language: str = ""
    who: str = ""
    words: str = ""
    file_code: str = ""
    unit_id: int | None = None
    states: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    via: str = ""
    circulation: str = ""
    year: int | None = None
    has_files: str = ""
    issued: tuple[date | None, date | None] = (None, None)
    arrived: tuple[date | None, date | None] = (None, None)
    due: tuple[date | None, date | None] = (None, None)
    reply: tuple[date | None, date | None] = (None, None)
    sent: tuple[date | None, date | None] = (None, None)
    number: tuple[int | None, int | None] = (None, None)
    pages: tuple[int | None, int | None] = (None, None)
    copies: tuple[int | None, int | None] = (None, None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == Asked()


class Question(TypedDict):
    """What the index of search is asked."""

    q: str
    kind: str
    wanted: list[Wanted]
    title: str


WORDED: Final = {
    "agency": "agency", "signer": "signer", "position": "position", "to": "to", "note": "note", "result": "result",
    "language": "language", "who": "who", "words": "words",
}  # fmt: skip
RANGED_DAYS: Final = ("issued", "arrived", "due", "reply", "sent")
RANGED_NUMBERS: Final = ("number", "pages", "copies")


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A document as the list of results shows it; `pairs`: the chosen columns with their texts."""

    uid: UUID
    pairs: tuple[tuple[Column, str], ...]
    subject: str
    code: str
    meta: str
    urgency: int
    state_label: str
    state_tone: str


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of results. `sorted_of`: how many matches were sorted; `cut`: more match than could be sorted."""

    rows: list[FoundRow]
    next: str
    sorted_of: int = 0
    cut: bool = False


def conditions(asked: Asked) -> list[Wanted]:
    """Return the conditions that the index of search is asked, one for each field that says something."""
    found: list[Wanted | None] = []
    for name, facet in WORDED.items():
        found += _words(facet, getattr(asked, name))
    found += [search.days(name, *getattr(asked, name)) for name in RANGED_DAYS]
    found += [search.numbers(name, *getattr(asked, name)) for name in RANGED_NUMBERS]
    found += [
        _any("type", asked.type_codes),
        _any("state", _states(asked.states)),
        _any("urgency", asked.urgencies),
        _any("via", (asked.via,)),
        _any("circulation", (asked.circulation,)),
        _any("capacity", (vn.fold(asked.capacity),)),
        _any("year", (str(asked.year or ""),)),
        _any("unit", (str(asked.unit_id or ""),)),
        _any("files", (asked.has_files,)),
        _begun("code", asked.code, whole=True),
        _begun("notation", asked.notation),
        _begun("docid", asked.document_code),
        _begun("file", asked.file_code),
    ]
    return [condition for condition in found if condition is not None]


def _states(states: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(s for state in states for s in (OPEN_STATES if state == "open" else (state,))))


def _any(name: str, values: tuple[str, ...]) -> Wanted | None:
    kept = tuple(f"{name}:{value}" for value in values if value)
    return Wanted(kept) if kept else None


def _begun(name: str, typed: str, *, whole: bool = False) -> Wanted | None:
    """A number or notation, compared as the index keeps it; "05" finds 5 and 05, a notation also by its beginning."""
    plain = "".join(vn.fold(typed).split())
    if not plain:
        return None
    if not whole:
        return Wanted((f"{name}:{plain}",), prefix=True)
    bare = plain.lstrip("0") or plain
    return Wanted(tuple(dict.fromkeys((f"{name}:{plain}", f"{name}:{bare}", f"{name}:0{bare}"))))


def _words(name: str, typed: str) -> list[Wanted | None]:
    words = re.findall("[a-z0-9]+", vn.fold(typed))[:MOST_WORDS]
    return [Wanted((f"{name}:{word}",), prefix=place == len(words) - 1 > 0) for place, word in enumerate(words)]


def find(
    *, actor: Actor, asked: Asked, sort: str = "", descending: bool = False, after: str = "", now: datetime
) -> FoundPage:
    """Return one page of what the actor may see and the fields find.

    Without `sort` by rank and the newest first; with the key of a column, the newest MOST_SORTED matches in its
    order, `after` being a place among them.
    """
    if SORTS.get(sort):
        return _sorted_page(actor, asked, sort, descending, after)
    found = search.find_keys(actor=actor, **_question(asked), after=after, limit=PAGE_SIZE)
    by_key = {d.search_key: d for d in _documents(actor, found.keys)}
    shown = [by_key[key] for key in found.keys if key in by_key]
    return FoundPage(_rows(actor, shown, now=now), found.next)


def _sorted_page(actor: Actor, asked: Asked, sort: str, descending: bool, after: str) -> FoundPage:
    found = search.newest_keys(actor=actor, **_question(asked), most=MOST_SORTED)
    order = f"{'-' if descending else ''}{SORTS[sort]}"
    rows = _visible(actor, found.keys).order_by(order, "-pk")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 5 else 0
    page = list(rows[place : place + PAGE_SIZE])
    following = str(place + PAGE_SIZE) if place + PAGE_SIZE < len(found.keys) else ""
    return FoundPage(_rows(actor, page, now=timezone.now()), following, len(found.keys), found.more)


def count(*, actor: Actor, asked: Asked, most: int = MOST_SORTED) -> tuple[int, bool]:
    """Return how many match, counted no further than `most`, and whether there are more."""
    found = search.newest_keys(actor=actor, **_question(asked), most=most)
    return len(found.keys), found.more


def export_rows(*, actor: Actor, asked: Asked, columns: list[Column], now: datetime) -> Iterator[list[str]]:
    """Give the cells of the newest MOST_EXPORTED matches, the rights applied once more as each row is read."""
    keys = search.newest_keys(actor=actor, **_question(asked), most=MOST_EXPORTED).keys
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        by_key = {d.search_key: d for d in _documents(actor, part)}
        shown = [by_key[key] for key in part if key in by_key]
        for row in _rows(actor, shown, columns=columns, now=now):
            yield [cell for _column, cell in row.pairs]


def _question(asked: Asked) -> Question:
    kind = f"documents.{asked.direction}" if asked.direction in Direction.values else ""
    wanted = conditions(asked)
    if not kind and not wanted:
        wanted = [ANY_DOCUMENT]
    return {"q": asked.q, "kind": kind, "wanted": wanted, "title": asked.subject}


def _visible(actor: Actor, keys: tuple[str, ...]) -> QuerySet[Document]:
    uids = [key.partition(":")[2] for key in keys if key.startswith("document:")]
    rows = policy.visible_documents(actor).filter(uid__in=uids, secrecy=Secrecy.NONE)
    return rows.select_related("document_type", "register")


def _documents(actor: Actor, keys: tuple[str, ...]) -> list[Document]:
    return list(_visible(actor, keys))


def _rows(
    actor: Actor, documents: list[Document], *, columns: list[Column] | None = None, now: datetime
) -> list[FoundRow]:
    chosen = columns or search.columns_of(actor=actor, page=PAGE)
    units: dict[int, str] = {}
    if any(column.key == "don-vi-soan" for column in chosen):
        tree = identity.unit_tree(agency_id=actor.agency_id, on=timezone.localdate(now))
        units = {unit.id: unit.name for unit in tree}
    return [_row(d, chosen, units, now) for d in documents]


def _row(d: Document, columns: list[Column], units: dict[int, str], now: datetime) -> FoundRow:
    late = d.state in OPEN_STATES and d.due_at is not None and d.due_at < now
    state_label = str(_("Quá hạn") if late else State(d.state).label)
    day = d.issued_on.strftime("%d/%m/%Y") if d.issued_on else ""
    return FoundRow(
        uid=d.uid,
        pairs=tuple((column, CELLS[column.key](d, units)) for column in columns),
        subject=d.subject,
        code=d.full_code,
        meta=" · ".join(part for part in (d.full_code, d.issuing_agency_name, day) if part),
        urgency=d.urgency,
        state_label=state_label,
        state_tone="late" if late else str(TONES.get(State(d.state), "none")),
    )


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return value.strftime("%d/%m/%Y") if value else ""


def _figure(value: int | None) -> str:
    return "" if value is None else str(value)


CELLS: Final[Mapping[str, Callable[[Document, dict[int, str]], str]]] = {
    "chieu": lambda d, _u: str(Direction(d.direction).label),
    "so": lambda d, _u: f"{_figure(d.number)}{d.number_suffix}",
    "ky-hieu": lambda d, _u: d.full_code,
    "ngay": lambda d, _u: _day(d.issued_on),
    "loai": lambda d, _u: d.document_type.name,
    "trich-yeu": lambda d, _u: d.subject,
    "co-quan": lambda d, _u: d.issuing_agency_name,
    "nguoi-ky": lambda d, _u: " ".join(part for part in (d.signer_capacity, d.signer_name) if part),
    "chuc-vu": lambda d, _u: d.signer_position,
    "ngay-den": lambda d, _u: _day(d.arrived_at),
    "noi-nhan": lambda d, _u: d.handler_text,
    "han": lambda d, _u: _day(d.due_at),
    "han-tra-loi": lambda d, _u: _day(d.due_on),
    "khan": lambda d, _u: str(Urgency(d.urgency).label) if d.urgency else "",
    "trang-thai": lambda d, _u: str(State(d.state).label),
    "so-dang-ky": lambda d, _u: d.register.name if d.register else "",
    "don-vi-soan": lambda d, units: units.get(d.drafting_unit_id or 0, ""),
    "so-trang": lambda d, _u: _figure(d.pages),
    "so-ban": lambda d, _u: _figure(d.copies),
    "ngon-ngu": lambda d, _u: d.language,
    "ma-dinh-danh": lambda d, _u: d.document_code,
    "ket-qua": lambda d, _u: d.closing_note,
    "ghi-chu": lambda d, _u: d.note,
}
