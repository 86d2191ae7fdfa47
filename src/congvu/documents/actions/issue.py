"""The records office numbers, seals, registers and issues a signed draft in one act (NĐ 30/2020 Điều 15-18, 32)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, files, next_number, publish, take_number
from congvu.signing import api as signing

from .. import rules as document_rules
from ..drafting import compose, policy, rules, work
from ..drafting.errors import AlreadyIssued, IssueDayRefused
from ..drafting.hold import locked, newest, require_possible, shown_time
from ..drafting.number_rules import body_of, register_of, rule_for
from ..drafting.rules import DraftAct
from ..drafting.types import DraftContent, DraftState, SigningCapacity
from ..errors import ReasonNeeded
from ..events import DocumentIssued
from ..extraction import Extracted
from ..models import Addressee, Document, DocumentLink, Draft, DraftVersion, Register
from ..papers import forms
from ..types import AddresseeKind, Channel, Direction, FileRole, LinkKind, State, TextState
from . import attach, follow_up, number_rules, sealed_files, trays
from .finish import finish_with_answer
from .give import open_to
from .outgoing_numbers import supplement
from .send_out import send_issued


@dataclass(frozen=True, slots=True)
class Issued:
    """What the act gave: the register line and its printed number."""

    document_id: int
    uid: UUID
    code: str


@transaction.atomic
def issue_draft(
    *,
    actor: Actor,
    draft_id: int,
    now: datetime,
    issued_on: date | None = None,
    register_id: int | None = None,
    subject_is_public: bool = False,
    note: str = "",
    copies: int | None = None,
    supplement_to: int | None = None,
    supplement_reason: str = "",
    receivers: Sequence[str] | None = None,
) -> Issued:
    """Give number and date, write them on the signed page, seal it, register it and send it on its way.

    All or nothing: a refusal, or the death of the process, gives the number back. A paper that answers an incoming
    document closes that one; one that corrects, replaces or recalls another does so. `supplement_to` gives a number
    with a letter (12a) behind a number already taken, with a reason. Separate files are sealed too. `receivers` are
    codes of agencies that get it by exchange; None: those of "Nơi nhận" that can be reached. Raises NotFound,
    NotAllowed, DraftWrongState, AlreadyIssued, NoRegister, IssueDayRefused, SupplementRefused, FollowUpRefused
    and the refusals of signing (no agency key, broken signature).
    """
    draft = locked(actor, draft_id)
    policy.may_number(actor, draft).require()
    if draft.document_id is not None:
        raise _issued_before(draft)
    require_possible(draft, DraftAct.ISSUE)
    assert draft.signed_file_id is not None
    assert draft.signed_at is not None
    day = issued_on or timezone.localdate(now)
    signed = files.read_bytes(draft.signed_file_id)
    version = newest(draft)
    head = compose.head_of(draft)
    content = DraftContent.from_json(version.content)
    register = number_rules.register_for(draft, content, day, register_id)
    notation = compose.notation_of(head, content)

    number, suffix = _number(draft, register, notation, day, now, supplement_to, supplement_reason)
    number_rules.require_unprinted(
        register, number, suffix, notation, f"{rules.printed_number(number, suffix)}/{notation}"
    )
    printed = rules.printed_number(number, suffix)
    dated = rules.printed_date(day) if forms.FORMS[compose.form_of(head, content)].has_date else None
    filled = signing.fill_number_and_date(signed, printed, dated)
    sealed = signing.seal_as_agency(actor=actor, agency_id=draft.agency_id, pdf=filled, now=now)

    note = note or supplement_reason
    document = _line(actor, draft, head, content, register, (number, suffix), day, now, note)
    if copies is not None:
        document.copies = copies
        document.save(update_fields=["copies"])
    stored = files.store(io.BytesIO(sealed), name=f"{printed}_{document.code_notation}.pdf".replace("/", "_"))
    _keep_files(document, draft, version, content, stored, now)
    attach.add(document, sealed_files.sealed(actor, draft, version, code=document.full_code, now=now), now=now)
    _addressees(document, head, content, now)
    _open(document, draft, now)
    _close_answered(actor, draft, document, now)
    follow_up.carry_out(actor=actor, draft=draft, document=document, now=now)
    send_issued(actor=actor, document=document, draft=draft, receivers=receivers, now=now)
    draft.document = document
    draft.state = DraftState.ISSUED
    draft.changed_at = now
    draft.save(update_fields=["document", "state", "changed_at"])

    signing.register_paper(
        uid=document.uid,
        agency_id=document.agency_id,
        number=document.full_code,
        date=day,
        subject_public=document.subject if subject_is_public else "",
        file_id=stored.id,
        at=now,
    )
    trays.refresh_search(document)
    _tell(actor, draft, document, now)
    audit.record(
        actor,
        "documents.document_issued",
        document,
        at=now,
        number=number,
        code=document.full_code,
        supplement_reason=supplement_reason[:500] if supplement_to is not None else "",
        register=register.pk,
        draft=draft.pk,
        sha256=stored.sha256,
    )
    publish(
        DocumentIssued(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            number=number,
            year=register.year,
            code=document.full_code,
            document_code=document.document_code,
            issued_on=day,
            draft_id=draft.pk,
            at=now,
        )
    )
    return Issued(document.pk, document.uid, document.full_code)


def next_code(draft: Draft, *, day: date) -> str:
    """Return the number and notation that the draft would get now, for display only."""
    content = DraftContent.from_json(newest(draft).content)
    head = compose.head_of(draft)
    rule = rule_for(draft, content, day, unit_abbreviation=head.unit_abbreviation)
    open_ones = number_rules.open_registers(draft.agency_id, day.year)
    if rule is not None:
        register = register_of(rule, day.year)
    else:
        register = (
            open_ones.filter(types=draft.document_type_id).order_by("pk").first()
            or open_ones.filter(is_default=True).first()
        )
    first = rule.first_number if rule is not None and rule.valid_from.year == day.year else 1
    number = next_number(key=register.series_key, year=register.year) if register else first
    return f"{rules.printed_number(number)}/{compose.notation_of(head, content)}"


def _issued_before(draft: Draft) -> AlreadyIssued:
    document = draft.document
    assert document is not None
    assert document.issued_at is not None
    card = next(
        (
            p
            for p in identity.posts(on=timezone.localdate(document.issued_at), ids=[document.created_by_post_id])
            if p.person_name
        ),
        None,
    )
    who = card.person_name if card else _("văn thư khác")
    return AlreadyIssued(who=who, code=document.full_code, at=shown_time(document.issued_at))


def _number(
    draft: Draft,
    register: Register,
    notation: str,
    day: date,
    now: datetime,
    supplement_to: int | None,
    reason: str,
) -> tuple[int, str]:
    """Take the next number, or a letter behind one already taken; number and day fit together."""
    if supplement_to is None:
        number_rules.begin_series(register, notation)
        number = take_number(key=register.series_key, year=register.year)
        _require_day(draft, register, day, now)
        return number, ""
    if not reason.strip():
        raise ReasonNeeded
    assert draft.signed_at is not None
    signed_on = timezone.localdate(draft.signed_at)
    return supplement_to, supplement(register, number=supplement_to, day=day, signed_on=signed_on, now=now)


def _require_day(draft: Draft, register: Register, day: date, now: datetime) -> None:
    """Checked under the register's lock: numbers and dates run together."""
    assert draft.signed_at is not None
    last = (
        Document.objects.filter(register=register, number__isnull=False)
        .order_by("-number")
        .values_list("issued_on", flat=True)
        .first()
    )
    reason = rules.issue_day_problem(
        day, today=timezone.localdate(now), signed_on=timezone.localdate(draft.signed_at), last_issued_on=last
    )
    if reason is not None:
        raise IssueDayRefused(reason=reason)


