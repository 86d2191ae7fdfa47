"""A sender wishes to take back, update or replace what it sent; the receiver agrees (15) or not (16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity.api import AgencyCard
from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.api import text as vn
from congvu.worklist import api as worklist

from .. import arriving, owners, policy
from ..edxml import types as x
from ..errors import MessageRefused, NothingToAnswer, ReasonNeeded, RegisterFirst
from ..events import ChangeAnswered, ChangeRequested, DeliveryChanged
from ..models import Arrival, ChangeWish, Mailing
from ..types import (
    ArrivalState,
    Business,
    ChangeState,
    EarlierDocument,
    Envelope,
    MailingState,
    PackageKind,
    StaffCard,
    StatusCode,
)
from .held import locked_arrival
from .report import status_mailing, tell

SHORTEST_REASON = 5


def take_wish(
    *,
    envelope: Envelope,
    message: x.Edoc,
    came: arriving.Unpacked,
    receiver: AgencyCard,
    now: datetime,
    by: Arrival | None = None,
) -> None:
    """Note what a recall, update or replacement is about; part of the package's transaction. Raises MessageRefused."""
    codes = _targets(message, came, envelope.receiver_code)
    rows = Arrival.objects.select_for_update().filter(
        sender_code=envelope.sender_code, document_code__in=codes, agency_id=receiver.id
    )
    found = [row for row in rows.order_by("pk") if by is None or row.pk != by.pk]
    if not found and by is None:
        raise MessageRefused(reason=_("thu hồi hoặc cập nhật văn bản chưa từng gửi đến đây."))
    for arrival in found:
        note_wish(
            arrival,
            package_uid=envelope.uid,
            business=came.business,
            reason=came.head["reason"],
            by=by,
            now=now,
        )


def _targets(message: x.Edoc, came: arriving.Unpacked, own_code: str) -> list[str]:
    if came.business == Business.REPLACE:
        return list(came.head["replaces"])
    named = [one.document_id for one in message.responses if one.document_id and one.organ_id in {own_code, ""}]
    if came.business == Business.RECALL and named:
        return named
    return [code for code in (came.head["about"], message.document_id) if code][:1]


def note_wish(
    arrival: Arrival, *, package_uid: UUID, business: int, reason: str, by: Arrival | None, now: datetime
) -> None:
    """Write a wish about an arrival that is locked; what stands in no register yet goes back at once."""
    wish, created = ChangeWish.objects.get_or_create(
        arrival=arrival,
        package_uid=package_uid,
        defaults={"business": business, "reason": reason[:500], "by_arrival": by, "came_at": now},
    )
    if not created:
        return
    audit.record(
        None, "exchange.change_wished", arrival, at=now, agency_id=arrival.agency_id, business=business, wish=wish.pk
    )
    publish(
        ChangeRequested(
            arrival_uid=str(arrival.uid),
            agency_id=arrival.agency_id,
            business=business,
            document_codes=(arrival.document_code,),
            reason=wish.reason,
            at=now,
        )
    )
    if business == Business.RECALL and arrival.state != ArrivalState.ACCEPTED:
        _answered(wish, arrival, agreed=True, reason=_("Chưa vào sổ"), who="", staff=StaffCard(), now=now)
        return
    _work(wish, arrival, now)


@transaction.atomic
def answer_wish(*, actor: Actor, arrival_uid: UUID, agreed: bool, reason: str, now: datetime) -> None:
    """Agree to the sender's newest open wish, or not (with a reason). Raises NotFound, NotAllowed, NothingToAnswer.

    Agreeing to a recall takes the document out of the receiver's hands (NĐ 30/2020 Phụ lục VI, F8): whoever registered
    it (`owners`) destroys its copy in this act. So too is a registered document replaced or updated in this act; the
    paper that takes its place is registered first (RegisterFirst).
    """
    arrival = locked_arrival(actor, arrival_uid)
    wish = arrival.wishes.select_for_update().filter(state=ChangeState.WAITING).order_by("-pk").first()
    if wish is None:
        raise NothingToAnswer
    reason = vn.clean_line(reason)[:500]
    if not agreed and len(reason) < SHORTEST_REASON:
        raise ReasonNeeded
    by = Arrival.objects.select_for_update().filter(pk=wish.by_arrival_id or 0).first()
    if agreed and wish.business == Business.REPLACE and by is not None and by.state == ArrivalState.ARRIVED:
        raise RegisterFirst(code=by.full_code or by.document_code)
    staff = StaffCard(actor.display_name, actor.unit_name)
    _answered(wish, arrival, agreed=agreed, reason=reason, who=actor.display_name, staff=staff, now=now)
    if agreed and arrival.document_uid is not None:
        owners.changed(actor, arrival.document_uid, _change(wish, arrival, by, now))
    if wish.business == Business.UPDATE and by is not None and arrival.document_uid is not None:
        _put_away(by, agreed, reason, actor, now)
    audit.record(actor, "exchange.change_answered", arrival, at=now, agreed=agreed, reason=reason, wish=wish.pk)
    worklist.close(wish.work_key, now, actor=actor)


