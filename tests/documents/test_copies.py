"""Copies: what the law allows, one series for all kinds, the block on paper, the agency's seal on electronic ones."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from congvu.documents import copy_rules
from congvu.documents.actions.issue import issue_draft
from congvu.documents.actions.make_copy import make_copy
from congvu.documents.actions.outgoing_numbers import void_outgoing_number
from congvu.documents.actions.registers import close_register
from congvu.documents.errors import CopyRefused, ReasonNeeded, RegisterClosed
from congvu.documents.models import Document, DocumentLink, Register
from congvu.documents.papers import copies as paper
from congvu.documents.papers.errors import PaperFailed
from congvu.documents.types import CopyForm, CopyKind, CopyOrder, NewFile, ScanPage, Secrecy, State
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, FileTypeMismatch, NotAllowed
from congvu.kernel.models import AuditEntry, OutboxEvent
from congvu.signing import api as signing
from congvu.signing.models import RegisteredPaper
from tests.conftest import NOW

from .conftest import new_file
from .drafts import signed

P, E = CopyForm.PAPER, CopyForm.ELECTRONIC
SY, SL, TRS = CopyKind.TRUE_COPY, CopyKind.COPY_OF_COPY, CopyKind.EXTRACT
LATER = NOW + timedelta(minutes=20)


def blank_pdf(pages: int = 2) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595.28, 841.89)
    writer.pdf_header = "%PDF-1.7"
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def words(pdf: bytes, page: int = -1) -> str:
    return re.sub(r"\s+", " ", PdfReader(io.BytesIO(pdf)).pages[page].extract_text())


BLOCK = paper.CopyBlock(
    kind="SAO Y",
    agency="Ủy ban nhân dân tỉnh Tiền Giang",
    number="03/SY-UBND",
    date="Tiền Giang, ngày 14 tháng 10 năm 2026",
    signer_lines=("TL. Chủ tịch", "Chánh Văn phòng"),
    signer_name="Trần Thị Ngọc Ánh",
    recipients=('- #panic("x");', "- Lưu: VT."),
)


@pytest.mark.parametrize(
    ("kind", "source", "made", "allowed"),
    [
        (SY, P, P, True),
        (SY, E, P, True),
        (SY, P, E, True),
        (SY, E, E, False),
        (SL, P, P, True),
        (SL, P, E, True),
        (SL, E, P, True),
        (SL, E, E, False),
        (TRS, P, P, True),
        (TRS, P, E, True),
        (TRS, E, P, True),
        (TRS, E, E, True),
    ],
)
def test_only_the_conversions_of_the_decree_are_allowed(kind, source, made, allowed):
    assert (copy_rules.conversion_problem(kind, source, made) is None) is allowed


@pytest.mark.parametrize(
    ("kind", "state", "secret", "frozen", "source_type", "said"),
    [
        (SY, State.ISSUED, False, False, "quyet-dinh", None),
        (SY, State.DONE, False, False, "cong-van", None),
        (SL, State.ISSUED, False, False, "sao-y", None),
        (SL, State.ISSUED, False, False, "cong-van", "chỉ làm từ bản sao y"),
        (SL, State.ISSUED, False, False, "sao-luc", "chỉ làm từ bản sao y"),
        (SY, State.ISSUED, False, False, "sao-y", "bản gốc hoặc bản chính"),
        (TRS, State.ISSUED, False, False, "sao-luc", "bản gốc hoặc bản chính"),
        (SY, State.REGISTERED, True, False, "cong-van", "bí mật nhà nước"),
        (SY, State.RECALLED, False, True, "cong-van", "thu hồi"),
        (SY, State.DONE, False, True, "cong-van", "thu hồi"),
        (SY, State.VOID, False, False, "cong-van", "đã hủy"),
        (SY, State.ARRIVED, False, False, "cong-van", "chưa vào sổ"),
        (SY, State.RETURNED, False, False, "cong-van", "trả lại"),
    ],
)
def test_what_may_be_copied(kind, state, secret, frozen, source_type, said):
    problem = copy_rules.source_problem(kind, state=state, is_secret=secret, is_frozen=frozen, source_type=source_type)
    assert problem is None if said is None else said in problem


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1", (1,)),
        ("1, 3-5", (1, 3, 4, 5)),
        (" 5 ; 2–3 ", (5, 2, 3)),
        ("2,2", (2,)),
        ("0", None),
        ("6", None),
        ("4-2", None),
        ("1-9999999999", None),
        ("một", None),
        ("", None),
    ],
)
def test_the_pages_of_an_extract_are_read(text, pages):
    assert copy_rules.chosen_pages(text, count=5) == pages


def test_a_coarse_or_old_scan_is_no_electronic_copy():
    assert copy_rules.scan_problem((1, 4), [ScanPage(199.0), ScanPage(None)]) is None
    assert "150 dpi" in copy_rules.scan_problem((1, 7), [ScanPage(300.0), ScanPage(150.2)])
    assert "1.3" in copy_rules.scan_problem((1, 3), [])


def test_the_block_stands_under_the_last_line_or_on_a_page_of_its_own():
    short = paper.extract_pdf(
        paper.ExtractPaper("Bộ Nội vụ", "5/QĐ-BNV", "", "Quyết định", "x", "", ("Một dòng.",), (), "A"), None
    )
    made = paper.with_block(short, BLOCK)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert "03/SY-UBND" in words(made)
    scan = paper.with_block(blank_pdf(2), BLOCK)
    assert len(PdfReader(io.BytesIO(scan)).pages) == 3
    for part in ("SAO Y", "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", "TL. CHỦ TỊCH", 'panic("x")', "Lưu: VT."):
        assert part in words(scan)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\x00" * 500], ids=["empty", "cut", "zeros"])
def test_a_broken_paper_is_refused_with_a_sentence(content):
    for read in (paper.read_scan, paper.page_count, lambda pdf: paper.with_block(pdf, BLOCK)):
        with pytest.raises(PaperFailed):
            read(content)


@pytest.fixture
def keys(office, settings, tmp_path):
    """Demonstration keys for the committee and its leaders."""
    from congvu.signing import vault

    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    signing.ensure_demo_keys(
        agencies=[office.agency.pk], people=[office.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    yield
    vault._fernet.cache_clear()


def order(office, kind=SY, source=P, made=P, **changes: object) -> CopyOrder:
    values: dict[str, object] = {
        "kind": kind,
        "source_form": source,
        "made_form": made,
        "ordered_by_post_id": office.posts["chief"].pk,
        "order": "Bút phê ngày 14/10/2026: sao gửi các phòng",
        "recipients": ("Sở Nội vụ", "Phòng Kinh tế"),
    }
    return CopyOrder(**{**values, **changes})


def copied(office, document, kind=SY, source=P, made=P, *, who="clerk", **changes: object) -> Document:
    done = make_copy(
        actor=office.actor(who), uid=document.uid, order=order(office, kind, source, made, **changes), now=LATER
    )
    return Document.objects.get(pk=done.document_id)


def pdf_of(document: Document) -> bytes:
    return files.read_bytes(document.files.get(role="main").file_id)


@pytest.mark.django_db
def test_a_scan_becomes_a_sealed_electronic_copy_on_its_own_line(office, register, keys):
    source = register(files=[new_file(blank_pdf(), "5412.pdf")])
    copy = copied(office, source, SY, P, E)
    assert (copy.full_code, copy.direction, copy.state) == ("01/SY-UBND", "outgoing", "issued")
    assert (copy.register.name, copy.document_type.code, copy.pages) == ("Sổ bản sao 2026", "sao-y", 2)
    assert copy.subject.startswith("Công văn số 5412/BNV-CCHC ngày 13/10/2026 của Bộ Nội vụ: Về việc")
    assert "Trần Thị Ngọc Ánh (Chánh Văn phòng): Bút phê ngày 14/10/2026" in copy.note
    assert DocumentLink.objects.get(kind="copy_of").target_id == source.pk
    report = signing.check_bytes(pdf_of(copy), at=LATER + timedelta(minutes=1))
    assert [s.verdict for s in report.signatures] == ["valid"]
    assert RegisteredPaper.objects.get(uid=copy.uid).number == "01/SY-UBND"
    entry = AuditEntry.objects.get(code="documents.copied", subject_id=source.pk)
    assert entry.data["ordered_by"] == "Trần Thị Ngọc Ánh"
    assert OutboxEvent.objects.filter(name="documents.CopyMade").count() == 1
    assert list(copy.addressees.order_by("position").values_list("kind", "name")) == [
        ("info", "Sở Nội vụ"),
        ("info", "Phòng Kinh tế"),
        ("file", "VT"),
    ]


@pytest.mark.django_db
def test_the_signed_original_is_printed_with_the_block_and_copied_again(office, keys):
    done = issue_draft(actor=office.actor("clerk"), draft_id=signed(office), now=NOW + timedelta(minutes=9))
    original = Document.objects.get(pk=done.document_id)
    copy = copied(office, original, SY, E, P)
    shown = words(pdf_of(copy))
    for part in ("SAO Y", "Số: 01/SY-UBND", "Tiền Giang, ngày 14 tháng 10 năm 2026", "- Sở Nội vụ;", "- Lưu: VT."):
        assert part in shown
    assert signing.check_bytes(pdf_of(copy), at=LATER).signatures == ()
    again = copied(office, copy, SL, P, P)
    extract = copied(office, original, TRS, E, E, pages="1")
    assert (again.full_code, extract.full_code) == ("02/SL-UBND", "03/TrS-UBND")
    assert {copy.register_id, again.register_id, extract.register_id} == {
        Register.objects.get(name="Sổ bản sao 2026").pk
    }
    assert len(signing.check_bytes(pdf_of(extract), at=LATER).signatures) == 1
    assert original.number == 1


@pytest.mark.django_db
def test_an_extract_in_words_has_the_full_form_and_a_photocopy_only_the_block(office, register):
    source = register()
    extract = copied(office, source, TRS, text="Điều 2. Chánh Văn phòng thi hành.\n…")
    shown = words(pdf_of(extract))
    for part in ("BỘ NỘI VỤ", "Số: 5412/BNV-CCHC", "Điều 2. Chánh Văn phòng thi hành.", "TRÍCH SAO", "01/TrS-UBND"):
        assert part in shown
    block = copied(office, source, SY)
    assert len(PdfReader(io.BytesIO(pdf_of(block))).pages) == 1
    assert "02/SY-UBND" in words(pdf_of(block))


@pytest.mark.django_db
def test_refusals_change_nothing(office, register, keys):
    source = register(files=[new_file(blank_pdf(), "5412.pdf")])
    bare = register(code_number="77")
    secret = register(secrecy=Secrecy.SECRET, code_number="78")
    chief = office.posts["officer"].pk
    tried = [
        (source, {"source": E, "made": E}, CopyRefused),
        (source, {"source": E}, CopyRefused),  # tệp không có chữ ký số
        (source, {"kind": SL}, CopyRefused),
        (source, {"kind": "sao-chep"}, CopyRefused),
        (source, {"kind": TRS}, CopyRefused),
        (source, {"kind": TRS, "pages": "9"}, CopyRefused),
        (source, {"kind": TRS, "pages": "1", "text": "x"}, CopyRefused),
        (source, {"pages": "1"}, CopyRefused),
        (source, {"ordered_by_post_id": chief}, CopyRefused),
        (source, {"order": "  "}, ReasonNeeded),
        (source, {"copies": 0}, CopyRefused),
        (bare, {"made": E}, CopyRefused),
        (secret, {}, CopyRefused),
        (source, {"who": "chief"}, NotAllowed),
    ]
    for document, changes, refusal in tried:
        with pytest.raises(refusal):
            copied(office, document, **changes)
    assert Document.objects.filter(direction="outgoing").count() == 0
    assert not Register.objects.filter(name__startswith="Sổ bản sao").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"MZ\x90\x00" * 200, "ban-quet.pdf", FileTypeMismatch),
        (b"%PDF-1.7\n<< /Type /Catalog", "ban-quet.pdf", DomainError),
        (b"", "ban-quet.pdf", DomainError),
    ],
    ids=["program", "cut", "empty"],
)
def test_a_hostile_scan_takes_no_number(office, register, keys, content, name, refusal):
    source = register()
    with pytest.raises(refusal):
        copied(office, source, SY, P, E, scan=NewFile(io.BytesIO(content), name))
    assert copied(office, source, SY, P, E, scan=NewFile(io.BytesIO(blank_pdf()), "quet.pdf")).number == 1


@pytest.mark.django_db
def test_a_voided_number_is_not_copied_and_a_closed_register_gives_none(office, register):
    source = register()
    copy = copied(office, source)
    void_outgoing_number(actor=office.actor("clerk"), uid=copy.uid, reason="Sao nhầm", now=LATER)
    with pytest.raises(CopyRefused, match="đã hủy"):
        copied(office, copy, SL)
    assert copied(office, source).number == 2
    close_register(actor=office.actor("clerk"), register_id=copy.register_id, now=LATER)
    with pytest.raises(RegisterClosed):
        copied(office, source)


@pytest.mark.django_db
def test_the_clerk_makes_it_on_the_page_and_both_papers_show_each_other(client, office, register):
    source = register()
    address = f"/van-ban/{source.uid}/sao/"
    sent = {
        "kind": SY,
        "source_form": P,
        "made_form": P,
        "ordered_by": office.posts["chairman"].pk,
        "order": "Ý kiến trực tiếp",
        "recipients": "Sở Nội vụ\nPhòng Kinh tế",
    }
    client.force_login(office.accounts["officer"])
    assert client.get(address).status_code == 404
    client.force_login(office.accounts["chief"])
    assert client.post(address, sent).status_code == 403
    client.force_login(office.accounts["clerk"])
    assert "Sao văn bản" in client.get(f"/van-ban/{source.uid}/").content.decode()
    refused = client.post(address, {**sent, "scan": SimpleUploadedFile("a.pdf", b"MZ<script>")})
    assert refused.status_code == 422
    assert client.post(address, {**sent, "made_form": "đá", "copies": "9" * 30}).status_code == 422
    assert Document.objects.filter(direction="outgoing").count() == 0
    answer = client.post(address, sent)
    copy = Document.objects.get(direction="outgoing")
    assert answer["Location"] == f"/van-ban/{copy.uid}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Là bản sao của" in page
    assert str(source.uid) in page
    assert "01/SY-UBND" in client.get(f"/van-ban/{source.uid}/").content.decode()
    listed = client.get(f"/van-ban-di/?so={copy.register_id}&loai=sao-y").content.decode()
    assert str(copy.uid) in listed