def _line(
    actor: Actor,
    draft: Draft,
    head: compose.Head,
    content: DraftContent,
    register: Register,
    numbered: tuple[int, str],
    day: date,
    now: datetime,
    note: str,
) -> Document:
    number, suffix = numbered
    printed, notation = rules.printed_number(number, suffix), compose.notation_of(head, content)
    code = f"{printed}/{notation}"
    issuer = head.agency.code or str(draft.agency_id)
    body = body_of(draft.agency_id, content.issued_by)
    return Document.objects.create(
        uid=draft.paper_uid,
        direction=Direction.OUTGOING,
        agency_id=draft.agency_id,
        register=register,
        year=register.year,
        number=number,
        number_suffix=suffix,
        document_type=draft.document_type,
        code_number=printed,
        code_notation=notation,
        document_code=f"{issuer},{day:%Y/%m/%d},{code}",
        subject=content.subject,
        issued_on=day,
        issuing_agency_id=draft.agency_id,
        issuing_agency_name=body.name if body else head.agency.name,
        signer_name=draft.signer_name,
        signer_position=rules.printed_title(draft.signer_title),
        signer_capacity=rules.REGISTER_CAPACITY[SigningCapacity(draft.capacity)],
        urgency=draft.urgency,
        circulation=draft.circulation,
        pages=draft.signed_pages,
        registered_at=now,
        forwarded_at=now,
        issued_at=now,
        state=State.ISSUED,
        note=note[:500],
        drafting_unit_id=draft.unit_id,
        handler_text="; ".join([*content.send_to, *content.recipients])[:1000],
        created_by_post_id=actor.post_id,
    )


