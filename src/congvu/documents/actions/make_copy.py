"""The records office makes a copy of a document on the order of a competent person (NĐ 30/2020 Điều 25-27)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.exchange import api as exchange
from congvu.identity import api as identity
from congvu.identity.api import PostCard
from congvu.kernel.api import Actor, audit, files, publish, take_number
from congvu.kernel.api import text as vn
from congvu.signing import api as signing

from .. import copy_rules, policy
from ..drafting import rules as draft_rules
from ..drafting.compose import Signatory, signatory_of_post
from ..drafting.signing_rights import PaperScope
from ..errors import CopyRefused
from ..events import CopyMade
from ..extraction import PDF
from ..models import Access, Addressee, Document, DocumentLink, DocumentType, Register
from ..papers import copies as paper
from ..types import AddresseeKind, CopyForm, CopyKind, CopyOrder, Direction, FileRole, LinkKind, State
from . import attach, trays
from .give import open_to
from .locked import lock_document, words
from .registers import copies_register
from .submit import leaders_of

MOST_RECIPIENTS = 50
MOST_COPIES = 999
MARKS = {kind: signing.CopyMark[kind.name] for kind in (CopyKind.TRUE_COPY, CopyKind.COPY_OF_COPY, CopyKind.EXTRACT)}


@dataclass(frozen=True, slots=True)
class Copied:
    """What the act gave: the line in the register of copies and its printed number."""

    document_id: int
    uid: UUID
    code: str


@dataclass(frozen=True, slots=True)
class _Signer:
    card: PostCard
    lines: tuple[str, ...]
    capacity: str


@dataclass(frozen=True, slots=True)
class _Line:
    """Number, day and words of the copy that is being made."""

    register: Register
    number: int
    notation: str
    day: date
    place: str

    @property
    def code(self) -> str:
        return f"{draft_rules.printed_number(self.number)}/{self.notation}"


@transaction.atomic
def make_copy(*, actor: Actor, uid: UUID, order: CopyOrder, now: datetime) -> Copied:
    """Number a copy in the common series of copies, make its page or seal its file, and keep it as a line of its own.

    A copy on paper is kept as the page to print, which is then signed and sealed by hand; an electronic one is sealed
    with the agency's key at the top right of page 1. All or nothing. Raises NotFound, NotAllowed, CopyRefused,
    RegisterClosed, ReasonNeeded, TextTooLong, the File… refusals, PaperFailed and the refusals of signing.
    """
    document = lock_document(actor, uid, policy.may_copy)
    kind = _kind(order)
    for problem in (
        copy_rules.source_problem(
            kind,
            state=document.state,
            is_secret=document.is_secret,
            is_frozen=document.frozen_at is not None,
            source_type=document.document_type.code,
        ),
        copy_rules.conversion_problem(kind, order.source_form, order.made_form),
    ):
        if problem is not None:
            raise CopyRefused(reason=problem)
    said = words(order.order, limit=300, needed=True)
    recipients = _recipients(order)
    signer = _signer(actor, document, kind, order.ordered_by_post_id, now)
    source = _source(document, order, now)

    line = _numbered(actor, kind, now)
    pdf = _made(actor, document, order, source, signer, recipients, line, now)
    copy = _row(actor, document, order, signer, recipients, line, said, now)
    stored = files.store(io.BytesIO(pdf), name=f"{line.code.replace('/', '_')}.pdf")
    taken = attach.Taken(stored, FileRole.MAIN, *attach.read_now(stored))
    copy.pages = paper.page_count(pdf)
    copy.save(update_fields=["pages"])
    attach.add(copy, [taken], now=now)
    _relations(actor, document, copy, recipients, now)
    if order.made_form == CopyForm.ELECTRONIC:
        signing.register_paper(
            uid=copy.uid,
            agency_id=copy.agency_id,
            number=copy.full_code,
            date=line.day,
            subject_public="",
            file_id=stored.id,
            at=now,
        )
    trays.refresh_search(copy)
    _record(actor, document, copy, order, signer, said, stored.sha256, now)
    return Copied(copy.pk, copy.uid, copy.full_code)


def _kind(order: CopyOrder) -> CopyKind:
    if order.kind not in CopyKind.values or not {order.source_form, order.made_form} <= set(CopyForm.values):
        raise CopyRefused(reason=_("Chọn loại bản sao, dạng của bản đem sao và dạng của bản sao."))
    if order.copies is not None and not 0 < order.copies <= MOST_COPIES:
        raise CopyRefused(reason=_("Số bản từ 1 đến %(most)d.") % {"most": MOST_COPIES})
    if order.kind == CopyKind.EXTRACT and bool(order.pages.strip()) == bool(order.text.strip()):
        raise CopyRefused(reason=_("Trích sao: ghi các trang, hoặc phần nội dung được trích; chỉ một trong hai."))
    if order.kind != CopyKind.EXTRACT and (order.pages.strip() or order.text.strip()):
        raise CopyRefused(reason=_("Sao y và sao lục sao toàn bộ văn bản; chỉ trích sao mới chọn phần."))
    return CopyKind(order.kind)


def _recipients(order: CopyOrder) -> tuple[str, ...]:
    found = tuple(name for raw in order.recipients if (name := vn.clean_line(raw).rstrip(" .;")))
    if len(found) > MOST_RECIPIENTS or any(len(name) > 250 for name in found):
        raise CopyRefused(reason=_("Nơi nhận nhiều nhất %(n)d dòng, mỗi dòng 250 ký tự.") % {"n": MOST_RECIPIENTS})
    return found


def _signer(actor: Actor, document: Document, kind: CopyKind, post_id: int, now: datetime) -> _Signer:
    """Return who ordered the copy, and in which capacity she signs it (Điều 13, 27)."""
    card = next((c for c in leaders_of(agency_id=actor.agency_id, now=now) if c.id == post_id), None)
    if card is None:
        raise CopyRefused(reason=_("Người quyết định sao phải là lãnh đạo cơ quan hoặc Chánh Văn phòng (Điều 27)."))
    kind_row = DocumentType.objects.get(code=kind)
    agency = identity.agency(document.agency_id)
    signatory: Signatory | None = signatory_of_post(
        post_id, agency=agency, scope=PaperScope(kind_row.pk, kind_row.name, frozenset({card.unit_id})), at=now
    )
    if signatory is None or (capacity := signatory.shown) is None:
        return _Signer(card, (draft_rules.printed_title(card.title),), "")
    return _Signer(card, signatory.lines(capacity), draft_rules.REGISTER_CAPACITY[capacity])


def _source(document: Document, order: CopyOrder, now: datetime) -> bytes | None:
    """Return the PDF that is copied: the scan handed in, else the document's file; None for a photocopy alone."""
    electronic = order.source_form == CopyForm.ELECTRONIC
    if order.scan is not None and electronic:
        raise CopyRefused(reason=_("Bản điện tử sao từ chính tệp của văn bản trong hệ thống; không tải tệp khác lên."))
    if order.scan is not None:
        stored = files.store(order.scan.stream, name=order.scan.name, accept=[PDF])
        pdf: bytes | None = files.read_bytes(stored.id)
    else:
        main = document.files.filter(role=FileRole.MAIN, removed_at=None, media_type=PDF).first()
        pdf = files.read_bytes(main.file_id) if main else None
    if pdf is None:
        on_paper = order.source_form == order.made_form == CopyForm.PAPER
        if (on_paper and not order.pages.strip()) or order.text.strip():
            return None
        raise CopyRefused(reason=_("Văn bản chưa có tệp PDF để sao. Quét bản giấy rồi tải tệp quét lên."))
    _check_source(pdf, electronic=electronic, made=order.made_form, now=now)
    return pdf


