"""What the page of an incoming document shows beside its registration: requests, deadlines, who was given what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, statements
from congvu.kernel.errors import NotFound

from .. import policy
from ..actions.absence import away, delegates
from ..desk_types import AbsenceLine, AskKind, AskLine, AskState, DueLine, PreparedLine, PreparedState, RightsState
from ..models import AccessChange, Ask, Document, DueChange, Handling, PaperCopy, PreparedInstruction
from ..types import OPEN_STATES, HandlingRole, HandlingState, State
from .document import document_or_404
from .setup import leaders_served

MOST = 50
BEFORE_DECISION = frozenset({State.REGISTERED, State.WAITING, State.ASSIGNED, State.IN_PROGRESS})


@dataclass(frozen=True, slots=True)
class Given:
    """A part that the actor gave: whether it may still be taken back, else who read it and when."""

    uid: UUID
    name: str
    role_label: str
    may: bool
    seen_by: str
    seen_at: datetime | None
    state_label: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """The panels of requests and deadlines."""

    asks: list[AskLine]
    dues: list[DueLine]
    parts: list[Given]  # unread parts of hers, and those whose deadline she may move
    prepared: list[PreparedLine]
    papers: list[PaperCopy]
    waiting_rights: list[str]
    served: list[tuple[int, str, bool, bool]]  # leaders for whom the reader may write


def desk(*, actor: Actor, document: Document, now: datetime) -> Desk:
    """Return the panels of a document that the caller has found visible; a bounded number of queries."""
    asks, dues, parts, prepared, papers, waiting, served = statements.together(
        lambda: _asks(document),
        lambda: statements.kept_objects(_of_parts, DueChange, document=document.pk),
        lambda: given_by(actor=actor, document=document),
        lambda: _prepared(actor, document),
        lambda: statements.kept_objects(_papers, document=document.pk),
        lambda: statements.kept_objects(_waiting_rights, document=document.pk),
        lambda: leaders_served(actor=actor, on=timezone.localdate(now)) if document.state in BEFORE_DECISION else [],
    )
    return Desk(
        asks=[
            _ask_line(ask, may=ask.state == AskState.OPEN and is_open and bool(policy.may_answer(actor, ask)))
            for ask, is_open in asks
        ],
        dues=[DueLine(c.handling.to_name, c.old_due_at, c.new_due_at, c.by_name, c.at, c.reason) for c in dues],
        parts=parts,
        prepared=prepared,
        papers=papers,
        waiting_rights=[f"{row.name}: {row.reason}" for row in waiting],
        served=served,
    )


def _prepared(actor: Actor, document: Document) -> list[PreparedLine]:
    rows = statements.kept_objects(_waiting_prepared, document=document.pk)
    return [
        PreparedLine(
            uid=row.uid,
            by_name=row.by_name,
            at=row.at,
            text=row.text,
            targets=tuple(_target_words(one) for one in row.targets),
            may_confirm=bool(policy.may_confirm(actor, row)) and document.state in OPEN_STATES,
        )
        for row in rows
    ]


def _waiting_prepared(*, document: int) -> QuerySet[PreparedInstruction]:
    return PreparedInstruction.objects.filter(document_id=document, state=PreparedState.WAITING).order_by("pk")


def _waiting_rights(*, document: int) -> QuerySet[AccessChange]:
    return AccessChange.objects.filter(document_id=document, state=RightsState.WAITING).order_by("pk")[:MOST]


def _papers(*, document: int) -> QuerySet[PaperCopy]:
    return PaperCopy.objects.filter(document_id=document).order_by("pk")[:MOST]


def _target_words(one: dict[str, Any]) -> str:
    due = parse_datetime(one["due"]) if one["due"] else None
    words = f"{HandlingRole(one['role']).label}: {one['name']}"
    return f"{words}, {_('hạn')} {timezone.localtime(due):%d/%m/%Y %H:%M}" if due else words


def absent_holders(given: Sequence[Handling], *, now: datetime) -> list[AbsenceLine]:
    """Return whose open part of a document lies with a post whose holder is away, and who acts for her."""
    lying = [h.to_post_id for h in given if h.state == HandlingState.OPEN and h.passed_at is None]
    posts = [post for post in lying if post is not None]
    return absences(posts, now=now) if posts else []


def absences(post_ids: list[int], *, now: datetime) -> list[AbsenceLine]:
    """Return who of some posts' holders is away now, and who works in the post meanwhile by delegation."""
    found = away(post_ids, at=now)
    acting = delegates(found, at=now) if found else {}
    wanted = {person for ids in acting.values() for person in ids}
    people = {p.id: p.name for p in identity.people(wanted, on=timezone.localdate(now))} if wanted else {}
    return [
        AbsenceLine(
            post_id=post,
            name=row.person_name,
            until=row.ends_at,
            taken_by=", ".join(people[i] for i in acting.get(post, []) if i in people),
        )
        for post, row in sorted(found.items())
    ]


