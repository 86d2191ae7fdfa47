"""Permanent files go to the historical archive: list, approval, packages, the receiver's answer with minutes."""

from datetime import date, timedelta

import pytest

from congvu.archive import api as archive
from congvu.archive.actions.handover import offer_handover, prepare_handover
from congvu.archive.actions.receive import accept_handover, take_handover
from congvu.archive.actions.transfer import (
    answer_transfer,
    approve_transfer,
    eligible,
    pack,
    prepare_transfer,
    send_transfer,
)
from congvu.archive.errors import FieldsInvalid, NotEligible, WrongState
from congvu.archive.models import RetentionValue, Transfer
from congvu.archive.packages.checking import check
from congvu.archive.packages.source import open_source
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW

RECEIVER = "Lưu trữ lịch sử tỉnh Tiền Giang"
DAY = timedelta(days=1)


@pytest.fixture
def kept(office, filled):
    """A permanent file that the current archive has accepted."""
    permanent = RetentionValue.objects.get(is_permanent=True, valid_to=None)

    def run(code="5412", notation="01.TH"):
        file = filled(code, retention=permanent.code, notation=notation)
        chief, archivist = office.actor("chief"), office.actor("archivist")
        archive.close_file(actor=chief, uid=file.uid, ended_on=date(2026, 3, 2), now=NOW)
        uid = prepare_handover(actor=chief, file_uids=[file.uid], reason="", is_permanent=True, now=NOW)
        offer_handover(actor=chief, uid=uid, now=NOW)
        take_handover(actor=archivist, uid=uid, now=NOW)
        accept_handover(actor=archivist, uid=uid, conclusion="", now=NOW)
        file.refresh_from_db()
        return file

    return run


def prepared(office, *uids, receiver=RECEIVER):
    return prepare_transfer(actor=office.actor("archivist"), receiver=receiver, file_uids=uids, now=NOW)


def test_two_files_go_and_one_comes_back(office, kept, tmp_path):
    archivist, head = office.actor("archivist"), office.actor("chairman")
    first, second = kept(), kept("5414", "02.TH")
    uid = prepared(office, first.uid, second.uid)
    assert not eligible(office.agency.pk).exists()
    approve_transfer(actor=head, uid=uid, now=NOW)
    row = Transfer.objects.get(uid=uid)
    one, two = row.items.order_by("position")
    with pytest.raises(NotEligible, match="2 hồ sơ chưa lập gói"):
        send_transfer(actor=archivist, uid=uid, now=NOW)
    for item in (one, two):
        made = pack(actor=archivist, uid=uid, item_id=item.pk, folder=tmp_path, now=NOW)
        with open_source(tmp_path / made.name) as source:
            assert check(source)[0].errors == ()
    send_transfer(actor=archivist, uid=uid, now=NOW)
    answer_transfer(
        actor=archivist, uid=uid, accepted={one.pk}, minutes_number="07/BB-LTLS", minutes_on=NOW.date() + DAY,
        note="Hồ sơ 02.TH thiếu mục lục", now=NOW + DAY,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.minutes_number) == ("done", "07/BB-LTLS")
    assert list(row.items.order_by("position").values_list("state", flat=True)) == ["good", "bad"]
    assert files.read_bytes(row.list_file_id).startswith(b"%PDF")
    assert files.read_bytes(row.minutes_file_id).startswith(b"%PDF")
    assert [file.uid for file in eligible(office.agency.pk)] == [second.uid]
    entry = AuditEntry.objects.get(code="archive.file_transferred")
    assert (entry.subject_id, entry.data["minutes"]) == (first.pk, "07/BB-LTLS")
    told = AuditEntry.objects.get(code="archive.transfer_sent").data["packages"]
    assert [objid for objid, _sha in told] == list(row.items.order_by("position").values_list("objid", flat=True))