def _check_source(pdf: bytes, *, electronic: bool, made: str, now: datetime) -> None:
    """An electronic paper is one with sound signatures; a scan has none, and is fine enough to be a copy."""
    version, pages = paper.read_scan(pdf)
    report = signing.check_bytes(pdf, at=now)
    if electronic and not report.signatures:
        raise CopyRefused(reason=_("Tệp này không có chữ ký số, không phải bản điện tử có giá trị; sao từ bản giấy."))
    if electronic and any(one.verdict == "invalid" for one in report.signatures):
        raise CopyRefused(reason=_("Chữ ký số trên tệp không hợp lệ, không sao được. Xem mục Chữ ký số của văn bản."))
    if electronic:
        return
    if report.signatures:
        raise CopyRefused(reason=_("Tệp này đã có chữ ký số: là văn bản điện tử, không phải bản quét của bản giấy."))
    if made == CopyForm.ELECTRONIC and (problem := copy_rules.scan_problem(version, pages)) is not None:
        raise CopyRefused(reason=problem)


def _numbered(actor: Actor, kind: CopyKind, now: datetime) -> _Line:
    """Take the next number of the common series of copies."""
    day = timezone.localdate(now)
    agency = identity.agency(actor.agency_id)
    register = copies_register(agency_id=actor.agency_id, on=day)
    number = take_number(key=register.series_key, year=register.year)
    return _Line(register, number, copy_rules.notation(kind, agency.abbreviation), day, agency.place_name)


