"""The lines of the register of incoming documents as its page shows them, each cell by a function of its own.

A page of twenty lines has some four hundred values: by a template they cost more than everything else of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from congvu.ui.api import clock, icon, moment, short_day, state, urgency

from ..queries.register import RegisterRow
from ..types import State
from .register_list import OPEN_IN_SECRET, ListView

SUBMITTED: Final = frozenset({State.REGISTERED, State.WAITING})
NOTHING: Final = SafeString()
_ANY: Final = UUID(int=0)


class Lines:
    """Draws lines of the register for one reader: what is the same in all of them is worked out once."""

    def __init__(self, view: ListView, *, may_register: bool, may_act: bool, now: datetime) -> None:
        self.keys = [column.key for column in view.columns]
        self.span = view.span
        self.may_register, self.may_act = may_register, may_act
        self.today = timezone.localdate(now)
        self.before, self.after = reverse("documents:document", args=[_ANY]).split(str(_ANY))
        self.words = {
            "pick": _("Chọn văn bản đến %(n)s"),
            "secret": _("Văn bản mật: chỉ có dòng đăng ký"),
            "new": _("Chưa đọc."),
            "nobody": _("chưa giao"),
            "pass on": _("trình trước %(at)s"),
            "open": _("Mở"),
        }
        self.lock, self.star = icon("lock"), icon("star", _("Đã đánh dấu sao"))
        self.named = {  # cells that say their name on a phone, where no head stands above them
            "nguoi-ky": _("Người ký:"),
            "ngay-chuyen": _("Ngày chuyển:"),
            "han": _("hạn"),
            "han-tra-loi": _("Hạn trả lời:"),
            "so-trang": _("Số trang:"),
            "so-ban": _("Số bản:"),
        }

    def drawn(self, rows: Sequence[RegisterRow]) -> list[SafeString]:
        """Return the lines of a page."""
        return [self._line(row) for row in rows]

    def _line(self, row: RegisterRow) -> SafeString:
        cells = [self._pick(row)]
        is_told = False
        for key in self.keys:
            if row.is_secret and key not in OPEN_IN_SECRET:
                cells.append(NOTHING if is_told else self._secret(row))
                is_told = True
            else:
                cells.append(CELLS[key](self, row))
        if "trang-thai" not in self.keys and "trich-yeu" not in self.keys:
            cells.append(format_html('<td class="st">{}</td>', self._way_in(row)))
        name = ("new " if row.is_new else "") + ("void" if row.is_void else "")
        return format_html('<tr class="{}" data-cv-row>{}</tr>', name, SafeString("".join(cells)))

    def address(self, row: RegisterRow) -> str:
        """Return where a line opens."""
        return f"{self.before}{row.uid}{self.after}"

    def day(self, value: date | datetime | None) -> str:
        """Return a day as lists write it."""
        return short_day(value, today=self.today) if value else ""

    def _pick(self, row: RegisterRow) -> SafeString:
        acts = (self.may_act and not row.is_void) or (self.may_register and row.state in SUBMITTED)
        if row.is_secret or not acts:
            return SafeString('<td class="ck"></td>')
        return format_html(
            '<td class="ck"><input class="form-check-input" type="checkbox" name="van-ban" value="{}" form="trinh"'
            ' data-cv-pick aria-label="{}"></td>',
            row.uid,
            self.words["pick"] % {"n": row.number},
        )

    def _secret(self, row: RegisterRow) -> SafeString:
        return format_html(
            '<td class="secret ty" colspan="{}">{} <a href="{}" data-cv-opens>{}</a></td>',
            self.span,
            self.lock,
            self.address(row),
            self.words["secret"],
        )

    def _way_in(self, row: RegisterRow) -> SafeString:
        """Return the link of a line that shows no subject to press."""
        if row.is_secret:
            return NOTHING
        return format_html(' <a href="{}" data-cv-opens>{}</a>', self.address(row), self.words["open"])

    def subject(self, row: RegisterRow) -> SafeString:
        """Return the subject with what marks the line, and why it ended."""
        new = format_html('<span class="cv-sr">{} </span>', self.words["new"]) if row.is_new else NOTHING
        star = format_html("{} ", self.star) if row.is_starred else NOTHING
        why = format_html('<span class="cv-muted">{}</span>', row.reason) if row.reason else NOTHING
        return format_html(
            '<td class="ty"><a class="ttl" href="{}" data-cv-opens>{}{}{} {}</a>{}</td>',
            self.address(row), new, star, urgency(row.urgency), row.subject, why,
        )  # fmt: skip

    def handler(self, row: RegisterRow) -> SafeString:
        """Return at whose desk the paper lies, or until when it should be handed up."""
        if row.handler_text:
            return format_html('<td class="dv"><span class="doc-4" title="{0}">{0}</span></td>', row.handler_text)
        if row.is_void:
            return SafeString('<td class="dv"></td>')
        until = NOTHING
        if row.pass_on_due_at:
            until = format_html(
                '<br><span class="cv-sm {}">{}</span>',
                f"t-{row.pass_on_tone}" if row.pass_on_tone else "cv-muted",
                self.words["pass on"] % {"at": moment(row.pass_on_due_at, today=self.today)},
            )
        return format_html('<td class="dv"><span class="cv-muted">{}</span>{}</td>', self.words["nobody"], until)

    def named_cell(self, key: str, value: str | int | None, name: str = "cv-num opt") -> SafeString:
        """Return a cell that says its name on a phone; an empty one says nothing."""
        if not value:
            return format_html('<td class="{}"></td>', name)
        return format_html('<td class="{}"><span class="doc-han">{} </span>{}</td>', name, self.named[key], value)

    def standing(self, row: RegisterRow) -> SafeString:
        """Return the state."""
        way = NOTHING if "trich-yeu" in self.keys else self._way_in(row)
        return format_html('<td class="st">{}{}</td>', state(row.state_tone, row.state_label), way)


def _arrived(lines: Lines, row: RegisterRow) -> SafeString:
    at = row.arrived_at
    return format_html(
        '<td class="cv-num ng">{} <span class="cv-muted">{}</span></td>', lines.day(at), clock(at) if at else ""
    )


def _code(_lines: Lines, row: RegisterRow) -> SafeString:
    between = "/" if row.code_number and row.code_notation else ""
    return format_html(
        '<td class="kh"><span class="cv-num">{}</span>{}{}</td>', row.code_number, between, row.code_notation
    )


def _due(lines: Lines, row: RegisterRow) -> SafeString:
    tone = f" t-{row.due_tone}" if row.due_tone else ""
    return lines.named_cell("han", "" if row.is_void else lines.day(row.due_at), f"cv-num han{tone}")


def _plain(value: str) -> SafeString:
    return format_html('<td class="opt">{}</td>', value)


CELLS: Final[dict[str, Callable[[Lines, RegisterRow], SafeString]]] = {
    "so": lambda lines, row: format_html('<th scope="row" class="cv-num r so">{}{}</th>', row.number, row.suffix),
    "ngay-den": _arrived,
    "co-quan": lambda lines, row: format_html('<td class="cq">{}</td>', row.issuer),
    "ky-hieu": _code,
    "ngay": lambda lines, row: format_html('<td class="cv-num nvb">{}</td>', lines.day(row.issued_on)),
    "loai": lambda lines, row: _plain(row.type_name),
    "trich-yeu": Lines.subject,
    "nguoi-ky": lambda lines, row: lines.named_cell("nguoi-ky", row.signer, "opt"),
    "don-vi": Lines.handler,
    "ngay-chuyen": lambda lines, row: lines.named_cell("ngay-chuyen", lines.day(row.forwarded_at)),
    "han": _due,
    "han-tra-loi": lambda lines, row: lines.named_cell("han-tra-loi", lines.day(row.reply_on)),
    "khan": lambda lines, row: _plain(urgency(row.urgency)),
    "nhan-qua": lambda lines, row: _plain(row.via),
    "so-trang": lambda lines, row: lines.named_cell("so-trang", row.pages),
    "so-ban": lambda lines, row: lines.named_cell("so-ban", row.copies),
    "ghi-chu": lambda lines, row: _plain(row.note),
    "trang-thai": Lines.standing,
}
