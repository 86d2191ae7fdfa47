"""What the exchange knows of a document, on its page: where it was sent and how it fares, or whence it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.types import Business, MailingState, MailingView, Proof, StatusLine
from congvu.kernel.api import Actor

from . import panels, policy
from .models import Document
from .panels import DocumentRef, PanelAct
from .types import Direction, State

TONES = {
    MailingState.WAITING: "run",
    MailingState.SENT: "run",
    MailingState.DONE: "good",
    MailingState.REFUSED: "late",
    MailingState.DEAD: "late",
}
REFUSED = "02"
FINISHED = "06"


@dataclass(frozen=True, slots=True)
class SentLine:
    """One receiver: the newest state in words with its tone, when it came, and the states before it."""

    receiver: str
    code: str
    tone: str
    word: str
    at: datetime | None
    note: str
    steps: tuple[tuple[str, datetime], ...]
    answer: StatusLine | None


def line(view: MailingView) -> SentLine:
    """Return a package as the panel shows it."""
    latest = view.latest
    tone, word, at, note = TONES[MailingState(view.state)], view.state_label, view.received_at, view.cause
    if latest is not None:
        word, at, note = latest.label, latest.at, latest.note
        tone = "late" if latest.code == REFUSED else "done" if latest.code == FINISHED else "good"
    if view.proof == Proof.AXIS:
        note = f"{note}. {view.proof_label}" if note else view.proof_label
    return SentLine(
        receiver=_("%(name)s (cập nhật)") % {"name": view.receiver_name}
        if view.business == Business.UPDATE
        else view.receiver_name,
        code=view.receiver_code,
        tone=tone,
        word=word,
        at=at or view.created_at,
        note=note,
        steps=tuple((one.label, one.at) for one in view.statuses[:-1]),
        answer=view.answer,
    )


def load_sent(actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return where an issued document was sent, two queries."""
    if ref.direction != Direction.OUTGOING or ref.is_secret:
        return None
    views = exchange.deliveries_of(ref.uid)
    if not views:
        return None
    arrived = sum(view.state == MailingState.DONE for view in views)
    may_send = ref.state == State.ISSUED and policy.may_send_out(actor, Document(agency_id=ref.agency_id))
    return {
        "lines": [line(view) for view in views],
        "arrived": arrived,
        "total": len(views),
        "send_url": reverse("documents:send_more", args=[ref.uid]) if may_send else "",
        "update_url": reverse("documents:send_update", args=[ref.uid]) if may_send else "",
        "way_url": reverse("documents:way", args=[ref.uid]),
    }


def load_came(actor: Actor, ref: DocumentRef, _now: datetime) -> Mapping[str, Any] | None:
    """Return whence an incoming document came by exchange, and what was checked."""
    if ref.direction != Direction.INCOMING or ref.is_secret:
        return None
    view = exchange.arrival_of(ref.uid)
    if view is None:
        return None
    takes = policy.may_register(actor, ref.agency_id)
    return {
        "arrival": view,
        "page_url": reverse("exchange:arrival", args=[view.uid]) if takes else "",
        "paper_url": reverse("documents:paper", args=[ref.uid]) if takes and view.paper_follows else "",
        "way_url": reverse("documents:way", args=[ref.uid]),
    }


def _offer_sending(actor: Actor, ref: DocumentRef) -> PanelAct | None:
    fits = ref.direction == Direction.OUTGOING and ref.state == State.ISSUED and not ref.is_secret
    if not fits or not policy.may_send_out(actor, Document(agency_id=ref.agency_id)):
        return None
    return PanelAct(str(_("Gửi thêm nơi nhận")), reverse("documents:send_more", args=[ref.uid]))


def register() -> None:
    """Put the panels and the act on the pages of documents."""
    panels.register_panel(
        "documents.exchange_sent", template="documents/parts/exchange_sent.html", load=load_sent, order=2
    )
    panels.register_panel("documents.exchange_came", template="documents/parts/came.html", load=load_came, order=3)
    panels.register_act("documents.send_more", offer=_offer_sending, order=60)
