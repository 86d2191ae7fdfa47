"""The ladder itself urges whoever is late: a note to a unit of the agency, a drafted letter to another agency.

A letter is a draft of whoever follows the task, else of who urges for the agency; it is read, corrected, approved and
signed like any other, and never goes by itself. What one run finds late with one lead stands in one letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotAllowed
from congvu.notices import api as notices

from ..models import Directive, Urging, UrgingLine
from ..rules import states
from ..types import StepKind
from . import trays
from .locked import SYSTEM_NAME, step
from .urge import LETTER, content_of


def urge_late(rows: Sequence[Directive], *, chiefs: dict[int, list[int]], now: datetime) -> list[int]:
    """Urge the leads of tasks whose overdue step is reached now; return the ids of drafted letters.

    Part of the ladder's transaction, in which the step is written as done: each step urges once. `chiefs` are the posts
    that urge for each agency.
    """
    groups: dict[tuple[int, str, int | None], list[Directive]] = {}
    for one in rows:
        if one.lead_agency_id in {None, one.agency_id}:
            _note(one, now=now)
        else:
            groups.setdefault((one.agency_id, one.lead_key, one.monitor_post_id), []).append(one)
    return [
        draft_id
        for (agency_id, _lead, monitor), group in groups.items()
        if (draft_id := _letter(group, [monitor, *chiefs.get(agency_id, ())], now=now)) is not None
    ]


def _note(one: Directive, *, now: datetime) -> None:
    """Send the head of the leading unit, and whoever has the task in hand, a note that stands in the history."""
    today = timezone.localdate(now)
    late = states.days_late(one.state, one.due_on, one.result_on, today)
    values = {"to": one.lead_name, "late": late, "n": one.progress, "what": trays.title_of(one)}
    done = step(
        one, StepKind.URGED, actor=None, at=now,
        text=_("Phiếu đôn đốc gửi %(to)s: quá hạn %(late)d ngày, tiến độ %(n)d%%.") % values,
    )  # fmt: skip
    audit.record(None, "directives.urged", one, at=now, agency_id=one.agency_id, due=one.due_on)
    posts = [one.owner_post_id, *_heads(one, now)]
    text = _("Phiếu đôn đốc %(to)s: quá hạn %(late)d ngày, tiến độ %(n)d%%. %(what)s") % values
    trays.tell(f"directives.urged:{done.pk}", one, post_ids=posts, text=text, at=now, kind="directives.urged")


def _heads(one: Directive, now: datetime) -> list[int]:
    if one.lead_unit_id is None:
        return []
    found = identity.posts(on=timezone.localdate(now), agency_id=one.agency_id, role=Role.UNIT_LEADER)
    return [card.id for card in found if card.unit_id == one.lead_unit_id]


def _letter(rows: Sequence[Directive], posts: Sequence[int | None], *, now: datetime) -> int | None:
    """Draft a letter in the name of the first of these posts that drafts; None where nobody does."""
    for post_id in dict.fromkeys(posts):
        actor = identity.acting(post_id, now=now) if post_id is not None else None
        if actor is None or actor.agency_id != rows[0].agency_id:
            continue
        try:
            with transaction.atomic():
                return _drafted(actor, rows, now=now)
        except NotAllowed:
            continue
    return None


def _drafted(actor: Actor, rows: Sequence[Directive], *, now: datetime) -> int:
    first, to = rows[0], rows[0].lead_name
    draft_id = documents.create_draft(
        actor=actor, type_code=LETTER, content=content_of(rows, today=timezone.localdate(now)), now=now,
        once_key=f"urging:{first.pk}:{first.due_on:%Y%m%d}:{first.remind_step}",
    )  # fmt: skip
    urging = Urging.objects.create(
        agency_id=first.agency_id, draft_id=draft_id, lead_key=first.lead_key, lead_name=to, made_at=now,
        made_by_name=SYSTEM_NAME,
    )  # fmt: skip
    UrgingLine.objects.bulk_create([UrgingLine(urging=urging, directive=one, due_on=one.due_on) for one in rows])
    for one in rows:
        text = _("Hệ thống đã soạn sẵn dự thảo công văn đôn đốc gửi %(to)s, ở %(who)s.")
        step(one, StepKind.URGED, actor=None, at=now, text=text % {"to": to, "who": actor.display_name})
        audit.record(
            None, "directives.urged", one, at=now, agency_id=one.agency_id, draft=draft_id, due=one.due_on
        )  # fmt: skip
    notices.send(
        f"directives.urging:{urging.pk}",
        to_post_ids=[actor.post_id],
        text=_("Đã soạn sẵn công văn đôn đốc gửi %(to)s (%(n)d nhiệm vụ quá hạn); xem lại rồi trình ký.")
        % {"to": to, "n": len(rows)},
        url=reverse("documents:draft", args=[urging.draft.uid]),
        at=now,
        kind="directives.urging",
    )
    return draft_id
