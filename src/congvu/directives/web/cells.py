"""The lines of a list of tasks as its page shows them, each cell by a function of its own.

A page of twenty-five lines has some three hundred values: by a template they cost as much as the rest of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from congvu.ui.api import person, state, urgency

from ..types import DirectiveRow

LONGEST: Final = 200
NOTHING: Final = SafeString()
_ANY: Final = UUID(int=0)


class Lines:
    """Draws lines for one reader: what is the same in all of them is worked out once."""

    def __init__(self, columns: Collection[str], *, picks: bool) -> None:
        self.cells = [cell for key, cell in CELLS.items() if key in columns]
        self.picks = picks
        self.before, self.after = reverse("directives:directive", args=[_ANY]).split(str(_ANY))
        self.pick, self.late = _("Chọn %(code)s"), _("trễ %(n)s ngày")
        self.troubled = format_html(' · <span class="t-soon">{}</span>', _("có vướng mắc"))

    def drawn(self, rows: Sequence[DirectiveRow]) -> list[SafeString]:
        """Return the lines of a page."""
        return [self._line(row) for row in rows]

    def _line(self, row: DirectiveRow) -> SafeString:
        pick = NOTHING
        if self.picks:
            pick = format_html(
                '<input class="form-check-input" type="checkbox" name="nhiem-vu" value="{}" form="chon" data-cv-pick'
                ' aria-label="{}">',
                row.uid,
                self.pick % {"code": row.code},
            )
        return format_html(
            '<tr data-cv-row><td class="ck">{}</td><th scope="row" class="so cv-num">{}</th><td class="ty">'
            '<a class="ttl" href="{}{}{}" data-cv-opens>{} {}</a><span class="cv-muted">{}{}</span></td>{}</tr>',
            pick, row.code, self.before, row.uid, self.after, urgency(row.urgency),
            Truncator(row.content).chars(LONGEST), row.source_code or row.source_label,
            self.troubled if row.has_difficulties else NOTHING, SafeString("".join(c(self, row) for c in self.cells)),
        )  # fmt: skip

    def due(self, row: DirectiveRow) -> SafeString:
        """Return the deadline, with how many days it is past."""
        late = format_html("<br>{}", self.late % {"n": row.days_late}) if row.due_tone == "late" else NOTHING
        tone = f" t-{row.due_tone}" if row.due_tone else ""
        return format_html('<td class="cv-num ng{}">{}{}</td>', tone, _day(row.due_on), late)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _said(name: str, value: Callable[[DirectiveRow], object]) -> Callable[[Lines, DirectiveRow], SafeString]:
    """Return a cell that only says a value."""
    return lambda _lines, row: format_html('<td class="{}">{}</td>', name, value(row))


CELLS: Final[Mapping[str, Callable[[Lines, DirectiveRow], SafeString]]] = {
    "can-cu": _said("cq", lambda row: row.source_code or row.source_label),
    "chu-tri": _said("dv", lambda row: row.lead_name),
    "nguoi-giao": _said("cq", lambda row: person(row.giver_name)),
    "linh-vuc": _said("cq", lambda row: row.field),
    "ngay-giao": _said("cv-num cq", lambda row: _day(row.assigned_on)),
    "han": Lines.due,
    "tien-do": _said("cv-num r tr", lambda row: f"{row.progress}%"),
    "ngay-xong": _said("cv-num cq", lambda row: _day(row.result_on)),
    "trang-thai": _said("st", lambda row: state(row.state_tone, row.state_label)),
}
