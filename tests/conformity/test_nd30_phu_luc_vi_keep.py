"""NĐ 30/2020/NĐ-CP Phụ lục VI, sections F5 and F8: keeping, handing over and recalling documents; signatures."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from congvu.archive import api as archive
from congvu.archive.actions import transfer
from congvu.archive.models import CaseFile, Handover, RetentionValue, Transfer
from congvu.archive.packages.importing import preview_package
from congvu.documents import policy
from congvu.documents.actions.follow_up import start_follow_up
from congvu.documents.api import (
    BulkLine,
    approve_step,
    bulk_load,
    issue_draft,
    open_to,
    register_incoming,
    sign_draft,
    submit_draft,
)
from congvu.documents.models import Document, Draft, Instruction, Reading
from congvu.documents.types import NewFile
from congvu.signing import api as signing
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.conftest import docx, incoming, new_file

from .scene import LATER, Scene, main_pdf, proves

# --- F5 ------------------------------------------------------------------------------------------------------------


@proves("F5.1")
def test_instructions_and_distribution_are_kept_and_shown(scene, page):
    assert Instruction.objects.filter(document=scene.asked).count() >= 3
    shown = page("clerk", f"/van-ban/{scene.asked.uid}/")
    assert "Giao Phòng Tổng hợp chủ trì trả lời." in shown
    assert "Chị Phương soạn." in shown


@proves("F5.2")
def test_all_drafts_and_opinions_are_kept(scene):
    assert list(scene.draft.versions.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert "Đúng." in [one.text for one in scene.draft.opinions.all()]


@proves("F5.3")
def test_approvals_of_content_and_of_form_are_kept(scene):
    steps = list(scene.draft.steps.order_by("position").values_list("kind", "state"))
    assert [kind for kind, _state in steps] == ["head", "form", "sign"]
    assert {state for _kind, state in steps} == {"approved"}


@proves("F5.4", "F6.2")
def test_views_are_kept_and_counted(scene, page):
    for who in ("officer", "head"):
        page(who, f"/van-ban/{scene.asked.uid}/")
        person = scene.office.people[who].pk
        assert Reading.objects.get(document=scene.asked, person_id=person, what="").times == 1


def close(scene: Scene) -> None:
    archive.close_file(actor=scene.actor("chief"), uid=scene.file.uid, ended_on=date(2026, 10, 14), now=LATER)


@proves("F5.5")
def test_the_notice_of_hand_over_gives_thirty_days(scene):
    close(scene)
    CaseFile.objects.filter(pk=scene.file.pk).update(handover_due_on=date(2026, 9, 1))
    assert archive.send_notice(actor=scene.actor("archivist"), year=2026, text="", now=NOW) == 1
    work = Entry.objects.get(key__startswith="archive.notice:", owner_post_id=scene.office.posts["chief"].pk)
    assert work.due_at.date() - NOW.date() == timedelta(days=30)


@proves("F5.6")
def test_a_file_is_handed_over_to_the_current_archive(scene):
    handover = offered(scene)
    archive.accept_handover(actor=scene.actor("archivist"), uid=handover.uid, conclusion="Đủ.", now=LATER)
    scene.file.refresh_from_db()
    assert (scene.file.state, scene.file.arc_file_code) == ("archived", "LTHHH58.H58.2026.01.001")


def offered(scene: Scene) -> Handover:
    close(scene)
    chief = scene.actor("chief")
    uid = archive.prepare_handover(actor=chief, file_uids=[scene.file.uid], reason="", is_permanent=False, now=LATER)
    archive.offer_handover(actor=chief, uid=uid, now=LATER)
    archive.take_handover(actor=scene.actor("archivist"), uid=uid, now=LATER)
    return Handover.objects.get(uid=uid)


@proves("F5.7")
def test_a_permanent_file_goes_to_the_historical_archive(scene, tmp_path):
    handover = offered(scene)
    archivist = scene.actor("archivist")
    archive.accept_handover(actor=archivist, uid=handover.uid, conclusion="Đủ.", now=LATER)
    CaseFile.objects.filter(pk=scene.file.pk).update(retention=RetentionValue.objects.get(is_permanent=True))
    uid = transfer.prepare_transfer(
        actor=archivist, receiver="Lưu trữ lịch sử tỉnh Tiền Giang", file_uids=[scene.file.uid], now=LATER
    )
    transfer.approve_transfer(actor=scene.actor("chairman"), uid=uid, now=LATER)
    item = Transfer.objects.get(uid=uid).items.get()
    made = transfer.pack(actor=archivist, uid=uid, item_id=item.pk, folder=tmp_path, now=LATER)
    looked = preview_package(actor=scene.other.actor("archivist"), place=Path(made.path), now=LATER)
    assert (looked.verdict.is_sound, looked.verdict.kind) == (True, "SIP")
    assert [one.uid for one in looked.export.documents] == [scene.asked.uid, scene.answer.uid]
    transfer.send_transfer(actor=archivist, uid=uid, now=LATER)
    transfer.answer_transfer(
        actor=archivist,
        uid=uid,
        accepted={item.pk},
        minutes_number="07/BB",
        minutes_on=LATER.date(),
        note="",
        now=LATER,
    )
    item.refresh_from_db()
    assert (item.state, item.objid, item.transfer.minutes_number) == ("good", made.objid, "07/BB")


@proves("F5.8")
def test_a_changed_byte_and_a_changed_act_are_found(scene, stored):
    path = next(stored.rglob(scene.asked.files.get(role="main").sha256))
    whole = path.read_bytes()
    path.chmod(0o644)
    try:
        path.write_bytes(whole[:-1] + b"?")
        assert offered(scene).items.get().state == "bad"
    finally:
        path.write_bytes(whole)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update kernel_auditentry set code = 'x'")


@proves("F5.9")
def test_lines_of_another_system_are_loaded_with_their_files(scene):
    file = NewFile(io.BytesIO(docx("Dữ liệu cũ")), "cu.docx")
    line = BulkLine(data=incoming(code_number="51"), registered_at=NOW, state="registered", files=(file,))
    assert bulk_load(actor=scene.actor("clerk"), lines=[line]) == 1
    assert Document.objects.get(code_number="51").files.get().name == "cu.docx"


# --- F8 and the general rules --------------------------------------------------------------------------------------


@pytest.fixture
def recalled(scene):
    """The answer recalled, with the copy that another agency of this installation registered."""
    data = incoming(document_code=scene.answer.document_code, subject="Báo cáo", note="nội bộ")
    there = register_incoming(
        actor=scene.other.actor("clerk"), data=data, files=[new_file()], now=NOW, confirm_duplicate=True
    )
    pk = start_follow_up(
        actor=scene.actor("clerk"), uid=scene.answer.uid, kind="recalls", reason="Sai số liệu", now=LATER
    )
    Draft.objects.filter(pk=pk).update(signer_post=scene.office.posts["chairman"])
    submit_draft(actor=scene.actor("clerk"), draft_id=pk, read_version=1, now=LATER)
    while Draft.objects.get(pk=pk).state != "signing":
        approve_step(actor=scene.actor("chief"), draft_id=pk, read_version=1, now=LATER)
    sign_draft(actor=scene.actor("chairman"), draft_id=pk, read_version=1, capacity="tm", now=LATER)
    order = issue_draft(actor=scene.actor("clerk"), draft_id=pk, now=LATER)
    scene.answer.refresh_from_db()
    return Document.objects.get(pk=there.id), Document.objects.get(pk=order.document_id)


@proves("F8.1")
def test_a_recalled_paper_is_frozen(scene, recalled):
    assert (scene.answer.state, scene.answer.frozen_at) == ("recalled", LATER)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=scene.answer.pk).update(subject="đổi")


@proves("F8.2")
def test_the_copy_at_the_receiver_is_destroyed(recalled):
    copy, _order = recalled
    assert (copy.state, copy.subject, copy.note) == ("recalled", "Văn bản đã thu hồi", "")
    assert not copy.files.filter(removed_at=None).exists()


@proves("F8.3")
def test_the_recall_itself_is_kept(scene, recalled):
    copy, order = recalled
    assert scene.answer.backlinks.get(kind="recalls").source_id == order.pk
    assert order.full_code in scene.answer.closing_note
    assert order.full_code in copy.closing_note


@proves("G.1")
def test_both_signatures_are_made_and_checked(scene):
    pdf = main_pdf(scene.answer)
    report = signing.check_bytes(pdf, at=LATER + timedelta(hours=1))
    assert ([one.verdict for one in report.signatures], report.complete) == (["valid", "valid"], True)
    middle = pdf.index(b"stream") + 20
    broken = signing.check_bytes(pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :], at=LATER)
    assert broken.verdict != "valid"


def test_opening_changes_nothing_for_others(scene):
    """The scene is rolled back: what another test opened is closed again."""
    open_to(scene.asked, ["post:0"], now=NOW)
    assert not policy.may_view(scene.actor("econ_officer"), scene.answer)
