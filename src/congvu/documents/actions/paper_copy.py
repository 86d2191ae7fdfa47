"""The paper that follows an electronic document stands at the same line; a doubled registration is merged."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import BadTargets, DayUnfit
from ..models import DocumentLink, PaperCopy
from ..types import Direction, LinkKind, State
from . import trays
from .give import head_of
from .locked import lock_document, refuse_secret, words
from .void import void_number

MOST_COPIES = 999


@transaction.atomic
def record_paper(*, actor: Actor, uid: UUID, arrived_at: datetime, copies: int, note: str, now: datetime) -> int:
    """Note that the paper of a registered document arrived; it goes to the leading unit, and gets no number.

    Raises NotFound, NotAllowed, SecretStaysLine, DayUnfit, BadTargets (copies) or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_correct)
    refuse_secret(document)
    if document.direction != Direction.INCOMING or document.state in {State.VOID, State.RECALLED}:
        raise NotFound
    if arrived_at > now:
        raise DayUnfit(reason=_("Giờ đến của bản giấy không ở sau lúc này."))
    if not 0 < copies <= MOST_COPIES:
        raise BadTargets(reason=_("Số bản từ 1 đến %(most)d.") % {"most": MOST_COPIES})
    note = words(note, limit=500)
    unit = document.lead_unit
    row = PaperCopy.objects.create(
        document=document,
        arrived_at=arrived_at,
        copies=copies,
        handed_to=unit.name if unit else "",
        note=note,
        recorded_at=now,
        recorded_by_name=actor.display_name,
    )
    audit.record(actor, "documents.paper_recorded", document, at=now, note=note, copies=copies, part=row.handed_to)
    if unit is not None:
        cards = identity.posts(on=timezone.localdate(now), agency_id=document.agency_id, role=Role.UNIT_LEADER)
        head = head_of(unit.pk, cards)
        if head is not None:
            trays.tell(
                f"documents.paper:{row.pk}",
                document,
                post_ids=[head.id],
                text=_("Bản giấy đã đến văn thư: %(subject)s") % {"subject": trays.title_of(document)},
                at=now,
                kind="documents.paper",
            )
    return row.pk


@transaction.atomic
def merge_duplicate(*, actor: Actor, uid: UUID, kept_number: int, reason: str, now: datetime) -> UUID:
    """Void a line that stands for the same paper as another of the same year, and link the two; return the kept uid.

    The kept line is named by its arrival number in the same register. Raises NotFound, NotAllowed, WrongState,
    BadTargets, ReasonNeeded or TextTooLong.
    """
    document = lock_document(actor, uid, policy.may_void)
    kept = (
        policy.visible_documents(actor)
        .filter(register=document.register, number=kept_number, direction=Direction.INCOMING)
        .exclude(state__in=[State.VOID, State.RECALLED])
        .exclude(pk=document.pk)
        .order_by("number_suffix", "pk")
        .first()
    )
    if kept is None:
        raise BadTargets(reason=_("Trong sổ này không có văn bản số đến %(n)d còn hiệu lực.") % {"n": kept_number})
    reason = words(reason, limit=400, needed=True)
    DocumentLink.objects.get_or_create(
        source=document,
        target=kept,
        kind=LinkKind.DUPLICATE,
        defaults={"created_at": now, "created_by_post_id": actor.post_id},
    )
    why = _("Trùng với số đến %(n)d: %(reason)s") % {"n": kept_number, "reason": reason}
    void_number(actor=actor, uid=uid, reason=why, now=now)
    audit.record(actor, "documents.duplicate_merged", kept, at=now, number=document.number, reason=reason)
    return kept.uid
