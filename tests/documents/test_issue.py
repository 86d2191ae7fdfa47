"""Signature, number, seal and register: by the right people only, all or nothing, and sound for others' tools."""

import io
import re
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from congvu.documents.actions import issue as issue_module
from congvu.documents.actions.approve import return_draft, submit_draft
from congvu.documents.actions.give import open_to
from congvu.documents.actions.issue import issue_draft
from congvu.documents.actions.registers import default_register
from congvu.documents.actions.sign import sign_draft
from congvu.documents.actions.views_of_files import check_signatures
from congvu.documents.drafting import policy
from congvu.documents.drafting.errors import AlreadyIssued, CapacityRefused, DraftWrongState, IssueDayRefused
from congvu.documents.drafting.types import WordFile
from congvu.documents.models import Document, DocumentLink, DocumentType, Draft, SigningDecision
from congvu.documents.papers import word
from congvu.documents.papers.errors import NotationDiffers
from congvu.documents.types import Direction
from congvu.identity.models import Assignment, Person, Post
from congvu.identity.types import Role
from congvu.kernel import files
from congvu.kernel.api import next_number
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry, OutboxEvent
from congvu.kernel.types import OnBehalf
from congvu.notices.models import Notice
from congvu.search.api import grants_of
from congvu.signing import api as signing
from congvu.signing.models import RegisteredPaper
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.drafts import at_step, signed
from tests.documents.test_papers_word import draft as word_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys(office, settings, tmp_path):
    """Demonstration keys for the committee and all its people."""
    from congvu.signing import vault

    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    signing.ensure_demo_keys(
        agencies=[office.agency.pk],
        people=[office.people[w].pk for w in ("chairman", "chief")],
        at=NOW - timedelta(days=1),
    )
    yield
    vault._fernet.cache_clear()


def issued(office, pk: int, **changes: object):
    return issue_draft(actor=office.actor("clerk"), draft_id=pk, **{"now": NOW + timedelta(minutes=9), **changes})


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def sealed_bytes(document_id: int) -> bytes:
    return files.read_bytes(Document.objects.get(pk=document_id).files.get(role="main").file_id)


def next_free(office) -> int:
    register = default_register(agency_id=office.agency.pk, direction=Direction.OUTGOING, on=NOW.date())
    return next_number(key=register.series_key, year=2026)


def test_the_signer_signs_and_the_clerk_is_asked_to_number(office):
    pk = signed(office)
    draft = Draft.objects.get(pk=pk)
    assert (draft.state, draft.capacity, draft.signer_name) == ("signed", "tm", "Nguyễn Văn Khải")
    entry = Entry.objects.get(closed_at=None)
    assert (entry.owner_role, entry.act_label) == (Role.RECORDS_CLERK, "Cấp số")
    told = Notice.objects.get(kind="draft_seal")
    assert told.person_id == office.people["clerk"].pk
    assert told.text.startswith("Đã ký, chờ cấp số và đóng dấu: Công văn")
    report = signing.check_bytes(files.read_bytes(draft.signed_file_id), at=NOW)
    assert [s.verdict for s in report.signatures] == ["valid"]
    assert not report.complete


def test_one_act_gives_number_date_seal_line_search_event_and_check_page(office):
    pk = signed(office)
    done = issued(office, pk)

    document = Document.objects.get(pk=done.document_id)
    assert done.code == document.full_code == "01/UBND-TH"
    assert (document.state, document.issued_on, document.signer_capacity) == ("issued", date(2026, 10, 14), "TM.")
    assert (document.signer_name, document.signer_position) == ("Nguyễn Văn Khải", "Chủ tịch")
    assert document.uid == Draft.objects.get(pk=pk).paper_uid
    assert document.drafting_unit_id == office.units["general"].pk
    kinds = list(document.addressees.order_by("position").values_list("kind", "name"))
    assert kinds == [
        ("main", "Bộ Nội vụ"),
        ("report", "Chủ tịch UBND tỉnh (để b/c)"),
        ("info", "Sở Nội vụ"),
        ("file", "VT, TH"),
    ]
    assert Entry.objects.filter(closed_at=None).count() == 0
    assert RegisteredPaper.objects.get(uid=document.uid).number == "01/UBND-TH"
    assert OutboxEvent.objects.filter(name="documents.DocumentIssued").count() == 1
    assert AuditEntry.objects.filter(code="documents.document_issued", subject_id=document.pk).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("select grants from search_entry where key = %s", [document.search_key])
        (grants,) = cursor.fetchone()
    assert set(grants) & set(grants_of(office.actor("officer")))
    assert not set(grants) & set(grants_of(office.actor("econ_officer")))
    shown = text_of(sealed_bytes(done.document_id))
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in shown
    assert "V/v báo cáo kết quả" in shown


