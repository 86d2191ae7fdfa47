"""What the page "Bàn làm việc" and the page of registers show, and what quick-send offers to the giving page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, next_number, statements, worktime
from congvu.ui.api import Picked

from .. import policy
from ..models import Absence, Document, NamedMail, Register, Secretary, SendGroup, StockPhrase
from ..types import STOCK_PHRASES, Direction, HandlingRole, State
from .receivers import post_pick, unit_pick

MOST = 100


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stock phrase; `id` 0 for the ones that come with the system."""

    id: int
    text: str
    is_agency: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A quick-send group with its receivers in words."""

    id: int
    name: str
    days: int | None
    is_agency: bool
    members: str


@dataclass(frozen=True, slots=True)
class Away:
    """An absence to come or running."""

    id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    taken_by: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class Helper:
    """A secretary of a leader."""

    id: int
    leader: str
    secretary: str
    may_prepare: bool
    may_enter_oral: bool
    since: date
    may_end: bool


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register as the page of a year shows it."""

    id: int
    name: str
    direction_label: str
    is_secret: bool
    is_default: bool
    next_number: int
    taken: int  # numbers given out, voided ones too
    voided: int
    types: str
    closed_on: date | None


def phrases(*, actor: Actor) -> list[Phrase]:
    """Return the sentences offered for bút phê: one's own, the agency's, or those of the system while it has none."""
    rows = list(
        StockPhrase.objects.filter(
            Q(post_id=actor.post_id) | Q(post=None), agency_id=actor.agency_id, removed_at=None
        ).order_by("post_id", "position", "pk")
    )
    own = [Phrase(row.pk, row.text, row.post_id is None) for row in rows]
    if any(one.is_agency for one in own):
        return own
    return own + [Phrase(0, str(text), True) for text in STOCK_PHRASES]


def groups(*, actor: Actor, on: date) -> list[Group]:
    """Return the quick-send groups that the actor may use, her own first."""
    rows = _groups(actor).prefetch_related("members").order_by("post_id", "name", "pk")
    found = list(rows[:MOST])
    units = {u.id: u.name for u in identity.unit_tree(agency_id=actor.agency_id, on=on)}
    ids = {m.post_id for g in found for m in g.members.all() if m.post_id is not None}
    posts = {c.id: c.person_name or c.title for c in identity.posts(on=on, ids=ids)} if ids else {}
    lines = []
    for group in found:
        words = [
            f"{HandlingRole(m.role).label}: {units.get(m.unit_id or 0) or posts.get(m.post_id or 0, '?')}"
            for m in sorted(group.members.all(), key=lambda m: m.pk)
        ]
        lines.append(Group(group.pk, group.name, group.days, group.post_id is None, "; ".join(words)))
    return lines


def picked_group(*, actor: Actor, group_id: int, offered: set[int], now: datetime) -> Picked:
    """Return a group as the picker takes it, without those who can receive no more, due after its usual days."""
    group = _groups(actor).prefetch_related("members").filter(pk=group_id).first()
    if group is None:
        return Picked()
    picks: dict[str, list[int]] = {}
    for m in group.members.all():
        number = unit_pick(m.unit_id) if m.unit_id is not None else post_pick(m.post_id or 0)
        if number in offered:
            picks.setdefault(m.role, []).append(number)
    lead = next(iter(picks.get(HandlingRole.LEAD, [])), None)
    due: dict[int, str] = {}
    if group.days is not None:
        calendar = worktime.calendar_for(actor.agency_id)
        day = timezone.localdate(worktime.add_working_days(now, group.days, calendar))
        wanted = [*([lead] if lead is not None else []), *picks.get(HandlingRole.SUPPORT, [])]
        due = dict.fromkeys(wanted, f"{day:%d/%m/%Y}")
    return Picked(
        lead,
        frozenset(picks.get(HandlingRole.SUPPORT, [])),
        frozenset(picks.get(HandlingRole.INFO, [])),
        due,
        (),
    )


def _groups(actor: Actor) -> QuerySet[SendGroup]:
    return SendGroup.objects.filter(Q(post_id=actor.post_id) | Q(post=None), agency_id=actor.agency_id, removed_at=None)


