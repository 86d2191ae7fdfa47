"""Settings of the archive and the table of retention: dated, compared with the law by a person, never rewritten."""

from dataclasses import replace
from datetime import date

import pytest

from congvu.archive.actions.setup import RuleData, SetupData, add_rule, confirm_rule, end_rule, save_setup
from congvu.archive.errors import FieldsInvalid, WrongState
from congvu.archive.models import ArchiveSetup, RetentionRule
from congvu.identity.models import Agency
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW

GOOD = SetupData("lt.h58", "Lưu trữ  hiện hành UBND tỉnh", "H58-P1", "Phông UBND tỉnh")
RULE = RuleData("Tài liệu tổng hợp", "Hồ sơ chuyển đổi số hằng năm", "20", "TT 99/2026/TT-BNV", date(2026, 11, 1))


def test_the_archivist_sets_the_codes_of_her_archive(office):
    save_setup(actor=office.actor("archivist"), data=GOOD, now=NOW)
    row = ArchiveSetup.objects.get(agency=office.agency)
    assert (row.archive_code, row.archive_name, row.fonds_code) == ("LT.H58", "Lưu trữ hiện hành UBND tỉnh", "H58-P1")
    entry = AuditEntry.objects.get(code="archive.set_up")
    assert (entry.data["before"]["fonds_code"], entry.data["after"]["fonds_code"]) == ("H58", "H58-P1")


@pytest.mark.parametrize(
    ("field", "value"),
    [("archive_code", "LƯU TRỮ"), ("archive_code", "A/../B"), ("fonds_code", "."), ("fonds_code", "A" * 31),
     ("archive_name", " "), ("fonds_name", "x" * 251)],
    ids=["marks", "path", "dot", "long code", "no name", "long name"],
)  # fmt: skip
def test_codes_that_would_break_names_of_packages_are_refused(office, field, value):
    with pytest.raises(FieldsInvalid) as refusal:
        save_setup(actor=office.actor("archivist"), data=replace(GOOD, **{field: value}), now=NOW)
    assert list(refusal.value.problems) == [field]
    assert not AuditEntry.objects.filter(code="archive.set_up").exists()


@pytest.mark.parametrize("who", ["officer", "clerk"])
def test_others_set_nothing(office, who):
    with pytest.raises(NotAllowed):
        save_setup(actor=office.actor(who), data=GOOD, now=NOW)


def test_a_row_is_added_replaced_compared_and_ended(office):
    actor = office.actor("archivist")
    first = add_rule(actor=actor, data=RULE, now=NOW)
    assert RetentionRule.objects.get(pk=first).number == 1
    second = add_rule(
        actor=actor, data=replace(RULE, valid_from=date(2027, 1, 1)), now=NOW,
        replaces=first,
    )  # fmt: skip
    assert RetentionRule.objects.get(pk=first).valid_to == date(2026, 12, 31)
    confirm_rule(actor=actor, rule_id=second, now=NOW)
    assert RetentionRule.objects.get(pk=second).is_certain
    with pytest.raises(WrongState):
        confirm_rule(actor=actor, rule_id=second, now=NOW)
    with pytest.raises(WrongState):
        end_rule(actor=actor, rule_id=first, now=NOW)
    with pytest.raises(NotFound):
        end_rule(actor=actor, rule_id=2**40, now=NOW)


def test_a_row_without_a_known_value_or_words_is_refused(office):
    with pytest.raises(FieldsInvalid) as refusal:
        add_rule(actor=office.actor("archivist"), data=replace(RULE, value="x", title=" "), now=NOW)
    assert set(refusal.value.problems) == {"title", "value"}


def test_only_the_archive_at_the_top_keeps_the_shared_table(office, other_office):
    Agency.objects.filter(pk=other_office.agency.pk).update(parent=office.agency)
    with pytest.raises(NotAllowed):
        add_rule(actor=other_office.actor("archivist"), data=RULE, now=NOW)


def test_the_pages_show_and_do_it(office, client):
    client.force_login(office.accounts["archivist"])
    page = client.get("/luu-tru/thiet-lap/")
    assert page.status_code == 200
    assert 'name="fonds_code"' in page.content.decode()
    sent = {"archive_code": "LT", "archive_name": "Lưu trữ", "fonds_code": "P 1", "fonds_name": "Phông"}
    assert "in hoa không dấu" in client.post("/luu-tru/thiet-lap/", sent).content.decode()
    assert client.post("/luu-tru/thiet-lap/", {**sent, "fonds_code": "P1"}).status_code == 302

    sent = {"heading": "Nhóm", "title": "Hồ sơ thử", "value": "20", "legal_basis": "TT 1", "valid_from": "01/11/2026"}
    assert client.post("/thoi-han-bao-quan/them/", sent).status_code == 302
    row = RetentionRule.objects.get(title="Hồ sơ thử")
    assert client.post(f"/thoi-han-bao-quan/{row.pk}/doi-chieu/").status_code == 302
    page = client.get("/thoi-han-bao-quan/").content.decode()
    assert "Hồ sơ thử" in page
    assert client.get(f"/thoi-han-bao-quan/{row.pk}/thay/").status_code == 200
    assert client.post(f"/thoi-han-bao-quan/{row.pk}/khong-co/").status_code == 404

    client.force_login(office.accounts["officer"])
    assert client.get("/luu-tru/thiet-lap/").status_code == 403
    assert "Thôi áp dụng" not in client.get("/thoi-han-bao-quan/").content.decode()
