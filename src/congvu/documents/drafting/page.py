"""What the page of one draft shows: the paper, its steps, opinions, versions and history, and what may be done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, Decision, audit, files, text
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import Happening, TreeNode

from .. import policy as document_policy
from ..models import Document, Draft, DraftOpinion, DraftStep, DraftVersion
from ..papers import inside, render, word, wordcheck
from ..papers.types import Paper
from ..queries.timeline import of_draft
from ..types import Direction
from . import attachments, compose, policy, rules
from .compare import Compared
from .queries import TONES
from .rules import DraftAct
from .types import AttachmentKind, AttachmentLine, DraftContent, DraftState, OpinionStance, StepKind, StepState

SIGNER_ROLES = frozenset({Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.UNIT_LEADER})
MOST_HAPPENINGS: Final = 40


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of versions."""

    number: int
    by: str
    at: datetime
    note: str
    word_name: str


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """An opinion given, or asked for and still to come (`awaited` says how it stands)."""

    who: str
    at: datetime
    version: int
    text: str
    question: str
    is_given: bool
    stance: str
    awaited: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What the actor may do now."""

    edit: bool
    submit: bool
    approve: bool
    sign: bool
    give_back: bool
    withdraw: bool
    cancel: bool
    ask: bool
    remark: bool
    issue: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Everything the page of a draft shows."""

    id: int
    uid: UUID
    type_code: str
    type_name: str
    subject: str
    state: str
    state_label: str
    state_tone: str
    urgency: int
    latest_version: int
    shown_version: int
    drafter: str
    unit_name: str
    signer: str
    holder: str
    circulation: str
    due_at: datetime | None
    content: DraftContent
    word_name: str
    has_signed_file: bool
    document_uid: UUID | None
    document_code: str
    answers_uid: UUID | None
    answers_text: str
    returned_reason: str
    returned_by: str
    capacity: str
    signer_post_id: int | None
    circulation_code: str
    steps: list[TreeNode]
    earlier: list[tuple[int, str]]
    opinions: list[OpinionLine]
    versions: list[VersionLine]
    happenings: list[Happening]
    acts: Acts


def draft_row(*, actor: Actor, uid: UUID) -> Draft:
    """Return a draft that the actor sees. Raises NotFound."""
    draft = (
        policy.visible_drafts(actor)
        .select_related("document_type", "document", "answers", "answers__document_type")
        .prefetch_related("steps", "opinions")
        .filter(uid=uid)
        .first()
    )
    if draft is None:
        raise NotFound
    return draft


def version_row(draft: Draft, number: int | None) -> DraftVersion:
    """Return one version, the newest by default. Raises NotFound."""
    found = DraftVersion.objects.filter(draft=draft, number=number or draft.latest_version).first()
    if found is None:
        raise NotFound
    return found


def compared(version: DraftVersion) -> Compared:
    """Return everything of a version that is compared with another; an older Word file's text is read now."""
    files_of = tuple(AttachmentLine.from_json(line) for line in version.attachments)
    return Compared(DraftContent.from_json(version.content), word_text(version), files_of)


def word_text(version: DraftVersion) -> str:
    """Return the text of a version's Word file; one kept before texts were is read now. Empty when unreadable."""
    if version.word_text or version.word_file_id is None:
        return version.word_text
    try:
        return wordcheck.paragraphs(files.read_bytes(version.word_file_id))
    except DomainError:
        return ""


