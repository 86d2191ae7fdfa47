"""What waits to be registered, and how the sources fare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.documents.api import IntakePaper, Proposal
from congvu.kernel.api import Actor, paging, statements
from congvu.kernel.errors import NotFound
from congvu.ui.api import Paper

from . import policy
from .errors import PaperTaken
from .models import Arrival, CapturedPaper, Source
from .reading import PDF
from .types import PaperState, ReadState, SourceKind

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A captured paper as the list shows it."""

    uid: UUID
    name: str
    title: str
    sender: str
    source: str
    pages: int | None
    arrived_at: datetime
    state: str
    state_label: str
    read_label: str
    reading: bool
    code: str
    subject: str
    secret: bool
    closed_by: str
    reason: str
    document_uid: UUID | None


def waiting_count(*, actor: Actor) -> int:
    """Return how many papers wait, at most 100."""
    return statements.kept_count(_waiting, actor=actor)


def _waiting(actor: Actor) -> QuerySet[CapturedPaper, tuple[int]]:
    return policy.visible_papers(actor).filter(state=PaperState.WAITING).values_list("pk")[:MOST_COUNTED]


def papers(*, actor: Actor, closed: bool = False, after: str | None = None) -> paging.Page[CapturedPaper]:
    """Return one page of those that wait, oldest first, or of those that are done with, newest first."""
    rows = policy.visible_papers(actor).select_related("arrival__source").defer("body")
    if closed:
        return paging.page(rows.exclude(state=PaperState.WAITING), "-id", after=after)
    return paging.page(rows.filter(state=PaperState.WAITING), "id", after=after)


def line(row: CapturedPaper) -> Line:
    """Return a row for people; the arrival and its source were read with it."""
    read = {one["field"]: one["value"] for one in row.proposals}
    return Line(
        uid=row.uid,
        name=row.name,
        title=row.arrival.title,
        sender=row.arrival.sender,
        source=row.arrival.source.name,
        pages=row.pages,
        arrived_at=row.arrived_at,
        state=row.state,
        state_label=str(PaperState(row.state).label),
        read_label=str(ReadState(row.read_state).label),
        reading=row.read_state == ReadState.WAITING,
        code=read.get("code", ""),
        subject=read.get("subject", ""),
        secret="secrecy" in read,
        closed_by=row.closed_by,
        reason=row.reason,
        document_uid=row.document_uid,
    )


def refused(*, actor: Actor) -> list[Arrival]:
    """Return the newest things that came and were refused in whole or in part."""
    return list(policy.visible_arrivals(actor).exclude(refusal="").select_related("source").order_by("-id")[:20])


def sources(*, actor: Actor) -> list[Source]:
    """Return the sources of the agency."""
    return list(policy.visible_sources(actor).order_by("-active", "name", "pk"))


def source(*, actor: Actor, source_id: int) -> Source:
    """Return one source. Raises NotFound."""
    found = policy.visible_sources(actor).filter(pk=source_id).first()
    if found is None:
        raise NotFound
    return found


def paper(*, actor: Actor, uid: UUID) -> CapturedPaper:
    """Return one paper with its arrival. Raises NotAllowed, NotFound."""
    policy.may_take(actor).require()
    row = policy.visible_papers(actor).select_related("arrival__source").filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row


def intake_paper(actor: Actor, uid: UUID) -> IntakePaper:
    """Return a waiting paper as the registration form takes it. Raises NotAllowed, NotFound, PaperTaken."""
    row = paper(actor=actor, uid=uid)
    if row.state == PaperState.DISCARDED:
        raise PaperTaken(state=PaperState.DISCARDED.label)
    url = reverse("capture:file", args=[row.uid])
    shown = row.media_type == PDF
    remark = [row.arrival.title, row.arrival.sender and _("Từ: %(who)s") % {"who": row.arrival.sender}]
    return IntakePaper(
        file_ids=(row.file_id,),
        received_via="email" if row.arrival.source.kind == SourceKind.MAILBOX else "paper",
        arrived_at=row.arrived_at,
        paper=Paper(
            name=row.name,
            note=str(ReadState(row.read_state).label),
            download_url=url,
            pdf_url=f"{url}?xem=1" if shown else "",
            missing="" if shown else _("Tệp này không phải PDF; tải về để xem."),
        ),
        proposals=_proposals(row),
        remark="\n".join(filter(None, [*remark, row.arrival.body[:2000]])),
        back_url=reverse("capture:papers"),
    )


def _proposals(row: CapturedPaper) -> dict[str, Proposal]:
    """Return what was read under the names of the registration form."""
    found: dict[str, Proposal] = {}
    for one in row.proposals:
        name = "full_code" if one["field"] == "code" else one["field"]
        value = date.fromisoformat(one["value"]) if name == "issued_on" else one["value"]
        found[name] = Proposal(value, one["line"], one["sure"])
    if row.pages:
        found["pages"] = Proposal(str(row.pages), _("đếm từ tệp"), True)
    return found
