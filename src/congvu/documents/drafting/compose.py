"""From a draft's version to the values printed on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard
from congvu.kernel.api import Actor

from ..models import Draft, DraftVersion
from ..papers import forms
from ..papers import types as paper
from ..types import Circulation, Urgency
from . import number_rules, rules
from .council_rights import council_lines, council_rulings
from .signing_rights import FOR_A_BODY, PaperScope, Ruling, Seat, rule_on, rulings, usual
from .standing import Standing, chairs_of, decisions_for, standing
from .types import Council, DecisionKind, DraftContent, SigningCapacity

URGENCY_MARK: Final[Mapping[int, paper.Urgency]] = {
    Urgency.URGENT: "KHẨN",
    Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Urgency.EXPRESS: "HỎA TỐC",
    Urgency.EXPRESS_TIMED: "HỎA TỐC",
}
CHAIR: Final = "Chủ tọa"  # người ký biên bản (Phụ lục III, mẫu 1.9)
CIRCULATION_MARK: Final[Mapping[str, str]] = {
    Circulation.RETURN: "XEM XONG TRẢ LẠI",
    Circulation.INTERNAL: "LƯU HÀNH NỘI BỘ",
}


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, what may be said of each capacity for this paper now, and what stands above her name in each."""

    post_id: int
    name: str
    title: str
    head_title: str
    agency_name: str
    unit_head_title: str
    usual: SigningCapacity | None
    rulings: tuple[Ruling, ...]
    council: Council | None = None

    @property
    def capacities(self) -> tuple[SigningCapacity, ...]:
        """The capacities that a decision in force allows, the usual one first."""
        return tuple(r.capacity for r in self.rulings if r.allowed)

    @property
    def shown(self) -> SigningCapacity | None:
        """The capacity that the page is set in before somebody chooses one."""
        return next(iter(self.capacities), self.usual)

    def ruling(self, capacity: str) -> Ruling | None:
        """Return what was found about a capacity, None for one that does not exist."""
        return next((r for r in self.rulings if r.capacity == capacity), None)

    def why_not(self) -> Ruling | None:
        """Return the refusal that matters when nothing is allowed: that of the usual capacity."""
        return self.ruling(self.usual) if self.usual and not self.capacities else None

    def lines(self, capacity: SigningCapacity) -> tuple[str, ...]:
        """Return the lines above the signature; a council's chair or deputy signs with her post in the council."""
        if self.council is not None:
            return council_lines(self.council, capacity)
        return rules.signer_lines(
            capacity,
            title=self.title,
            head_title=self.head_title,
            agency_name=self.agency_name,
            unit_head_title=self.unit_head_title,
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The parts of the page that come from the agency and the type of document."""

    agency: AgencyCard
    type_code: str
    type_name: str
    type_abbreviation: str
    unit_abbreviation: str


def head_of(draft: Draft) -> Head:
    """Return the agency's and type's part of a draft's page."""
    units = {u.id: u for u in identity.unit_tree(agency_id=draft.agency_id, on=timezone.localdate(draft.created_at))}
    unit = units.get(draft.unit_id)
    kind = draft.document_type
    return Head(
        identity.agency(draft.agency_id), kind.code, kind.name, kind.abbreviation, unit.abbreviation if unit else ""
    )


def scope_of(draft: Draft, content: DraftContent | None = None) -> PaperScope:
    """Return what of a draft a decision on signing may be limited to; by its newest version, or by a content of it."""
    if content is None:
        kept = DraftVersion.objects.filter(draft=draft, number=draft.latest_version)
        issued_by = kept.values_list("content__issued_by", flat=True).first() or ""
    else:
        issued_by = content.issued_by
    council = council_of(draft.agency_id, issued_by)
    return PaperScope(draft.document_type_id, draft.document_type.name, frozenset(draft.unit_ids), council=council)


def council_of(agency_id: int, issued_by: str) -> Council | None:
    """Return the council that a content names as the one who issues it, None for the agency itself."""
    body = number_rules.body_of(agency_id, issued_by)
    return body.council if body else None


def signatory_of_post(post_id: int, *, agency: AgencyCard, scope: PaperScope, at: datetime) -> Signatory | None:
    """Return the holder of a post as signer of a paper; None when the post leads nothing here or is vacant."""
    there = standing(agency, on=timezone.localdate(at))
    card = there.holder(post_id)
    seat = there.seat(post_id)
    if card is None or seat is None:
        return None
    if scope.council is not None:
        found = council_rulings(frozenset({post_id}), scope.council, scope, chairs_of(scope.council), at)
        return _signatory(card.id, card.person_name, card.title, there, seat, found, council=scope.council)
    found = rulings(seat, there.house, scope, decisions_for(agency.id, [seat]), at)
    return _signatory(card.id, card.person_name, card.title, there, seat, found)


def signatory_of_actor(actor: Actor, *, agency: AgencyCard, scope: PaperScope, now: datetime) -> Signatory | None:
    """Return the actor as signer: in her own post, or under a delegation, always in her own name and title.

    A delegation opens the work of a post; what may be signed is still decided by what was recorded for the post which
    she holds herself: a deputy signs KT. what she was assigned or authorised (Điều 13 khoản 1, 2), the head of a unit
    TUQ. by the authorisation in writing whose number the delegation names (khoản 3).
    """
    behalf = actor.on_behalf_of
    if behalf is None:
        return signatory_of_post(actor.post_id, agency=agency, scope=scope, at=now)
    there = standing(agency, on=timezone.localdate(now))
    if scope.council is not None:
        return _in_council_elsewhere(actor, there, scope, scope.council, now)
    seats = [seat for card in there.posts_of(actor.person_id) if (seat := there.seat(card.id)) is not None]
    written = [
        d
        for d in decisions_for(agency.id, seats)
        if d.kind != DecisionKind.AUTHORISATION or same_number(d.number, behalf.document)
    ]
    tried: list[Seat | None] = [*seats] or [None]
    answers = [
        (seat, [rule_on(capacity, seat, there.house, scope, written, now) for capacity in _under_delegation(seat)])
        for seat in tried
    ]
    seat, found = next((a for a in answers if any(r.allowed for r in a[1])), answers[0])
    title = seat.title if seat else actor.post_title
    return _signatory(actor.post_id, actor.person_name, title, there, seat, found, usual_one=found[0].capacity)


def _in_council_elsewhere(
    actor: Actor, there: Standing, scope: PaperScope, council: Council, now: datetime
) -> Signatory:
    """Return who works in another's tray as signer for a council: by what the decisions on it say of herself."""
    own = {card.id: card for card in there.posts_of(actor.person_id)}
    found = council_rulings(frozenset(own), council, scope, chairs_of(council), now)
    decision = next((ruling.decision for ruling in found if ruling.decision), None)
    named = own.get(decision.holder_post_id) if decision else None
    title = named.title if named else actor.post_title
    seat = there.seat(named.id) if named else None
    return _signatory(actor.post_id, actor.person_name, title, there, seat, found, council=council)


def _under_delegation(seat: Seat | None) -> tuple[SigningCapacity, ...]:
    if seat is not None and seat.is_deputy:
        return (SigningCapacity.DEPUTY_FOR_BODY, SigningCapacity.DEPUTY)
    return (SigningCapacity.AUTHORISED,)


def same_number(first: str, second: str) -> bool:
    """Return whether two numbers of decisions are the same: spaces and case do not count."""
    return "".join(first.split()).casefold() == "".join(second.split()).casefold()


def _signatory(
    post_id: int,
    name: str,
    title: str,
    there: Standing,
    seat: Seat | None,
    found: list[Ruling],
    *,
    usual_one: SigningCapacity | None = None,
    council: Council | None = None,
) -> Signatory:
    if council is not None:
        usual_one = found[0].capacity
    return Signatory(
        post_id,
        name,
        title,
        there.head.title if there.head else title,
        there.agency.name,
        seat.unit_head_title if seat else "",
        usual_one or usual(seat, there.house),
        tuple(found),
        council,
    )


def notation_of(head: Head, content: DraftContent) -> str:
    """Return the notation after the slash; a council's abbreviation takes the agency's place."""
    body = number_rules.body_of(head.agency.id, content.issued_by)
    return rules.notation(
        type_abbreviation=head.type_abbreviation,
        agency_abbreviation=body.abbreviation if body else head.agency.abbreviation,
        unit_abbreviation=content.notation_unit or head.unit_abbreviation,
    )


def form_of(head: Head, content: DraftContent) -> paper.Form:
    """Return the form of Phụ lục III in which a content is set."""
    return forms.form_for(head.type_code, content.subject)


def paper_of(
    head: Head,
    content: DraftContent,
    *,
    signatory: Signatory | None,
    capacity: SigningCapacity | None,
    urgency: int,
    circulation: str,
    check_url: str = "",
    expected_number: int = 999,
) -> paper.Paper:
    """Return what is printed: the page of the template that belongs to the type."""
    form = form_of(head, content)
    lines: tuple[str, ...] = ("…",)
    chosen = capacity or (signatory.shown if signatory is not None else None)
    if signatory is not None and chosen is not None:
        lines = signatory.lines(chosen)
    body = number_rules.body_of(head.agency.id, content.issued_by)
    if body is not None:
        lines = council_lines(body.council, chosen)
    if form == "bien_ban" and signatory is not None:
        lines = (CHAIR,)
    return paper.Paper(
        form=form,
        type_name=head.type_name,
        agency=body.name if body else head.agency.name,
        superior=head.agency.name if body else head.agency.superior_name,
        notation="/" + notation_of(head, content),
        place=head.agency.place_name,
        subject=content.subject,
        body=content.body,
        signer=paper.Signer(lines, signatory.name if signatory else "…"),
        send_to=content.send_to,
        authority=content.authority or (body.name if body else _authority(head, signatory, capacity)),
        grounds=content.grounds,
        recipients=content.recipients,
        file_line=_file_line(head, content),
        urgency=URGENCY_MARK.get(urgency, ""),
        circulation=CIRCULATION_MARK.get(circulation, ""),
        contact=content.contact,
        annexes=tuple(paper.Annex(a.title, a.body, a.landscape) for a in content.annexes),
        fields=tuple(content.fields.items()),
        check_url=check_url,
        expected_number=expected_number,
    )


def paper_of_draft(
    draft: Draft,
    version: DraftVersion,
    *,
    on: date,
    signatory: Signatory | None = None,
    capacity: SigningCapacity | None = None,
    check_url: str = "",
    expected_number: int = 999,
) -> paper.Paper:
    """Return what one version prints; without a signatory, the post chosen to sign stands on it."""
    head = head_of(draft)
    content = DraftContent.from_json(version.content)
    if signatory is None and draft.signer_post_id is not None:
        noon = timezone.make_aware(datetime.combine(on, time(12)))
        scope = scope_of(draft, content)
        signatory = signatory_of_post(draft.signer_post_id, agency=head.agency, scope=scope, at=noon)
    return paper_of(
        head,
        content,
        signatory=signatory,
        capacity=capacity,
        urgency=draft.urgency,
        circulation=draft.circulation,
        check_url=check_url,
        expected_number=expected_number,
    )


def _authority(head: Head, signatory: Signatory | None, capacity: SigningCapacity | None) -> str:
    """Thẩm quyền ban hành: the body when signed TM., else the head's office (Phụ lục III, mẫu 1.2, ghi chú 6)."""
    if signatory is None:
        return head.agency.name
    chosen = capacity or signatory.shown
    if chosen in FOR_A_BODY:
        return head.agency.name
    name = head.agency.name
    return f"{rules.printed_title(signatory.head_title)} {name[:1].upper()}{name[1:]}"


def _file_line(head: Head, content: DraftContent) -> str:
    """The last line of Nơi nhận: "VT, CCHC. PL.(300)" (Phụ lục I, ô 9b, 12)."""
    parts = ["VT"]
    if head.unit_abbreviation:
        parts.append(head.unit_abbreviation)
    line = ", ".join(parts)
    return f"{line}. {content.copies_note}" if content.copies_note else line
