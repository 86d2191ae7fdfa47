"""Somebody is away: her new papers go to her delegate, else to the substitute named, else they wait and are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import BadTargets, DayUnfit
from ..models import Absence
from .locked import words


@transaction.atomic
def set_absence(
    *,
    actor: Actor,
    post_id: int,
    starts_at: datetime,
    ends_at: datetime,
    substitute_post_id: int | None,
    reason: str,
    now: datetime,
) -> int:
    """Note that the holder of a post is away and return the row's id.

    Raises NotFound, NotAllowed, DayUnfit, BadTargets (an unfit substitute, overlapping absence) or TextTooLong.
    """
    card = _card(post_id, actor, now=now)
    policy.may_set_absence(actor, post_id, card.agency_id).require()
    reason = words(reason, limit=300)
    if ends_at <= starts_at or ends_at <= now:
        raise DayUnfit(reason=_("Ngày về phải ở sau ngày đi và chưa qua."))
    if substitute_post_id is not None:
        other = _card(substitute_post_id, actor, now=now)
        if substitute_post_id == post_id or other.person_id is None:
            raise BadTargets(reason=_("Người nhận thay phải là người khác, đang giữ vị trí trong cơ quan."))
    if _running([post_id], Q(starts_at__lt=ends_at, ends_at__gt=starts_at)):
        raise BadTargets(reason=_("Đã có một lần vắng mặt trùng thời gian này. Hủy lần cũ trước."))
    row = Absence.objects.create(
        post_id=post_id,
        person_name=card.person_name,
        substitute_post_id=substitute_post_id,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        created_at=now,
        created_by_name=actor.display_name,
    )
    audit.record(
        actor,
        "documents.absence_set",
        row,
        at=now,
        agency_id=card.agency_id,
        post_id=post_id,
        until=ends_at,
        substitute_post_id=substitute_post_id,
    )
    return row.pk


@transaction.atomic
def cancel_absence(*, actor: Actor, absence_id: int, now: datetime) -> None:
    """End an absence, or take back one to come. Raises NotFound or NotAllowed."""
    row = Absence.objects.select_for_update().filter(pk=absence_id, cancelled_at=None).first()
    if row is None:
        raise NotFound
    card = _card(row.post_id, actor, now=now)
    policy.may_set_absence(actor, row.post_id, card.agency_id).require()
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    audit.record(actor, "documents.absence_cancelled", row, at=now, agency_id=card.agency_id, post_id=row.post_id)


def away(post_ids: Iterable[int], *, at: datetime) -> dict[int, Absence]:
    """Return which of some posts' holders are away at a moment; one query."""
    return {row.post_id: row for row in _running(post_ids, Q(starts_at__lte=at, ends_at__gt=at))}


def delegates(post_ids: Iterable[int], *, at: datetime) -> dict[int, list[int]]:
    """Return who acts in some posts under a delegation at a moment, beside their holders."""
    wanted = list(post_ids)
    if not wanted:
        return {}
    holders = {card.id: card.person_id for card in identity.posts(on=timezone.localdate(at), ids=wanted)}
    found: dict[int, list[int]] = {}
    for post, person in identity.people_reached(post_ids=wanted, at=at):
        if person != holders.get(post):
            found.setdefault(post, []).append(person)
    return found


def _running(post_ids: Iterable[int], when: Q) -> list[Absence]:
    return list(Absence.objects.filter(when, post_id__in=list(post_ids), cancelled_at=None).order_by("pk"))


def _card(post_id: int, actor: Actor, *, now: datetime) -> identity.PostCard:
    card = next(iter(identity.posts(on=timezone.localdate(now), ids=[post_id], agency_id=actor.agency_id)), None)
    if card is None:
        raise NotFound
    return card
