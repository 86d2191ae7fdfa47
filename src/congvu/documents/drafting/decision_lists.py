"""What the register of decisions on signing shows, paged by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from ..models import DocumentType, SigningDecision
from . import decision_policy as policy
from .standing import standing
from .types import DecisionKind

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as the register shows it."""

    id: int
    uid: UUID
    kind: str
    number: str
    dated_on: date
    giver: str
    holder: str
    scope: str
    starts_at: datetime
    ends_at: datetime | None
    state_tone: str
    state_label: str
    recorded_by: str
    recorded_at: datetime
    revoked_reason: str
    has_file: bool
    may_end: bool

    @property
    def dialog_id(self) -> str:
        """The name of this row's dialog on the page."""
        return f"thoi-{self.id}"


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """One page; `older_than` asks for the next."""

    rows: list[DecisionLine]
    older_than: int | None


def decisions(
    *, actor: Actor, now: datetime, in_force: bool, older_than: int | None = None, size: int = PAGE_SIZE
) -> DecisionPage:
    """Return a page of the register, newest first; `in_force`: only what is in force or to come."""
    rows = policy.visible_decisions(actor).select_related("council")
    if in_force:
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), revoked_at=None)
    if older_than is not None:
        rows = rows.filter(pk__lt=older_than)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    names = _Names(actor, shown, now)
    may_end = bool(policy.may_record(actor))
    return DecisionPage([_line(row, names, now, may_end) for row in shown], shown[-1].pk if len(found) > size else None)


def decision_row(*, actor: Actor, uid: UUID) -> SigningDecision:
    """Return a decision that the actor sees. Raises NotFound."""
    found = policy.visible_decisions(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound
    return found


class _Names:
    """Names of posts, types and units, read once a page."""

    def __init__(self, actor: Actor, rows: list[SigningDecision], now: datetime) -> None:
        on = timezone.localdate(now)
        wanted = {pk for row in rows for pk in (row.giver_post_id, row.holder_post_id)}
        self.posts = {
            p.id: f"{p.person_name}, {p.title}" if p.person_id else p.title for p in identity.posts(on=on, ids=wanted)
        }
        self.types = {t.pk: t.name for t in DocumentType.objects.all()} if rows else {}
        self.units = {u.id: u.name for u in identity.unit_tree(agency_id=actor.agency_id, on=on)}

    def scope(self, row: SigningDecision) -> str:
        """Return what the decision is limited to, in words."""
        parts = [
            ", ".join(self.types.get(pk, "?") for pk in row.type_ids),
            ", ".join(self.units.get(pk, "?") for pk in row.unit_ids),
            row.council.body_name if row.council else "",
            row.scope_text,
        ]
        return "; ".join(part for part in parts if part) or _("Mọi văn bản")


def _line(row: SigningDecision, names: _Names, now: datetime, may_end: bool) -> DecisionLine:
    tone, label = _state(row, now)
    return DecisionLine(
        id=row.pk,
        uid=row.uid,
        kind=str(DecisionKind(row.kind).label),
        number=row.number,
        dated_on=row.dated_on,
        giver=names.posts.get(row.giver_post_id, ""),
        holder=names.posts.get(row.holder_post_id, ""),
        scope=names.scope(row),
        starts_at=row.starts_at,
        ends_at=row.revoked_at or row.ends_at,
        state_tone=tone,
        state_label=label,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        revoked_reason=row.revoked_reason,
        has_file=row.file_id is not None,
        may_end=may_end and tone in {"good", "none"},
    )


def _state(row: SigningDecision, now: datetime) -> tuple[str, str]:
    if row.revoked_at is not None:
        return "done", _("Đã thu hồi")
    if row.ends_at is not None and row.ends_at <= now:
        return "done", _("Hết hiệu lực")
    if row.starts_at > now:
        return "none", _("Chưa đến ngày")
    return "good", _("Đang hiệu lực")


def leading_posts(*, actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """Return the posts that may give or receive, highest first, as a select shows them."""
    there = standing(identity.agency(actor.agency_id), on=timezone.localdate(now))
    return [(p.id, f"{p.person_name}, {p.title}, {p.unit_name}") for p in there.posts if p.person_id is not None]
