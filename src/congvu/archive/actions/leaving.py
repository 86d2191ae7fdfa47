"""People who leave hand over their case files (NĐ 30/2020/NĐ-CP Điều 31): asked in time, then their heads are."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.worklist import api as worklist

from ..models import CaseFile
from ..types import OPEN_FILES, FileState
from . import trays

TO_HAND_OVER = (*OPEN_FILES, FileState.CLOSED)


def held_files(post_id: int) -> QuerySet[CaseFile]:
    """Return the files that the holder of a post answers for and that no archive has taken over."""
    return CaseFile.objects.filter(keeper_post_id=post_id, state__in=TO_HAND_OVER)


def held_in_words(post_id: int) -> str:
    """Return what stands against leaving the post."""
    count = held_files(post_id).count()
    return _("%(n)d hồ sơ công việc chưa bàn giao, chưa nộp lưu") % {"n": count} if count else ""


@transaction.atomic
def ask_for_hand_over(*, post_id: int, last_day: date | None, now: datetime) -> None:
    """Ask the holder of a post to hand on her files by her last day; where nobody holds it any more, her head.

    One line in one work list for all files of a post, put anew as often as asked, closed when none is left.
    """
    file = held_files(post_id).order_by("pk").first()
    if file is None:
        settle(post_id, now=now)
        return
    over = not _is_held(file.agency_id, post_id, timezone.localdate(now))
    owner = _head(file, now) if over else post_id
    values = {"n": held_files(post_id).count(), "name": file.keeper_name}
    url = f"{reverse('archive:files')}?xem=tat-ca&nguoi={post_id}"
    worklist.put(
        worklist.WorkEntry(
            key=_key(post_id),
            agency_id=file.agency_id,
            owner_post_id=owner,
            owner_role=None if owner is not None else Role.OFFICE_CHIEF,
            kind=worklist.Kind.HANDLE,
            role_label=_("Lãnh đạo đơn vị") if over else _("Bên giao"),
            act_label=_("Bàn giao hồ sơ"),
            title=_("Bàn giao %(n)d hồ sơ của %(name)s") % values,
            meta=_("thôi giữ vị trí sau ngày %(day)s") % {"day": f"{last_day:%d/%m/%Y}"}
            if last_day is not None
            else _("vị trí không còn người giữ"),
            url=url,
            given_by=_("Hệ thống"),
            given_by_post="",
            urgency=worklist.Urgency.NORMAL,
            arrived_at=now,
            due_at=trays.end_of(last_day) if last_day is not None else None,
            started_at=now,
        )
    )
    if owner is not None:
        text = _("%(n)d hồ sơ của %(name)s cần bàn giao cho người khác.") % values
        trays.tell_posts(
            f"{_key(post_id)}:{owner}:{file.keeper_name}"[:200], post_ids=[owner], text=text, url=url, at=now
        )


def left_behind(*, now: datetime) -> int:
    """Ask the heads for files whose keeper's post nobody holds any more; return for how many posts."""
    rows = CaseFile.objects.filter(state__in=TO_HAND_OVER).order_by().values_list("agency_id", "keeper_post_id")
    by_agency: dict[int, set[int]] = {}
    for agency_id, post_id in rows.distinct():
        by_agency.setdefault(agency_id, set()).add(post_id)
    asked = 0
    for agency_id, post_ids in by_agency.items():
        cards = identity.posts(on=timezone.localdate(now), agency_id=agency_id, ids=post_ids)
        for post_id in sorted(post_ids - {card.id for card in cards if card.person_id is not None}):
            ask_for_hand_over(post_id=post_id, last_day=None, now=now)
            asked += 1
    return asked


def _key(post_id: int) -> str:
    return f"archive.leaving:{post_id}"


def settle(post_id: int, *, now: datetime) -> None:
    """Close the line of a post whose last file was handed on."""
    if not held_files(post_id).exists():
        trays.close_work(_key(post_id), actor=None, at=now)


def _is_held(agency_id: int, post_id: int, on: date) -> bool:
    cards = identity.posts(on=on, agency_id=agency_id, ids=[post_id])
    return any(card.person_id is not None for card in cards)


def _head(file: CaseFile, now: datetime) -> int | None:
    """Return the post of the head of the file's unit, or of the nearest one above it that has a head."""
    today = timezone.localdate(now)
    parents = {unit.id: unit.parent_id for unit in identity.unit_tree(agency_id=file.agency_id, on=today)}
    cards = identity.posts(on=today, agency_id=file.agency_id, role=Role.UNIT_LEADER)
    heads = {card.unit_id: card.id for card in reversed(cards) if card.person_id is not None}
    unit: int | None = file.unit_id
    while unit is not None:
        if unit in heads:
            return heads[unit]
        unit = parents.get(unit)
    return None