def draft_page(*, actor: Actor, uid: UUID, version: int | None, today: date) -> DraftPage:
    """Return the page of a draft that the actor sees. Raises NotFound."""
    draft = draft_row(actor=actor, uid=uid)
    shown = version_row(draft, version)
    steps = sorted(draft.steps.all(), key=lambda s: (s.round, s.position))
    current = policy.step_for(actor, draft, steps)
    returned = next((s for s in reversed(steps) if s.state == StepState.RETURNED), None)
    state = DraftState(draft.state)
    history = audit.history(subject=draft, most=MOST_HAPPENINGS)
    by_clerk = next((e for e in history if e.code == "documents.draft_returned"), None)
    units = {u.id: u.name for u in identity.unit_tree(agency_id=draft.agency_id, on=today)}
    reason = returned.note if returned else str(by_clerk.data.get("reason", "")) if by_clerk else ""
    return DraftPage(
        id=draft.pk,
        uid=draft.uid,
        type_code=draft.document_type.code,
        type_name=draft.document_type.name,
        subject=draft.subject,
        state=draft.state,
        state_label=str(state.label),
        state_tone=TONES[state],
        urgency=draft.urgency,
        latest_version=draft.latest_version,
        shown_version=shown.number,
        drafter=draft.drafter_name,
        unit_name=units.get(draft.unit_id, ""),
        signer=_signer(draft, today),
        holder=_holder(draft, current),
        circulation=draft.get_circulation_display() if draft.circulation else "",
        due_at=draft.due_at,
        content=DraftContent.from_json(shown.content),
        word_name=shown.word_name,
        has_signed_file=draft.signed_file_id is not None,
        document_uid=draft.document.uid if draft.document else None,
        document_code=draft.document.full_code if draft.document else "",
        answers_uid=draft.answers.uid if draft.answers and _sees(actor, draft.answers) else None,
        answers_text=_answers_text(draft.answers),
        returned_reason=reason if state == DraftState.RETURNED else "",
        returned_by=(returned.decided_by if returned else by_clerk.person_name if by_clerk else ""),
        capacity=draft.get_capacity_display() if draft.capacity else "",
        signer_post_id=draft.signer_post_id,
        circulation_code=draft.circulation,
        steps=[_node(step, draft) for step in steps if step.round == draft.round],
        earlier=_earlier(draft, steps),
        opinions=_opinions(draft),
        versions=[
            VersionLine(v.number, v.by_name, v.saved_at, v.note, v.word_name)
            for v in draft.versions.order_by("-number").only("number", "by_name", "saved_at", "note", "word_name")
        ],
        happenings=[of_draft(entry, is_now=not place) for place, entry in enumerate(history)],
        acts=_acts(actor, draft, current),
    )


def _acts(actor: Actor, draft: Draft, step: DraftStep | None) -> Acts:
    def may(act: DraftAct, decision: Decision) -> bool:
        return bool(decision) and rules.possible(draft.state, act)

    own = policy.may_submit(actor, draft)
    return Acts(
        edit=may(DraftAct.EDIT, policy.may_edit(actor, draft, step)),
        submit=may(DraftAct.SUBMIT, own),
        approve=may(DraftAct.APPROVE, policy.may_approve(actor, draft, step)),
        sign=may(DraftAct.SIGN, policy.may_sign(actor, draft, step)),
        give_back=may(DraftAct.RETURN, policy.may_return(actor, draft, step)),
        withdraw=may(DraftAct.WITHDRAW, own) and step is not None and step.seen_at is None,
        cancel=may(DraftAct.CANCEL, own),
        ask=may(DraftAct.ASK, own),
        remark=draft.state not in {DraftState.ISSUED, DraftState.CANCELLED},
        issue=may(DraftAct.ISSUE, policy.may_number(actor, draft)),
    )


def _node(step: DraftStep, draft: Draft) -> TreeNode:
    state = StepState(step.state)
    at = step.decided_at or step.seen_at or step.arrived_at
    what = _("đã xem") if state == StepState.CURRENT and step.seen_at else str(state.label)
    if step.kind == StepKind.SIGN and state == StepState.APPROVED:
        what = _("đã ký")
    when = f"{what}, {_moment(at)}" if at else what
    done_by = step.decided_by if step.decided_by and step.decided_by not in step.holder else ""
    return TreeNode(
        who=step.holder,
        role_label=step.label or str(StepKind(step.kind).label),
        role_tone="lead" if state == StepState.CURRENT else "",
        meta=f"{done_by}: {when}" if done_by else when,
        note=step.note,
    )


def _earlier(draft: Draft, steps: list[DraftStep]) -> list[tuple[int, str]]:
    """Return the steps of this submission to which the draft may go back, the nearest first."""
    done = {StepState.APPROVED, StepState.KEPT}
    found = [s for s in steps if s.round == draft.round and s.state in done and s.kind in rules.BEFORE_SIGNING]
    return [(s.pk, f"{s.label or StepKind(s.kind).label}: {s.holder}") for s in reversed(found)]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d/%m %H:%M")


def _opinions(draft: Draft) -> list[OpinionLine]:
    rows: list[DraftOpinion] = sorted(
        draft.opinions.all(), key=lambda o: (o.given_at or o.asked_at or draft.created_at, o.pk), reverse=True
    )
    return [
        OpinionLine(
            who=f"{o.by_name}, {o.by_title}" if o.by_name else o.asked_name,
            at=o.given_at or o.asked_at or draft.created_at,
            version=o.version,
            text=o.text,
            question=o.question,
            is_given=o.given_at is not None,
            stance=str(OpinionStance(o.stance).label) if o.stance else "",
            awaited=_awaited(o),
        )
        for o in rows
    ]


def _awaited(opinion: DraftOpinion) -> str:
    if opinion.closed_at is not None:
        return _("Không có ý kiến")
    return _("Chờ ý kiến") if opinion.opened_at is not None else _("Chưa đến lượt")


