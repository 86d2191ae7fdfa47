"""A set of case files is closed and opened by those who may, all or none; what was printed is marked."""

import pytest

from congvu.archive import rules
from congvu.archive.actions.freeze import freeze_files, lift_freeze, mark_files_printed
from congvu.archive.errors import FieldsInvalid, FileFrozen, ReasonNeeded, WrongState
from congvu.archive.models import CaseFile, FilePrint, Freeze
from congvu.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW


def close(actor, *codes, reason="Theo yêu cầu của tòa án."):
    return freeze_files(actor=actor, name="Vụ án 12", reason=reason, order_code="5/TA", codes=codes, now=NOW)


def test_all_or_none_are_closed_and_opened_for_a_reason(office, other_office, case_file, client):
    one, two = case_file("officer"), case_file("officer", notation="02.TH")
    admin = office.actor("admin")
    with pytest.raises(NotAllowed):
        close(office.actor("chief"), one.code)
    with pytest.raises(FieldsInvalid):
        close(admin, one.code, "H58.2026.77.TH")
    with pytest.raises(FieldsInvalid):
        close(other_office.actor("archivist"), one.code)
    with pytest.raises(FieldsInvalid):
        close(admin, " ")
    with pytest.raises(ReasonNeeded):
        close(admin, one.code, reason=" ")
    assert not Freeze.objects.exists()

    uid = close(admin, one.code, one.code, two.code)
    assert CaseFile.objects.filter(frozen_by__uid=uid).count() == 2
    with pytest.raises(FileFrozen):
        close(office.actor("archivist"), two.code)
    client.force_login(office.accounts["archivist"])
    shown = client.get("/khoa-ho-so/").content.decode()
    assert "Vụ án 12" in shown
    assert one.title not in shown
    with pytest.raises(NotFound):
        lift_freeze(actor=other_office.actor("archivist"), uid=uid, reason="x", now=NOW)
    with pytest.raises(ReasonNeeded):
        lift_freeze(actor=admin, uid=uid, reason="", now=NOW)
    assert lift_freeze(actor=admin, uid=uid, reason="Xét xử xong.", now=NOW) == 2
    with pytest.raises(WrongState):
        lift_freeze(actor=admin, uid=uid, reason="Lần nữa.", now=NOW)
    assert "Đã mở" in client.get("/khoa-ho-so/").content.decode()


def test_files_are_marked_as_printed_all_or_none(office, case_file, client):
    one, two = case_file("officer"), case_file("econ_officer", notation="02.KT")
    officer = office.actor("officer")
    with pytest.raises(NotFound):
        mark_files_printed(actor=officer, uids=[one.uid, two.uid], copies=1, now=NOW)
    with pytest.raises(FieldsInvalid):
        mark_files_printed(actor=officer, uids=[one.uid], copies=0, now=NOW)
    assert not FilePrint.objects.exists()
    client.force_login(office.accounts["officer"])
    sent = client.post(f"/ho-so/{one.uid}/da-in/", {"so-ban": "2"}, follow=True)
    assert "2 bản, lần cuối" in sent.content.decode()


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("H58.2026.01.TH", ("H58", 2026, "01.TH")),
        ("000.23.58.H58.2011.15.TCCB", ("000.23.58.H58", 2011, "15.TCCB")),
        ("01.TH", None),
        ("H58.2026.", None),
        ("H58 2026 01", None),
    ],
    ids=str,
)
def test_the_code_of_a_file_is_read(code, parts):
    assert rules.parts_of_code(code) == parts
