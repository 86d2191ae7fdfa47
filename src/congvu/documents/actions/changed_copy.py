"""The receiver agreed to what a sender wishes of an arrived paper: another paper takes its place, or it is updated.

The registration that stood stays in the register, marked and linked; files that were there are kept, only closed.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.exchange.types import ArrivalView
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, files
from congvu.kernel.errors import NotFound

from ..models import Access, Document, DocumentLink, FileText, Handling, Instruction
from ..types import Direction, FileRole, HandlingState, IncomingData, LinkKind, NewFile, State
from . import attach, trays
from .deadlines import first_reminder
from .give import head_of_handling, receivers_text
from .void import close_all

# Đã lập hồ sơ, đã thu hồi, đã hủy số, đã trả lại: chỉ ghi liên kết, không đổi trạng thái.
STAYS = frozenset({State.FILED, State.RECALLED, State.VOID, State.RETURNED})


@transaction.atomic
def replace_copy(*, actor: Actor, document_uid: UUID, by_uid: UUID, sender: str, reason: str, now: datetime) -> None:
    """Mark a registration as replaced by another, and let the open work go on at the new one; part of that act.

    Work that is open moves as it was given, with its deadlines, unless the new paper was given to somebody already.
    Raises NotFound.
    """
    old, new = _locked(actor, document_uid), _locked(actor, by_uid)
    DocumentLink.objects.get_or_create(
        source=new, target=old, kind=LinkKind.REPLACES,
        defaults={"created_at": now, "created_by_post_id": actor.post_id},
    )  # fmt: skip
    note = _("Thay thế bằng %(code)s") % {"code": new.full_code or new.subject[:80]}
    posts = set(old.handlings.exclude(to_post=None).values_list("to_post_id", flat=True))
    moved = 0
    if old.state not in STAYS:
        moved = _move_work(old, new, actor, now) if new.state == State.REGISTERED else 0
        close_all(old, state=State.REPLACED, note=note, actor=actor, now=now)
    audit.record(
        actor, "documents.copy_replaced", old, at=now, by=new.full_code, sender=sender, reason=reason, moved=moved
    )
    said = _("%(sender)s thay thế %(code)s bằng %(by)s; việc đang làm chuyển sang văn bản mới")
    values = {"sender": sender, "code": old.full_code, "by": new.full_code}
    trays.tell(
        f"{old.search_key}:replaced",
        new,
        post_ids=posts | _clerks(old, now),
        text=said % values,
        at=now,
        kind="replaced",
    )


def _move_work(old: Document, new: Document, actor: Actor, now: datetime) -> int:
    """Give at the new paper what is open at the old one: same givers, receivers, roles and deadlines."""
    open_ones = old.handlings.filter(state=HandlingState.OPEN).select_related("instruction").order_by("pk")
    instructions: dict[int, Instruction] = {}
    handlings: dict[int, Handling] = {}
    for before in open_ones.select_for_update(of=("self",)):
        given = instructions.get(before.instruction_id)
        if given is None:
            parent = handlings.get(before.instruction.parent_id or 0)
            given = _given_again(before.instruction, old, new, parent, actor, now)
            instructions[before.instruction_id] = given
        handling = Handling.objects.create(
            document=new,
            instruction=given,
            parent=handlings.get(before.parent_id or 0),
            to_post_id=before.to_post_id,
            to_unit_id=before.to_unit_id,
            to_name=before.to_name,
            role=before.role,
            due_at=before.due_at,
            given_at=now,
            passed_at=before.passed_at,
            progress=before.progress,
            remind_at=first_reminder(document=new, given_at=now, due_at=before.due_at),
        )
        handlings[before.pk] = handling
        owner = head_of_handling(handling, now=now)
        if owner is not None and before.passed_at is None:
            trays.work_for(handling, owner_post_id=owner, actor=actor)
    if handlings:
        _takes_over(old, new, actor, now)
    return len(handlings)


def _given_again(
    said: Instruction, old: Document, new: Document, parent: Handling | None, actor: Actor, now: datetime
) -> Instruction:
    """The giver's words at the new paper, written down by the clerk who accepted the replacement."""
    text = _("Chuyển từ văn bản %(code)s được thay thế. %(text)s") % {"code": old.full_code, "text": said.text}
    return Instruction.objects.create(
        document=new,
        parent=parent,
        kind=said.kind,
        from_post_id=said.from_post_id,
        from_name=said.from_name,
        from_title=said.from_title,
        text=text.strip()[:2000],
        given_at=now,
        entered_by_post_id=actor.post_id,
        entered_by_name=actor.display_name,
    )


