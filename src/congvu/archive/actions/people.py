"""Who takes part in a case file; handing it on to another person; links to what concerns it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.identity.api import PostCard
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid, WrongState
from ..models import CaseFile, FileAccess, FileLink, FileMember
from ..types import FileState, MemberRole
from . import rights, trays
from .leaving import settle
from .locked import lock_file, words
from .open_file import heads_of, open_to


@transaction.atomic
def add_member(*, actor: Actor, uid: UUID, post_id: int, role: str, now: datetime, due_on: date | None = None) -> None:
    """Let the holder of a post take part; the file opens to her, its documents after confirmation.

    Raises NotFound, NotAllowed, WrongState or FieldsInvalid.
    """
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    card = _held_post(file, post_id, now)
    if role not in {MemberRole.SUPPORT, MemberRole.READER}:
        raise FieldsInvalid({"role": _("Chọn vai trò phối hợp hoặc theo dõi.")})
    _enter(file, card, role, now=now, due_on=due_on)
    audit.record(actor, "archive.member_added", file, at=now, name=card.person_name, role=role)
    ids = list(file.entries.filter(removed_at=None, document_id__isnull=False).values_list("document_id", flat=True))
    if ids:
        rights.warn_of_opening(actor=actor, file=file, document_ids=ids, now=now)
    trays.refresh_search(file)
    trays.tell_posts(
        f"archive.member:{file.pk}:{card.id}",
        post_ids=[card.id],
        text=_("%(who)s đưa bạn vào hồ sơ %(code)s: %(title)s")
        % {"who": actor.display_name, "code": file.code, "title": file.title},
        url=trays.url_of(file),
        at=now,
    )


@transaction.atomic
def drop_member(*, actor: Actor, uid: UUID, post_id: int, now: datetime) -> None:
    """End somebody's part; she no longer sees the file, but keeps the documents she was given before.

    Raises NotFound, NotAllowed or WrongState (the keeper is changed by `hand_on`).
    """
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    member = file.members.filter(post_id=post_id, until=None).first()
    if member is None:
        raise NotFound
    if member.role == MemberRole.KEEPER:
        raise WrongState(state=_("người lập hồ sơ; chuyển hồ sơ cho người khác"))
    member.until = now
    member.save(update_fields=["until"])
    FileAccess.objects.filter(file=file, grant=f"post:{post_id}").delete()
    audit.record(actor, "archive.member_dropped", file, at=now, name=member.name)
    trays.refresh_search(file)


@transaction.atomic
def hand_on(*, actor: Actor, uid: UUID, post_id: int, reason: str, now: datetime) -> None:
    """Hand a file that was not handed over yet to another person of the agency, who answers for it from now on.

    Raises NotFound, NotAllowed, WrongState, FieldsInvalid or ReasonNeeded.
    """
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    if file.state in policy.IN_ARCHIVE or file.state == FileState.CANCELLED:
        raise WrongState(state=FileState(file.state).label)
    card = _held_post(file, post_id, now)
    if card.id == file.keeper_post_id:
        raise FieldsInvalid({"post": _("Người này đang lập hồ sơ.")})
    reason = words(reason, limit=500, needed=True)
    before, left = file.keeper_name, file.keeper_post_id
    file.members.filter(role=MemberRole.KEEPER, until=None).update(role=MemberRole.READER)
    _enter(file, card, MemberRole.KEEPER, now=now)
    file.keeper_post_id, file.keeper_name, file.unit_id = card.id, card.person_name, card.unit_id
    file.save(update_fields=["keeper_post", "keeper_name", "unit"])
    settle(left, now=now)
    audit.record(actor, "archive.file_handed_on", file, at=now, before=before, to=card.person_name, reason=reason)
    ids = list(file.entries.filter(removed_at=None, document_id__isnull=False).values_list("document_id", flat=True))
    if ids:
        rights.warn_of_opening(actor=actor, file=file, document_ids=ids, now=now)
    trays.refresh_search(file)
    trays.tell_posts(
        f"archive.handed_on:{file.pk}:{now:%Y%m%d%H%M%S}",
        post_ids=[card.id],
        text=_("%(who)s chuyển cho bạn hồ sơ %(code)s: %(title)s")
        % {"who": actor.display_name, "code": file.code, "title": file.title},
        url=trays.url_of(file),
        at=now,
    )


@transaction.atomic
def link_document(*, actor: Actor, uid: UUID, document_uid: UUID, note: str, now: datetime) -> None:
    """Link a document that concerns the file without standing in it. Raises NotFound, NotAllowed or TextTooLong."""
    file = lock_file(actor, uid, policy.may_keep, now=now)
    lines = documents.lines_to_file(actor=actor, uids=[document_uid])
    if not lines:
        raise NotFound
    FileLink.objects.get_or_create(
        file=file, document_id=lines[0].id, defaults={"note": words(note, limit=200), "created_at": now}
    )
    audit.record(actor, "archive.document_linked", file, at=now, document=str(document_uid))


@transaction.atomic
def link_file(*, actor: Actor, uid: UUID, other_uid: UUID, note: str, now: datetime) -> None:
    """Link a related file that the actor sees. Raises NotFound, NotAllowed, WrongState or TextTooLong."""
    file = lock_file(actor, uid, policy.may_keep, now=now)
    other = policy.visible_files(actor, today=timezone.localdate(now)).filter(uid=other_uid).first()
    if other is None:
        raise NotFound
    if other.pk == file.pk:
        raise WrongState(state=_("chính hồ sơ này"))
    FileLink.objects.get_or_create(file=file, other=other, defaults={"note": words(note, limit=200), "created_at": now})
    audit.record(actor, "archive.file_linked", file, at=now, other=other.code)


def _held_post(file: CaseFile, post_id: int, now: datetime) -> PostCard:
    cards = identity.posts(on=timezone.localdate(now), agency_id=file.agency_id, ids=[post_id])
    if not cards or cards[0].person_id is None:
        raise FieldsInvalid({"post": _("Chọn một người đang giữ vị trí trong cơ quan.")})
    return cards[0]


def _enter(file: CaseFile, card: PostCard, role: str, *, now: datetime, due_on: date | None = None) -> None:
    FileMember.objects.update_or_create(
        file=file,
        post_id=card.id,
        until=None,
        defaults={"role": role, "due_on": due_on},
        create_defaults={"role": role, "due_on": due_on, "name": card.person_name, "title": card.title, "since": now},
    )
    grants = [f"post:{card.id}"]
    if role == MemberRole.KEEPER:
        units = identity.unit_tree(agency_id=file.agency_id, on=timezone.localdate(now))
        parents = {one.id: one.parent_id for one in units}
        chain: list[int] = []
        unit: int | None = card.unit_id
        while unit is not None and unit in parents:
            chain.append(unit)
            unit = parents[unit]
        grants += heads_of(tuple(chain))
    open_to(file, grants, now=now)
