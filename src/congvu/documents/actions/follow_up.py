"""After issue: a paper is corrected, replaced or recalled by another paper (NĐ 30/2020 Điều 18; Phụ lục VI, F8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, publish
from congvu.search import api as search
from congvu.signing import api as signing

from .. import follow_ups, rules
from ..drafting.errors import FollowUpRefused
from ..drafting.types import DraftContent
from ..events import DocumentCorrected, DocumentRecalled, DocumentReplaced
from ..models import Access, Document, DocumentLink, Draft, FileText
from ..types import Direction, LinkKind, State
from . import trays
from .draft import create_draft
from .locked import lock_document, words
from .void import close_all


@transaction.atomic
def start_follow_up(*, actor: Actor, uid: UUID, kind: str, reason: str, now: datetime) -> int:
    """Start the draft that will correct, replace or recall an issued paper; return the draft's id.

    Correction is a công văn, replacement a paper of the same type (Điều 18.3). What it does to the paper happens when
    the draft is issued. Raises NotFound, NotAllowed, FollowUpRefused or ReasonNeeded.
    """
    document = lock_document(actor, uid, follow_ups.may_follow_up)
    if (why := follow_ups.problem(kind, direction=document.direction, state=document.state)) is not None:
        raise FollowUpRefused(reason=why)
    running = Draft.objects.filter(about=document, about_kind=kind, document=None).exclude(state="cancelled").first()
    if running is not None:
        raise FollowUpRefused(reason=_("%(who)s đang soạn văn bản này rồi.") % {"who": running.drafter_name})
    plain = words(reason, limit=2000, needed=True)
    subject, body = follow_ups.first_words(
        kind,
        type_name=document.document_type.name,
        code=document.full_code,
        issued_on=document.issued_on,
        agency=document.issuing_agency_name,
        subject=document.subject,
        reason=plain,
    )
    receivers = list(document.addressees.exclude(kind="file").order_by("position").values_list("kind", "name"))
    draft_id = create_draft(
        actor=actor,
        type_code=document.document_type.code if kind == LinkKind.REPLACES else "cong-van",
        content=DraftContent(
            subject=subject,
            body=body,
            send_to=tuple(name for why, name in receivers if why == "main"),
            recipients=tuple(name for why, name in receivers if why != "main"),
        ),
        urgency=document.urgency,
        now=now,
    )
    Draft.objects.filter(pk=draft_id).update(about=document, about_kind=kind)
    audit.record(actor, "documents.follow_up_started", document, at=now, kind=kind, draft=draft_id, reason=plain)
    return draft_id


def carry_out(*, actor: Actor, draft: Draft, document: Document, now: datetime) -> None:
    """Do what an issued follow-up says to the paper it is about; part of the act of issuing. Raises FollowUpRefused."""
    if draft.about_id is None:
        return
    about = Document.objects.select_for_update(of=("self",)).select_related("document_type").get(pk=draft.about_id)
    kind = LinkKind(draft.about_kind)
    if (why := follow_ups.problem(kind, direction=about.direction, state=about.state)) is not None:
        raise FollowUpRefused(reason=why)
    DocumentLink.objects.create(
        source=document, target=about, kind=kind, created_at=now, created_by_post_id=actor.post_id
    )
    if kind == LinkKind.CORRECTS:
        _corrected(actor, about, document, now)
    elif kind == LinkKind.REPLACES:
        _replaced(actor, about, document, now)
    else:
        _recalled(actor, about, document, now)


def _corrected(actor: Actor, about: Document, by: Document, now: datetime) -> None:
    audit.record(actor, "documents.document_corrected", about, at=now, by=by.full_code)
    publish(DocumentCorrected(about.pk, str(about.uid), about.agency_id, by.pk, by.full_code, now))
    _tell_readers(about, by, _("%(code)s được đính chính bằng %(by)s"), now)


def _replaced(actor: Actor, about: Document, by: Document, now: datetime) -> None:
    about.state = State.REPLACED
    about.closed_at = now
    about.closing_note = _("Thay thế bằng %(code)s") % {"code": by.full_code}
    about.save(update_fields=["state", "closed_at", "closing_note"])
    signing.withdraw_paper(uid=about.uid, reason=about.closing_note, at=now)
    trays.refresh_search(about)
    audit.record(actor, "documents.document_replaced", about, at=now, by=by.full_code)
    publish(DocumentReplaced(about.pk, str(about.uid), about.agency_id, by.pk, by.full_code, now))
    _tell_readers(about, by, _("%(code)s được thay thế bằng %(by)s"), now)


def _recalled(actor: Actor, about: Document, by: Document, now: datetime) -> None:
    """Freeze the paper and its metadata, and destroy its copies in the agencies of this installation (F8)."""
    copies = _incoming_copies(about)
    about.state = State.RECALLED
    about.closed_at = now
    about.closing_note = _("Thu hồi theo %(code)s") % {"code": by.full_code}
    about.frozen_at = now
    about.save(update_fields=["state", "closed_at", "closing_note", "frozen_at"])
    signing.withdraw_paper(uid=about.uid, reason=about.closing_note, at=now)
    trays.refresh_search(about)
    audit.record(actor, "documents.document_recalled", about, at=now, by=by.full_code, copies=[c.pk for c in copies])
    for copy in copies:
        _destroy(actor, copy, sender=by.issuing_agency_name, note=_note(by.full_code), now=now)
    exchange.request_back(actor=actor, reference=about.uid, reason=about.closing_note, now=now)
    publish(
        DocumentRecalled(
            about.pk,
            str(about.uid),
            about.agency_id,
            about.document_code,
            by.pk,
            by.full_code,
            tuple(copy.agency_id for copy in copies),
            now,
        )
    )
    _tell_readers(about, by, _("%(code)s bị thu hồi theo %(by)s"), now)


def _incoming_copies(about: Document) -> list[Document]:
    """Return the lines under which agencies of this installation registered the paper, locked."""
    if not about.document_code:
        return []
    there = about.addressees.exclude(agency=None).values_list("agency_id", flat=True)
    rows = Document.objects.filter(
        direction=Direction.INCOMING, agency_id__in=list(there), document_code=about.document_code
    ).exclude(state=State.RECALLED)
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    by_exchange = exchange.arrivals_of(copy.uid for copy in found)
    return [copy for copy in found if copy.uid not in by_exchange]  # those are asked for, and answered, by exchange


def _note(code: str) -> str:
    return _("Cơ quan gửi thu hồi theo %(code)s") % {"code": code}


@transaction.atomic
def destroy_copy(*, actor: Actor, document_uid: UUID, sender: str, reason: str, now: datetime) -> None:
    """Destroy an arrived copy because the receiver agreed to give it back (Phụ lục VI, F8); part of that act."""
    copy = (
        Document.objects.select_for_update(of=("self",))
        .filter(uid=document_uid, agency_id=actor.agency_id, direction=Direction.INCOMING)
        .exclude(state=State.RECALLED)
        .first()
    )
    if copy is not None:
        note = _("Cơ quan gửi lấy lại: %(reason)s") % {"reason": reason or copy.full_code}
        _destroy(actor, copy, sender=sender, note=note[:500], now=now)


def _destroy(actor: Actor, copy: Document, *, sender: str, note: str, now: datetime) -> None:
    """Take the content out of an arrived copy; number, sender and the recall's own data stay in the register."""
    posts = set(copy.handlings.exclude(to_post=None).values_list("to_post_id", flat=True))
    clerks = identity.posts(on=timezone.localdate(now), agency_id=copy.agency_id, role=Role.RECORDS_CLERK)
    posts |= {clerk.id for clerk in clerks}
    if rules.after(copy.state, rules.Act.RECALL) is None:
        said = _("%(sender)s thu hồi %(code)s; văn bản đã lập hồ sơ, cần hủy theo quy định lưu trữ")
    else:
        said = _("%(sender)s thu hồi văn bản %(code)s; bản điện tử đã hủy")
        _empty(actor, copy, note, now)
    trays.tell(
        f"{copy.search_key}:recalled",
        copy,
        post_ids=posts,
        text=said % {"sender": sender, "code": copy.full_code},
        at=now,
        kind="recalled",
    )


def _empty(actor: Actor, copy: Document, note: str, now: datetime) -> None:
    FileText.objects.filter(file__document=copy).delete()
    removed = copy.files.filter(removed_at=None).update(removed_at=now)
    copy.subject = _("Văn bản đã thu hồi")
    copy.signer_name = copy.signer_position = copy.note = ""
    copy.save(update_fields=["subject", "signer_name", "signer_position", "note"])
    close_all(copy, state=State.RECALLED, note=note, actor=actor, now=now)
    search.remove(copy.search_key)
    audit.record(actor, "documents.copy_destroyed", copy, at=now, note=note, files=removed)


def _tell_readers(about: Document, by: Document, sentence: str, now: datetime) -> None:
    """Ring the bells of those in the agency to whom the paper was opened by name."""
    grants = Access.objects.filter(document=about, grant__startswith="post:", closed_at=None)
    posts = {int(grant.removeprefix("post:")) for grant in grants.values_list("grant", flat=True)}
    said = sentence % {"code": about.full_code, "by": by.full_code}
    trays.tell(f"{about.search_key}:follow:{by.pk}", about, post_ids=posts, text=said, at=now, kind="follow_up")
