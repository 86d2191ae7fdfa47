"""What directives hand to the trays below: search entries, work entries, notices. Part of each act's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor
from congvu.notices import api as notices
from congvu.search import api as search
from congvu.worklist import api as worklist

from .. import policy
from ..models import Directive, Supporter
from ..types import OPEN_STATES, Kind, Source, State, Urgency

END_OF_WORK = time(17, 0)
WORK_URGENCY = {
    Urgency.NORMAL: worklist.Urgency.NORMAL,
    Urgency.URGENT: worklist.Urgency.URGENT,
    Urgency.VERY_URGENT: worklist.Urgency.VERY_URGENT,
    Urgency.EXPRESS: worklist.Urgency.EXPRESS,
}
WITH_THE_LEAD = (State.NEW, State.RECEIVED, State.NOT_STARTED, State.RUNNING)


def url_of(directive: Directive) -> str:
    """Return the address of the directive's page."""
    return reverse("directives:directive", args=[directive.uid])


def end_of(day: date) -> datetime:
    """Return the end of work of a day."""
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def meta_of(directive: Directive) -> str:
    """Return code, source and giver in one grey line."""
    parts = (directive.code, directive.source_note or str(Source(directive.source).label))
    return " · ".join(part for part in parts if part)[:500]


def refresh_search(directive: Directive) -> None:
    """Fill search anew; a cancelled task is still found by those who could see it."""
    names = [directive.source_note, directive.lead_name, directive.giver_name, directive.product_note]
    search.put(
        search.SearchEntry(
            key=directive.search_key,
            kind="directives.directive",
            agency_id=directive.agency_id,
            title=directive.content[:1000],
            body="\n".join(part for part in (*names, directive.result_text, directive.content) if part),
            url=url_of(directive),
            at=directive.assigned_at,
            grants=policy.search_grants(directive),
            number=directive.code,
            extra={"meta": f"{meta_of(directive)} · {directive.lead_name}"[:300]},
        )
    )


def is_carried(directive: Directive) -> bool:
    """Return whether the part of a document stands in the lead's list already, so that the task need not."""
    handling = directive.handling
    return handling is not None and handling.state == "open"


def settle(directive: Directive, *, actor: Actor | None, at: datetime) -> None:
    """Put into, or take out of, each work list what its state asks for; a second run changes nothing."""
    _lead(directive, actor=actor, at=at)
    _giver(directive, directive.confirm_key, directive.state == State.REVIEW, _("Xác nhận"), actor=actor, at=at)
    _giver(directive, directive.refused_key, directive.state == State.REFUSED, _("Giao lại"), actor=actor, at=at)
    is_open = directive.state in OPEN_STATES
    for supporter in directive.supporters.all():
        _support(directive, supporter, wanted=is_open and supporter.until is None, actor=actor, at=at)


def _lead(directive: Directive, *, actor: Actor | None, at: datetime) -> None:
    wanted = (
        directive.state in WITH_THE_LEAD
        and directive.owner_post_id is not None
        and directive.kind != Kind.REGULAR
        and not is_carried(directive)
    )
    if not wanted:
        worklist.close(directive.work_key, at, actor=actor)
        return
    label = _("Tiếp nhận") if directive.state == State.NEW else _("Báo cáo")
    _put(directive, directive.work_key, directive.owner_post_id, worklist.Kind.HANDLE, _("Chủ trì"), label)


def _support(directive: Directive, supporter: Supporter, *, wanted: bool, actor: Actor | None, at: datetime) -> None:
    if not wanted or supporter.owner_post_id is None or is_carried(directive):
        worklist.close(supporter.work_key, at, actor=actor)
        return
    _put(directive, supporter.work_key, supporter.owner_post_id, worklist.Kind.HANDLE, _("Phối hợp"), _("Xem"))


def _giver(directive: Directive, key: str, wanted: bool, label: str, *, actor: Actor | None, at: datetime) -> None:
    if not wanted:
        worklist.close(key, at, actor=actor)
        return
    _put(directive, key, directive.giver_post_id, worklist.Kind.APPROVE, _("Người giao"), label, at=at, from_lead=True)


def ask_giver(directive: Directive, *, at: datetime) -> None:
    """Put "decide on more time" into the giver's list."""
    _put(
        directive,
        directive.due_key,
        directive.giver_post_id,
        worklist.Kind.APPROVE,
        _("Người giao"),
        _("Gia hạn"),
        at=at,
        from_lead=True,
    )


def answered(directive: Directive, *, actor: Actor | None, at: datetime) -> None:
    """Take "decide on more time" out of the giver's list."""
    worklist.close(directive.due_key, at, actor=actor)


def _put(
    directive: Directive,
    key: str,
    post_id: int | None,
    kind: str,
    role_label: str,
    act_label: str,
    *,
    at: datetime | None = None,
    from_lead: bool = False,
) -> None:
    worklist.put(
        worklist.WorkEntry(
            key=key,
            agency_id=directive.agency_id,
            owner_post_id=post_id,
            owner_role=None,
            kind=kind,
            role_label=role_label,
            act_label=act_label,
            title=directive.content[:1000],
            meta=meta_of(directive),
            url=url_of(directive),
            given_by=(directive.owner_name or directive.lead_name)[:250] if from_lead else directive.giver_name,
            given_by_post=directive.lead_name[:250] if from_lead else directive.giver_title,
            urgency=WORK_URGENCY[Urgency(directive.urgency)],
            arrived_at=at or directive.assigned_at,
            due_at=end_of(directive.due_on) if directive.due_on and not from_lead else None,
            started_at=at or directive.assigned_at,
            given_by_post_id=None if from_lead else directive.giver_post_id,
        )
    )


def tell(
    key: str,
    directive: Directive,
    *,
    post_ids: Iterable[int | None],
    text: str,
    at: datetime,
    kind: str,
    but: Actor | None = None,
) -> None:
    """Send a notice that opens the task; the key makes a second sending harmless."""
    to = [post for post in dict.fromkeys(post_ids) if post is not None]
    if not to:
        return
    silent = [but.person_id] if but is not None else []
    notices.send(key, to_post_ids=to, but_person_ids=silent, text=text, url=url_of(directive), at=at, kind=kind)


def title_of(directive: Directive) -> str:
    """Return the task in one short line, for notices."""
    content = directive.content if len(directive.content) <= 160 else directive.content[:157] + "…"
    return f"{directive.code}: {content}"


def giver_side(directive: Directive) -> list[int | None]:
    """Return who hears of what the lead did: the giver, whoever supervises, whoever watches."""
    return [directive.giver_post_id, directive.supervisor_post_id, directive.monitor_post_id]


def settle_away(directive: Directive, *, actor: Actor, at: datetime) -> None:
    """Take the work out of the hands of whoever led and supported until now, before others are written."""
    worklist.close(directive.work_key, at, actor=actor)
    for supporter in directive.supporters.all():
        worklist.close(supporter.work_key, at, actor=actor)
