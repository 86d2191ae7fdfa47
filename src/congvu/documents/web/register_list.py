"""What both registers share: heads that sort, the bar of saved filters and columns, pages, the register as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import audit
from congvu.search import api as search
from congvu.search.api import MOST_ON_PAPER, Column, SavedBar
from congvu.ui.api import OfficeRequest

from ..models import Register
from ..queries.order import Order
from ..queries.register_columns import FALLING, NEWEST, order_of

PAGING: Final = frozenset({"truoc", "sau", "den-so"})
OPEN_IN_SECRET: Final = frozenset({"so", "ngay-den", "co-quan", "ky-hieu", "ngay", "trang-thai"})
ON_PAPER: Final = ("docx", "doc", "pdf")
KINDS: Final = (("xlsx", "XLSX"), ("csv", "CSV"), ("docx", "DOCX"), ("doc", "DOC"), ("pdf", "PDF"))


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `url` sorts by it; `sorted` is "ascending", "descending" or nothing."""

    key: str
    label: str
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class ListView:
    """How a register is looked at: columns, order, the words of the address without paging."""

    columns: list[Column]
    order: Order | None
    kept: str
    heads: list[Head]
    bar: SavedBar

    @property
    def shown(self) -> dict[str, bool]:
        """Return for each column's key whether it stands there: a template is slow to look for what is not."""
        chosen = {column.key for column in self.columns}
        return {column.key.replace("-", "_"): column.key in chosen for column, _chosen in self.bar.columns}

    @property
    def span(self) -> int:
        """Return how many columns a secret line hides behind its lock: all after its number and days."""
        return sum(
            column.key not in {"so", "ngay-den", "co-quan", "ky-hieu", "ngay", "trang-thai"} for column in self.columns
        )

    @property
    def is_wide(self) -> bool:
        """Whether more columns stand there than a screen of a desk holds."""
        return len(self.columns) > len([c for c, _chosen in self.bar.columns if c.shown])

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """Return each order for the select of the filters: the word of the address, how people read it, whether now."""
        found = []
        for column, _chosen in self.bar.columns:
            for falling in (True, False):
                if column.sort:
                    one = Order(column.sort, falling)
                    words = _("%(column)s, giảm dần") if falling else _("%(column)s, tăng dần")
                    now = one == (self.order or NEWEST)
                    found.append((_word(column, one), words % {"column": column.label}, now))
        return found


def look(request: OfficeRequest, *, page: str, usual: Register | None, bar: SavedBar | None = None) -> ListView:
    """Return how a register is looked at; what the address says wrongly is as usual.

    `usual` is the register that opens by itself: a saved filter does not name it, so that it opens next year's too.
    `bar` is what `search.bar` said to a caller who asked it together with others.
    """
    bar = bar or search.bar(actor=request.actor, page=page, query="", counted=False)
    bar = replace(bar, query=_to_save(request, usual))
    everything = [column for column, _chosen in bar.columns]
    columns = [column for column, chosen in bar.columns if chosen]
    order = order_of(everything, request.GET.get("sap", ""))
    kept = kept_query(request)
    return ListView(columns, order, kept, _heads(kept, columns, order or NEWEST), bar)


def _heads(kept: str, columns: Sequence[Column], order: Order) -> list[Head]:
    found = []
    for column in columns:
        now = order.name == column.sort
        falling = not order.descending if now else column.sort in FALLING
        url = with_words(kept, sap=_word(column, Order(column.sort, falling))) if column.sort else ""
        said = ("descending" if order.descending else "ascending") if now else ""
        found.append(Head(column.key, str(column.label), url, said))
    return found


def _word(column: Column, order: Order) -> str:
    """Return an order as the address says it: "han", "-han", nothing for the register's own."""
    return "" if order == NEWEST else f"-{column.key}" if order.descending else column.key


def kept_query(request: HttpRequest, *drop: str) -> str:
    """Return the query of the address without paging and without some fields."""
    gone = PAGING | set(drop)
    return urlencode([(k, v) for k, values in request.GET.lists() if k not in gone for v in values if v])


def with_words(kept: str, **words: str) -> str:
    """Return an address with these words in place of what it says now; empty ones are left out."""
    pairs = [(k, v) for k, v in parse_qsl(kept) if k not in words]
    return "?" + urlencode([*pairs, *((k, v) for k, v in words.items() if v)])


def _to_save(request: HttpRequest, usual: Register | None) -> str:
    own = usual is not None and request.GET.get("so") == str(usual.pk)
    return kept_query(request, *(("so",) if own else ()))


def as_table(
    request: OfficeRequest,
    *,
    register: Register,
    filters: Iterable[str],
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str | int | None]],
    kind: str,
    now: datetime,
) -> search.Table:
    """Return the register as it is looked at, for a file; a spreadsheet holds nothing but its lines."""
    said = _("Những dòng %(who)s được xem, lúc %(at)s.") % {
        "who": request.actor.display_name,
        "at": timezone.localtime(now).strftime("%H:%M %d/%m/%Y"),
    }
    most = _("Bản .docx, .doc và .pdf gồm nhiều nhất %(most)d dòng.") % {"most": MOST_ON_PAPER}
    return search.Table(
        title=register.name,
        heads=heads,
        rows=rows,
        widths=widths,
        agency=request.actor.agency_name,
        lede="; ".join(filters)[:500],
        note=f"{said} {most}" if kind in ON_PAPER else "",
    )


def record_export(
    request: OfficeRequest, register: Register, *, kind: str, filters: Sequence[str], now: datetime
) -> None:
    """Record that a register left as a file, with what was asked (Phụ lục VI: nhật ký sử dụng)."""
    audit.record(
        request.actor, "documents.register_exported", register, at=now, kind=kind[:10], asked=list(filters)[:40]
    )
