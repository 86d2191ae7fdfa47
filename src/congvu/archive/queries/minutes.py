"""What the page of minutes shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing

from .. import policy, rules
from ..models import Minutes
from ..types import MinutesState

TONES = {MinutesState.WAITING: "run", MinutesState.SIGNED: "good", MinutesState.ON_PAPER: "good"}


@dataclass(frozen=True, slots=True)
class SignerRow:
    """A place in minutes. `is_next` it waits for this person now; `on_paper` she has no account and signs on paper."""

    position: int
    role: str
    name: str
    title: str
    signed_at: datetime | None
    is_next: bool
    on_paper: bool


@dataclass(frozen=True, slots=True)
class MinutesCard:
    """How far minutes are signed, and what the actor may do with them now."""

    uid: UUID
    state: str
    state_label: str
    state_tone: str
    signed_count: int
    signers: tuple[SignerRow, ...]
    scanned_by: str
    done_at: datetime | None
    verdict: str
    may_sign: bool
    may_attach: bool
    all_can_sign: bool


def minutes_or_404(*, actor: Actor, uid: UUID) -> Minutes:
    """Return minutes that the actor sees. Raises NotFound."""
    found = policy.visible_minutes(actor).select_related("handover", "disposal").filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


def card_of(*, actor: Actor, minutes: Minutes) -> MinutesCard:
    """Return the minutes in words; a number of queries that does not grow."""
    rows = list(minutes.signers.order_by("position"))
    at = rules.next_to_sign([row.signed_at is not None for row in rows])
    state = MinutesState(minutes.state)
    waits = state == MinutesState.WAITING
    report = signing.report_of(minutes.file_id) if any(row.signed_at for row in rows) else None
    return MinutesCard(
        uid=minutes.uid,
        state=minutes.state,
        state_label=str(state.label),
        state_tone=TONES[state],
        signed_count=sum(row.signed_at is not None for row in rows),
        signers=tuple(
            SignerRow(
                row.position,
                row.role,
                row.name,
                row.title,
                row.signed_at,
                waits and place == at,
                row.person_id is None,
            )
            for place, row in enumerate(rows)
        ),
        scanned_by=minutes.scanned_by,
        done_at=minutes.done_at,
        verdict=report.verdict if report is not None else "",
        may_sign=waits
        and at is not None
        and rows[at].person_id == actor.person_id
        and bool(signing.may_sign_for_herself(actor)),
        may_attach=waits and bool(policy.may_attach_paper(actor, minutes)),
        all_can_sign=all(row.person_id is not None for row in rows),
    )
