"""Arrivals of the exchange in documents: what the registration form proposes, one-click registration, links by code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.api import OwnerAct
from congvu.exchange.types import ArrivalView, Business
from congvu.identity import api as identity
from congvu.kernel.api import Actor, files
from congvu.kernel.api import text as vn
from congvu.ui.api import Paper

from . import policy
from .actions import changed_copy, follow_up
from .actions.send_out import as_sent
from .intakes import Intake, IntakePaper, Proposal, register_intake
from .models import Document, DocumentLink, DocumentType
from .types import Capacity, Channel, Direction, IncomingData, LinkKind, Urgency

INTAKE = "lien-thong"
USUAL_TYPE = "cong-van"


def intake_paper(actor: Actor, uid: UUID) -> IntakePaper:
    """Return a waiting arrival as the registration form takes it. Raises NotFound, NotAllowed, ArrivalClosed."""
    view = exchange.waiting_arrival(actor=actor, uid=uid)
    taken = [one for one in view.files if one.media_type in files.DEFAULT_ACCEPT]
    data = data_of(view)
    read = _("ghi trong gói tin")
    values: dict[str, str | int | None] = {
        "document_type": data.document_type,
        "issuing_agency_name": data.issuing_agency_name,
        "full_code": "/".join(part for part in (data.code_number, data.code_notation) if part),
        "document_code": data.document_code,
        "subject": data.subject,
        "signer_name": data.signer_name,
        "signer_position": data.signer_position,
        "signer_capacity": data.signer_capacity,
        "urgency": str(data.urgency),
        "pages": data.pages,
        "note": data.note,
    }
    proposals = {name: Proposal(str(value), read, True) for name, value in values.items() if value not in {"", None}}
    proposals |= {
        name: Proposal(day, read, True) for name, day in (("issued_on", data.issued_on), ("due_on", data.due_on)) if day
    }
    return IntakePaper(
        file_ids=tuple(one.file_id for one in taken),
        received_via=Channel.AXIS,
        arrived_at=view.arrived_at,
        paper=_paper(view),
        proposals=proposals,
        remark="\n".join([f"{view.sender_name}: {view.verdict_label}", *(one.text for one in view.checks)]),
        back_url=reverse("exchange:arrivals"),
    )


def _paper(view: ArrivalView) -> Paper | None:
    if not view.files:
        return None
    main = view.files[0]
    url = reverse("exchange:arrival_file", args=[view.uid, 1])
    shown = main.media_type == "application/pdf"
    return Paper(
        name=main.name,
        note=view.verdict_label,
        download_url=url,
        pdf_url=f"{url}?xem=1" if shown else "",
        attachments=[
            (one.name, reverse("exchange:arrival_file", args=[view.uid, place]))
            for place, one in enumerate(view.files[1:], start=2)
        ],
        missing="" if shown else _("Tệp này không phải PDF; tải về để xem."),
    )


def data_of(view: ArrivalView) -> IncomingData:
    """Return the registration that an arrival's message gives, cut to the lengths of the register."""
    here = identity.agencies_named([view.sender_name]).get(view.sender_name)
    return IncomingData(
        document_type=_type_code(view.type_name, view.type_code),
        issuing_agency_name=view.sender_name[:250],
        issuing_agency_id=here,
        subject=view.subject,
        arrived_at=view.arrived_at,
        code_number=view.code_number[:20],
        code_notation=view.code_notation[:60],
        document_code=view.document_code,
        issued_on=view.issued_on,
        signer_name=view.signer_name[:100],
        signer_position=view.signer_position[:200],
        signer_capacity=_capacity(view.signer_capacity),
        urgency=view.urgency if view.urgency in Urgency.values else Urgency.NORMAL,
        pages=view.pages if view.pages and 0 < view.pages < 10_000 else None,
        due_on=view.due_on,
        received_via=Channel.AXIS,
        note=_("Có bản giấy gửi sau") if view.paper_follows else "",
    )


