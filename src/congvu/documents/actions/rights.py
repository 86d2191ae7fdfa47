"""Who may read a document changes only when the competent person confirms it (NĐ 30/2020 Phụ lục VI, mục I)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound
from congvu.worklist import api as worklist

from .. import policy
from ..desk_types import RightsState
from ..errors import AlreadyAsked, AskClosed, BadTargets
from ..models import Access, AccessChange, Document
from ..types import HandlingRole, HandlingState
from . import trays
from .give import chain_of, open_to
from .locked import lock_document, refuse_secret, words
from .submit import leaders_of


@transaction.atomic
def ask_rights(
    *,
    actor: Actor,
    uid: UUID,
    opens: bool,
    post_id: int | None,
    unit_id: int | None,
    reason: str,
    now: datetime,
) -> UUID:
    """Ask that a document be opened to, or closed for, a post or unit; nothing changes yet, the leaders are warned.

    Who works on it is not shut out. Raises NotFound, NotAllowed, SecretStaysLine, BadTargets, AlreadyAsked,
    ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid)
    policy.may_ask_rights(actor, document).require()
    refuse_secret(document)
    reason = words(reason, limit=500, needed=True)
    name = _name_of(post_id, unit_id, document.agency_id, now=now)
    if not opens:
        _not_working(document, post_id, unit_id)
    waiting = AccessChange.objects.filter(document=document, state=RightsState.WAITING)
    if waiting.filter(Q(post_id=post_id) if post_id is not None else Q(unit_id=unit_id)).exists():
        raise AlreadyAsked
    row = AccessChange.objects.create(
        document=document,
        opens=opens,
        post_id=post_id,
        unit_id=unit_id,
        name=name,
        reason=reason,
        asked_by_post_id=actor.post_id,
        asked_name=f"{actor.display_name}, {actor.post_title}",
        asked_at=now,
    )
    audit.record(actor, "documents.rights_asked", document, at=now, part=name, opens=opens, reason=reason)
    deciders = leaders_of(agency_id=document.agency_id, now=now)
    owner = next((c for c in deciders if Role.OFFICE_CHIEF in c.roles), deciders[0] if deciders else None)
    if owner is not None:
        trays.work_of(
            document,
            key=row.work_key,
            owner_post_id=owner.id,
            kind=worklist.Kind.APPROVE,
            role_label=_("Quyền xem"),
            act_label=_("Xác nhận"),
            given_by=actor.display_name,
            given_by_post=actor.post_title,
            given_by_post_id=actor.post_id,
            at=now,
            url=reverse("documents:rights", args=[document.uid]),
        )
    values = {"who": actor.display_name, "name": name, "subject": trays.title_of(document)}
    text = _("%(who)s đề nghị mở quyền xem cho %(name)s: %(subject)s") % values
    if not opens:
        text = _("%(who)s đề nghị đóng quyền xem của %(name)s: %(subject)s") % values
    trays.tell(row.work_key, document, post_ids=[c.id for c in deciders], text=text, at=now, kind="documents.rights")
    return row.uid


@transaction.atomic
def decide_rights(*, actor: Actor, change_uid: UUID, confirmed: bool, answer: str, now: datetime) -> None:
    """Confirm a change, which then holds at once in lists, page and search, or refuse it with a reason.

    Raises NotFound, NotAllowed, AskClosed, BadTargets (it became somebody's work meanwhile), ReasonNeeded.
    """
    found = AccessChange.objects.filter(uid=change_uid).values_list("document__uid", flat=True).first()
    if found is None:
        raise NotFound
    document = lock_document(actor, found, policy.may_decide_rights)
    row = AccessChange.objects.select_for_update().get(uid=change_uid)
    if row.state != RightsState.WAITING:
        raise AskClosed
    answer = words(answer, limit=500, needed=not confirmed)
    if confirmed:
        _apply(row, document, now=now)
    row.state = RightsState.CONFIRMED if confirmed else RightsState.REFUSED
    row.answer = answer
    row.decided_name = f"{actor.display_name}, {actor.post_title}"
    row.decided_at = now
    row.save(update_fields=["state", "answer", "decided_name", "decided_at"])
    worklist.close(row.work_key, now, actor=actor)
    code = "documents.rights_confirmed" if confirmed else "documents.rights_refused"
    audit.record(actor, code, document, at=now, part=row.name, opens=row.opens, reason=answer or row.reason)
    trays.refresh_search(document)
    trays.tell(
        f"{row.work_key}:answer",
        document,
        post_ids=[row.asked_by_post_id],
        text=_("Đề nghị đổi quyền xem, %(state)s: %(subject)s")
        % {"state": RightsState(row.state).label, "subject": trays.title_of(document)},
        at=now,
        kind="documents.rights",
    )


def _apply(row: AccessChange, document: Document, *, now: datetime) -> None:
    grants = _grants(row, document, now=now)
    if row.opens:
        open_to(document, grants, now=now)
        return
    _not_working(document, row.post_id, row.unit_id)
    Access.objects.filter(document=document, grant__in=grants, closed_at=None).update(closed_at=now)


def _grants(row: AccessChange, document: Document, *, now: datetime) -> list[str]:
    """Opening for a post also lets the heads above see what their people see; closing speaks of the named one only."""
    if row.post_id is not None:
        return [f"post:{row.post_id}"]
    unit_id = row.unit_id or 0
    if not row.opens:
        return [f"unit:{unit_id}", f"unit:{unit_id}:{Role.UNIT_LEADER}"]
    chain = chain_of(unit_id, agency_id=document.agency_id, now=now)
    return policy.grants_of_receiver(post_id=None, unit_id=unit_id, unit_and_parents=chain, role=HandlingRole.INFO)


def _not_working(document: Document, post_id: int | None, unit_id: int | None) -> None:
    held = document.handlings.filter(state=HandlingState.OPEN)
    busy = held.filter(to_post_id=post_id) if post_id is not None else held.filter(to_unit_id=unit_id)
    if busy.exists():
        raise BadTargets(reason=_("Nơi này đang xử lý văn bản. Thu hồi hoặc kết thúc phần việc trước khi đóng quyền."))


def _name_of(post_id: int | None, unit_id: int | None, agency_id: int, *, now: datetime) -> str:
    on = timezone.localdate(now)
    if post_id is not None and unit_id is None:
        card = next(iter(identity.posts(on=on, ids=[post_id], agency_id=agency_id)), None)
        if card is not None:
            return f"{card.person_name}, {card.title}" if card.person_id else card.title
    if unit_id is not None and post_id is None:
        unit = next((u for u in identity.unit_tree(agency_id=agency_id, on=on) if u.id == unit_id), None)
        if unit is not None:
            return unit.name
    raise BadTargets(reason=_("Chọn một đơn vị hoặc một người trong cơ quan."))