def _takes_over(old: Document, new: Document, actor: Actor, now: datetime) -> None:
    readers = Access.objects.filter(document=old, closed_at=None).values_list("grant", flat=True)
    Access.objects.bulk_create(
        [Access(document=new, grant=grant, since=now) for grant in readers], ignore_conflicts=True
    )
    new.state, new.forwarded_at = old.state, now
    new.lead_unit_id, new.due_at = old.lead_unit_id, new.due_at or old.due_at
    new.pass_on_remind_at = None
    new.handler_text = receivers_text(new) or old.handler_text
    new.save(update_fields=["state", "forwarded_at", "lead_unit", "due_at", "pass_on_remind_at", "handler_text"])
    trays.close_submission(new, actor=actor, at=now)
    trays.refresh_search(new)


@transaction.atomic
def update_copy(
    *, actor: Actor, document_uid: UUID, came: ArrivalView, data: IncomingData, reason: str, now: datetime
) -> None:
    """Write what an update says over a registration: its words, and its files where some came; part of that act.

    Number, day of arrival, deadline set by a leader and work stay. Raises NotFound and the File… refusals.
    """
    copy = _locked(actor, document_uid)
    wanted = {
        "subject": data.subject,
        "signer_name": data.signer_name,
        "signer_position": data.signer_position,
        "urgency": data.urgency,
        "pages": data.pages or copy.pages,
        "due_on": data.due_on or copy.due_on,
    }
    changed = {name: (getattr(copy, name), value) for name, value in wanted.items() if getattr(copy, name) != value}
    for name, (_old, value) in changed.items():
        setattr(copy, name, value)
    if changed:
        copy.save(update_fields=list(changed))
    exchanged = _new_files(copy, came, now)
    audit.record(
        actor, "documents.copy_updated", copy, at=now, reason=reason, files=exchanged,
        changed={name: [str(old), str(value)] for name, (old, value) in changed.items()},
    )  # fmt: skip
    trays.refresh_search(copy)
    posts = set(
        copy.handlings.filter(state=HandlingState.OPEN).exclude(to_post=None).values_list("to_post_id", flat=True)
    )
    said = _("%(sender)s cập nhật văn bản %(code)s: %(reason)s")
    values = {"sender": came.sender_name, "code": copy.full_code, "reason": reason or copy.subject}
    trays.tell(
        f"{copy.search_key}:updated:{came.uid}", copy, post_ids=posts | _clerks(copy, now), text=(said % values)[:500],
        at=now, kind="updated",
    )  # fmt: skip


def _new_files(copy: Document, came: ArrivalView, now: datetime) -> int:
    """Put the files that came in the place of those that stand, unless they are the same."""
    wanted = [one for one in came.files if one.media_type in files.DEFAULT_ACCEPT]
    standing = copy.files.filter(removed_at=None, role__in=[FileRole.MAIN, FileRole.ATTACHMENT])
    if not wanted or set(standing.values_list("sha256", flat=True)) == {one.sha256 for one in wanted}:
        return 0
    with ExitStack() as opened:
        taken = attach.take(
            [
                NewFile(
                    opened.enter_context(files.open(one.file_id)),
                    one.name,
                    FileRole.ATTACHMENT if place else FileRole.MAIN,
                )
                for place, one in enumerate(wanted)
            ]
        )
    FileText.objects.filter(file__in=standing.values("pk")).delete()
    standing.update(removed_at=now)
    attach.add(copy, taken, now=now)
    return len(taken)


def _locked(actor: Actor, uid: UUID) -> Document:
    found = (
        Document.objects.select_for_update(of=("self",))
        .select_related("register", "document_type")
        .filter(uid=uid, agency_id=actor.agency_id, direction=Direction.INCOMING)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _clerks(document: Document, now: datetime) -> set[int]:
    cards = identity.posts(on=timezone.localdate(now), agency_id=document.agency_id, role=Role.RECORDS_CLERK)
    return {card.id for card in cards}
