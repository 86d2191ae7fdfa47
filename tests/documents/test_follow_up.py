"""After issue: correction, replacement, recall with freezing and destruction (F8), supplementary and voided numbers."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from congvu.documents.actions.approve import approve_step, submit_draft
from congvu.documents.actions.follow_up import start_follow_up
from congvu.documents.actions.issue import issue_draft
from congvu.documents.actions.outgoing_numbers import void_outgoing_number
from congvu.documents.actions.register import register_incoming
from congvu.documents.actions.sign import sign_draft
from congvu.documents.drafting import rules
from congvu.documents.drafting.errors import FollowUpRefused, SupplementRefused
from congvu.documents.errors import ReasonNeeded
from congvu.documents.models import (
    Document,
    DocumentLink,
    DocumentType,
    Draft,
    DraftFile,
    DraftVersion,
    FileText,
    Register,
)
from congvu.documents.papers import render
from congvu.kernel import files
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry, OutboxEvent
from congvu.signing import api as signing
from congvu.signing.command_line import VALID, verify_file
from congvu.signing.models import RegisteredPaper
from tests.conftest import NOW
from tests.documents.conftest import incoming, new_file
from tests.documents.drafts import new_draft, signed
from tests.documents.test_form_check import LETTER

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=9)


@pytest.fixture(autouse=True)
def keys(office, settings, tmp_path):
    """Demonstration keys for the committee and its chairman."""
    from congvu.signing import vault

    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    signing.ensure_demo_keys(
        agencies=[office.agency.pk], people=[office.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    yield
    vault._fernet.cache_clear()


def issued(office, pk: int, **changes: object) -> Document:
    done = issue_draft(actor=office.actor("clerk"), draft_id=pk, **{"now": LATER, **changes})
    return Document.objects.get(pk=done.document_id)


def carried_out(office, pk: int) -> Document:
    """Take a follow-up's draft through its steps to issue."""
    Draft.objects.filter(pk=pk).update(signer_post=office.posts["chairman"])
    submit_draft(actor=office.actor("clerk"), draft_id=pk, read_version=1, now=LATER)
    while Draft.objects.get(pk=pk).state != "signing":
        approve_step(actor=office.actor("chief"), draft_id=pk, read_version=1, now=LATER)
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=1, capacity="tm", now=LATER)
    return issued(office, pk)


def started(office, document: Document, kind: str, who: str = "clerk") -> int:
    return start_follow_up(
        actor=office.actor(who), uid=document.uid, kind=kind, reason="Ghi nhầm thời hạn báo cáo", now=LATER
    )


def test_a_correction_is_a_letter_linked_both_ways(office):
    paper = issued(office, signed(office))
    pk = started(office, paper, "corrects")
    draft = Draft.objects.get(pk=pk)
    assert (draft.document_type.code, draft.about_id) == ("cong-van", paper.pk)
    assert draft.subject == "đính chính Công văn số 01/UBND-TH"
    by = carried_out(office, pk)
    link = DocumentLink.objects.get(kind="corrects")
    assert (link.source_id, link.target_id) == (by.pk, paper.pk)
    paper.refresh_from_db()
    assert paper.state == "issued"
    assert OutboxEvent.objects.filter(name="documents.DocumentCorrected").count() == 1


def test_a_replacement_has_the_same_type_and_closes_the_old_paper(office):
    paper = issued(office, signed(office))
    pk = started(office, paper, "replaces", "officer")
    assert Draft.objects.get(pk=pk).document_type_id == paper.document_type_id
    Draft.objects.filter(pk=pk).update(drafter_post=office.posts["clerk"], unit=office.units["office"])
    by = carried_out(office, pk)
    paper.refresh_from_db()
    assert (paper.state, paper.closing_note) == ("replaced", f"Thay thế bằng {by.full_code}")
    assert RegisteredPaper.objects.get(uid=paper.uid).withdrawn_at == LATER