def _type_code(name: str, number: str) -> str:
    """Return the type by the name in the message; the name is trusted before the number (QCVN 102 SĐ1:2022)."""
    types = list(DocumentType.objects.filter(valid_to=None).order_by("position", "pk"))
    wanted = vn.fold(vn.clean_line(name))
    for one in types:
        if wanted and vn.fold(one.name) == wanted:
            return one.code
    for one in types:
        if number and one.qcvn102_code == f"B{number}":
            return one.code
    return USUAL_TYPE


def _capacity(text: str) -> str:
    wanted = vn.clean_line(text).upper()
    return wanted if wanted in Capacity.values else ""


def taken(actor: Actor, uid: UUID, document_uid: UUID, now: datetime) -> None:
    """Write that an arrival stands in the register (state 03 goes back), and link it by code; part of that act."""
    view = exchange.arrival(uid)
    exchange.registered(actor=actor, arrival_uid=uid, document_uid=document_uid, now=now)
    document = Document.objects.get(uid=document_uid)
    for code in view.answers:
        _link(actor, document, Direction.OUTGOING, code, LinkKind.ANSWER, now)
    for code in view.replaces:
        _link(actor, document, Direction.INCOMING, code, LinkKind.REPLACES, now)


def _link(actor: Actor, document: Document, direction: str, code: str, kind: str, now: datetime) -> None:
    """Link to the agency's own line of a document code; one that is not known here is simply not linked."""
    target = (
        Document.objects.filter(agency_id=document.agency_id, direction=direction, document_code=code)
        .exclude(pk=document.pk)
        .order_by("pk")
        .first()
    )
    if target is not None:
        DocumentLink.objects.get_or_create(
            source=document, target=target, kind=kind,
            defaults={"created_at": now, "created_by_post_id": actor.post_id},
        )  # fmt: skip


def offered(actor: Actor, uid: UUID) -> Sequence[OwnerAct]:
    """Offer the clerk to register an arrival at once, or on the form."""
    if not policy.may_register(actor, actor.agency_id) or _updates_a_line(actor, exchange.arrival(uid)):
        return []  # an update is agreed to or not, it gets no number of its own
    return [
        OwnerAct(_("Vào sổ ngay"), reverse("documents:arrival_register", args=[uid]), is_post=True, is_main=True),
        OwnerAct(_("Xem lại rồi vào sổ"), f"{reverse('documents:registration')}?tu={INTAKE}&ma={uid}"),
    ]


def _updates_a_line(actor: Actor, view: ArrivalView) -> bool:
    if view.business != Business.UPDATE:
        return False
    lines = Document.objects.filter(agency_id=actor.agency_id, direction=Direction.INCOMING)
    return lines.filter(document_code=view.document_code).exists()


def url_of(document_uid: UUID) -> str:
    """Return the page of a registered document."""
    return reverse("documents:document", args=[document_uid])


def changed(actor: Actor, document_uid: UUID, change: exchange.Change) -> None:
    """Carry out what the receiver agreed to.

    A copy that is given back is destroyed (Phụ lục VI, F8); one that is replaced is marked and its work goes on at the
    new paper; an update is written over the registration.
    """
    if change.business == Business.RECALL:
        follow_up.destroy_copy(
            actor=actor, document_uid=document_uid, sender=change.sender, reason=change.reason, now=change.at
        )
    elif change.by_arrival is not None and change.business == Business.UPDATE:
        came = exchange.arrival(change.by_arrival)
        changed_copy.update_copy(
            actor=actor, document_uid=document_uid, came=came, data=data_of(came), reason=change.reason, now=change.at
        )
    elif change.by_document is not None and change.business == Business.REPLACE:
        changed_copy.replace_copy(
            actor=actor,
            document_uid=document_uid,
            by_uid=change.by_document,
            sender=change.sender,
            reason=change.reason,
            now=change.at,
        )


def register() -> None:
    """Offer arrivals to the registration form, and stand in for registered documents in the exchange."""
    register_intake(INTAKE, Intake(find=intake_paper, taken=taken))
    exchange.register_owner(exchange.Owner(acts=offered, url_of=url_of, changed=changed, issued=as_sent))