def test_number_and_date_stand_on_the_paper_in_fields_and_both_signatures_stay_sound(office):
    done = issued(office, signed(office))
    pdf = sealed_bytes(done.document_id)
    values = {name: field.get("/V") for name, field in (PdfReader(io.BytesIO(pdf)).get_fields() or {}).items()}
    assert "01" in values.values()
    assert "ngày 14 tháng 10 năm 2026" in values.values()
    report = signing.check_bytes(pdf, at=NOW + timedelta(hours=1))
    assert [s.verdict for s in report.signatures] == ["valid", "valid"]
    assert report.verdict == "valid"
    assert report.complete


def test_the_issued_paper_is_checked_by_a_job_and_the_report_kept(office):
    done = issued(office, signed(office))
    file = Document.objects.get(pk=done.document_id).files.get(role="main")
    queued = ProcrastinateJob.objects.filter(task_name="congvu.documents.tasks.check_signatures")
    assert [job.args for job in queued] == [{"file_id": file.pk}]
    assert signing.report_of(file.file_id) is None
    check_signatures(file_id=file.pk, now=NOW + timedelta(hours=1))
    report = signing.report_of(file.file_id)
    assert report is not None
    assert (report.verdict, report.complete) == ("valid", True)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="Máy này chưa cài poppler-utils.")
def test_poppler_says_that_both_signatures_are_valid(office, tmp_path):
    path = tmp_path / "van-ban.pdf"
    path.write_bytes(sealed_bytes(issued(office, signed(office)).document_id))
    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 2
    assert "Nguyễn Văn Khải" in told


