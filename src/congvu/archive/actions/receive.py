"""The archive's side: takes a hand-over in hand, checks, accepts or returns with minutes (NĐ 30/2020 Điều 30, 31)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FileNotReady
from ..events import FileArchived
from ..models import ArchiveSetup, CaseFile, Handover, HandoverItem
from ..papers import handover as papers
from ..types import HandoverState, ItemState
from . import checking, minutes, trays
from .handover import lock_handover, locked_items, turn
from .locked import move, words


def take_handover(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Begin to check an offered hand-over: every file is checked, before anything is locked, as the network is asked.

    Files that are offered do not change, so the answers stand. Raises NotFound, NotAllowed or WrongState.
    """
    found = policy.visible_handovers(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound
    policy.may_receive(actor, found).require()
    turn(found, "take")
    items = found.items.select_related("file__retention", "file__agency")
    _take(actor, uid, {item.pk: checking.check_file(item.file, now=now) for item in items}, now=now)


@transaction.atomic
def _take(actor: Actor, uid: UUID, answers: dict[int, list[dict[str, Any]]], *, now: datetime) -> None:
    handover = lock_handover(actor, uid)
    handover.state = turn(handover, "take")
    handover.taken_at = now
    handover.to_post_id, handover.to_name, handover.to_title = actor.post_id, actor.display_name, actor.post_title
    handover.save()
    for item in locked_items(handover):
        item.file.state = move(item.file, rules.Act.TAKE)
        item.file.save(update_fields=["state"])
        item.checks = answers.get(item.pk, [])
        item.state = ItemState.GOOD if checking.is_good(item.checks) else ItemState.BAD
        item.note = "" if item.state == ItemState.GOOD else _first_fault(item)
        item.save(update_fields=["checks", "state", "note"])
        audit.record(
            actor, "archive.file_taken", item.file, at=now, handover=handover.number, good=item.state == ItemState.GOOD
        )
    audit.record(actor, "archive.handover_taken", handover, at=now)


@transaction.atomic
def judge_item(*, actor: Actor, uid: UUID, item_id: int, good: bool, note: str, now: datetime) -> None:
    """Say of one file whether it is taken; what failed a check cannot be called good.

    Raises NotFound, NotAllowed, WrongState, ReasonNeeded or FileNotReady.
    """
    handover = lock_handover(actor, uid)
    policy.may_receive(actor, handover).require()
    _checking(handover)
    item = next((one for one in locked_items(handover) if one.pk == item_id), None)
    if item is None:
        raise FileNotReady(reasons=_("Không có hồ sơ này trong đợt nộp lưu."))
    note = words(note, limit=500, needed=not good)
    if good and not checking.is_good(item.checks):
        raise FileNotReady(reasons=_first_fault(item))
    item.state, item.note = (ItemState.GOOD if good else ItemState.BAD), note
    item.save(update_fields=["state", "note"])
    audit.record(actor, "archive.item_judged", handover, at=now, file=item.file.code, good=good, note=note)


@transaction.atomic
def accept_handover(*, actor: Actor, uid: UUID, conclusion: str, now: datetime) -> int:
    """Take over the files that are good, return the others, write the minutes; return how many were taken.

    Files get their archive codes and documents theirs. The hand-over is complete when its minutes are signed
    (`actions.minutes`). Without a single good file use `return_handover`. Raises
    NotFound, NotAllowed, WrongState, TextTooLong or FileNotReady.
    """
    handover = lock_handover(actor, uid)
    policy.may_receive(actor, handover).require()
    handover.state = turn(handover, "pass")
    items = locked_items(handover)
    good = [item for item in items if item.state == ItemState.GOOD]
    if not good:
        raise FileNotReady(reasons=_("Không có hồ sơ nào đạt; hãy trả lại cả đợt."))
    handover.conclusion = words(conclusion, limit=1000)
    handover.decided_at = now
    setup = setup_of(handover.agency_id)
    for place, item in enumerate(good, 1):
        _archive(item.file, handover, setup, place, actor=actor, now=now)
    for item in items:
        if item.state != ItemState.GOOD:
            _give_back(item, handover, actor=actor, now=now)
    _finish(handover, items, actor=actor, now=now, text=_("%(n)d hồ sơ đã tiếp nhận") % {"n": len(good)})
    return len(good)


@transaction.atomic
def return_handover(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Return a whole hand-over with minutes that say why. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    handover = lock_handover(actor, uid)
    policy.may_receive(actor, handover).require()
    handover.state = turn(handover, "fail")
    handover.conclusion = words(reason, limit=1000, needed=True)
    handover.decided_at = handover.completed_at = now  # trả lại là xong, biên bản vẫn chờ hai bên ký
    items = locked_items(handover)
    for item in items:
        item.state = ItemState.BAD
        item.note = item.note or handover.conclusion[:500]
        item.save(update_fields=["state", "note"])
        _give_back(item, handover, actor=actor, now=now)
    _finish(handover, items, actor=actor, now=now, text=_("trả lại: %(why)s") % {"why": handover.conclusion})


def setup_of(agency_id: int) -> ArchiveSetup:
    """Return the archive of an agency; made from the agency's own code and name where nobody set it up."""
    card = identity.agency(agency_id)
    found, _new = ArchiveSetup.objects.get_or_create(
        agency_id=agency_id,
        defaults={
            "archive_code": f"LTHH{card.code}"[:30],
            "archive_name": _("Lưu trữ hiện hành %(name)s") % {"name": card.name},
            "fonds_code": card.code or f"P{agency_id}",
            "fonds_name": card.name,
        },
    )
    return found


def _checking(handover: Handover) -> None:
    turn(handover, "pass")


def _first_fault(item: HandoverItem) -> str:
    return next((str(one["text"]) for one in item.checks if one["state"] == "failed"), _("Chưa kiểm tra."))[:500]


def _archive(
    file: CaseFile, handover: Handover, setup: ArchiveSetup, place: int, *, actor: Actor, now: datetime
) -> None:
    file.state = move(file, rules.Act.ARCHIVE)
    file.archived_at = now
    file.arc_file_code = rules.arc_file_code(
        archive=setup.archive_code,
        agency=file.organ_id,
        year=handover.year,
        handover=handover.number or 0,
        number=place,
    )
    file.save(update_fields=["state", "archived_at", "arc_file_code"])
    entries = list(file.entries.filter(removed_at=None).order_by("ordinal"))
    for entry in entries:
        entry.arc_doc_code = rules.arc_doc_code(file.arc_file_code, entry.ordinal)
    file.entries.bulk_update(entries, ["arc_doc_code"], batch_size=500)
    audit.record(actor, "archive.file_archived", file, at=now, code=file.arc_file_code, handover=handover.number)
    publish(
        FileArchived(
            file_id=file.pk,
            uid=str(file.uid),
            agency_id=file.agency_id,
            file_code=file.code,
            arc_file_code=file.arc_file_code,
            at=now,
        )
    )
    trays.refresh_search(file)


def _give_back(item: HandoverItem, handover: Handover, *, actor: Actor, now: datetime) -> None:
    item.file.state = move(item.file, rules.Act.GIVE_BACK)
    item.file.save(update_fields=["state"])
    audit.record(actor, "archive.file_given_back", item.file, at=now, handover=handover.number, reason=item.note)
    trays.put_work(
        key=f"archive.given_back:{item.pk}",
        actor=actor,
        agency_id=handover.agency_id,
        post_id=item.file.keeper_post_id,
        title=_("Hoàn thiện hồ sơ bị trả lại: %(title)s") % {"title": item.file.title},
        meta=item.note[:200],
        url=trays.url_of(item.file),
        act_label=_("Hoàn thiện"),
        role_label=_("Lập hồ sơ"),
        at=now,
    )


def _finish(handover: Handover, items: list[HandoverItem], *, actor: Actor, now: datetime, text: str) -> None:
    handover.save()
    paper = papers.minutes(handover, items, now=now)
    who = [
        minutes.held_by(handover.from_post_id, handover.from_name, handover.from_title, now=now),
        minutes.held_by(handover.to_post_id or 0, handover.to_name, handover.to_title, now=now),
    ]
    minutes.write_minutes(paper, who, actor=actor, now=now, handover=handover)
    state = HandoverState(handover.state)
    audit.record(actor, "archive.handover_decided", handover, at=now, state=state, note=handover.conclusion)
    trays.close_work(handover.work_key, actor=actor, at=now)
    trays.tell_posts(
        f"archive.decided:{handover.pk}",
        post_ids=[handover.from_post_id],
        text=_("Đợt nộp lưu số %(number)s: %(text)s") % {"number": handover.number, "text": text},
        url=papers.url_of(handover),
        at=now,
    )
