"""The clerk writes down what leaves on paper, and who signed for it; a document is marked as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..desk_types import SendWay
from ..errors import DispatchRefused
from ..models import Dispatch, Document, PrintMark
from ..types import Direction, State
from .locked import lock_document, words

MOST_RECEIVERS, MOST_ENVELOPES, MOST_PRINTED = 200, 999, 100
LONGEST_NAME, LONGEST_TRACKING, LONGEST_NOTE = 250, 60, 500
LEAVES: Final = frozenset({State.ISSUED, State.REPLACED})


@dataclass(frozen=True, slots=True)
class NewDispatch:
    """What is written for each receiver of one sending."""

    way: str
    sent_at: datetime
    envelopes: int = 1
    tracking: str = ""
    note: str = ""


@transaction.atomic
def record_dispatch(
    *, actor: Actor, uid: UUID, receivers: Sequence[str], sending: NewDispatch, now: datetime
) -> list[int]:
    """Write one line a receiver into the post register or the messengers' book and return their ids.

    Raises NotFound, NotAllowed, DispatchRefused (not issued, no receiver, too many, in the future) or TextTooLong.
    """
    document = lock_document(actor, uid, lambda who, found: policy.may_dispatch(who, found.agency_id))
    names = list(dict.fromkeys(filter(None, (vn.clean_line(name)[:LONGEST_NAME] for name in receivers))))
    if problem := _problem(document, names, sending, now):
        raise DispatchRefused(reason=problem)
    note = words(sending.note, limit=LONGEST_NOTE)
    tracking = words(sending.tracking, limit=LONGEST_TRACKING)
    rows = [
        Dispatch.objects.create(
            agency_id=document.agency_id,
            document=document,
            way=sending.way,
            receiver=name,
            sent_at=sending.sent_at,
            envelopes=sending.envelopes,
            tracking=tracking,
            note=note,
            recorded_at=now,
            recorded_by_name=actor.display_name,
        )
        for name in names
    ]
    audit.record(
        actor, "documents.sent_on_paper", document, at=now, way=sending.way, receivers=len(rows),
        envelopes=sending.envelopes,
    )  # fmt: skip
    return [row.pk for row in rows]


def _problem(document: Document, names: list[str], sending: NewDispatch, now: datetime) -> str:
    """Return a sentence for the first thing that is wrong, empty when nothing is."""
    if document.direction != Direction.OUTGOING or document.state not in LEAVES:
        return _("Chỉ ghi sổ gửi cho văn bản đi, bản sao đã phát hành.")
    if not names:
        return _("Ghi ít nhất một nơi nhận.")
    if len(names) > MOST_RECEIVERS:
        return _("Mỗi lần ghi nhiều nhất %(most)d nơi nhận.") % {"most": MOST_RECEIVERS}
    if sending.way not in SendWay.values:
        return _("Chọn cách gửi.")
    if not 0 < sending.envelopes <= MOST_ENVELOPES:
        return _("Số lượng bì từ 1 đến %(most)d.") % {"most": MOST_ENVELOPES}
    if sending.sent_at > now:
        return _("Lúc chuyển không ở sau lúc này.")
    if document.issued_on is not None and sending.sent_at.date() < document.issued_on:
        return _("Lúc chuyển không ở trước ngày văn bản.")
    return ""


@transaction.atomic
def sign_for(*, actor: Actor, uid: UUID, received_by: str, received_at: datetime, now: datetime) -> None:
    """Write down who signed for a sending and when. Raises NotFound, NotAllowed or DispatchRefused."""
    row = _locked(actor, uid)
    name = vn.clean_line(received_by)[:200]
    if not name:
        raise DispatchRefused(reason=_("Ghi người ký nhận."))
    if row.received_at is not None:
        raise DispatchRefused(reason=_("%(name)s đã ký nhận.") % {"name": row.received_by})
    if not row.sent_at <= received_at <= now:
        raise DispatchRefused(reason=_("Lúc ký nhận ở sau lúc chuyển và không ở sau lúc này."))
    row.received_at, row.received_by = received_at, name
    row.save(update_fields=["received_at", "received_by"])
    audit.record(actor, "documents.sending_signed_for", row.document, at=now, dispatch_id=row.pk, received_by=name)


@transaction.atomic
def strike_dispatch(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Strike out a line written by mistake; it stays to be read. Raises NotFound, NotAllowed, ReasonNeeded."""
    row = _locked(actor, uid)
    row.cancel_reason = words(reason, limit=LONGEST_NOTE, needed=True)
    row.cancelled_at = now
    row.save(update_fields=["cancel_reason", "cancelled_at"])
    audit.record(actor, "documents.sending_struck", row.document, at=now, dispatch_id=row.pk, reason=row.cancel_reason)


def _locked(actor: Actor, uid: UUID) -> Dispatch:
    rows = policy.visible_dispatches(actor).filter(uid=uid, cancelled_at=None)
    row = rows.select_for_update(of=("self",)).select_related("document").first()
    if row is None:
        raise NotFound
    policy.may_dispatch(actor, row.agency_id).require()
    return row


@transaction.atomic
def mark_printed(*, actor: Actor, uids: Sequence[UUID], copies: int = 1, now: datetime) -> int:
    """Mark documents that the actor sees as printed and return how many (NĐ 30/2020 Phụ lục VI, F6.10).

    All or none. Raises NotFound or DispatchRefused (a secret line, too many).
    """
    wanted = list(dict.fromkeys(uids))
    if not 0 < len(wanted) <= MOST_PRINTED or not 0 < copies <= MOST_ENVELOPES:
        raise DispatchRefused(reason=_("Mỗi lần đánh dấu từ 1 đến %(most)d văn bản.") % {"most": MOST_PRINTED})
    found = list(policy.visible_documents(actor).filter(uid__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotFound
    if any(document.is_secret for document in found):
        raise DispatchRefused(reason=_("Văn bản mật không có nội dung trong hệ thống để in."))
    PrintMark.objects.bulk_create(
        PrintMark(document=document, post_id=actor.post_id, by_name=actor.display_name, copies=copies, at=now)
        for document in found
    )
    for document in found:
        audit.record(actor, "documents.marked_printed", document, at=now, copies=copies)
    return len(found)
