"""Envelopes addressed to a named person: passed on unopened, back to the clerk when it is official business.

NĐ 30/2020 Điều 21 khoản 1, Điều 22: what is not registered need not be handled.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit
from congvu.kernel.errors import NotFound
from congvu.notices import api as notices
from congvu.worklist import api as worklist

from .. import policy
from ..desk_types import MailState
from ..errors import AskClosed, BadTargets, DayUnfit, ReasonNeeded
from ..models import NamedMail
from ..types import Direction, Urgency
from . import trays
from .locked import words


@transaction.atomic
def record_mail(
    *,
    actor: Actor,
    to_post_id: int,
    sender: str,
    envelope_code: str,
    urgency: int,
    arrived_at: datetime,
    note: str,
    now: datetime,
) -> UUID:
    """Note an unopened envelope and to whom it was handed; she is told. Raises NotAllowed, BadTargets, DayUnfit."""
    policy.may_keep_mail(actor).require()
    card = next(iter(identity.posts(on=timezone.localdate(now), ids=[to_post_id], agency_id=actor.agency_id)), None)
    if card is None or card.person_id is None:
        raise BadTargets(reason=_("Chọn người nhận đang giữ vị trí trong cơ quan."))
    if urgency not in Urgency.values:
        raise BadTargets(reason=_("Không có mức độ khẩn này."))
    if arrived_at > now:
        raise DayUnfit(reason=_("Giờ đến không ở sau lúc này."))
    sender = words(sender, limit=250)
    if not sender:
        raise ReasonNeeded
    row = NamedMail.objects.create(
        agency_id=actor.agency_id,
        to_post_id=card.id,
        to_name=f"{card.person_name}, {card.title}",
        sender=sender,
        envelope_code=words(envelope_code, limit=100),
        urgency=urgency,
        arrived_at=arrived_at,
        handed_at=now,
        note=words(note, limit=500),
        recorded_by_name=actor.display_name,
    )
    audit.record(actor, "documents.mail_handed", row, at=now, agency_id=actor.agency_id, to=row.to_name)
    notices.send(
        f"documents.mail:{row.pk}",
        to_post_ids=[card.id],
        text=_("Văn thư đã nhận một bì thư gửi đích danh bạn, từ %(sender)s") % {"sender": sender},
        url=reverse("documents:mail"),
        at=now,
        kind="documents.mail",
    )
    return row.uid


@transaction.atomic
def say_official(*, actor: Actor, mail_uid: UUID, now: datetime) -> None:
    """The addressee found official business inside: it goes back to the clerks, who register it.

    Raises NotFound, NotAllowed or AskClosed.
    """
    row = _locked(actor, mail_uid)
    policy.may_open_mail(actor, row).require()
    worklist.put(
        worklist.WorkEntry(
            key=mail_key(row),
            agency_id=row.agency_id,
            owner_post_id=None,
            owner_role=Role.RECORDS_CLERK,
            kind=worklist.Kind.REGISTER,
            role_label=_("Văn thư"),
            act_label=_("Đăng ký"),
            title=_("Bì thư đích danh là việc công, từ %(sender)s") % {"sender": row.sender},
            meta=row.to_name,
            url=f"{reverse('documents:registration')}?thu={row.uid}",
            given_by=actor.display_name,
            given_by_post=actor.post_title,
            urgency=trays.WORK_URGENCY[Urgency(row.urgency)],
            arrived_at=now,
            due_at=None,
            started_at=now,
            given_by_post_id=actor.post_id,
        )
    )
    audit.record(actor, "documents.mail_official", row, at=now, agency_id=row.agency_id)


@transaction.atomic
def close_mail(*, actor: Actor, mail_uid: UUID, state: str, note: str, now: datetime) -> None:
    """End an envelope as private mail, or as returned to its sender with the reason.

    Raises NotFound, NotAllowed, AskClosed, BadTargets, ReasonNeeded.
    """
    row = _locked(actor, mail_uid)
    policy.may_open_mail(actor, row).require()
    if state not in {MailState.PRIVATE, MailState.REFUSED}:
        raise BadTargets(reason=_("Chọn thư riêng hoặc trả lại nơi gửi."))
    row.note = words(note, limit=500, needed=state == MailState.REFUSED) or row.note
    row.state = state
    row.closed_at = now
    row.save(update_fields=["note", "state", "closed_at"])
    worklist.close(mail_key(row), now, actor=actor)
    audit.record(actor, "documents.mail_closed", row, at=now, agency_id=row.agency_id, state=state)


@transaction.atomic
def mail_registered(*, actor: Actor, mail_uid: UUID, document_uid: UUID, now: datetime) -> None:
    """Link an envelope with the line under which its paper was registered. Raises NotFound, NotAllowed, AskClosed."""
    policy.may_keep_mail(actor).require()
    row = _locked(actor, mail_uid)
    document = policy.visible_documents(actor).filter(uid=document_uid, direction=Direction.INCOMING).first()
    if document is None:
        raise NotFound
    row.state = MailState.REGISTERED
    row.document = document
    row.closed_at = now
    row.save(update_fields=["state", "document", "closed_at"])
    worklist.close(mail_key(row), now, actor=actor)
    audit.record(actor, "documents.mail_registered", document, at=now, part=row.to_name)


def mail_key(row: NamedMail) -> str:
    """Return the key of the clerks' work on an envelope."""
    return f"documents.mail:{row.pk}"


def _locked(actor: Actor, mail_uid: UUID) -> NamedMail:
    row = policy.visible_mail(actor).select_for_update().filter(uid=mail_uid).first()
    if row is None:
        raise NotFound
    if row.state != MailState.HANDED:
        raise AskClosed
    return row
