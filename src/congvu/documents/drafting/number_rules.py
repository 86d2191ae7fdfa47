"""Which series of numbers a paper belongs to on a day, and the councils that issue papers under the agency's seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, next_number, paging

from ..models import Document, Draft, NumberRule, Register, SigningDecision
from ..types import Direction
from .council_rights import chair_at, deputy_title
from .signing_rights import Given, time_fault
from .standing import given
from .types import OF_A_COUNCIL, Council, DecisionKind, DraftContent, NumberRuleKind

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Body:
    """A council, board or task force that issues papers under the agency's seal."""

    id: int
    uid: str
    name: str
    abbreviation: str
    chair_title: str

    @property
    def council(self) -> Council:
        """The body as the rules of signing read it."""
        return Council(self.id, self.name, self.chair_title)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as the page lists it; `state` is "soon", "now" or "ended"."""

    id: int
    uid: UUID
    name: str
    kind: str
    scope: str
    abbreviation: str
    first_number: int
    next_number: int
    valid_from: date
    valid_to: date | None
    basis: str
    state: str
    state_label: str
    may_end: bool
    is_council: bool
    leaders: tuple[str, ...]

    @property
    def dialog_id(self) -> str:
        """The id of the dialog that ends it."""
        return f"thoi-{self.id}"


def in_force(agency_id: int, on: date) -> QuerySet[NumberRule]:
    """Return the rules of an agency on a day."""
    open_ended = Q(valid_to=None) | Q(valid_to__gte=on)
    return NumberRule.objects.filter(open_ended, agency_id=agency_id, valid_from__lte=on)


def not_ended(agency_id: int, on: date) -> QuerySet[NumberRule]:
    """Return the rules of an agency that hold on a day or will."""
    return NumberRule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), agency_id=agency_id)


def body_of(agency_id: int, uid: str) -> Body | None:
    """Return the council that a content names, in force or not; None for the agency itself."""
    try:
        wanted = UUID(uid) if uid else None
    except ValueError:
        return None
    if wanted is None:
        return None
    row = NumberRule.objects.filter(agency_id=agency_id, uid=wanted, kind=NumberRuleKind.BODY).first()
    return Body(row.pk, str(row.uid), row.body_name, row.abbreviation, row.chair_title) if row else None


def bodies(agency_id: int, on: date) -> list[tuple[str, str]]:
    """Return the councils that a drafter may choose on a day: uid and name."""
    rows = in_force(agency_id, on).filter(kind=NumberRuleKind.BODY).order_by("body_name", "pk")
    return [(str(row.uid), row.body_name) for row in rows[:MOST]]


def rule_for(draft: Draft, content: DraftContent, on: date, *, unit_abbreviation: str) -> NumberRule | None:
    """Return the rule that gives a draft its number on a day: its council's, its unit's, its type's; None: the usual.

    A unit's series holds only công văn in whose notation the unit's own abbreviation stands, so that number and
    notation are given once in the agency's year.
    """
    rules = in_force(draft.agency_id, on).order_by("-valid_from", "-pk")
    if content.issued_by:
        body = body_of(draft.agency_id, content.issued_by)
        return rules.filter(kind=NumberRuleKind.BODY, uid=body.uid).first() if body else None
    own = not content.notation_unit or content.notation_unit == unit_abbreviation
    if own and not draft.document_type.abbreviation:
        of_unit = rules.filter(kind=NumberRuleKind.UNIT, unit_id=draft.unit_id).first()
        if of_unit is not None:
            return of_unit
    return rules.filter(kind=NumberRuleKind.TYPES, types=draft.document_type_id).first()


def register_of(rule: NumberRule, year: int) -> Register | None:
    """Return the rule's register of a year, None while nothing was numbered in it."""
    return Register.objects.filter(rule=rule, year=year).first()