@pytest.mark.skipif(shutil.which("openssl") is None, reason="Máy này chưa cài OpenSSL.")
def test_openssl_agrees_on_the_signed_bytes(office, tmp_path):
    pdf = sealed_bytes(issued(office, signed(office)).document_id)
    checked = 0
    for found in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf):
        start, length, second, rest = (int(n) for n in found.groups())
        raw = pdf[start + length + 1 : second - 1]
        size = _der_length(bytes.fromhex(raw[:20].decode()))
        cms = bytes.fromhex(raw[: size * 2].decode())
        (tmp_path / "cms").write_bytes(cms)
        (tmp_path / "data").write_bytes(pdf[start : start + length] + pdf[second : second + rest])
        told = subprocess.run(
            ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", str(tmp_path / "cms")]
            + ["-content", str(tmp_path / "data"), "-out", "/dev/null"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        checked += 1
    assert checked == 2


def _der_length(head: bytes) -> int:
    """Return how many bytes the DER value that begins with `head` takes."""
    if head[1] < 0x80:
        return 2 + head[1]
    count = head[1] & 0x7F
    return 2 + count + int.from_bytes(head[2 : 2 + count], "big")


@pytest.mark.skipif(word.converter() is None, reason="Máy này chưa cài LibreOffice.")
def test_a_word_draft_goes_the_whole_line_and_the_file_is_kept_as_it_was(office):
    content = word_draft(
        number="Số:        /UBND-TH", date="Tiền Giang, ngày    tháng    năm 2026", name="Nguyễn Văn Khải"
    )
    ref = files.store(io.BytesIO(content), name="báo cáo.docx")
    pk = signed(office, word=WordFile(ref.id, ref.name, ref.sha256, ref.size))
    done = issued(office, pk)

    pdf = sealed_bytes(done.document_id)
    report = signing.check_bytes(pdf, at=NOW + timedelta(hours=1))
    assert (report.verdict, report.complete) == ("valid", True)
    assert "Nội dung công văn." in text_of(pdf)
    original = Document.objects.get(pk=done.document_id).files.get(role="original")
    assert files.read_bytes(original.file_id) == content


@pytest.mark.skipif(word.converter() is None, reason="Máy này chưa cài LibreOffice.")
def test_a_word_draft_with_another_notation_is_refused_before_signature(office):
    content = word_draft(number="Số:     /QĐ-UBND", date="Tiền Giang, ngày   tháng   năm 2026", name="Nguyễn Văn Khải")
    ref = files.store(io.BytesIO(content), name="a.docx")
    with pytest.raises(NotationDiffers, match="UBND-TH"):
        signed(office, word=WordFile(ref.id, ref.name, ref.sha256, ref.size))
    assert Draft.objects.get().state == "signing"


@pytest.mark.parametrize("who", ["officer", "head", "chief", "clerk", "econ_head", "admin"])
def test_nobody_but_the_signer_signs(office, who):
    pk = at_step(office, "signing")
    with pytest.raises((NotAllowed, NotFound)):
        sign_draft(actor=office.actor(who), draft_id=pk, read_version=1, capacity="tm", now=NOW)
    assert Draft.objects.get(pk=pk).state == "signing"


@pytest.mark.parametrize("who", ["officer", "head", "chief", "chairman", "econ_head", "admin"])
def test_nobody_but_the_records_office_numbers(office, who):
    pk = signed(office)
    with pytest.raises((NotAllowed, NotFound)):
        issue_draft(actor=office.actor(who), draft_id=pk, now=NOW)
    assert Draft.objects.get(pk=pk).state == "signed"
    assert next_free(office) == 1


def test_a_clerk_of_another_agency_learns_nothing(office, other_office):
    pk = signed(office)
    with pytest.raises(NotFound):
        issue_draft(actor=other_office.actor("clerk"), draft_id=pk, now=NOW)


def test_a_capacity_that_the_post_has_not_is_refused(office):
    pk = at_step(office, "signing")
    for capacity, part in (
        ("kt", "Điều 13 khoản 1"),
        ("tl", "Điều 13 khoản 4"),
        ("tuq", "Điều 13 khoản 3"),
        ("tm_kt", "Điều 13 khoản 2"),
        ("", "TM"),
        ("x", "TM"),
    ):
        with pytest.raises(CapacityRefused, match=part):
            sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=1, capacity=capacity, now=NOW)
    assert Draft.objects.get(pk=pk).signed_file_id is None


def test_a_deputy_signs_for_the_chairman_and_it_stands_on_the_paper(office):
    person = Person.objects.create(full_name="Trần Văn Dũng")
    post = Post.objects.create(unit=office.units["leaders"], title="Phó Chủ tịch", roles=[Role.AGENCY_LEADER], rank=20)
    Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    signing.ensure_demo_keys(agencies=[], people=[person.pk], at=NOW - timedelta(hours=1))
    pk = at_step(office, "signing", signer_post_id=post.pk)
    actor = office.actor(
        "chairman", person_id=person.pk, person_name=person.full_name, post_id=post.pk, post_title="Phó Chủ tịch"
    )
    with pytest.raises(CapacityRefused, match="Chưa có quyết định phân công"):
        sign_draft(actor=actor, draft_id=pk, read_version=1, capacity="tm_kt", now=NOW)
    decided(office, "assignment", post.pk, unit_ids=[office.units["office"].pk])
    sign_draft(actor=actor, draft_id=pk, read_version=1, capacity="tm_kt", now=NOW)
    done = issued(office, pk)
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text_of(sealed_bytes(done.document_id))
    assert Document.objects.get(pk=done.document_id).signer_capacity == "KT."


def decided(office, kind: str, holder: int, **changes: object) -> SigningDecision:
    """Record a decision of the chairman in force for an hour yet."""
    values: dict[str, object] = {
        "agency_id": office.agency.pk,
        "number": "15/QĐ-UBND",
        "dated_on": date(2026, 1, 5),
        "giver_post_id": office.posts["chairman"].pk,
        "type_ids": [DocumentType.objects.get(code="cong-van").pk],
        "starts_at": NOW - timedelta(days=9),
        "ends_at": NOW + timedelta(hours=1),
        "recorded_by_post_id": office.posts["clerk"].pk,
        "recorded_at": NOW,
    }
    return SigningDecision.objects.create(kind=kind, holder_post_id=holder, **{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"number": "13/GUQ-UBND"}, "Chưa có giấy ủy quyền"),
        ({"ends_at": NOW}, "đã hết hiệu lực lúc 10:20 ngày 14/10/2026"),
        ({"type_ids": [0]}, "không giao ký công văn"),
    ],
    ids=["another number", "ended this minute", "another type"],
)
def test_a_delegate_is_held_to_the_recorded_authorisation(office, changes, part):
    pk = at_step(office, "signing")
    decided(office, "authorisation", office.posts["chief"].pk, **{"number": "12/GUQ-UBND", **changes})
    with pytest.raises(CapacityRefused, match=part):
        sign_draft(actor=delegated(office), draft_id=pk, read_version=1, capacity="tuq", now=NOW)
    assert Draft.objects.get(pk=pk).signed_file_id is None


