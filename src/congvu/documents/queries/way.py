"""The stations of a document on its way through agencies, drawn from what the exchange knows and the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.exchange.types import MailingState, MailingView
from congvu.kernel.api import Actor

from .. import policy
from ..models import Document, DocumentLink
from ..types import Direction, LinkKind

MOST_STATIONS = 60
ROW, TOP, LEFT, RIGHT, WIDE = 64, 24, 12, 340, 280
FIRST, STEP, LAST = 44, 118, 64  # from the box to the first moment, between two, and room after the last


@dataclass(frozen=True, slots=True)
class Stop:
    """A moment at a station: what happened, when."""

    word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Station:
    """An agency on the way, placed on the picture; `tone` colours its state; `url` leads to an answer, if any;
    `proof` says what shows that it came.
    """

    name: str
    tone: str
    stops: tuple[Stop, ...]
    x: int
    y: int
    url: str = ""
    note: str = ""
    proof: str = ""

    @property
    def latest(self) -> Stop | None:
        """The newest moment."""
        return self.stops[-1] if self.stops else None

    @property
    def middle(self) -> int:
        """Where the line meets the box."""
        return self.y + ROW // 2 - 6

    @property
    def dots(self) -> list[tuple[int, Stop]]:
        """The moments after the box, each with its place along the line."""
        return [(self.x + WIDE + FIRST + STEP * place, stop) for place, stop in enumerate(self.stops)]

    @property
    def end(self) -> int:
        """Where the line of moments ends; the box's own edge where there are none."""
        return self.dots[-1][0] if self.stops else self.x + WIDE


@dataclass(frozen=True, slots=True)
class Way:
    """The picture: the station that it starts from, those that it went to, the size of the drawing."""

    start: Station
    stations: tuple[Station, ...]
    more: int
    width: int
    height: int

    @property
    def box(self) -> int:
        """How wide an agency's box is."""
        return WIDE

    @property
    def lines(self) -> list[tuple[int, int, int, int]]:
        """The lines from the start to each station."""
        return [(LEFT + WIDE, self.start.middle, one.x, one.middle) for one in self.stations]


def way_of(*, actor: Actor, document: Document, now: datetime) -> Way:
    """Return the way of a document that the actor may see; answers only as far as she may see them."""
    del now
    came = exchange.arrival_of(document.uid) if document.direction == Direction.INCOMING else None
    if came is not None:
        told = tuple(Stop(one.label, one.at) for one in exchange.reported_of(came.uid))
        start = Station(came.sender_name, "good", (Stop(_("Gửi"), came.sent_at or came.arrived_at),), LEFT, TOP)
        here = Station(actor.agency_name, "run", told or (Stop(_("Đến"), came.arrived_at),), RIGHT, TOP)
        return Way(start, (here,), 0, here.end + LAST, TOP * 2 + ROW)
    sent = exchange.deliveries_of(document.uid)
    shown = sent[:MOST_STATIONS]
    answers = _answers(actor, document)
    stations = tuple(_station(view, place, answers) for place, view in enumerate(shown))
    middle = TOP + max(0, len(stations) - 1) * ROW // 2
    issued = (Stop(_("Phát hành"), document.issued_at),) if document.issued_at else ()
    start = Station(document.issuing_agency_name, "good", issued, LEFT, middle)
    height = TOP * 2 + ROW * max(1, len(stations))
    width = max((one.end for one in stations), default=RIGHT + WIDE) + LAST
    return Way(start, stations, len(sent) - len(shown), width, height)


def _station(view: MailingView, place: int, answers: dict[str, str]) -> Station:
    stops = [Stop(_("Đến nơi"), view.received_at)] if view.received_at and not view.statuses else []
    stops += [Stop(one.label, one.at) for one in view.statuses]
    if view.answer is not None:
        stops = sorted([*stops, Stop(view.answer.label, view.answer.at)], key=lambda stop: stop.at)
    tones = {MailingState.DONE: "good", MailingState.DEAD: "late", MailingState.REFUSED: "late"}
    tone = tones.get(MailingState(view.state), "run")
    if view.latest is not None and view.latest.code == "02":
        tone = "late"
    said = "; ".join(one.note for one in (view.latest, view.answer) if one is not None and one.note)
    return Station(
        view.receiver_name,
        tone,
        tuple(stops),
        RIGHT,
        TOP + place * ROW,
        answers.get(view.receiver_name, ""),
        view.cause or said or ("" if stops else view.state_label),
        view.proof_label,
    )


def _answers(actor: Actor, document: Document) -> dict[str, str]:
    """Return the page of each agency's answer that the actor may see, by the agency's name."""
    seen = policy.visible_documents(actor).values("pk")
    links = DocumentLink.objects.filter(target=document, kind=LinkKind.ANSWER, source__in=seen).select_related("source")
    return {
        link.source.issuing_agency_name: reverse("documents:document", args=[link.source.uid])
        for link in links.order_by("pk")[:MOST_STATIONS]
    }
