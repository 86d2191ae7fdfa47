"""People set up their desk: stock phrases, quick-send groups, stars; what is set for the agency is an act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import BadTargets
from ..models import SendGroup, SendGroupMember, Star, StockPhrase
from ..types import Target
from .give import resolve
from .locked import words

MOST = 50
MOST_DAYS = 250


@transaction.atomic
def add_phrase(*, actor: Actor, text: str, for_agency: bool, now: datetime) -> int:
    """Keep a sentence for bút phê, one's own or the agency's. Raises NotAllowed, ReasonNeeded, BadTargets."""
    if for_agency:
        policy.may_keep_agency_desk(actor).require()
    text = words(text, limit=2000, needed=True)
    post_id = None if for_agency else actor.post_id
    mine = StockPhrase.objects.filter(_whose(post_id), agency_id=actor.agency_id, removed_at=None)
    if mine.filter(text=text).exists():
        raise BadTargets(reason=_("Câu này đã có."))
    count = mine.count()
    if count >= MOST:
        raise BadTargets(reason=_("Nhiều nhất %(most)d câu mẫu. Bỏ bớt câu cũ.") % {"most": MOST})
    row = StockPhrase.objects.create(agency_id=actor.agency_id, post_id=post_id, text=text, position=count)
    if for_agency:
        audit.record(actor, "documents.phrase_added", row, at=now, agency_id=actor.agency_id, text=text)
    return row.pk


@transaction.atomic
def remove_phrase(*, actor: Actor, phrase_id: int, now: datetime) -> None:
    """Take a sentence away. Raises NotFound for another's, NotAllowed."""
    row = StockPhrase.objects.select_for_update().filter(pk=phrase_id, agency_id=actor.agency_id, removed_at=None)
    phrase = row.first()
    if phrase is None or phrase.post_id not in {None, actor.post_id}:
        raise NotFound
    if phrase.post_id is None:
        policy.may_keep_agency_desk(actor).require()
        audit.record(actor, "documents.phrase_removed", phrase, at=now, agency_id=actor.agency_id, text=phrase.text)
    phrase.removed_at = now
    phrase.save(update_fields=["removed_at"])


@transaction.atomic
def add_group(
    *, actor: Actor, name: str, days: int | None, targets: Sequence[Target], for_agency: bool, now: datetime
) -> int:
    """Keep a set of receivers under a name, with a usual number of working days.

    Raises NotAllowed, ReasonNeeded, BadTargets, NobodyThere.
    """
    if for_agency:
        policy.may_keep_agency_desk(actor).require()
    name = words(name, limit=120, needed=True)
    if days is not None and not 0 < days <= MOST_DAYS:
        raise BadTargets(reason=_("Số ngày từ 1 đến %(most)d.") % {"most": MOST_DAYS})
    resolve(targets, agency_id=actor.agency_id, now=now)
    post_id = None if for_agency else actor.post_id
    mine = SendGroup.objects.filter(_whose(post_id), agency_id=actor.agency_id, removed_at=None)
    if mine.filter(name=name).exists():
        raise BadTargets(reason=_("Đã có nhóm tên này."))
    if mine.count() >= MOST:
        raise BadTargets(reason=_("Nhiều nhất %(most)d nhóm. Bỏ bớt nhóm cũ.") % {"most": MOST})
    group = SendGroup.objects.create(agency_id=actor.agency_id, post_id=post_id, name=name, days=days)
    SendGroupMember.objects.bulk_create(
        [SendGroupMember(group=group, role=t.role, post_id=t.post_id, unit_id=t.unit_id) for t in targets]
    )
    if for_agency:
        audit.record(actor, "documents.group_added", group, at=now, agency_id=actor.agency_id, name=name)
    return group.pk


@transaction.atomic
def remove_group(*, actor: Actor, group_id: int, now: datetime) -> None:
    """Take a group away. Raises NotFound for another's, NotAllowed."""
    group = (
        SendGroup.objects.select_for_update().filter(pk=group_id, agency_id=actor.agency_id, removed_at=None).first()
    )
    if group is None or group.post_id not in {None, actor.post_id}:
        raise NotFound
    if group.post_id is None:
        policy.may_keep_agency_desk(actor).require()
        audit.record(actor, "documents.group_removed", group, at=now, agency_id=actor.agency_id, name=group.name)
    group.removed_at = now
    group.save(update_fields=["removed_at"])


def _whose(post_id: int | None) -> Q:
    return Q(post=None) if post_id is None else Q(post_id=post_id)


@transaction.atomic
def star(*, actor: Actor, uids: Sequence[UUID], on: bool, now: datetime) -> int:
    """Put one's own star on documents that one sees, or take it off; return how many changed."""
    seen = policy.visible_documents(actor).filter(uid__in=set(uids))
    ids = list(seen.order_by("pk").values_list("pk", flat=True))
    mine = Star.objects.filter(person_id=actor.person_id, document_id__in=ids)
    if not on:
        return mine.delete()[0]
    had = set(mine.values_list("document_id", flat=True))
    Star.objects.bulk_create(
        [Star(person_id=actor.person_id, document_id=pk, at=now) for pk in ids if pk not in had], ignore_conflicts=True
    )
    return len(set(ids) - had)