def delegated(office, **changes: object):
    values: dict[str, object] = {"document": "12/GUQ-UBND", "scopes": frozenset({"sign"})}
    behalf = OnBehalf(7, "Nguyễn Văn Khải", ends_at=NOW + timedelta(days=3), **{**values, **changes})
    return office.actor(
        "chairman",
        person_id=office.people["chief"].pk,
        person_name=office.people["chief"].full_name,
        on_behalf_of=behalf,
    )


def test_a_delegate_signs_tuq_with_her_own_name_title_and_key(office):
    pk = at_step(office, "signing")
    decision = decided(office, "authorisation", office.posts["chief"].pk, number="12/GUQ-UBND")
    sign_draft(actor=delegated(office), draft_id=pk, read_version=1, capacity="tuq", now=NOW)
    draft = Draft.objects.get(pk=pk)
    assert (draft.signer_name, draft.delegation_document) == ("Trần Thị Ngọc Ánh", "12/GUQ-UBND")
    assert draft.signing_decision_id == decision.pk
    shown = text_of(files.read_bytes(draft.signed_file_id))
    assert "TUQ. CHỦ TỊCH CHÁNH VĂN PHÒNG" in shown
    assert "Trần Thị Ngọc Ánh" in shown
    assert "Nguyễn Văn Khải" not in shown


def test_a_deputy_who_works_in_the_chairmans_place_signs_kt_in_her_own_name(office):
    person = Person.objects.create(full_name="Trần Văn Dũng")
    post = Post.objects.create(unit=office.units["leaders"], title="Phó Chủ tịch", roles=[Role.AGENCY_LEADER], rank=20)
    Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    signing.ensure_demo_keys(agencies=[], people=[person.pk], at=NOW - timedelta(hours=1))
    pk = at_step(office, "signing")
    actor = delegated(office, scopes=frozenset({"sign"}))
    actor = replace(actor, person_id=person.pk, person_name=person.full_name)
    with pytest.raises(CapacityRefused, match="Điều 13 khoản 2"):
        sign_draft(actor=actor, draft_id=pk, read_version=1, capacity="tm_kt", now=NOW)
    decided(office, "in_charge", post.pk, type_ids=[])
    sign_draft(actor=actor, draft_id=pk, read_version=1, capacity="tm_kt", now=NOW)
    shown = text_of(files.read_bytes(Draft.objects.get(pk=pk).signed_file_id))
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in shown
    assert "Trần Văn Dũng" in shown


@pytest.mark.parametrize(
    ("changes", "part"),
    [({"document": ""}, "chưa ghi số giấy"), ({"scopes": frozenset({"handle_documents"})}, "không gồm ký")],
)
def test_a_delegation_without_paper_or_for_other_work_signs_nothing(office, changes, part):
    pk = at_step(office, "signing")
    with pytest.raises(NotAllowed, match=part):
        sign_draft(actor=delegated(office, **changes), draft_id=pk, read_version=1, capacity="tuq", now=NOW)


def test_a_draft_not_yet_signed_is_not_numbered(office):
    pk = at_step(office, "signing")
    with pytest.raises((DraftWrongState, NotFound)):
        issued(office, pk)
    assert next_free(office) == 1


