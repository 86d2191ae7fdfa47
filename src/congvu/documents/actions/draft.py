"""Starting a draft, saving a version, cancelling (NĐ 30/2020 Điều 10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, text

from .. import policy as document_policy
from ..drafting import policy, rules, work
from ..drafting.errors import DraftInvalid, DraftReasonNeeded, NothingToAnswer
from ..drafting.hold import current_step, locked, newest, require_possible, require_read
from ..drafting.rules import DraftAct
from ..drafting.types import AttachmentLine, DraftContent, DraftState, WordFile
from ..models import DocumentType, Draft
from ..types import Circulation, Direction, Secrecy, Urgency
from .versions import lines_of, word_of, write_version

SIGNER_ROLES = frozenset({Role.AGENCY_LEADER, Role.OFFICE_CHIEF, Role.UNIT_LEADER})


@transaction.atomic
def create_draft(
    *,
    actor: Actor,
    type_code: str,
    content: DraftContent,
    now: datetime,
    signer_post_id: int | None = None,
    urgency: int = Urgency.NORMAL,
    circulation: str = "",
    answers_id: int | None = None,
    due_at: datetime | None = None,
    word: WordFile | None = None,
    attachments: Sequence[AttachmentLine] = (),
    template_version_id: int | None = None,
    follows_id: int | None = None,
    once_key: str = "",
) -> int:
    """Start a draft and return its id; the same `once_key` again returns the draft started before.

    `template_version_id` is the agency's template, `follows_id` the earlier draft, that it was started from.

    Raises NotAllowed, DraftInvalid or NothingToAnswer (not an incoming document of the agency).
    """
    policy.may_draft(actor).require()
    if once_key and (before := Draft.objects.filter(drafter_post_id=actor.post_id, once_key=once_key).first()):
        return before.pk
    kind = _type(type_code)
    clean = _checked(content)
    _check_choices(signer_post_id, actor, urgency, circulation, now)
    if answers_id is not None and not _may_be_answered(actor, answers_id):
        raise NothingToAnswer

    draft = Draft.objects.create(
        agency_id=actor.agency_id,
        unit_id=actor.unit_id,
        unit_ids=list(actor.unit_ids),
        drafter_post_id=actor.post_id,
        drafter_name=actor.display_name,
        document_type=kind,
        subject=clean.subject,
        urgency=urgency,
        circulation=circulation,
        signer_post_id=signer_post_id,
        answers_id=answers_id,
        due_at=due_at,
        created_at=now,
        changed_at=now,
        once_key=once_key,
        template_version_id=template_version_id,
        follows_id=follows_id,
    )
    write_version(actor, draft, 1, clean, word, attachments=attachments, note="", now=now)
    audit.record(actor, "documents.draft_created", draft, at=now, type=kind.code, answers=answers_id)
    return draft.pk


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    draft_id: int,
    read_version: int,
    content: DraftContent,
    now: datetime,
    type_code: str | None = None,
    signer_post_id: int | None = None,
    urgency: int | None = None,
    circulation: str | None = None,
    word: WordFile | None = None,
    drop_word: bool = False,
    note: str = "",
) -> int:
    """Save a new version and return its number; saving without any change returns the number there was.

    `read_version` is the version the person has read: if somebody saved since, nothing is overwritten. Whoever the
    draft waits for may change it too; each such version is hers by name. A Word file stays until replaced or dropped.
    Raises NotFound, NotAllowed, DraftWrongState, DraftChangedMeanwhile or DraftInvalid.
    """
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    policy.may_edit(actor, draft, step).require()
    require_possible(draft, DraftAct.EDIT)
    require_read(draft, read_version)
    clean = _checked(content)
    with_drafter = draft.state in rules.WITH_DRAFTER
    _check_choices(signer_post_id if with_drafter else None, actor, urgency or 0, circulation or "", now)

    last = newest(draft)
    kept = None if drop_word else word or word_of(last)
    before = (last.content, word_of(last), draft.urgency, draft.circulation, draft.signer_post_id)
    draft.urgency = draft.urgency if urgency is None else urgency
    draft.circulation = draft.circulation if circulation is None else circulation
    if with_drafter:
        draft.signer_post_id = signer_post_id
        draft.document_type = _type(type_code) if type_code else draft.document_type
    after = (clean.to_json(), kept, draft.urgency, draft.circulation, draft.signer_post_id)
    if _same(before, after) and not note:
        draft.save(update_fields=["document_type"])
        return draft.latest_version
    draft.latest_version += 1
    draft.subject = clean.subject
    draft.changed_at = now
    draft.save()
    write_version(actor, draft, draft.latest_version, clean, kept, attachments=lines_of(last), note=note, now=now)
    audit.record(actor, "documents.draft_saved", draft, at=now, version=draft.latest_version)
    return draft.latest_version


@transaction.atomic
def cancel_draft(*, actor: Actor, draft_id: int, reason: str, now: datetime) -> None:
    """Close a draft that will not become a document; it is kept. Raises NotFound, NotAllowed, DraftWrongState."""
    draft = locked(actor, draft_id)
    policy.may_submit(actor, draft).require()
    require_possible(draft, DraftAct.CANCEL)
    why = text.clean_line(reason)[:500]
    if not why:
        raise DraftReasonNeeded
    draft.state = DraftState.CANCELLED
    draft.closing_note = why
    draft.changed_at = now
    draft.save(update_fields=["state", "closing_note", "changed_at"])
    work.close_all(draft, actor=actor, at=now)
    audit.record(actor, "documents.draft_cancelled", draft, at=now, reason=why)


def _same(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    first, second = before[0], after[0]
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    return DraftContent.from_json(first) == DraftContent.from_json(second) and before[1:] == after[1:]


def _type(code: str) -> DocumentType:
    kind = DocumentType.objects.filter(code=code, kind=DocumentType.Kind.ADMINISTRATIVE).first()
    if kind is None:
        raise DraftInvalid({"type": _("Chọn một tên loại văn bản hành chính.")})
    return kind


def _checked(content: DraftContent) -> DraftContent:
    """Return the content with clean texts. Raises DraftInvalid on what is too long."""
    clean = replace(
        content,
        subject=_subject(content.subject),
        body=text.clean_text(content.body),
        grounds=_lines(content.grounds),
        send_to=_lines(content.send_to),
        recipients=_receivers(content.recipients),
        authority=text.clean_line(content.authority),
        notation_unit=text.clean_line(content.notation_unit).upper(),
        copies_note=text.clean_line(content.copies_note),
        contact=text.clean_line(content.contact),
        fields={name: text.clean_line(value)[:1000] for name, value in content.fields.items()},
        annexes=tuple(
            replace(a, title=text.clean_line(a.title)[:500], body=text.clean_text(a.body)) for a in content.annexes
        ),
    )
    if problems := rules.content_problems(clean, needs_body=False, needs_addressee=False):
        raise DraftInvalid(problems)
    return clean


def _subject(typed: str) -> str:
    """The abstract without "V/v" or "Về việc": the page adds them."""
    plain = text.clean_line(typed)
    for lead in ("V/v", "v/v", "Về việc", "về việc"):
        if plain.startswith(lead + " "):
            return plain[len(lead) + 1 :].strip()
    return plain


def _lines(given: Iterable[str]) -> tuple[str, ...]:
    plain = (text.clean_line(line).lstrip("-+• ").rstrip(" ;.") for line in given)
    return tuple(line for line in plain if line)


def _receivers(given: Iterable[str]) -> tuple[str, ...]:
    """The lines of Nơi nhận without "Như trên" and "Lưu: VT…": the page adds both."""
    return tuple(line for line in _lines(given) if not line.casefold().startswith(("như trên", "lưu:")))


def _check_choices(signer_post_id: int | None, actor: Actor, urgency: int, circulation: str, now: datetime) -> None:
    problems: dict[str, str] = {}
    if urgency not in Urgency.values or urgency == Urgency.EXPRESS_TIMED:
        problems["urgency"] = _("Chọn mức độ khẩn trong danh sách.")
    if circulation and circulation not in Circulation.values:
        problems["circulation"] = _("Chọn phạm vi lưu hành trong danh sách.")
    if signer_post_id is not None and not _can_sign(signer_post_id, actor.agency_id, now):
        problems["signer"] = _("Người ký phải là lãnh đạo cơ quan, Chánh Văn phòng hoặc lãnh đạo đơn vị của cơ quan.")
    if problems:
        raise DraftInvalid({**problems})


def _can_sign(post_id: int, agency_id: int, now: datetime) -> bool:
    cards = identity.posts(on=timezone.localdate(now), ids=[post_id])
    return any(c.agency_id == agency_id and c.roles & SIGNER_ROLES for c in cards)


def _may_be_answered(actor: Actor, document_id: int) -> bool:
    seen = document_policy.visible_documents(actor)
    return seen.filter(pk=document_id, direction=Direction.INCOMING, secrecy=Secrecy.NONE).exists()