def test_a_recall_freezes_the_paper_and_destroys_the_copy_that_came_in_elsewhere(office, other_office):
    paper = issued(office, signed(office))
    paper.addressees.create(kind="act", name=other_office.agency.name, agency=other_office.agency, position=9)
    data = incoming(document_code=paper.document_code, subject="Báo cáo kết quả", note="ghi chú nội bộ")
    done = register_incoming(
        actor=other_office.actor("clerk"), data=data, files=[new_file()], now=NOW, confirm_duplicate=True
    )
    copy = Document.objects.get(pk=done.id)
    by = carried_out(office, started(office, paper, "recalls"))

    paper.refresh_from_db()
    copy.refresh_from_db()
    assert (paper.state, paper.frozen_at, paper.closing_note) == ("recalled", LATER, f"Thu hồi theo {by.full_code}")
    assert (copy.state, copy.subject, copy.note) == ("recalled", "Văn bản đã thu hồi", "")
    assert copy.closing_note == f"Cơ quan gửi thu hồi theo {by.full_code}"
    assert copy.number == done.number
    assert copy.files.filter(removed_at=None).count() == 0
    assert FileText.objects.filter(file__document=copy).count() == 0
    assert AuditEntry.objects.filter(code="documents.copy_destroyed", subject_id=copy.pk).count() == 1
    event = OutboxEvent.objects.get(name="documents.DocumentRecalled")
    assert list(event.payload["destroyed_at_agencies"]) == [other_office.agency.pk]
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(subject="đổi lại")
    with pytest.raises(FollowUpRefused, match="Đã thu hồi"):
        started(office, paper, "corrects")


@pytest.mark.parametrize("who", ["econ_head", "econ_officer", "admin"])
def test_strangers_start_nothing(office, who):
    paper = issued(office, signed(office))
    with pytest.raises((NotAllowed, NotFound)):
        started(office, paper, "recalls", who)
    assert Draft.objects.filter(about__isnull=False).count() == 0


def test_the_same_follow_up_is_not_started_twice_and_needs_a_reason(office):
    paper = issued(office, signed(office))
    with pytest.raises(ReasonNeeded):
        start_follow_up(actor=office.actor("clerk"), uid=paper.uid, kind="recalls", reason=" ", now=LATER)
    started(office, paper, "recalls")
    with pytest.raises(FollowUpRefused, match="Đỗ Thị Bé Ba đang soạn"):
        started(office, paper, "recalls")
    with pytest.raises(FollowUpRefused, match="Chọn đính chính"):
        started(office, paper, "answer")


def test_a_supplementary_number_stands_behind_its_number_with_a_reason(office):
    first, second = issued(office, signed(office)), issued(office, signed(office))
    pk = signed(office)
    with pytest.raises(ReasonNeeded):
        issued(office, pk, supplement_to=1)
    with pytest.raises(SupplementRefused):
        issued(office, pk, supplement_to=7, supplement_reason="Sót")
    third = issued(office, pk, supplement_to=1, supplement_reason="Sót khi vào sổ")
    assert (third.number, third.number_suffix, third.full_code) == (1, "a", "01a/UBND-TH")
    assert third.note == "Sót khi vào sổ"
    assert issued(office, signed(office)).full_code == "03/UBND-TH"
    assert [first.full_code, second.full_code] == ["01/UBND-TH", "02/UBND-TH"]


@pytest.mark.parametrize(
    ("day", "before", "after", "part"),
    [
        (date(2026, 10, 14), date(2026, 10, 12), date(2026, 10, 14), None),
        (date(2026, 10, 15), None, None, "sau hôm nay"),
        (date(2026, 10, 10), None, None, "trước ngày ký"),
        (date(2026, 10, 12), date(2026, 10, 13), None, "trước ngày 13/10/2026 của số chính"),
        (date(2026, 10, 14), None, date(2026, 10, 13), "không được mang ngày muộn hơn"),
    ],
    ids=["fits", "future", "before signature", "before its number", "after the next"],
)
def test_the_day_of_a_supplementary_number(day, before, after, part):
    problem = rules.supplement_day_problem(
        day, today=date(2026, 10, 14), signed_on=date(2026, 10, 12), before=before, after=after
    )
    assert problem is None if part is None else part in str(problem)


def test_letters_of_supplementary_numbers():
    assert [rules.next_suffix(""), rules.next_suffix("a"), rules.next_suffix("ab")] == ["a", "b", "c"]
    assert rules.next_suffix(rules.LETTERS) is None