def _keep_files(
    document: Document,
    draft: Draft,
    version: DraftVersion,
    content: DraftContent,
    stored: files.StoredRef,
    now: datetime,
) -> None:
    """Hang the sealed page on the line, with its text for search, and the Word file it came from."""
    annexes = [part for annex in content.annexes for part in (annex.title, annex.body)]
    written = "\n".join([*content.grounds, content.body, *content.send_to, *content.recipients, *annexes])
    text = Extracted(written, draft.signed_pages)
    taken = [attach.Taken(stored, FileRole.MAIN, text, TextState.DONE)]
    if version.word_file_id is not None:
        with files.open(version.word_file_id) as word:
            source = files.store(word, name=version.word_name)
        taken.append(attach.Taken(source, FileRole.ORIGINAL, *attach.read_now(source)))
    attach.add(document, taken, now=now)


def _addressees(document: Document, head: compose.Head, content: DraftContent, now: datetime) -> None:
    named = [
        *((AddresseeKind.MAIN, name) for name in content.send_to),
        *((_kind_of(name), name) for name in content.recipients),
        (AddresseeKind.FILE, ", ".join(part for part in ("VT", head.unit_abbreviation) if part)),
    ]
    known = identity.agencies_named(name for _kind, name in named)
    codes = exchange.named([name for _kind, name in named], on=timezone.localdate(now))
    Addressee.objects.bulk_create(
        [
            Addressee(
                document=document,
                kind=kind,
                name=name[:250],
                agency_id=known.get(name),
                channel=Channel.AXIS if name in known else "",
                organ_code=codes[name].code[:35] if name in codes else "",
                position=place,
            )
            for place, (kind, name) in enumerate(named)
        ]
    )


def _kind_of(name: str) -> AddresseeKind:
    """Read what a line of Nơi nhận says about why: "Bộ Nội vụ (để b/c)"."""
    folded = name.casefold()
    for sign, kind in (
        ("b/c", AddresseeKind.REPORT),
        ("báo cáo", AddresseeKind.REPORT),
        ("p/h", AddresseeKind.COORDINATE),
        ("phối hợp", AddresseeKind.COORDINATE),
        ("t/h", AddresseeKind.ACT),
        ("thực hiện", AddresseeKind.ACT),
    ):
        if f"để {sign}" in folded or f"({sign}" in folded:
            return kind
    return AddresseeKind.INFO


def _open(document: Document, draft: Draft, now: datetime) -> None:
    """Let everybody who worked on it, and the heads above the drafting unit, read the issued paper."""
    posts = {draft.drafter_post_id, *draft.steps.exclude(post=None).values_list("post_id", flat=True)}
    heads = [f"unit:{unit}:{Role.UNIT_LEADER}" for unit in draft.unit_ids]
    open_to(document, [*(f"post:{post}" for post in sorted(posts)), *heads], now=now)


def _close_answered(actor: Actor, draft: Draft, document: Document, now: datetime) -> None:
    """Close the incoming document that this one answers; one that cannot be closed any more is only linked."""
    answered = draft.answers
    if answered is None:
        return
    closed = {State.DONE, State.FILED}
    finishable = document_rules.after(answered.state, document_rules.Act.FINISH) is not None
    if finishable or answered.state in closed:
        finish_with_answer(actor=actor, uid=answered.uid, answer_id=document.pk, now=now)
        return
    DocumentLink.objects.create(
        source=document, target=answered, kind=LinkKind.ANSWER, created_at=now, created_by_post_id=actor.post_id
    )


def _tell(actor: Actor, draft: Draft, document: Document, now: datetime) -> None:
    work.close_all(draft, actor=actor, at=now)
    posts = {draft.drafter_post_id, draft.signer_post_id} - {None, actor.post_id}
    told = _("%(what)s đã phát hành, số %(code)s") % {"what": work.title(draft), "code": document.full_code}
    key = f"{draft.search_key}:issued"
    trays.tell(key, document, post_ids=[p for p in posts if p], text=told, at=now, kind="issued")
