"""Each bad package of a known partner: refused with its reason, seen by the clerk, nothing of it half registered."""

import json
import re
from datetime import date

import pytest

from congvu.exchange.edxml.types import (
    Business,
    BusinessDocumentInfo,
    Code,
    Organ,
    ResponseFor,
    TraceHeaderList,
)
from congvu.exchange.models import (
    Arrival,
    ArrivedFile,
    ChangeWish,
    GivenReceipt,
    Mailing,
    ReceivedStatus,
    RefusedPackage,
)
from congvu.worklist.models import Entry
from tests.documents.conftest import docx
from tests.exchange.conftest import DISTRICT, carry
from tests.exchange.edxml.keys import signer as new_signer
from tests.exchange.edxml.makers import archive, b64, edoc, file, status, written
from tests.exchange.test_https import ABROAD, _moment, abroad, put, sealed  # noqa: F401  fixture
from tests.exchange.test_send import send

OURS = "H58"
DOCUMENT = f"{ABROAD},2026/10/14,9/UBND-TH"
WORD = file("9-ubnd-th.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
REFUSED = (422, "exchange.message_refused")


def letter(*files, signer=None, **changes):
    said = {"sender": Organ(ABROAD, name="UBND tỉnh Đồng Tháp"), "receivers": (Organ(OURS, name="UBND tỉnh"),)}
    message = edoc(*files, zipped=False, **{**said, "document_id": DOCUMENT, "responses": (), **changes})
    return written(message, signer=signer)


def told(code, document=DOCUMENT, about=OURS):
    return written(
        status(
            code, sender=Organ(ABROAD, name="UBND tỉnh Đồng Tháp"),
            about=ResponseFor(about, Code("9", "UBND-TH"), date(2026, 10, 14), document),
        )
    )  # fmt: skip


def wished(business, **said):
    made = Business(business, reason="Sai số liệu", **said)
    return letter(document_id=f"{ABROAD},2026/10/14,10/UBND-TH", trace=TraceHeaderList(edoc().trace.traces, made))


def swapped(old, new, data=None):
    made = data or letter(file())
    assert old.encode() in made
    return made.replace(old.encode(), new.encode(), 1)


def nothing_came():
    assert Arrival.objects.count() == ArrivedFile.objects.count() == ChangeWish.objects.count() == 0
    assert ReceivedStatus.objects.count() == GivenReceipt.objects.count() == Entry.objects.count() == 0
    assert Mailing.objects.filter(kind="status").count() == 0


CHANGED = BusinessDocumentInfo(1, 0)
BOMB = b64(archive("9.docx", bytes(9 << 20)))
INSIDE = "<ContentTransferEncoded>"
BAD = {
    "subject over length": (swapped("Về việc triển khai", "x" * 11_000), "edoc"),
    "code over length": (swapped(DOCUMENT, "x" * 201), "edoc"),
    "no document code": (swapped(f"<edXML:DocumentId>{DOCUMENT}</edXML:DocumentId>", ""), "edoc"),
    "subject twice": (swapped("<edXML:Subject>", "<edXML:Subject>khác</edXML:Subject><edXML:Subject>"), "edoc"),
    "other encoding than it says": (letter(file()).replace("Về việc".encode(), "Về việc".encode("utf-16-le")), "edoc"),
    "unknown encoding": (swapped('"UTF-8"', '"tcvn-5712"'), "edoc"),
    "another sender inside": (letter(file(), sender=Organ("H37", name="UBND tỉnh khác")), "edoc"),
    "another receiver inside": (letter(file(), receivers=(Organ("H37", name="UBND tỉnh khác"),)), "edoc"),
    "status under a document's envelope": (told("03"), "edoc"),
    "document under a status' envelope": (letter(file()), "status"),
    "attachment cut": (letter(file())[:-400], "edoc"),
    "attachment damaged": (swapped(INSIDE, f"{INSIDE}*"), "edoc"),
    "bomb": (swapped(INSIDE, f"{INSIDE}{BOMB}<!--"), "edoc"),
    "entity": (swapped("<edXML ", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><edXML '), "edoc"),
    "billion laughs": (
        swapped("<edXML ", '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><edXML '), "edoc",
    ),
    "program": (letter(file("tra-loi.exe", b"MZ\x90\x00" + bytes(400), "application/octet-stream")), "edoc"),
    "unknown business": (swapped("<edXML:BussinessDocType>0<", "<edXML:BussinessDocType>9<"), "edoc"),
    "recall of what was never sent": (wished(1), "edoc"),
    "update of what was never sent": (wished(2, document_id=DOCUMENT, document_info=CHANGED), "edoc"),
    "state of what was never sent": (told("03"), "status"),
    "taking back what was never sent": (told("13"), "status"),
    "state without meaning": (told("03").replace(b">03<", b">" + b"7" * 11 + b"<"), "status"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), BAD.values(), ids=BAD.keys())
def test_a_bad_message_is_refused_and_the_clerk_sees_why(abroad, client, province, body, kind):  # noqa: F811
    answer = put(sealed(abroad[1], body, kind=kind), body)

    assert (answer.status_code, answer.json()["code"]) == REFUSED, answer.content.decode()
    nothing_came()
    row = RefusedPackage.objects.get()
    assert (row.code, row.sender_code, row.agency_id) == ("exchange.message_refused", ABROAD, province.agency.pk)
    assert row.reason.strip()
    assert "%(" not in row.reason
    client.force_login(province.accounts["clerk"])
    assert row.reason.split(":")[0] in client.get("/lien-thong/den/").content.decode()


FIELD = re.compile(rb"<(?:edXML:)?(\w+)>([^<>]+)</(?:edXML:)?\1>")
HARMS = {
    "over length": lambda field, text: field.replace(text, "ư".encode() * 3000),
    "far over length": lambda field, text: field.replace(text, b"x" * 11_000),
    "empty": lambda field, text: field.replace(text, b""),
    "missing": lambda _field, _text: b"",
    "twice": lambda field, _text: field * 2,
    "other encoding": lambda field, text: field.replace(text, b"\xff\xfe"),
    "no number or date": lambda field, text: field.replace(text, "không phải".encode()),
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_whatever_is_wrong_with_one_field_the_message_is_read_or_refused_whole(abroad, harm):  # noqa: F811
    whole = letter(WORD)
    fields = [one for one in FIELD.finditer(whole) if one[1] != b"ContentTransferEncoded"]
    assert len(fields) > 25
    taken = refused = 0
    for number, one in enumerate(fields):
        body = whole[: one.start()] + harm(one[0], one[2]) + whole[one.end() :]
        body = body.replace(b",9/UBND-TH", f",{100 + number}/UBND-TH".encode())
        answer = put(sealed(abroad[1], body), body)
        assert answer.status_code in {200, 422}, (one[1], answer.content)
        taken, refused = taken + (answer.status_code == 200), refused + (answer.status_code == 422)
    assert (Arrival.objects.count(), RefusedPackage.objects.count()) == (taken, refused)
    assert GivenReceipt.objects.count() == taken
    assert Mailing.objects.filter(status_code="01").count() == taken


@pytest.mark.parametrize("minutes", [-24 * 60, 24 * 60], ids=["a-day-behind", "a-day-ahead"])
def test_a_clock_a_day_off_is_told_and_a_corrected_one_is_taken(abroad, minutes):  # noqa: F811
    body = letter(file())
    headers = sealed(abroad[1], body, sent_at=_moment(minutes))

    assert put(headers, body).json()["code"] == "exchange.clock_skewed"
    nothing_came()
    assert RefusedPackage.objects.get().count == 1
    assert put(sealed(abroad[1], body), body).status_code == 200


def test_the_same_package_again_gets_the_same_receipt_and_nothing_else(abroad):  # noqa: F811
    body = letter(file())
    headers = sealed(abroad[1], body)
    first, again = put(headers, body), put(headers, body)

    assert first.json() == again.json()
    assert (Arrival.objects.count(), GivenReceipt.objects.count(), RefusedPackage.objects.count()) == (1, 1, 0)
    told_back = put(sealed(abroad[1], body), body)  # and under a new envelope: another receipt, the same document
    assert told_back.status_code == 200
    assert (Arrival.objects.count(), Mailing.objects.filter(status_code="01").count()) == (1, 1)


def test_the_same_code_with_other_content_is_refused_and_stands_on_the_desk(abroad, client, province):  # noqa: F811
    body, other = letter(file()), letter(file(), subject="Nội dung khác dưới cùng một mã")
    said = json.loads(put(headers := sealed(abroad[1], body), body).json()["receipt"])

    by_document = put(sealed(abroad[1], other), other)
    by_package = put(sealed(abroad[1], other, uid=said["uid"]), other)

    assert {by_document.status_code, by_package.status_code} == {409}
    assert RefusedPackage.objects.filter(code="exchange.same_code_other_content", agency=province.agency).count() == 2
    assert Arrival.objects.get().subject == edoc().subject
    client.force_login(province.accounts["clerk"])
    assert "Gói tin không được nhận" in client.get("/lien-thong/den/").content.decode()
    assert put(headers, body).status_code == 200


def test_the_state_of_anothers_document_is_refused(abroad, province, district):  # noqa: F811
    send(province)
    about = Mailing.objects.get().document_code
    body = told("03", document=about)

    assert put(sealed(abroad[1], body, kind="status"), body).json()["code"] == "exchange.message_refused"
    assert ReceivedStatus.objects.count() == 0
    assert RefusedPackage.objects.get().agency_id == province.agency.pk


def test_a_recall_of_anothers_document_is_refused(abroad, province, district):  # noqa: F811
    send(province)
    carry()
    body = told("13", document=Arrival.objects.get().document_code, about=DISTRICT)

    assert put(sealed(abroad[1], body, kind="status", to=DISTRICT), body).json()["code"] == REFUSED[1]
    assert ChangeWish.objects.count() == 0
    assert RefusedPackage.objects.get().agency_id == district.agency.pk


def test_a_name_that_is_a_path_becomes_a_plain_name(abroad):  # noqa: F811
    body = letter(file("../../etc/cron.d/tra-loi.pdf"))

    assert put(sealed(abroad[1], body), body).status_code == 200
    assert "/" not in ArrivedFile.objects.get().name
    assert ".." not in ArrivedFile.objects.get().name


@pytest.mark.parametrize(
    ("old", "new", "ok", "verdict"),
    [
        ("", "", True, "information"),
        ("7816", "9999", False, "unsound"),
        ('URI=""', 'URI="#one"', False, "unsound"),
        ("#enveloped-signature", "#xslt", None, "information"),
    ],
    ids=["whole", "changed", "nothing-signed", "not-judged"],
)
def test_the_signature_of_the_message_itself_is_looked_at(abroad, client, province, old, new, ok, verdict):  # noqa: F811
    body = swapped(old, new, letter(WORD, signer=new_signer("ec")))

    assert put(sealed(abroad[1], body), body).status_code == 200
    row = Arrival.objects.get()
    (check,) = [one for one in row.checks if one["code"] == "message"]
    assert (check["ok"], row.verdict) == (ok, verdict)
    client.force_login(province.accounts["clerk"])
    assert check["text"] in client.get(f"/lien-thong/den/{row.uid}/").content.decode()