def _made(
    actor: Actor,
    document: Document,
    order: CopyOrder,
    source: bytes | None,
    signer: _Signer,
    recipients: tuple[str, ...],
    line: _Line,
    now: datetime,
) -> bytes:
    """Return the PDF of the copy: pages with the block for paper, a sealed file for the electronic one."""
    mark = MARKS[CopyKind(order.kind)]
    block = None
    if order.made_form == CopyForm.PAPER:
        when = draft_rules.printed_date(line.day)
        block = paper.CopyBlock(
            kind=str(mark.label),
            agency=actor.agency_name,
            number=line.code,
            date=f"{line.place}, {when}" if line.place else when,
            signer_lines=signer.lines,
            signer_name=signer.card.person_name,
            recipients=(*(f"- {name};" for name in recipients), "- Lưu: VT."),
        )
    if order.text.strip():
        pdf = paper.extract_pdf(_extract(document, order), block)
    elif source is None:
        assert block is not None
        pdf = paper.block_alone(block)
    else:
        part = _chosen(source, order)
        pdf = paper.with_block(part, block) if block is not None else part
    if block is not None:
        return pdf
    return signing.seal_copy(actor=actor, agency_id=document.agency_id, pdf=pdf, kind=mark, now=now)


def _chosen(source: bytes, order: CopyOrder) -> bytes:
    if not order.pages.strip():
        return source
    count = paper.page_count(source)
    numbers = copy_rules.chosen_pages(order.pages, count=count)
    if numbers is None:
        raise CopyRefused(
            reason=_("Ghi các trang được trích như “1, 3-5”; văn bản có %(count)d trang.") % {"count": count}
        )
    return paper.picked(source, numbers)


def _extract(document: Document, order: CopyOrder) -> paper.ExtractPaper:
    """Return the chosen words in the full form of the paper they are from."""
    letter = document.document_type.code == "cong-van"
    when = draft_rules.printed_date(document.issued_on) if document.issued_on else ""
    body = words(order.text, limit=50_000, needed=True)
    return paper.ExtractPaper(
        agency=document.issuing_agency_name,
        code=document.full_code,
        date=when,
        type_name="" if letter else document.document_type.name,
        subject="" if letter else document.subject,
        about=f"V/v {document.subject}" if letter and document.subject else "",
        body=tuple(body.splitlines()),
        signer_lines=tuple(p for p in (" ".join((document.signer_capacity, document.signer_position)).strip(),) if p),
        signer_name=document.signer_name,
    )


