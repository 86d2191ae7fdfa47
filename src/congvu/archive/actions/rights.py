"""Changes of who may see: nothing opens before the competent person confirms it (NĐ 30/2020 Phụ lục VI, F3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import FieldsInvalid, WrongState
from ..models import CaseFile, FileAccess, RightChange
from ..types import ChangeState, Usage
from . import trays
from .locked import lock_file, words

# Vị trí đọc mọi văn bản của cơ quan (documents.policy.AGENCY_READERS): hồ sơ không mở thêm gì cho họ.
READ_ALL = frozenset({Role.RECORDS_CLERK, Role.AGENCY_LEADER, Role.OFFICE_CHIEF})


def warn_of_opening(*, actor: Actor, file: CaseFile, document_ids: Sequence[int], now: datetime) -> RightChange | None:
    """Write a change that waits, where people of the file cannot read one of the documents yet; None where all can."""
    people = _who_gains(file, now=now)
    open_now = documents.grants_of(document_ids)
    missing = {pk: sorted(people - grants) for pk, grants in open_now.items() if people - grants}
    if not missing:
        return None
    change = RightChange.objects.create(
        file=file,
        documents=sorted(missing),
        grants=sorted({grant for grants in missing.values() for grant in grants}),
        asked_by_post_id=actor.post_id,
        asked_by=actor.display_name,
        asked_at=now,
    )
    _ask_heads(change, actor=actor, now=now)
    return change


@transaction.atomic
def ask_usage(*, actor: Actor, uid: UUID, usage: str, reason: str, now: datetime) -> int:
    """Ask for another usage (Chế độ sử dụng) of a file; it changes when the competent person has confirmed.

    Raises NotFound, NotAllowed, FieldsInvalid, WrongState or ReasonNeeded.
    """
    if usage not in Usage.values:
        raise FieldsInvalid({"usage": _("Chọn chế độ sử dụng trong danh sách.")})
    file = lock_file(actor, uid, _may_ask, now=now)
    reason = words(reason, limit=500, needed=True)
    if file.usage == usage or file.changes.filter(state=ChangeState.WAITING).exclude(usage="").exists():
        raise WrongState(state=_("đang có hoặc đang chờ chế độ sử dụng này"))
    change = RightChange.objects.create(
        file=file,
        usage=usage,
        reason=reason,
        asked_by_post_id=actor.post_id,
        asked_by=actor.display_name,
        asked_at=now,
    )
    audit.record(actor, "archive.usage_asked", file, at=now, usage=[file.usage, usage], reason=reason)
    _ask_heads(change, actor=actor, now=now)
    return change.pk


@transaction.atomic
def decide_change(*, actor: Actor, uid: UUID, change_id: int, confirm: bool, now: datetime) -> None:
    """Confirm or refuse a change of rights. Raises NotFound, NotAllowed or WrongState (decided already)."""
    file = lock_file(actor, uid, policy.may_confirm_right, now=now)
    change = file.changes.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound
    if change.state != ChangeState.WAITING:
        raise WrongState(state=ChangeState(change.state).label)
    change.state = ChangeState.CONFIRMED if confirm else ChangeState.REFUSED
    change.decided_by, change.decided_at = actor.display_name, now
    change.save(update_fields=["state", "decided_by", "decided_at"])
    if confirm and change.usage:
        file.usage = change.usage
        file.save(update_fields=["usage"])
    if confirm and change.documents:
        documents.open_documents(actor=actor, ids=change.documents, grants=change.grants, file_code=file.code, now=now)
    audit.record(
        actor,
        "archive.right_confirmed" if confirm else "archive.right_refused",
        file,
        at=now,
        usage=change.usage,
        documents=len(change.documents),
    )
    trays.close_work(_key(change), actor=actor, at=now)
    trays.tell_posts(
        f"archive.change:{change.pk}",
        post_ids=[change.asked_by_post_id],
        text=_("%(who)s %(what)s thay đổi quyền truy cập của hồ sơ %(code)s")
        % {
            "who": actor.display_name,
            "what": _("đã xác nhận") if confirm else _("không đồng ý"),
            "code": file.code,
        },
        url=trays.url_of(file),
        at=now,
    )


def _who_gains(file: CaseFile, *, now: datetime) -> set[str]:
    """Return the grants of a file behind which somebody stands who does not read all documents of the agency anyway."""
    cards = identity.posts(on=timezone.localdate(now), agency_id=file.agency_id)
    narrow = [card for card in cards if not card.roles & READ_ALL]
    gaining = {f"post:{card.id}" for card in narrow}
    gaining |= {f"unit:{card.unit_id}:{Role.UNIT_LEADER}" for card in narrow if Role.UNIT_LEADER in card.roles}
    held = set(FileAccess.objects.filter(file=file, until=None).values_list("grant", flat=True))
    return held & gaining


def _may_ask(actor: Actor, file: CaseFile) -> Decision:
    """The keeper and the heads; for kept files the archivist."""
    if policy.is_archivist(actor) and file.state in policy.IN_ARCHIVE:
        return Decision.yes()
    return policy.may_answer_for(actor, file)


def _key(change: RightChange) -> str:
    return f"archive.change:{change.pk}"


def _ask_heads(change: RightChange, *, actor: Actor, now: datetime) -> None:
    """Put the question before the first head of the file's unit; before the office chief where it has none."""
    file = change.file
    cards = identity.posts(on=timezone.localdate(now), agency_id=file.agency_id)
    held = [card for card in cards if card.person_id is not None]
    heads = [c for c in held if c.unit_id == file.unit_id and Role.UNIT_LEADER in c.roles]
    heads = (
        heads or [c for c in held if Role.OFFICE_CHIEF in c.roles] or [c for c in held if Role.AGENCY_LEADER in c.roles]
    )
    if not heads:
        return
    trays.put_work(
        key=_key(change),
        actor=actor,
        agency_id=file.agency_id,
        post_id=heads[0].id,
        title=_("Xác nhận thay đổi quyền truy cập: %(title)s") % {"title": file.title},
        meta=file.code,
        url=trays.url_of(file),
        act_label=_("Xác nhận"),
        role_label=_("Xác nhận quyền"),
        at=now,
        kind="approve",
    )