def absences(*, actor: Actor, now: datetime) -> list[Away]:
    """Return the absences of the actor's agency that run or are to come, the next one first."""
    rows = Absence.objects.filter(post__unit__agency_id=actor.agency_id, cancelled_at=None, ends_at__gt=now)
    found = list(rows.order_by("starts_at", "pk")[:MOST])
    ids = {row.substitute_post_id for row in found if row.substitute_post_id is not None}
    names = {c.id: c.person_name for c in identity.posts(on=timezone.localdate(now), ids=ids)} if ids else {}
    return [
        Away(
            id=row.pk,
            name=row.person_name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            reason=row.reason,
            taken_by=names.get(row.substitute_post_id or 0, ""),
            is_now=row.starts_at <= now,
        )
        for row in found
    ]


def helpers(*, actor: Actor, on: date) -> list[Helper]:
    """Return the secretaries of the agency's leaders today."""
    rows = list(policy.secretaries(on=on).filter(leader_post__unit__agency_id=actor.agency_id).order_by("pk")[:MOST])
    ids = {i for row in rows for i in (row.leader_post_id, row.secretary_post_id)}
    cards = {c.id: c for c in identity.posts(on=on, ids=ids)} if ids else {}

    def name(post_id: int) -> str:
        card = cards.get(post_id)
        return f"{card.person_name}, {card.title}" if card is not None else _("vị trí đã đóng")

    return [
        Helper(
            id=row.pk,
            leader=name(row.leader_post_id),
            secretary=name(row.secretary_post_id),
            may_prepare=row.may_prepare,
            may_enter_oral=row.may_enter_oral,
            since=row.valid_from,
            may_end=bool(policy.may_keep_secretaries(actor, row.leader_post_id)),
        )
        for row in rows
    ]


def leaders_served(*, actor: Actor, on: date) -> list[tuple[int, str, bool, bool]]:
    """Return the leaders for whom the actor is secretary today: post, name, may prepare, may write down."""
    rows = statements.kept_objects(_served, secretary=actor.post_id, on=on)
    cards = {c.id: c for c in identity.posts(on=on, ids=[r.leader_post_id for r in rows])} if rows else {}
    return [
        (r.leader_post_id, cards[r.leader_post_id].person_name, r.may_prepare, r.may_enter_oral)
        for r in rows
        if r.leader_post_id in cards
    ]


def _served(*, secretary: int, on: date) -> QuerySet[Secretary]:
    return policy.secretaries(on=on).filter(secretary_post_id=secretary).order_by("pk")[:10]


def registers_of(*, actor: Actor, year: int) -> list[RegisterLine]:
    """Return the registers of a year with how far they have come; voided lines are counted by their index."""
    rows = list(
        Register.objects.filter(agency_id=actor.agency_id, year=year)
        .prefetch_related("types")
        .order_by("direction", "is_secret", "-is_default", "name", "pk")
    )
    void = Document.objects.filter(register__in=rows, state=State.VOID)
    voided = dict(void.values_list("register_id").annotate(count=Count("pk")).order_by("register_id"))
    following = {r.pk: next_number(key=r.series_key, year=r.year) for r in rows}
    return [
        RegisterLine(
            id=r.pk,
            name=r.name,
            direction_label=str(Direction(r.direction).label),
            is_secret=r.is_secret,
            is_default=r.is_default,
            next_number=following[r.pk],
            taken=following[r.pk] - 1,
            voided=voided.get(r.pk, 0),
            types=", ".join(sorted(t.name for t in r.types.all())),
            closed_on=r.closed_on,
        )
        for r in rows
    ]


def years_of(*, actor: Actor) -> list[int]:
    """Return the years for which the agency has registers, newest first."""
    rows = Register.objects.filter(agency_id=actor.agency_id).values_list("year", flat=True).distinct()
    return sorted(rows, reverse=True)


def mail(*, actor: Actor, older_than: int | None = None, size: int = 20) -> tuple[list[NamedMail], int | None]:
    """Return a page of envelopes addressed to named persons, newest first, and the key of the next page."""
    rows = policy.visible_mail(actor).select_related("document")
    if older_than is not None:
        rows = rows.filter(pk__lt=older_than)
    found = list(rows.order_by("-pk")[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def mail_of(*, actor: Actor, mail_uid: UUID) -> NamedMail | None:
    """Return one envelope that the actor sees."""
    return policy.visible_mail(actor).filter(uid=mail_uid).first()