def test_only_permanent_kept_files_of_the_agency_are_listed_once(office, other_office, kept, filled):
    file, open_one = kept(), filled("5415", notation="03.TH")
    for actor, uids, refusal in (
        (office.actor("archivist"), [open_one.uid], NotEligible),
        (other_office.actor("archivist"), [file.uid], NotEligible),
        (office.actor("archivist"), [], FieldsInvalid),
        (office.actor("chief"), [file.uid], NotAllowed),
    ):
        with pytest.raises(refusal):
            prepare_transfer(actor=actor, receiver=RECEIVER, file_uids=uids, now=NOW)
    with pytest.raises(FieldsInvalid):
        prepared(office, file.uid, receiver=" ")
    prepared(office, file.uid)
    with pytest.raises(NotEligible):
        prepared(office, file.uid)
    assert Transfer.objects.count() == 1


def test_steps_are_taken_in_order_by_whoever_may(office, other_office, kept, tmp_path):
    archivist = office.actor("archivist")
    uid = prepared(office, kept().uid)
    item = Transfer.objects.get().items.get()
    with pytest.raises(NotAllowed):
        approve_transfer(actor=archivist, uid=uid, now=NOW)
    with pytest.raises(NotFound):
        approve_transfer(actor=other_office.actor("chairman"), uid=uid, now=NOW)
    with pytest.raises(WrongState):
        pack(actor=archivist, uid=uid, item_id=item.pk, folder=tmp_path, now=NOW)
    approve_transfer(actor=office.actor("chairman"), uid=uid, now=NOW)
    with pytest.raises(WrongState):
        approve_transfer(actor=office.actor("chairman"), uid=uid, now=NOW)
    answer = {"accepted": {item.pk}, "minutes_number": "1", "minutes_on": NOW.date(), "note": "", "now": NOW}
    with pytest.raises(WrongState):
        answer_transfer(actor=archivist, uid=uid, **answer)
    pack(actor=archivist, uid=uid, item_id=item.pk, folder=tmp_path, now=NOW)
    send_transfer(actor=archivist, uid=uid, now=NOW)
    for wrong in ({"minutes_number": " "}, {"minutes_on": NOW.date() + DAY}, {"minutes_on": NOW.date() - DAY}):
        with pytest.raises(FieldsInvalid):
            answer_transfer(actor=archivist, uid=uid, **{**answer, **wrong})
    assert Transfer.objects.get().state == "sent"


def test_the_pages_do_it(office, kept, client):
    file = kept()
    client.force_login(office.accounts["archivist"])
    assert file.title in client.get("/nop-luu-tru-lich-su/moi/").content.decode()
    sent = client.post("/nop-luu-tru-lich-su/moi/", {"noi-nhan": RECEIVER, "ho-so": [str(file.uid)]})
    uid = Transfer.objects.get().uid
    assert sent["Location"] == f"/nop-luu-tru-lich-su/{uid}/"
    assert RECEIVER in client.get("/nop-luu-tru-lich-su/").content.decode()
    assert "Duyệt mục lục" not in client.get(sent["Location"]).content.decode()
    client.force_login(office.accounts["chairman"])
    assert "Duyệt mục lục" in client.get(sent["Location"]).content.decode()
    client.post(f"/nop-luu-tru-lich-su/{uid}/viec/duyet/")
    client.force_login(office.accounts["archivist"])
    item = Transfer.objects.get().items.get()
    zipped = client.post(f"/nop-luu-tru-lich-su/{uid}/goi/{item.pk}/")
    assert b"".join(zipped.streaming_content)[:2] == b"PK"
    client.post(f"/nop-luu-tru-lich-su/{uid}/viec/gui/")
    assert client.get(f"/nop-luu-tru-lich-su/{uid}/ket-qua/").status_code == 200
    assert client.get(f"/nop-luu-tru-lich-su/{uid}/ban-in/muc-luc/").status_code == 200
    assert client.get(f"/nop-luu-tru-lich-su/{uid}/ban-in/bien-ban/").status_code == 404
    client.force_login(office.accounts["officer"])
    assert client.get(f"/nop-luu-tru-lich-su/{uid}/").status_code == 404
