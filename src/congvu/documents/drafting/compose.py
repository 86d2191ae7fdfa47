"""From a draft's version to the values printed on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from congvu.identity import api as identity
from congvu.identity.api import AgencyCard, PostCard, Role
from congvu.kernel.api import Actor

from ..models import Draft, DraftVersion
from ..papers import forms
from ..papers import types as paper
from ..types import Circulation, Urgency
from . import rules
from .types import DraftContent, SigningCapacity

URGENCY_MARK: Final[Mapping[int, paper.Urgency]] = {
    Urgency.URGENT: "KHẨN",
    Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Urgency.EXPRESS: "HỎA TỐC",
    Urgency.EXPRESS_TIMED: "HỎA TỐC",
}
CIRCULATION_MARK: Final[Mapping[str, str]] = {
    Circulation.RETURN: "XEM XONG TRẢ LẠI",
    Circulation.INTERNAL: "LƯU HÀNH NỘI BỘ",
}


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs, in which capacities she may, and what stands above her name in each."""

    post_id: int
    name: str
    title: str
    head_title: str
    agency_name: str
    capacities: tuple[SigningCapacity, ...]

    def lines(self, capacity: SigningCapacity) -> tuple[str, ...]:
        """Return the lines above the signature."""
        return rules.signer_lines(capacity, title=self.title, head_title=self.head_title, agency_name=self.agency_name)


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


def leaders(agency_id: int, *, on: date) -> list[PostCard]:
    """Return the posts of the agency's leaders that are held, the head first."""
    return [p for p in identity.posts(on=on, agency_id=agency_id, role=Role.AGENCY_LEADER) if p.person_id is not None]


def signatory_of_post(post_id: int, *, agency: AgencyCard, on: date) -> Signatory | None:
    """Return the holder of a post as signer; None when the post is vacant or not of the agency."""
    card = next((p for p in identity.posts(on=on, ids=[post_id]) if p.person_id is not None), None)
    if card is None or card.agency_id != agency.id:
        return None
    first = next(iter(leaders(agency.id, on=on)), None)
    allowed = rules.capacities(
        roles=card.roles,
        is_first=first is not None and first.id == card.id,
        title=card.title,
        collective=rules.is_collective(agency.name),
        scopes=None,
        document="",
    )
    head_title = first.title if first else card.title
    return Signatory(card.id, card.person_name, card.title, head_title, agency.name, tuple(allowed))


def signatory_of_actor(actor: Actor, *, agency: AgencyCard, now: datetime) -> Signatory | None:
    """Return the actor as signer: in her own post, or by authorisation under her delegation (TUQ., own title)."""
    on = timezone.localdate(now)
    behalf = actor.on_behalf_of
    if behalf is None:
        return signatory_of_post(actor.post_id, agency=agency, on=on)
    own = next((p for p in identity.posts(on=on, agency_id=agency.id) if p.person_id == actor.person_id), None)
    first = next(iter(leaders(agency.id, on=on)), None)
    allowed = rules.capacities(
        roles=actor.roles,
        is_first=False,
        title=actor.post_title,
        collective=rules.is_collective(agency.name),
        scopes=behalf.scopes,
        document=behalf.document,
    )
    return Signatory(
        actor.post_id,
        actor.person_name,
        own.title if own else actor.post_title,
        first.title if first else actor.post_title,
        agency.name,
        tuple(allowed),
    )


def notation_of(head: Head, content: DraftContent) -> str:
    """Return the notation after the slash."""
    return rules.notation(
        type_abbreviation=head.type_abbreviation,
        agency_abbreviation=head.agency.abbreviation,
        unit_abbreviation=content.notation_unit or head.unit_abbreviation,
    )


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
    form = forms.template(head.type_code).form
    lines: tuple[str, ...] = ("…",)
    if signatory is not None and (chosen := capacity or next(iter(signatory.capacities), None)) is not None:
        lines = signatory.lines(chosen)
    return paper.Paper(
        form=form,
        type_name=head.type_name,
        agency=head.agency.name,
        superior=head.agency.superior_name,
        notation="/" + notation_of(head, content),
        place=head.agency.place_name,
        subject=content.subject,
        body=content.body,
        signer=paper.Signer(lines, signatory.name if signatory else "…"),
        send_to=content.send_to,
        authority=content.authority or _authority(head, signatory, capacity),
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
    if signatory is None and draft.signer_post_id is not None:
        signatory = signatory_of_post(draft.signer_post_id, agency=head.agency, on=on)
    return paper_of(
        head,
        DraftContent.from_json(version.content),
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
    chosen = capacity or next(iter(signatory.capacities), None)
    if chosen in {SigningCapacity.FOR_BODY, SigningCapacity.DEPUTY_FOR_BODY}:
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