def _holder(draft: Draft, step: DraftStep | None) -> str:
    if step is not None:
        return step.holder
    if draft.state == DraftState.SIGNED:
        return str(Role.RECORDS_CLERK.label)
    return draft.drafter_name if draft.state in rules.WITH_DRAFTER else ""


def _signer(draft: Draft, today: date) -> str:
    if draft.signer_name:
        return f"{draft.signer_name}, {draft.signer_title}"
    if draft.signer_post_id is None:
        return ""
    card = next((p for p in identity.posts(on=today, ids=[draft.signer_post_id])), None)
    return f"{card.person_name}, {card.title}" if card else ""


def _sees(actor: Actor, document: Document) -> bool:
    return bool(document_policy.may_view(actor, document))


def _answers_text(document: Document | None) -> str:
    if document is None:
        return ""
    return f"{document.full_code or document.number}, {document.issuing_agency_name}"


def signers(*, actor: Actor, today: date) -> list[tuple[int, str]]:
    """Return who may be chosen to sign, highest first: post and "name, title"."""
    held = identity.posts(on=today, agency_id=actor.agency_id)
    return [(p.id, f"{p.person_name}, {p.title}") for p in held if p.person_id is not None and p.roles & SIGNER_ROLES]


def colleagues(*, actor: Actor, today: date, words: str = "", kept: Collection[int] = ()) -> list[tuple[int, str, str]]:
    """Return posts of the agency that may be asked for an opinion: id, name, title and unit.

    Those already chosen, `kept`, stay in the list and stand first, whatever the words are.
    """
    wanted = text.fold(words)
    held = identity.posts(on=today, agency_id=actor.agency_id)
    found = [
        (p.id, p.person_name, f"{p.title}, {p.unit_name}")
        for p in held
        if p.person_id is not None and p.id != actor.post_id
    ]
    chosen = [row for row in found if row[0] in kept]
    matching = [row for row in found if row[0] not in kept and wanted in text.fold(" ".join(row[1:]))]
    return [*chosen, *matching[:30]]


def paper(*, draft: Draft, version: DraftVersion, today: date, check_url: str = "") -> Paper:
    """Return what a version prints, as the page shows it before signature."""
    return compose.paper_of_draft(draft, version, on=today, check_url=check_url)


def whole_pdf(*, draft: Draft, version: DraftVersion, today: date) -> bytes:
    """Return a version as PDF as it will be signed: the page, or the Word file as PDF, and the annexes inside it.

    Raises the refusals of papers.
    """
    if version.word_file_id is not None:
        alone = word.convert(files.read_bytes(version.word_file_id))
    else:
        alone = render.pdf(paper(draft=draft, version=version, today=today)).pdf
    parts = attachments.inside_of(version)
    return inside.appended(alone, parts)[0] if parts else alone


def inside_pages(version: DraftVersion) -> list[tuple[int, str, int]]:
    """Return each page of the annexes inside a version, in their order: file, its SHA-256, and number of the page."""
    found = attachments.of_version(version, kinds=[AttachmentKind.INSIDE])
    return [(one.file_id, one.sha256, number) for one in found for number in range(1, (one.pages or 0) + 1)]


@lru_cache(maxsize=24)
def pictures(made: Paper) -> tuple[bytes, ...]:
    """Return the pages of a paper as PNG. Kept for a while: the page and its pictures are asked for one by one."""
    return tuple(render.pictures(made))


def answer_start(*, actor: Actor, uid: UUID, base: DraftContent, agency_name: str) -> tuple[int, DraftContent]:
    """Return the incoming document's id and a first content that answers it. Raises NotFound."""
    asked = (
        document_policy.visible_documents(actor)
        .select_related("document_type")
        .filter(uid=uid, direction=Direction.INCOMING, secrecy=0)
        .first()
    )
    if asked is None:
        raise NotFound
    day = f" {rules.printed_date(asked.issued_on)}" if asked.issued_on else ""
    named = f"{asked.document_type.name} số {asked.full_code}" if asked.full_code else asked.document_type.name
    about = asked.subject.removeprefix("V/v ").removeprefix("Về việc ").removeprefix("Về ")
    whole = f"{named}{day} của {asked.issuing_agency_name} về {about}"
    body = f"Thực hiện {whole}, {agency_name} có ý kiến như sau:\n1. …\n2. …"
    return asked.pk, DraftContent(
        subject=about,
        body=body,
        send_to=(asked.issuing_agency_name,),
        grounds=(f"Căn cứ {whole}",) if base.grounds else (),
        fields=base.fields,
    )
