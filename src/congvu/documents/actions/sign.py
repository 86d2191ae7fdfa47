"""The competent person signs: the page is set anew from the approved version, prepared and signed (Điều 13)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, files, next_number, text
from congvu.kernel.errors import NotFound
from congvu.signing import api as signing
from congvu.worklist import api as worklist

from ..drafting import attachments, compose, policy, work
from ..drafting.compose import Signatory
from ..drafting.errors import CapacityRefused
from ..drafting.hold import current_step, locked, newest, require_possible, require_read
from ..drafting.rules import DraftAct
from ..drafting.signing_rights import Ruling
from ..drafting.types import DraftContent, DraftState, SigningCapacity, StepState
from ..models import Draft, DraftStep, DraftVersion, Register
from ..papers import inside, render, word
from ..papers.types import Layout, Printed
from ..types import Direction

# Chỗ để số: rộng thêm cho những số được cấp giữa lúc ký và lúc phát hành.
NUMBERS_AHEAD = 200


def sign_draft(
    *, actor: Actor, draft_id: int, read_version: int, capacity: str, now: datetime, reason: str = ""
) -> None:
    """Sign the newest version in a capacity that the actor has today.

    The signature covers the page as PDF/A with empty places for number, date and seal. Raises NotFound, NotAllowed,
    DraftWrongState, DraftChangedMeanwhile, CapacityRefused, refusals of papers (a Word file without its places, no
    LibreOffice) and of signing (no key). A Word file is converted before anything is locked.
    """
    converted = converted_word(actor, draft_id, read_version)
    _sign(
        actor=actor,
        draft_id=draft_id,
        read_version=read_version,
        capacity=capacity,
        now=now,
        reason=reason,
        converted=converted,
    )


@dataclass(frozen=True)
class Ready:
    """A draft held for its signature, everything checked: who signs, by which right, and the prepared page."""

    draft: Draft
    step: DraftStep
    signatory: Signatory
    ruling: Ruling


@transaction.atomic
def _sign(
    *,
    actor: Actor,
    draft_id: int,
    read_version: int,
    capacity: str,
    now: datetime,
    reason: str,
    converted: Printed | None,
) -> None:
    ready = held(actor, draft_id, read_version, capacity, now)
    printed, prepared = page_to_sign(ready, now, converted)
    signed = signing.sign_as_person(actor=actor, pdf=prepared, reason=text.clean_line(reason), now=now)
    keep_signed(actor, ready, signed, printed.pages, now)


def held(actor: Actor, draft_id: int, read_version: int, capacity: str, now: datetime) -> Ready:
    """Lock the draft and check that the actor may sign this version in this capacity at this minute."""
    draft = locked(actor, draft_id)
    step = current_step(actor, draft)
    policy.may_sign(actor, draft, step).require()
    require_possible(draft, DraftAct.SIGN)
    require_read(draft, read_version)
    assert step is not None
    signatory, ruling = signatory_for(actor, draft, capacity, now)
    return Ready(draft, step, signatory, ruling)


def page_to_sign(ready: Ready, now: datetime, converted: Printed | None) -> tuple[Printed, bytes]:
    """Return the page of the newest version with its annexes that come as PDF, and that with its empty places."""
    version = newest(ready.draft)
    alone = converted or _page(ready.draft, version, ready.signatory, ready.ruling.capacity, now)
    printed = inside.with_inside(alone, attachments.inside_of(version))
    return printed, signing.prepare(printed.pdf, _paper_layout(printed.layout))


def keep_signed(actor: Actor, ready: Ready, signed: bytes, pages: int, now: datetime) -> None:
    """Keep the signed page and send the draft on to the records office."""
    draft, step, ruling = ready.draft, ready.step, ready.ruling
    stored = files.store(io.BytesIO(signed), name=f"{draft.document_type.code}-{draft.pk}.pdf")
    step.state = StepState.APPROVED
    step.version = draft.latest_version
    step.decided_at = now
    step.seen_at = step.seen_at or now
    step.decided_by = actor.display_name
    step.save()
    draft.state = DraftState.SIGNED
    draft.capacity = ruling.capacity
    draft.signer_name = ready.signatory.name
    draft.signer_title = ready.signatory.title
    draft.delegation_document = ruling.decision.number if ruling.decision else ""
    draft.signing_decision_id = ruling.decision.id if ruling.decision else None
    draft.signed_file_id = stored.id
    draft.signed_pages = pages
    draft.signed_at = now
    draft.changed_at = now
    draft.save()
    worklist.close(step.work_key, now, actor=actor)
    work.to_seal(actor, draft, at=now)
    told = _("%(who)s đã ký %(what)s") % {"who": actor.display_name, "what": work.title(draft)}
    work.tell(f"{step.work_key}:signed", [draft.drafter_post_id], told, draft, at=now, kind="draft_signed")
    audit.record(
        actor,
        "documents.draft_signed",
        draft,
        at=now,
        version=draft.latest_version,
        capacity=str(ruling.capacity),
        sha256=stored.sha256,
        delegation=draft.delegation_document,
        decision=draft.signing_decision_id,
        basis=ruling.basis,
    )


def signatory_for(actor: Actor, draft: Draft, capacity: str, now: datetime) -> tuple[Signatory, Ruling]:
    """Return who signs and on what decision, in force at this minute. Raises CapacityRefused with reason and basis."""
    agency = identity.agency(draft.agency_id)
    found = compose.signatory_of_actor(actor, agency=agency, scope=compose.scope_of(draft), now=now)
    ruling = found.ruling(capacity) if found else None
    if found is None or ruling is None:
        names = ", ".join(str(c.label) for c in (found.capacities if found else ())) or _("không có")
        raise CapacityRefused(reason=_("Quyền hạn ký này không dùng được. Được chọn: %(names)s.") % {"names": names})
    if not ruling.allowed:
        raise CapacityRefused(reason=ruling.sentence)
    return found, ruling


def converted_word(actor: Actor, draft_id: int, read_version: int) -> Printed | None:
    """Convert the Word file of the version that is to be signed, outside any transaction; None without one."""
    draft = policy.visible_drafts(actor).select_related("document_type").filter(pk=draft_id).first()
    if draft is None:
        raise NotFound
    version = DraftVersion.objects.filter(draft=draft, number=read_version).first()
    if version is None or version.word_file_id is None:
        return None
    policy.may_sign(actor, draft, current_step(actor, draft)).require()
    content = DraftContent.from_json(version.content)
    notation = compose.notation_of(compose.head_of(draft), content)
    return word.to_pdf(files.read_bytes(version.word_file_id), signer_name=actor.person_name, notation=notation)


def _page(
    draft: Draft, version: DraftVersion, signatory: Signatory, capacity: SigningCapacity, now: datetime
) -> Printed:
    made = compose.paper_of_draft(
        draft,
        version,
        on=timezone.localdate(now),
        signatory=signatory,
        capacity=capacity,
        check_url=signing.check_url(draft.paper_uid),
        expected_number=_expected_number(draft, now),
    )
    return render.pdf(made)


def _expected_number(draft: Draft, now: datetime) -> int:
    """About how large the number may become: room for it is left on the page."""
    year = timezone.localdate(now).year
    registers = Register.objects.filter(
        agency_id=draft.agency_id, direction=Direction.OUTGOING, year=year, is_secret=False
    )
    return NUMBERS_AHEAD + max((next_number(key=r.series_key, year=year) for r in registers), default=1)


def _paper_layout(layout: Layout) -> signing.PaperLayout:
    return signing.PaperLayout(
        number_box=layout.number_box,
        date_box=layout.date_box,
        person_box=layout.person_box,
        seal_box=layout.seal_box,
        page_of_signatures=layout.page_of_signatures,
        qr_url=layout.qr_url,
        qr_box=layout.qr_box,
        number_size=13,
        date_size=13,
        number_align="right",
        date_align="left",
    )
