"""The table of opinions on a draft: who was asked, what was said, what the drafter made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.search.api import Table

from ..models import Draft, DraftOpinion
from . import rules
from .types import DraftState, OpinionAnswer, OpinionStance
from .work import title

CLOSED = frozenset({DraftState.SIGNED, DraftState.ISSUED, DraftState.CANCELLED})


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One line of the table. `state` is "given", "late", "waiting", "turn" (not yet asked) or "closed"."""

    id: int
    who: str
    by: str  # who answered, when that is not `who` word for word
    question: str
    version: int
    turn: int
    asked_at: datetime | None
    due_at: datetime | None
    given_at: datetime | None
    state: str
    state_label: str
    state_tone: str
    stance: str
    text: str
    closed_note: str
    answer: str
    answer_label: str
    answer_note: str
    answered_by: str

    @property
    def answer_dialog(self) -> str:
        """The id of the dialog that accepts or explains it."""
        return f"tiep-thu-{self.id}"

    @property
    def go_on_dialog(self) -> str:
        """The id of the dialog that stops waiting for it."""
        return f"thoi-{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it was asked and is still to come."""
        return self.state in {"late", "waiting", "turn"}


@dataclass(frozen=True, slots=True)
class OpinionTable:
    """All opinions on a draft, asked ones first in their order, and how many stand how."""

    rows: list[OpinionRow]
    asked: int
    given: int
    waiting: int
    unanswered: int  # remarks that the drafter has not yet accepted or explained


def opinion_table(draft: Draft, *, now: datetime) -> OpinionTable:
    """Return the table. The caller has checked that the actor may see the draft."""
    kept = sorted(draft.opinions.all(), key=lambda o: (o.asked_at is None, o.round, o.turn, o.pk))
    rows = [_row(opinion, now) for opinion in kept]
    return OpinionTable(
        rows=rows,
        asked=sum(1 for row in rows if row.asked_at),
        given=sum(1 for row in rows if row.state == "given"),
        waiting=sum(1 for row in rows if row.is_open),
        unanswered=sum(1 for row in rows if row.state == "given" and row.text and not row.answer),
    )


def may_answer(draft: Draft) -> bool:
    """Return whether the drafter may still say what she made of the opinions."""
    return draft.state not in CLOSED


def may_go_on(draft: Draft) -> bool:
    """Return whether the drafter may stop waiting for an answer."""
    return draft.state in rules.WITH_DRAFTER


def _row(opinion: DraftOpinion, now: datetime) -> OpinionRow:
    state, label, tone = _state(opinion, now)
    given_by = ", ".join(filter(None, (opinion.by_name, opinion.by_title)))
    return OpinionRow(
        id=opinion.pk,
        who=opinion.asked_name or given_by,
        by=given_by if opinion.asked_name and given_by != opinion.asked_name else "",
        question=opinion.question,
        version=opinion.version,
        turn=opinion.turn,
        asked_at=opinion.asked_at,
        due_at=opinion.due_at,
        given_at=opinion.given_at,
        state=state,
        state_label=label,
        state_tone=tone,
        stance=str(OpinionStance(opinion.stance).label) if opinion.stance else "",
        text=opinion.text,
        closed_note=opinion.closed_note,
        answer=opinion.answer,
        answer_label=str(OpinionAnswer(opinion.answer).label) if opinion.answer else "",
        answer_note=opinion.answer_note,
        answered_by=opinion.answered_by,
    )


def _state(opinion: DraftOpinion, now: datetime) -> tuple[str, str, str]:
    if opinion.given_at is not None:
        late = opinion.due_at is not None and opinion.given_at > opinion.due_at
        return "given", _("Đã trả lời, quá hạn") if late else _("Đã trả lời"), "soon" if late else "done"
    if opinion.closed_at is not None:
        return "closed", _("Không có ý kiến"), "none"
    if opinion.opened_at is None:
        return "turn", _("Chưa đến lượt"), "none"
    if opinion.due_at is not None and opinion.due_at < now:
        return "late", _("Quá hạn"), "late"
    return "waiting", _("Chờ ý kiến"), "run"


def as_table(draft: Draft, *, agency_name: str, now: datetime) -> Table:
    """Return the table for a file: bảng tổng hợp, tiếp thu, giải trình ý kiến."""
    found = opinion_table(draft, now=now)
    counts = {"asked": found.asked, "given": found.given, "n": draft.latest_version}
    at = timezone.localtime(now).strftime("%H:%M ngày %d/%m/%Y")
    return Table(
        title=_("Bảng tổng hợp, tiếp thu, giải trình ý kiến"),
        agency=agency_name,
        lede=title(draft),
        heads=[
            _("STT"),
            _("Cơ quan, đơn vị, cá nhân"),
            _("Hạn, ngày trả lời"),
            _("Ý kiến"),
            _("Tiếp thu, giải trình"),
            _("Ghi chú"),
        ],
        widths=[0.6, 3.2, 1.8, 6, 5, 1.8],
        rows=[_cells(place, row) for place, row in enumerate(found.rows, start=1)],
        note=_("Xin ý kiến %(asked)d, đã trả lời %(given)d; dự thảo phiên bản %(n)d.") % counts
        + " "
        + _("Lập lúc %(at)s.") % {"at": at},
    )


def _cells(place: int, row: OpinionRow) -> list[str | int]:
    who = f"{row.who} ({row.by})" if row.by else row.who
    days = [_day(_("Hạn"), row.due_at), _day(_("Trả lời"), row.given_at)]
    said = ". ".join(filter(None, (row.stance, row.text))) or row.state_label
    answered = ": ".join(filter(None, (row.answer_label, row.answer_note)))
    note = row.closed_note or (_("Phiên bản %(n)d") % {"n": row.version} if row.given_at else "")
    return [place, who, "; ".join(filter(None, days)), said, answered, note]


def _day(label: str, at: datetime | None) -> str:
    return f"{label} {timezone.localtime(at):%d/%m/%Y}" if at else ""