def highest_printed(agency_id: int, year: int, notation: str, *, but: int) -> int:
    """Return the highest number that stands with a notation in the agency's other registers of a year, 0 for none."""
    others = Register.objects.filter(agency_id=agency_id, direction=Direction.OUTGOING, year=year, is_secret=False)
    found = [
        Document.objects.filter(register=row, code_notation=notation).aggregate(last=Max("number"))["last"] or 0
        for row in others.exclude(pk=but)
    ]
    return max(found, default=0)


def rows(*, actor: Actor, now: datetime) -> tuple[list[RuleRow], int]:
    """Return the rules of the actor's agency, in force first, and how many older are left. The caller asked policy."""
    today = timezone.localdate(now)
    kept = NumberRule.objects.filter(agency_id=actor.agency_id).prefetch_related("types", "registers")
    units = {unit.id: unit.name for unit in identity.unit_tree(agency_id=actor.agency_id, on=today)}
    shown, left = paging.first(kept.order_by("-valid_from", "-pk"), MOST)
    leading = _leaders([rule for rule in shown if rule.kind == NumberRuleKind.BODY], now)
    found = [_row(rule, units, leading.get(rule.pk, ()), today) for rule in shown]
    order = {"now": 0, "soon": 1, "ended": 2}
    return sorted(found, key=lambda row: (order[row.state], row.name)), left


def _leaders(councils: list[NumberRule], now: datetime) -> dict[int, tuple[str, ...]]:
    """Return who chairs each council now, then the deputies, each with the decision."""
    made: dict[int, list[Given]] = {}
    for row in SigningDecision.objects.filter(council__in=councils, kind__in=OF_A_COUNCIL).order_by("starts_at", "pk"):
        if time_fault(decision := given(row), now) is None:
            made.setdefault(decision.council_id or 0, []).append(decision)
    held = {decision.holder_post_id for some in made.values() for decision in some}
    names = {card.id: card.person_name for card in identity.posts(on=timezone.localdate(now), ids=held)} if held else {}
    found: dict[int, tuple[str, ...]] = {}
    for council in councils:
        some = made.get(council.pk, [])
        chair = chair_at([d for d in some if d.kind == DecisionKind.CHAIR], now)
        deputies = [d for d in some if d.kind == DecisionKind.DEPUTY_CHAIR]
        titled = [(council.chair_title or _("Người đứng đầu"), chair)] if chair else []
        titled += [(deputy_title(council.chair_title) or _("Cấp phó"), deputy) for deputy in deputies]
        found[council.pk] = tuple(
            f"{title}: {names.get(d.holder_post_id) or _('vị trí đang khuyết')} ({d.number})" for title, d in titled
        )
    return found


def _row(rule: NumberRule, units: dict[int, str], leaders: tuple[str, ...], today: date) -> RuleRow:
    scopes = {
        NumberRuleKind.TYPES: ", ".join(kind.name for kind in rule.types.all()),
        NumberRuleKind.UNIT: units.get(rule.unit_id or 0, _("đơn vị đã thôi")),
        NumberRuleKind.BODY: rule.body_name,
    }
    year = today.year
    register = next((one for one in rule.registers.all() if one.year == year), None)
    following = next_number(key=register.series_key, year=year) if register else _first(rule, year)
    if rule.valid_to is not None and rule.valid_to < today:
        state, label = "ended", _("đã thôi")
    elif rule.valid_from > today:
        state, label = "soon", _("sắp áp dụng")
    else:
        state, label = "now", _("đang áp dụng")
    return RuleRow(
        id=rule.pk,
        uid=rule.uid,
        name=rule.name,
        kind=str(NumberRuleKind(rule.kind).label),
        scope=scopes[NumberRuleKind(rule.kind)],
        abbreviation=rule.abbreviation,
        first_number=rule.first_number,
        next_number=following,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        basis=rule.basis,
        state=state,
        state_label=label,
        may_end=rule.valid_to is None,
        is_council=rule.kind == NumberRuleKind.BODY,
        leaders=leaders,
    )


def _first(rule: NumberRule, year: int) -> int:
    return rule.first_number if rule.valid_from.year == year else 1