def _change(wish: ChangeWish, arrival: Arrival, by: Arrival | None, now: datetime) -> owners.Change:
    return owners.Change(
        business=wish.business,
        reason=wish.reason,
        sender=arrival.sender_name,
        at=now,
        by_arrival=by.uid if by is not None else None,
        by_document=by.document_uid if by is not None else None,
    )


def _put_away(by: Arrival, agreed: bool, reason: str, actor: Actor, now: datetime) -> None:
    """An update leaves the clerks' queue: taken into the registration that it is about, or not wanted."""
    if by.state != ArrivalState.ARRIVED:
        return
    by.state, by.reason = ArrivalState.ACCEPTED if agreed else ArrivalState.REFUSED, reason
    by.closed_at, by.closed_by = now, actor.display_name[:250]
    by.save(update_fields=["reason", "state", "closed_at", "closed_by"])
    worklist.close(by.work_key, now, actor=actor)


def _answered(
    wish: ChangeWish, arrival: Arrival, *, agreed: bool, reason: str, who: str, staff: StaffCard, now: datetime
) -> None:
    wish.state = ChangeState.AGREED if agreed else ChangeState.DISAGREED
    wish.answered_at, wish.answered_by, wish.answer = now, who[:250], reason[:500]
    wish.save(update_fields=["state", "answered_at", "answered_by", "answer"])
    code = StatusCode.AGREED if agreed else StatusCode.DISAGREED
    tell(arrival, code=code, description=reason or str(code.label), staff=staff, now=now, wish=wish)
    superseded = arrival.state == ArrivalState.ARRIVED and wish.by_arrival_id is not None
    if agreed and (wish.business == Business.RECALL or superseded):
        if arrival.state == ArrivalState.ARRIVED:
            worklist.close(arrival.work_key, now)
        arrival.state = ArrivalState.WITHDRAWN
        arrival.closed_at, arrival.closed_by, arrival.reason = now, who[:250], wish.reason
        arrival.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    publish(
        ChangeAnswered(
            arrival_uid=str(arrival.uid),
            agency_id=arrival.agency_id,
            document_uid=str(arrival.document_uid or ""),
            business=wish.business,
            agreed=agreed,
            reason=wish.reason,
            at=now,
        )
    )


def _work(wish: ChangeWish, arrival: Arrival, now: datetime) -> None:
    label = Business(wish.business).label
    worklist.put(
        worklist.WorkEntry(
            key=wish.work_key,
            agency_id=arrival.agency_id,
            owner_post_id=None,
            owner_role=policy.CLERK,
            kind=worklist.Kind.REGISTER,
            role_label=_("Văn thư"),
            act_label=_("Trả lời"),
            title=_("%(who)s đề nghị %(what)s: %(code)s")
            % {"who": arrival.sender_name, "what": str(label).lower(), "code": arrival.full_code},
            meta=wish.reason,
            url=f"/lien-thong/den/{arrival.uid}/",
            given_by=arrival.sender_name,
            given_by_post="",
            urgency=min(arrival.urgency, worklist.Urgency.EXPRESS),
            arrived_at=now,
            due_at=None,
            started_at=None,
        )
    )


@transaction.atomic
def request_back(
    *, actor: Actor, reference: UUID, reason: str, receivers: list[str] | None = None, now: datetime
) -> int:
    """Ask the receivers of a document to give it back (status 13); return how many are asked.

    What could not be sent yet and is dead is simply given up. The caller has decided, and checked, the recall.
    """
    rows = Mailing.objects.select_for_update().filter(reference=reference, kind=PackageKind.EDOC)
    if receivers is not None:
        rows = rows.filter(receiver_code__in=receivers)
    asked = 0
    for row in rows.exclude(state=MailingState.REFUSED).order_by("pk"):
        if row.state == MailingState.DEAD:
            _given_up(row, now)
            continue
        status_mailing(
            agency_id=row.sender_agency_id,
            own_code=row.sender_code,
            to_code=row.receiver_code,
            to_name=row.receiver_name,
            about=EarlierDocument(row.receiver_code, row.document_code),
            code=StatusCode.TAKE_BACK,
            description=reason,
            staff=StaffCard(actor.display_name, actor.unit_name),
            reference=reference,
            now=now,
        )
        asked += 1
        audit.record(actor, "exchange.asked_back", row, at=now, reason=reason[:500])
    return asked


def _given_up(row: Mailing, now: datetime) -> None:
    row.state, row.cause, row.done_at = MailingState.REFUSED, _("Đã lấy lại trước khi gửi được"), now
    row.save(update_fields=["state", "cause", "done_at"])
    worklist.close(row.work_key, now)
    publish(DeliveryChanged(str(row.uid), str(row.reference or ""), row.receiver_code, row.state, now))