def _row(
    actor: Actor,
    document: Document,
    order: CopyOrder,
    signer: _Signer,
    recipients: tuple[str, ...],
    line: _Line,
    said: str,
    now: datetime,
) -> Document:
    agency = identity.agency(document.agency_id)
    return Document.objects.create(
        direction=Direction.OUTGOING,
        agency_id=document.agency_id,
        register=line.register,
        year=line.register.year,
        number=line.number,
        document_type=DocumentType.objects.get(code=order.kind),
        code_number=draft_rules.printed_number(line.number),
        code_notation=line.notation,
        document_code=f"{agency.code or document.agency_id},{line.day:%Y/%m/%d},{line.code}",
        subject=copy_rules.subject(
            type_name=document.document_type.name,
            code=document.full_code,
            day=f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
            agency=document.issuing_agency_name,
            subject=document.subject,
        ),
        issued_on=line.day,
        issuing_agency_id=document.agency_id,
        issuing_agency_name=agency.name,
        signer_name=signer.card.person_name,
        signer_position=draft_rules.printed_title(signer.card.title),
        signer_capacity=signer.capacity,
        circulation=document.circulation,
        copies=order.copies,
        registered_at=now,
        forwarded_at=now,
        issued_at=now,
        state=State.ISSUED,
        note=_note(signer, said),
        drafting_unit_id=actor.unit_id,
        handler_text="; ".join(recipients)[:1000],
        created_by_post_id=actor.post_id,
    )


def _note(signer: _Signer, said: str) -> str:
    """Return who ordered the copy and how, as the register shows it; the audit log has it in full."""
    values = {"who": signer.card.person_name, "title": signer.card.title, "said": said}
    return (_("Sao theo ý kiến của %(who)s (%(title)s): %(said)s") % values)[:500]


def _relations(actor: Actor, document: Document, copy: Document, recipients: tuple[str, ...], now: datetime) -> None:
    """Link the copy to its source, note who gets it, and let those read it who may read the source."""
    DocumentLink.objects.create(
        source=copy, target=document, kind=LinkKind.COPY_OF, created_at=now, created_by_post_id=actor.post_id
    )
    known = identity.agencies_named(recipients)
    codes = exchange.named(recipients, on=timezone.localdate(now))
    named = [*((AddresseeKind.INFO, name) for name in recipients), (AddresseeKind.FILE, "VT")]
    Addressee.objects.bulk_create(
        [
            Addressee(
                document=copy, kind=kind, name=name, agency_id=known.get(name), channel="", position=place,
                organ_code=codes[name].code[:35] if name in codes else "",
            )
            for place, (kind, name) in enumerate(named)
        ]
    )  # fmt: skip
    grants = Access.objects.filter(document=document, closed_at=None).order_by("grant").values_list("grant", flat=True)
    open_to(copy, list(grants), now=now)


def _record(
    actor: Actor,
    document: Document,
    copy: Document,
    order: CopyOrder,
    signer: _Signer,
    said: str,
    sha256: str,
    now: datetime,
) -> None:
    audit.record(
        actor,
        "documents.copied",
        document,
        at=now,
        code=copy.full_code,
        kind=order.kind,
        copy=copy.pk,
        text=said,
        ordered_by=signer.card.person_name,
        ordered_by_post=signer.card.id,
    )
    audit.record(
        actor,
        "documents.copy_made",
        copy,
        at=now,
        code=copy.full_code,
        number=copy.number,
        register=copy.register_id,
        kind=order.kind,
        source=document.pk,
        source_form=order.source_form,
        made_form=order.made_form,
        text=said,
        ordered_by=signer.card.person_name,
        ordered_by_post=signer.card.id,
        sha256=sha256,
    )
    assert copy.number is not None
    assert copy.issued_on is not None
    publish(
        CopyMade(
            document_id=copy.pk,
            uid=str(copy.uid),
            agency_id=copy.agency_id,
            number=copy.number,
            year=copy.year,
            code=copy.full_code,
            kind=order.kind,
            source_id=document.pk,
            issued_on=copy.issued_on,
            at=now,
        )
    )