def test_numbers_follow_each_other_and_the_second_clerk_gets_a_sentence(office):
    first, second = signed(office), signed(office)
    assert issued(office, first).code == "01/UBND-TH"
    with pytest.raises(AlreadyIssued, match="01/UBND-TH lúc 10:29 ngày 14/10/2026"):
        issued(office, first)
    assert issued(office, second).code == "02/UBND-TH"


def test_a_failure_inside_the_act_leaves_no_number_no_line_and_no_half(office, monkeypatch):
    pk = signed(office)

    def broken(*_args, **_kwargs):
        raise RuntimeError("mất điện")

    monkeypatch.setattr(issue_module, "_tell", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        issued(office, pk)

    assert next_free(office) == 1
    assert Document.objects.filter(direction="outgoing").count() == 0
    assert Draft.objects.get(pk=pk).state == "signed"
    assert RegisteredPaper.objects.count() == 0
    assert Entry.objects.filter(closed_at=None).count() == 1
    monkeypatch.undo()
    assert issued(office, pk).code == "01/UBND-TH"


@pytest.mark.parametrize(
    ("day", "part"), [(date(2026, 10, 15), "sau hôm nay"), (date(2026, 10, 13), "trước ngày ký 14/10/2026")]
)
def test_a_day_that_contradicts_is_refused_and_takes_no_number(office, day, part):
    pk = signed(office)
    with pytest.raises(IssueDayRefused, match=part):
        issued(office, pk, issued_on=day)
    assert next_free(office) == 1


def test_the_clerk_returns_a_signed_paper_and_the_signature_is_given_up(office):
    pk = signed(office)
    return_draft(actor=office.actor("clerk"), draft_id=pk, reason="Sai thể thức ô 9b", now=NOW)
    draft = Draft.objects.get(pk=pk)
    assert (draft.state, draft.signed_file_id) == ("returned", None)
    assert AuditEntry.objects.get(code="documents.draft_returned").data["signed_file"] is not None
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    assert Draft.objects.get(pk=pk).state == "head"


def test_the_answer_closes_the_incoming_paper_in_the_same_act(office, register):
    asked = register()
    open_to(asked, [f"post:{office.posts['officer'].pk}"], now=NOW)
    pk = signed(office, answers_id=asked.pk)
    done = issued(office, pk)
    asked.refresh_from_db()
    assert (asked.state, asked.closing_note) == ("done", "01/UBND-TH")
    link = DocumentLink.objects.get()
    assert (link.source_id, link.target_id, link.kind) == (done.document_id, asked.pk, "answer")


def test_an_incoming_paper_closed_meanwhile_is_only_linked(office, register):
    asked = register()
    open_to(asked, [f"post:{office.posts['officer'].pk}"], now=NOW)
    pk = signed(office, answers_id=asked.pk)
    Document.objects.filter(pk=asked.pk).update(state="recalled")
    issued(office, pk)
    asked.refresh_from_db()
    assert asked.state == "recalled"
    assert DocumentLink.objects.filter(kind="answer").count() == 1


def test_both_halves_agree_after_signature_and_issue(office, other_office):
    signed(office)
    issued(office, signed(office))
    for house in (office, other_office):
        for who in house.posts:
            actor = house.actor(who)
            visible = set(policy.visible_drafts(actor).values_list("pk", flat=True))
            assert set(policy.newest_visible(actor, most=500).values_list("pk", flat=True)) == visible
            assert set(policy.visible_among(actor, Draft.objects.all()).values_list("pk", flat=True)) == visible
            for draft in Draft.objects.all():
                assert bool(policy.may_view(actor, draft)) == (draft.pk in visible), (who, draft.pk)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_one_wins_and_no_number_is_lost(office):
    pk = signed(office)
    results: list[object] = []
    start = threading.Barrier(2)

    def run():
        start.wait()
        try:
            results.append(issued(office, pk).code)
        except AlreadyIssued as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for r in results if r == "01/UBND-TH") == 1
    assert sum(1 for r in results if isinstance(r, AlreadyIssued)) == 1
    assert next_free(office) == 2
