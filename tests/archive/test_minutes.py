"""Minutes of a hand-over and of a disposal are signed by those whose names stand under them."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from congvu.archive import rules
from congvu.archive.actions.minutes import attach_paper, sign_minutes
from congvu.archive.actions.receive import accept_handover, take_handover
from congvu.archive.errors import MinutesFinished, NotHerTurn
from congvu.archive.models import Handover, Minutes
from congvu.archive.papers.lists import Listing, pdf
from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, FileTypeRefused, NotAllowed, NotFound
from congvu.kernel.types import OnBehalf
from congvu.signing import api as signing
from congvu.worklist.models import Entry
from tests.archive import test_use
from tests.archive.conftest import docx, new_file
from tests.archive.test_handover import closed, offered
from tests.archive.test_use import carry_out_disposal, decided, old
from tests.conftest import NOW

__all__ = ["closed", "offered", "old"]


@pytest.fixture
def keys(office, settings, tmp_path):
    """Give everybody a demonstration key."""
    settings.DATA = tmp_path
    people = [person.pk for person in office.people.values()]
    signing.ensure_demo_keys(agencies=[], people=people, at=NOW - timedelta(days=1))


@pytest.fixture
def accepted(office, offered) -> Handover:
    """A hand-over of the chief that the archivist has accepted."""
    handover = offered()
    archivist = office.actor("archivist")
    take_handover(actor=archivist, uid=handover.uid, now=NOW)
    accept_handover(actor=archivist, uid=handover.uid, conclusion="", now=NOW)
    handover.refresh_from_db()
    return handover


def waits_for(minutes) -> int | None:
    return Entry.objects.filter(key=minutes.work_key, closed_at=None).values_list("owner_post_id", flat=True).first()


def test_giver_and_receiver_sign_in_order_and_the_hand_over_is_complete(office, keys, accepted, client):
    minutes, chief, archivist = accepted.minutes, office.actor("chief"), office.actor("archivist")
    assert [(s.role, s.person_id) for s in minutes.signers.order_by("position")] == [
        ("Bên giao", chief.person_id),
        ("Bên nhận", archivist.person_id),
    ]
    assert waits_for(minutes) == chief.post_id
    with pytest.raises(NotHerTurn):
        sign_minutes(actor=archivist, uid=minutes.uid, now=NOW)
    with pytest.raises(NotFound):
        sign_minutes(actor=office.actor("econ_officer"), uid=minutes.uid, now=NOW)
    empty = files.read_bytes(minutes.file_id)

    client.force_login(office.accounts["chief"])
    page = f"/bien-ban/{minutes.uid}/"
    assert "Ký biên bản" in client.get(page).content.decode()
    sign_minutes(actor=chief, uid=minutes.uid, now=NOW)
    once = files.read_bytes(Minutes.objects.get().file_id)
    accepted.refresh_from_db()
    assert (accepted.state, waits_for(minutes)) == ("passed", archivist.post_id)
    assert f'action="{page}ky/"' not in client.get(page).content.decode()

    sign_minutes(actor=archivist, uid=minutes.uid, now=NOW + timedelta(minutes=1))
    minutes.refresh_from_db()
    accepted.refresh_from_db()
    twice = files.read_bytes(minutes.file_id)
    assert (minutes.state, accepted.state, accepted.minutes_file_id) == ("signed", "complete", minutes.file_id)
    assert twice.startswith(once)
    assert once.startswith(empty)
    report = signing.report_of(minutes.file_id)
    assert [(row.verdict, row.signer.name) for row in report.signatures] == [
        ("valid", chief.person_name),
        ("valid", archivist.person_name),
    ]
    assert waits_for(minutes) is None
    with pytest.raises(MinutesFinished):
        sign_minutes(actor=archivist, uid=minutes.uid, now=NOW)
    shown = client.get(f"/nop-luu/{accepted.uid}/").content.decode()
    assert "Đã ký số đủ" in shown
    assert client.get(f"{page}tep/bien-ban/").status_code == 200


def test_who_has_no_key_is_told_and_paper_does_instead(office, accepted):
    minutes, clerk = accepted.minutes, office.actor("clerk")
    with pytest.raises(DomainError) as refusal:
        sign_minutes(actor=office.actor("chief"), uid=minutes.uid, now=NOW)
    assert refusal.value.code == "signing.key_missing"
    scan = pdf(Listing(title="Biên bản đã ký", agency="UBND"))
    with pytest.raises(NotAllowed):
        attach_paper(actor=office.actor("chief"), uid=minutes.uid, stream=io.BytesIO(scan), name="a.pdf", now=NOW)
    with pytest.raises(FileTypeRefused):
        attach_paper(actor=clerk, uid=minutes.uid, stream=new_file(docx("x")).stream, name="a.docx", now=NOW)
    minutes.refresh_from_db()
    assert minutes.state == "waiting"

    attach_paper(actor=clerk, uid=minutes.uid, stream=io.BytesIO(scan), name="a.pdf", now=NOW)

    minutes.refresh_from_db()
    accepted.refresh_from_db()
    assert (minutes.state, accepted.state, files.read_bytes(minutes.scan_file_id)) == ("on_paper", "complete", scan)
    assert waits_for(minutes) is None
    with pytest.raises(MinutesFinished):
        attach_paper(actor=clerk, uid=minutes.uid, stream=io.BytesIO(scan), name="a.pdf", now=NOW)


def test_nobody_signs_for_another_who_delegated(office, keys, accepted):
    chief = office.actor("chief")
    behalf = OnBehalf(1, "Ai đó", "", frozenset({"sign", "handle_documents"}), NOW + timedelta(days=1))
    stand_in = replace(chief, on_behalf_of=behalf)
    with pytest.raises(NotAllowed):
        sign_minutes(actor=stand_in, uid=accepted.minutes.uid, now=NOW)


def test_a_disposal_is_signed_by_who_did_it_the_chair_and_the_members(office, keys, old, client, monkeypatch):
    people = office.people
    council = [
        (people["chief"].full_name, "Chánh Văn phòng", "Thành viên"),
        (people["chairman"].full_name, "Chủ tịch", "Chủ tịch Hội đồng"),
        (people["econ_officer"].full_name.upper(), "Chuyên viên", "Thư ký"),
    ]
    monkeypatch.setattr(test_use, "COUNCIL", council)
    disposal = decided(office, old()[0])
    archivist = office.actor("archivist")
    carry_out_disposal(actor=archivist, uid=disposal.uid, now=NOW)
    minutes = disposal.minutes
    order = ["archivist", "chairman", "chief", "econ_officer"]
    assert list(minutes.signers.order_by("position").values_list("person_id", flat=True)) == [
        people[who].pk for who in order
    ]

    client.force_login(office.accounts["econ_officer"])
    assert client.get(f"/bien-ban/{minutes.uid}/").status_code == 200
    assert client.get(f"/huy-tai-lieu/{disposal.uid}/").status_code == 404
    for later, who in enumerate(order):
        sign_minutes(actor=office.actor(who), uid=minutes.uid, now=NOW + timedelta(minutes=later))

    minutes.refresh_from_db()
    report = signing.report_of(minutes.file_id)
    assert (minutes.state, [row.verdict for row in report.signatures]) == ("signed", ["valid"] * 4)
    assert len(PdfReader(io.BytesIO(files.read_bytes(minutes.file_id))).get_fields()) == 4


def test_a_member_without_account_signs_on_paper(office, old, client, monkeypatch):
    monkeypatch.setattr(test_use, "COUNCIL", [(f"Người ngoài {n}", "", "Thành viên") for n in range(3)])
    disposal = decided(office, old()[0])
    carry_out_disposal(actor=office.actor("archivist"), uid=disposal.uid, now=NOW)
    minutes = disposal.minutes
    assert minutes.signers.filter(person=None).count() == 3
    client.force_login(office.accounts["clerk"])
    shown = client.get(f"/bien-ban/{minutes.uid}/").content.decode()
    assert "Có người không có tài khoản" in shown
    scan = pdf(Listing(title="Biên bản đã ký", agency="UBND"))
    sent = client.post(f"/bien-ban/{minutes.uid}/ban-giay/", {"paper": io.BytesIO(scan)}, follow=True)
    assert "Ký trên giấy, có bản quét" in sent.content.decode()


@pytest.mark.parametrize(
    ("signed", "next_place"), [([], None), ([False], 0), ([True, False, False], 1), ([True, True], None)], ids=str
)
def test_who_signs_next(signed, next_place):
    assert rules.next_to_sign(signed) == next_place


def test_the_chair_signs_before_the_members():
    council = [{"role": "Phó Chủ tịch"}, {"role": "CHỦ TỊCH Hội đồng"}, {"role": ""}]
    assert [m["role"] for m in rules.in_order(council)] == ["CHỦ TỊCH Hội đồng", "Phó Chủ tịch", ""]