def test_a_voided_number_stays_with_its_reason_and_is_not_used_again(office):
    paper = issued(office, signed(office))
    with pytest.raises(NotAllowed):
        void_outgoing_number(actor=office.actor("chief"), uid=paper.uid, reason="x", now=LATER)
    void_outgoing_number(actor=office.actor("clerk"), uid=paper.uid, reason="Ký nhầm bản", now=LATER)
    paper.refresh_from_db()
    assert (paper.state, paper.closing_note) == ("void", "Ký nhầm bản")
    with pytest.raises(FollowUpRefused):
        void_outgoing_number(actor=office.actor("clerk"), uid=paper.uid, reason="lần nữa", now=LATER)
    assert issued(office, signed(office)).full_code == "02/UBND-TH"


def test_separate_files_are_sealed_one_by_one_with_the_papers_number(office, tmp_path):
    paper = issued(office, signed(office))
    main = paper.files.get(role="main")
    ref = files.store(io.BytesIO(b"so lieu,1\n"), name="so-lieu.csv")
    pk = new_draft(office)
    plain = signing_free_pdf()
    pdf = files.store(io.BytesIO(plain), name="bieu.pdf")
    lines = []
    for one in (pdf, ref):
        row = DraftFile.objects.create(
            draft_id=pk,
            file_id=one.id,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            added_by_post=office.posts["officer"],
            added_by_name="x",
            added_at=NOW,
        )
        lines.append({"file": str(row.uid), "kind": "separate", "title": f"Biểu {len(lines) + 1}"})
    DraftVersion.objects.filter(draft_id=pk).update(attachments=lines)
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    for who in ("head", "chief"):
        approve_step(actor=office.actor(who), draft_id=pk, read_version=1, now=NOW)
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=1, capacity="tm", now=NOW)
    done = issued(office, pk)
    attached = list(done.files.filter(role="attachment").order_by("position"))
    assert [file.name for file in attached] == ["Biểu 1.pdf", "Biểu 2.csv", "Biểu 2.csv.p7s"]
    report = signing.check_bytes(files.read_bytes(attached[0].file_id), at=LATER + timedelta(hours=1))
    assert [(s.verdict, s.signer.kind if s.signer else "") for s in report.signatures] == [("valid", "agency")]
    content, beside = (files.read_bytes(one.file_id) for one in attached[1:])
    assert content == b"so lieu,1\n"
    at = LATER + timedelta(hours=1)
    report = signing.check_bytes(beside, at=at, content=content, expected_agency=office.agency.name)
    assert [(s.verdict, s.signer.kind if s.signer else "") for s in report.signatures] == [("valid", "agency")]
    assert signing.check_bytes(beside, at=at, content=b"so lieu,2\n").verdict == "invalid"
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "a.csv.p7s").write_bytes(beside)
    assert verify_file(str(tmp_path / "a.csv.p7s"), content=str(tmp_path / "a.csv")) == VALID
    assert main.name == "01_UBND-TH.pdf"


def signing_free_pdf() -> bytes:
    """Return a page that nobody has signed."""
    return render.pdf(LETTER).pdf


def test_the_page_offers_the_acts_and_starts_the_draft(client, office):
    paper = issued(office, signed(office))
    client.force_login(office.accounts["clerk"])
    shown = client.get(f"/van-ban/{paper.uid}/").content.decode()
    for word in ("dinh-chinh", "thay-the", "thu-hoi-van-ban", "huy-so-di"):
        assert f"/van-ban/{paper.uid}/{word}/" in shown
    wrong = client.post(f"/van-ban/{paper.uid}/thu-hoi-van-ban/", {"reason": ""})
    assert (wrong.status_code, "Ghi lý do" in wrong.content.decode()) == (422, True)
    done = client.post(f"/van-ban/{paper.uid}/thu-hoi-van-ban/", {"reason": "Sai số liệu"})
    assert done.status_code == 302
    assert Draft.objects.get(about=paper).about_kind == "recalls"


def test_a_register_kept_for_a_type_is_opened_again_with_the_year_and_starts_at_one(office):
    kind = DocumentType.objects.get(code="cong-van")
    for name, closed in (("Sổ công văn 2025", None), ("Sổ cũ 2025", date(2025, 6, 30))):
        old = Register.objects.create(
            agency=office.agency, direction="outgoing", year=2025, name=name, closed_on=closed
        )
        old.types.add(kind)
    paper = issued(office, signed(office))
    assert (paper.register.name, paper.full_code) == ("Sổ công văn 2026", "01/UBND-TH")
    names = Register.objects.filter(year=2026, direction="outgoing").order_by("name").values_list("name", flat=True)
    assert list(names) == ["Sổ công văn 2026", "Sổ văn bản đi 2026"]