def _of_parts(model: type[Model], *, document: int) -> QuerySet[Any]:
    rows = model._default_manager.filter(handling__document_id=document)
    return rows.select_related("handling").order_by("-pk")[:MOST]


def _asks(document: Document) -> list[tuple[Ask, bool]]:
    rows = statements.kept_objects(_of_parts, Ask, document=document.pk)
    found = []
    for ask in rows:
        ask.handling.document = document
        found.append((ask, ask.handling.state == HandlingState.OPEN))
    return found


def _ask_line(ask: Ask, *, may: bool) -> AskLine:
    return AskLine(
        uid=ask.uid,
        kind=ask.kind,
        kind_label=str(AskKind(ask.kind).label),
        asked_name=ask.asked_name,
        text=ask.text,
        wanted_due_at=ask.wanted_due_at,
        asked_at=ask.asked_at,
        state=ask.state,
        state_label=str(AskState(ask.state).label),
        answer=ask.answer,
        answered_name=ask.answered_name,
        answered_at=ask.answered_at,
        may_answer=may,
    )


def given_by(*, actor: Actor, document: Document) -> list[Given]:
    """Return the open parts that the actor gave, with whether each may still be taken back."""
    if document.state not in OPEN_STATES:
        return []
    found = [
        Given(
            uid=h.uid,
            name=h.to_name,
            role_label=str(HandlingRole(h.role).label),
            may=h.seen_at is None and h.passed_at is None and h.state == HandlingState.OPEN,
            seen_by=h.seen_by_name,
            seen_at=h.seen_at,
            state_label=str(HandlingState(h.state).label),
            is_open=h.state == HandlingState.OPEN and h.role in {HandlingRole.LEAD, HandlingRole.SUPPORT},
        )
        for h in statements.kept_objects(_given, actor=actor, document=document.pk)
    ]
    return found


def _given(actor: Actor, *, document: int) -> QuerySet[Handling]:
    rows = Handling.objects.filter(
        document_id=document,
        state__in=[HandlingState.OPEN, HandlingState.DONE],
        instruction__from_post_id=actor.post_id,
    )
    return rows.order_by("pk")[: 2 * MOST]


def hands_on_widely(actor: Actor) -> bool:
    """Return whether the actor hands on to any unit of the agency, not only inside her own."""
    return bool(actor.roles & (policy.LEADERS | {Role.UNIT_LEADER}))


def ask_to_answer(*, actor: Actor, ask_uid: UUID) -> tuple[Document, Ask]:
    """Return an open request that the actor may answer, with its document. Raises NotFound or NotAllowed."""
    ask = (
        Ask.objects.select_related("handling__document", "handling__instruction")
        .filter(uid=ask_uid, state=AskState.OPEN)
        .first()
    )
    if ask is None:
        raise NotFound
    found = document_or_404(actor=actor, uid=ask.handling.document.uid)
    policy.may_answer(actor, ask).require()
    return found, ask


def part_of(*, actor: Actor, handling_uid: UUID) -> tuple[Document, Handling]:
    """Return any open part of a document that the actor sees. Raises NotFound."""
    found = (
        Handling.objects.select_related("document", "instruction")
        .filter(uid=handling_uid, state=HandlingState.OPEN)
        .first()
    )
    if found is None:
        raise NotFound
    return document_or_404(actor=actor, uid=found.document.uid), found
