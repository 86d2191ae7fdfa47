"""The exchange desk: what arrived, what was sent, what could not be, per partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from congvu.kernel.api import Actor, paging, statements
from congvu.kernel.errors import NotFound

from .. import owners, policy, views
from ..models import Arrival, ArrivedFile, ChangeWish, Mailing, MailingAttempt, RefusedPackage, SentStatus
from ..types import ArrivalState, ArrivalView, Business, ChangeState, MailingState, MailingView, PackageKind, StatusLine

MOST_COUNTED = 100
Shelf = Literal["cho", "xong", "yeu-cau"]
Sent = Literal["tat-ca", "dang-gui", "khong-gui-duoc"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tabs count, at most 100 each."""

    waiting: int
    wishes: int
    sending: int
    dead: int


@dataclass(frozen=True, slots=True)
class Beside:
    """Another arrival that a wish ties to this one; `what` is its state, or what the sender wants with it."""

    uid: UUID
    code: str
    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """An arrival with what was reported and answered."""

    view: ArrivalView
    reported: tuple[StatusLine, ...]
    business: int = 0  # what the open wish wants; 0 where there is none
    newer: Beside | None = None  # the package that the open wish came in
    about: tuple[Beside, ...] = ()  # the arrivals that this one is to update or replace, still unanswered


def waiting_count(*, actor: Actor) -> int:
    """Return how many arrivals wait for the clerk, at most 100."""
    return statements.kept_count(_waiting, actor=actor)


def _waiting(actor: Actor) -> QuerySet[Arrival, tuple[int]]:
    return policy.visible_arrivals(actor).filter(state=ArrivalState.ARRIVED).values_list("pk")[:MOST_COUNTED]


def figures(*, actor: Actor) -> Figures:
    """Return what the tabs of the desk count."""
    arrivals, mailings = policy.visible_arrivals(actor), policy.visible_mailings(actor)
    wished = ChangeWish.objects.filter(arrival__in=arrivals.values("pk"), state=ChangeState.WAITING)
    return Figures(
        waiting=waiting_count(actor=actor),
        wishes=wished[:MOST_COUNTED].count(),
        sending=mailings.filter(state__in=[MailingState.WAITING, MailingState.SENT])[:MOST_COUNTED].count(),
        dead=mailings.filter(state=MailingState.DEAD)[:MOST_COUNTED].count(),
    )


def arrivals(*, actor: Actor, shelf: str = "cho", after: str | None = None) -> paging.Page[Arrival]:
    """Return one page of arrivals: those that wait, oldest first; those done with, newest first; those wished back."""
    rows = policy.visible_arrivals(actor)
    if shelf == "xong":
        return paging.page(rows.exclude(state=ArrivalState.ARRIVED), "-id", after=after)
    if shelf == "yeu-cau":
        return paging.page(rows.filter(wishes__state=ChangeState.WAITING), "-id", after=after)
    return paging.page(rows.filter(state=ArrivalState.ARRIVED), "id", after=after)


def shown(page: paging.Page[Arrival]) -> list[ArrivalView]:
    """Return the rows of a page for people, two queries."""
    return views.arrivals(page.rows)


def arrival_page(*, actor: Actor, uid: UUID) -> ArrivalPage:
    """Return one arrival. Raises NotFound."""
    row = policy.visible_arrivals(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound
    reported = views.states(SentStatus.objects.filter(arrival=row).order_by("pk"))
    wish = row.wishes.filter(state=ChangeState.WAITING).select_related("by_arrival").order_by("-pk").first()
    by = wish.by_arrival if wish is not None else None
    return ArrivalPage(
        views.arrivals([row])[0],
        reported,
        business=wish.business if wish is not None else 0,
        newer=_beside(by, str(ArrivalState(by.state).label)) if by is not None else None,
        about=_about(row) if row.business in {Business.UPDATE, Business.REPLACE} else (),
    )


def _about(row: Arrival) -> tuple[Beside, ...]:
    wishes = ChangeWish.objects.filter(by_arrival=row, state=ChangeState.WAITING).select_related("arrival")
    return tuple(_beside(one.arrival, str(Business(one.business).label).lower()) for one in wishes.order_by("pk"))


def _beside(row: Arrival, what: str) -> Beside:
    return Beside(row.uid, row.full_code or row.document_code, row.subject, what)


def arrived_file(*, actor: Actor, uid: UUID, place: int) -> ArrivedFile:
    """Return the n-th file of an arrival, from 1. Raises NotFound."""
    row = policy.visible_arrivals(actor).filter(uid=uid).first()
    if row is None or row.state == ArrivalState.WITHDRAWN:
        raise NotFound
    found = row.files.filter(position=place - 1).first()
    if found is None:
        raise NotFound
    return found


def refused(*, actor: Actor) -> list[RefusedPackage]:
    """Return the newest packages that were not taken in."""
    return list(policy.visible_refused(actor).order_by("-id")[:20])


def mailings(*, actor: Actor, which: str = "tat-ca", after: str | None = None) -> paging.Page[Mailing]:
    """Return one page of what the agency sent, newest first; of what is dead, statuses too."""
    rows = policy.visible_mailings(actor)
    if which == "khong-gui-duoc":
        return paging.page(rows.filter(state=MailingState.DEAD), "-id", after=after)
    if which == "dang-gui":
        return paging.page(rows.filter(state__in=[MailingState.WAITING, MailingState.SENT]), "-id", after=after)
    return paging.page(rows.filter(kind=PackageKind.EDOC), "-id", after=after)


@dataclass(frozen=True, slots=True)
class MailingLine:
    """A package as the desk lists it."""

    view: MailingView
    subject: str
    document_code: str
    kind_label: str
    next_at: datetime | None
    is_late: bool
    document_url: str = ""


def lines(page: paging.Page[Mailing], *, actor: Actor, now: datetime) -> list[MailingLine]:
    """Return the rows of a page for people; late means past the clock of QĐ 28/2018.

    Those who see what arrives also open the paper that was sent; administrators do not.
    """
    reads = bool(policy.DESK & actor.roles)
    shown_rows = views.mailings(page.rows)
    return [
        MailingLine(
            view=view,
            subject=row.subject,
            document_code=row.document_code,
            kind_label=str(PackageKind(row.kind).label) + (f" {row.status_code}" if row.status_code else ""),
            next_at=row.next_at,
            is_late=row.send_by is not None and (row.received_at or now) > row.send_by,
            document_url=owners.url_of(row.reference) if reads and row.reference else "",
        )
        for row, view in zip(page.rows, shown_rows, strict=True)
    ]


def tries(*, actor: Actor, uid: UUID) -> list[MailingAttempt]:
    """Return the newest failed tries of a mailing. Raises NotFound."""
    row = policy.visible_mailings(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound
    return list(row.tries.order_by("-pk")[:20])


def refused_count(*, actor: Actor) -> int:
    """Return how many packages were not taken in, at most 100."""
    return policy.visible_refused(actor)[:MOST_COUNTED].count()


def by_partner() -> dict[int | None, tuple[int, int]]:
    """Return how many packages wait and how many are dead, by partner; None stands for this installation.

    Lines are counted, not keys: the index of what is open holds all that is asked but the key.
    """
    open_ones = Mailing.objects.filter(state__in=[MailingState.WAITING, MailingState.SENT, MailingState.DEAD])
    rows = open_ones.values_list("partner_id").annotate(
        waiting=Count("state", filter=~Q(state=MailingState.DEAD)),
        dead=Count("state", filter=Q(state=MailingState.DEAD)),
    )
    return {partner: (waiting, dead) for partner, waiting, dead in rows}
