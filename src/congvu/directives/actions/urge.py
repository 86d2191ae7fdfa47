"""Urging letters (công văn đôn đốc), drafted out of a list of tasks: one letter for each lead, in the proper form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.documents.api import DraftContent
from congvu.kernel.api import Actor, audit

from .. import policy
from ..errors import NothingLate
from ..models import Directive, Urging, UrgingLine
from ..rules import states
from ..types import StepKind
from . import trays
from .locked import step

MOST_AT_ONCE = 200
LETTER = "cong-van"


@transaction.atomic
def urge(*, actor: Actor, uids: Sequence[UUID], now: datetime) -> list[int]:
    """Draft a letter to each lead of the chosen tasks; return the ids of the drafts.

    Only tasks that are open and with their lead are named. The letters are ordinary drafts: they are read, corrected,
    approved, signed and issued like any other. Raises NotAllowed or NothingLate.
    """
    rows = list(
        policy.visible_directives(actor)
        .filter(uid__in=list(uids)[:MOST_AT_ONCE], state__in=states.WORKING)
        .select_for_update(of=("self",))
        .order_by("lead_key", "due_sort", "pk")
    )
    if not rows:
        raise NothingLate
    for one in rows:
        policy.may_urge(actor, one).require()
    groups: dict[str, list[Directive]] = {}
    for one in rows:
        groups.setdefault(one.lead_key, []).append(one)
    return [_letter(actor, group, now=now) for group in groups.values()]


def _letter(actor: Actor, rows: Sequence[Directive], *, now: datetime) -> int:
    today = timezone.localdate(now)
    to = rows[0].lead_name
    draft_id = documents.create_draft(actor=actor, type_code=LETTER, content=content_of(rows, today=today), now=now)
    urging = Urging.objects.create(
        agency_id=actor.agency_id,
        draft_id=draft_id,
        lead_key=rows[0].lead_key,
        lead_name=to,
        made_at=now,
        made_by_name=actor.display_name[:300],
    )
    UrgingLine.objects.bulk_create([UrgingLine(urging=urging, directive=one, due_on=one.due_on) for one in rows])
    for one in rows:
        done = step(
            one, StepKind.URGED, actor=actor, at=now, text=_("Đã soạn công văn đôn đốc gửi %(to)s.") % {"to": to}
        )
        audit.record(actor, "directives.urged", one, at=now, draft=draft_id, due=one.due_on)
        trays.tell(
            f"directives.urged:{done.pk}",
            one,
            post_ids=[one.owner_post_id],
            text=_("%(who)s đôn đốc %(what)s") % {"who": actor.display_name, "what": trays.title_of(one)},
            at=now,
            kind="directives.urged",
            but=actor,
        )
    return draft_id


def content_of(rows: Sequence[Directive], *, today: date) -> DraftContent:
    """Return the text of a letter: what is asked of whom, since when, how late, and until when to answer."""
    to = rows[0].lead_name
    late = [one for one in rows if states.is_late(one.state, one.due_on, one.result_on, today)]
    lines = [
        _(
            "Theo dõi tình hình thực hiện nhiệm vụ được giao, đến ngày %(today)s, %(to)s còn %(n)d nhiệm vụ"
            " chưa hoàn thành, trong đó %(late)d nhiệm vụ quá hạn, cụ thể như sau:"
        )
        % {"today": f"{today:%d/%m/%Y}", "to": to, "n": len(rows), "late": len(late)}
    ]
    lines += [f"{place}. {line_of(one, today=today)}" for place, one in enumerate(rows, start=1)]
    lines += [
        _(
            "Đề nghị %(to)s khẩn trương thực hiện các nhiệm vụ nêu trên; báo cáo kết quả, nêu rõ nguyên nhân chậm"
            " và thời gian hoàn thành từng nhiệm vụ, cập nhật trên hệ thống để tổng hợp, báo cáo lãnh đạo."
        )
        % {"to": to},
        _("Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, kịp thời phản ánh để phối hợp xử lý./."),
    ]
    return DraftContent(
        subject=_("đôn đốc thực hiện nhiệm vụ được giao")[:500],
        body="\n\n".join(lines),
        send_to=(to[:250],),
        recipients=(_("Như trên"), _("Lãnh đạo cơ quan (để báo cáo)")),
    )


def line_of(one: Directive, *, today: date) -> str:
    """Return a task as a letter names it."""
    content = one.content.rstrip(" .;") if len(one.content) <= 400 else one.content[:397].rstrip() + "…"
    parts = [f"{content} ({one.code}" + (f"; {one.source_note})" if one.source_note else ")")]
    late = states.days_late(one.state, one.due_on, one.result_on, today)
    if one.due_on is not None:
        due = _("hạn %(day)s") % {"day": f"{one.due_on:%d/%m/%Y}"}
        parts.append(f"{due}, " + (_("quá hạn %(n)d ngày") % {"n": late} if late else _("chưa đến hạn")))
    parts.append(_("tiến độ %(n)d%%") % {"n": one.progress})
    return "; ".join(parts) + "."
