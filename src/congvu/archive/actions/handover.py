"""The side that hands over: due files gathered, offered, withdrawn (NĐ 30/2020 Điều 30)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, files, take_number
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import NotEligible, StillUsed, TooManyAtOnce, WrongState
from ..models import CaseFile, Handover, HandoverItem
from ..papers import handover as papers
from ..papers.lists import pdf
from ..types import ChangeState, FileState, HandoverState
from . import trays
from .locked import move, words


@transaction.atomic
def prepare_handover(
    *, actor: Actor, file_uids: Sequence[UUID], reason: str, now: datetime, is_permanent: bool
) -> UUID:
    """Gather closed files for hand-over and return its uid; permanent and temporary files never share a list.

    Raises NotAllowed, NotFound, NotEligible, StillUsed or TooManyAtOnce.
    """
    policy.may_open_file(actor).require()
    if len(file_uids) > rules.MOST_AT_ONCE:
        raise TooManyAtOnce(most=rules.MOST_AT_ONCE, found=len(file_uids))
    rows = list(
        policy.visible_files(actor, today=timezone.localdate(now))
        .filter(uid__in=list(file_uids))
        .select_for_update(of=("self",))
        .select_related("retention")
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(file_uids)):
        raise NotFound
    for file in rows:
        _check(actor, file, is_permanent=is_permanent)
    handover = Handover.objects.create(
        agency_id=actor.agency_id,
        year=timezone.localdate(now).year,
        is_permanent=is_permanent,
        unit_id=actor.unit_id,
        from_post_id=actor.post_id,
        from_name=actor.display_name,
        from_title=actor.post_title,
        reason=words(reason, limit=500),
        created_at=now,
    )
    ordered = sorted(rows, key=lambda f: (f.catalog_year, f.notation))
    HandoverItem.objects.bulk_create(
        [HandoverItem(handover=handover, file=file, position=place) for place, file in enumerate(ordered, 1)]
    )
    audit.record(actor, "archive.handover_prepared", handover, at=now, files=len(rows))
    return handover.uid


@transaction.atomic
def offer_handover(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Offer a prepared hand-over: it gets its number and list. Raises NotFound, NotAllowed or WrongState."""
    handover = lock_handover(actor, uid)
    policy.may_hand_over(actor, handover).require()
    handover.state = turn(handover, "offer")
    if handover.number is None:
        handover.number = take_number(key=f"archive.handover:{handover.agency_id}", year=handover.year)
    handover.offered_at = now
    items = locked_items(handover)
    for item in items:
        item.file.state = move(item.file, rules.Act.OFFER)
        item.file.save(update_fields=["state"])
        audit.record(actor, "archive.file_offered", item.file, at=now, handover=handover.number)
        trays.refresh_search(item.file)
    content = pdf(papers.listing(handover, [item.file for item in items], now=now))
    handover.list_file_id = files.store(io.BytesIO(content), name=f"muc-luc-nop-luu-{handover.number}.pdf").id
    handover.save()
    audit.record(actor, "archive.handover_offered", handover, at=now, number=handover.number, files=len(items))
    title = _("Tiếp nhận hồ sơ nộp lưu đợt %(number)d năm %(year)d") % {
        "number": handover.number,
        "year": handover.year,
    }
    trays.put_work(
        key=handover.work_key,
        actor=actor,
        agency_id=handover.agency_id,
        role=Role.ARCHIVIST,
        title=title,
        meta=_("%(n)d hồ sơ, %(who)s") % {"n": len(items), "who": handover.from_name},
        url=papers.url_of(handover),
        act_label=_("Tiếp nhận"),
        role_label=_("Lưu trữ"),
        at=now,
    )
    trays.tell_role(
        f"archive.offered:{handover.pk}:{now:%Y%m%d%H%M%S}",
        agency_id=handover.agency_id,
        role=Role.ARCHIVIST,
        text=title,
        url=papers.url_of(handover),
        at=now,
    )


@transaction.atomic
def withdraw_handover(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Take an offered hand-over back while the archive has not begun. Raises NotFound, NotAllowed or WrongState."""
    handover = lock_handover(actor, uid)
    policy.may_hand_over(actor, handover).require()
    handover.state = turn(handover, "withdraw")
    handover.save(update_fields=["state"])
    for item in locked_items(handover):
        item.file.state = move(item.file, rules.Act.GIVE_BACK)
        item.file.save(update_fields=["state"])
        audit.record(actor, "archive.file_given_back", item.file, at=now, handover=handover.number)
    audit.record(actor, "archive.handover_withdrawn", handover, at=now)
    trays.close_work(handover.work_key, actor=actor, at=now)


def lock_handover(actor: Actor, uid: UUID) -> Handover:
    """Lock a hand-over that the actor sees. Raises NotFound."""
    found = policy.visible_handovers(actor).filter(uid=uid).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    return found


def locked_items(handover: Handover) -> list[HandoverItem]:
    """Return the items with their files locked, in their order."""
    list(CaseFile.objects.filter(handover_items__handover=handover).select_for_update(of=("self",)).order_by("pk"))
    return list(handover.items.select_related("file__retention").order_by("position"))


def turn(handover: Handover, act: str) -> HandoverState:
    """Return the state after an act. Raises WrongState."""
    state = rules.handover_after(handover.state, act)
    if state is None:
        raise WrongState(state=HandoverState(handover.state).label)
    return state


def _check(actor: Actor, file: CaseFile, *, is_permanent: bool) -> None:
    policy.may_answer_for(actor, file).require()
    if file.state != FileState.CLOSED:
        raise NotEligible(reason=_("Hồ sơ %(code)s chưa kết thúc hoặc đã nộp.") % {"code": file.code})
    if file.retention.is_permanent != is_permanent:
        raise NotEligible(
            reason=_(
                "Hồ sơ %(code)s phải lập mục lục riêng: bảo quản vĩnh viễn và có thời hạn không chung một danh mục."
            )
            % {"code": file.code}
        )
    if file.changes.filter(state=ChangeState.WAITING).exists():
        raise NotEligible(reason=_("Hồ sơ %(code)s còn thay đổi quyền chờ xác nhận.") % {"code": file.code})
    busy = HandoverItem.objects.filter(
        file=file, handover__state__in=[HandoverState.DRAFT, HandoverState.WAITING, HandoverState.CHECKING]
    )
    if busy.exists():
        raise StillUsed(file=file.code, what=_("nằm trong một đợt nộp lưu khác"))
