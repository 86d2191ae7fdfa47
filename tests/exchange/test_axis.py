"""We are an axis for other systems, and a client of one: here the client calls our own server."""

import io
import json
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from congvu.exchange import axis_rules
from congvu.exchange.actions import download, fetch_axis
from congvu.exchange.actions.download import Download
from congvu.exchange.actions.send import send
from congvu.exchange.carriers.axis import AxisClient
from congvu.exchange.edxml.types import Organ, ResponseFor
from congvu.exchange.errors import CarrierFailed, CarrierRefused
from congvu.exchange.models import (
    Arrival,
    AxisMessage,
    DirectoryAgency,
    Mailing,
    Partner,
    ReceivedStatus,
    RefusedPackage,
    UploadPart,
)
from congvu.kernel.api import files
from congvu.kernel.secrets import seal
from tests.exchange.conftest import DISTRICT, PROVINCE, carry, outgoing
from tests.exchange.edxml.makers import edoc, file, status, written

pytestmark = pytest.mark.django_db
ADDRESS = "http://testserver/truc/v1"


def system(name, *codes, **more):
    return Partner.objects.create(
        name=name, codes=list(codes), carrier="axis", system_id=name, secret=seal(f"khoa-{name}"),
        added_at=timezone.now(), **more,
    )  # fmt: skip


@pytest.fixture
def systems(province):
    """Two systems that connect to our axis: one of Nghệ An, one of Lạng Sơn; the province's office is here."""
    return system("nghe-an", "H41"), system("lang-son", "H37")


class InProcess(httpx.BaseTransport):
    """Calls our own server without a network, in the transaction of the test."""

    def handle_request(self, request):
        kind = request.headers.get("Content-Type", "")
        headers = {
            name: value for name, value in request.headers.items() if name.startswith(("x-", "range", "if-range"))
        }
        path = request.url.raw_path.decode()
        answer = Client().generic(request.method, path, request.read(), content_type=kind, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=body)


def caller(name, secret=""):
    return AxisClient(ADDRESS, name, secret or f"khoa-{name}", InProcess())


def message(sender="H41", *receivers, **more):
    files_ = [file("cong-van.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n")]
    to = tuple(Organ(one, name=one) for one in receivers or ("H37.02",))
    data = written(edoc(*files_, zipped=False, sender=Organ(sender, name="UBND tỉnh Nghệ An"), receivers=to, **more))
    return files.store(io.BytesIO(data), name="a.edxml", accept={"application/vnd.edxml"}).id


def send_as(name, file_id, receiver="H37.02", kind="edoc", secret=""):
    with caller(name, secret) as axis:
        return axis.send(file_id, kind=kind, receiver_code=receiver)


def test_a_message_goes_from_system_to_system(systems):
    file_id = message()

    sent = send_as("nghe-an", file_id)
    with caller("lang-son") as axis:
        (waiting,) = axis.received("edoc")
        out = io.BytesIO()
        axis.get(waiting["docId"], Download(uuid4(), out), most=1 << 20)
        axis.update_status(waiting["docId"], "processing")
        axis.update_status(waiting["docId"], "done")
        after = axis.received("edoc")
    with caller("nghe-an") as axis:
        (told,) = axis.sent(sent.axis_id)

    assert (waiting["from"], waiting["to"], waiting["status"]) == ("H41", "H37.02", "initial")
    assert out.getvalue() == files.read_bytes(file_id)
    assert after == []
    assert (told["to"], told["status"]) == ("H37.02", "done")


def test_the_same_message_again_lies_there_once(systems):
    file_id = message()

    assert send_as("nghe-an", file_id) == send_as("nghe-an", file_id)
    assert AxisMessage.objects.count() == 1


def test_an_agency_here_gets_it_at_once_and_again_changes_nothing(systems):
    file_id = message("H41", PROVINCE, "H37", "H99")

    send_as("nghe-an", file_id, PROVINCE)
    send_as("nghe-an", file_id, PROVINCE)

    arrival = Arrival.objects.get()
    assert (arrival.sender_code, arrival.receiver_code, arrival.carrier) == ("H41", PROVINCE, "axis")
    assert [one.receiver_code for one in AxisMessage.objects.filter(system=systems[1], kind="edoc")] == ["H37"]
    with pytest.raises(CarrierRefused, match="không biết nơi nhận H99"):
        send_as("nghe-an", file_id, "H99")


def test_what_we_send_is_done_when_the_other_system_has_it(province, systems):
    send(
        actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(),
        reference=None, receivers=["H37.02"], now=timezone.now(),
    )  # fmt: skip
    carry(now=timezone.now())
    mailing = Mailing.objects.get()
    before = mailing.state

    with caller("lang-son") as axis:
        (waiting,) = axis.received("edoc")
        axis.update_status(waiting["docId"], "done")
    mailing.refresh_from_db()

    assert (before, mailing.state, waiting["from"]) == ("sent", "done", PROVINCE)


def test_a_status_goes_back_the_same_way(province, systems):
    test_what_we_send_is_done_when_the_other_system_has_it(province, systems)
    said = status(
        "03", sender=Organ("H37.02"), about=ResponseFor(PROVINCE, document_id=Mailing.objects.get().document_code)
    )
    file_id = files.store(io.BytesIO(written(said)), name="s.edxml", accept={"application/vnd.edxml"}).id

    send_as("lang-son", file_id, PROVINCE, "status")

    assert [one.code for one in ReceivedStatus.objects.all()] == ["03"]


@pytest.fixture
def outer(systems, province):
    """An outer axis, which is our own server: the partner's row says where it is; there we are called lang-son."""
    Partner.objects.filter(pk=systems[0].pk).update(active=False)
    return system("truc-ngoai", address=ADDRESS, is_gateway=True)


def lies_there(systems, file_id):
    ref = files.ref(file_id)
    return AxisMessage.objects.create(
        system=systems[1], kind="edoc", sender_code="H41", receiver_code=PROVINCE, document_code="d", size=ref.size,
        raw_file_id=file_id, sha256=ref.sha256, created_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip


def test_what_lies_at_an_outer_axis_comes_in_once_whatever_is_killed(systems, outer):
    waiting = lies_there(systems, message("H41", PROVINCE))

    with caller("lang-son") as axis:
        came = [fetch_axis.fetch(outer, axis, now=timezone.now())]
        told = AxisMessage.objects.get(pk=waiting.pk).status
        AxisMessage.objects.update(status="initial")  # as if killed before the axis was told
        came += [fetch_axis.fetch(outer, axis, now=timezone.now()) for _time in range(2)]

    assert (came, told) == ([1, 1, 0], "done")
    arrival = Arrival.objects.get()
    assert (arrival.sender_code, arrival.carrier, arrival.partner) == ("H41", "axis", outer)


def test_what_is_refused_is_told_to_the_axis_with_its_reason(systems, outer):
    lies_there(systems, message("H41", "H99"))

    with caller("lang-son") as axis:
        assert fetch_axis.fetch(outer, axis, now=timezone.now()) == 0

    row = AxisMessage.objects.get()
    assert (row.status, "không ghi cơ quan này là nơi nhận" in row.status_text) == ("fail", True)
    assert (Arrival.objects.count(), RefusedPackage.objects.count()) == (0, 1)


@pytest.mark.parametrize(("said", "state"), [("done", "done"), ("fail", "refused")], ids=["done", "fail"])
def test_we_ask_an_outer_axis_what_became_of_what_we_sent(systems, outer, province, said, state):
    row = lies_there(systems, message("H37", "H99.1"))
    told = {"sent_by": systems[1], "receiver_code": "H99.1", "status": said, "status_text": "hỏng"}
    AxisMessage.objects.filter(pk=row.pk).update(**told)
    send(
        actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(),
        reference=None, receivers=["H99.1"], now=timezone.now(),
    )  # fmt: skip
    Mailing.objects.filter(kind="edoc").update(state="sent", partner=outer, axis_id=str(row.pk))

    with caller("lang-son") as axis:
        fetch_axis.ask_about_sent(outer, axis, now=timezone.now())

    mailing = Mailing.objects.get(kind="edoc")
    assert mailing.state == state
    assert mailing.cause == ("hỏng" if said == "fail" else "")


class Breaking(InProcess):
    """A line that gives so many bytes of each file and breaks; `asked` is where each question began."""

    def __init__(self, most, **changed):
        self.most, self.changed, self.asked = most, changed, []

    def handle_request(self, request):
        answer = super().handle_request(request)
        if "getEdoc" not in str(request.url):
            return answer
        self.asked.append(request.headers.get("Range", ""))
        headers = {**answer.headers, **self.changed}
        return httpx.Response(answer.status_code, headers=headers, stream=Broken(answer.content, self.most))


class Broken(httpx.SyncByteStream):
    def __init__(self, content, most):
        self.content, self.most = content, most

    def __iter__(self):
        yield self.content[: self.most]
        if len(self.content) > self.most:
            raise httpx.ReadError("gone")


def attempts(outer, line, most=9):
    """Ask until the message is here; return how many times the line broke."""
    with AxisClient(ADDRESS, "lang-son", "khoa-lang-son", line) as axis:
        for broken in range(most):
            try:
                if fetch_axis.fetch(outer, axis, now=timezone.now()):
                    return broken
            except CarrierFailed:
                continue
    return most


def test_a_broken_download_goes_on_where_it_ended(systems, outer, monkeypatch):
    monkeypatch.setattr(download, "PIECE", 100)
    waiting = lies_there(systems, message("H41", PROVINCE))
    piece = waiting.size // 3 + 1
    line = Breaking(piece)

    assert attempts(outer, line) == 2

    assert line.asked == ["", f"bytes={piece}-", f"bytes={2 * piece}-"]
    assert Arrival.objects.get().sha256 == waiting.sha256
    assert not UploadPart.objects.exists()


def test_another_file_by_the_same_number_is_fetched_from_its_start(systems, outer):
    waiting = lies_there(systems, message("H41", PROVINCE))
    assert attempts(outer, Breaking(waiting.size // 2), most=1) == 1
    other = files.ref(message("H41", PROVINCE, subject="Một văn bản khác"))
    AxisMessage.objects.update(raw_file_id=other.id, sha256=other.sha256)

    assert attempts(outer, Breaking(1 << 20)) == 0
    assert Arrival.objects.get().sha256 == other.sha256


HOSTILE = {
    "tells another digest": {"x-sha256": "0" * 64},
    "goes on elsewhere": {"content-range": "bytes 7-9/10"},
    "no digest": {"x-sha256": "abc"},
}


@pytest.mark.parametrize("changed", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_axis_that_goes_on_wrongly_brings_nothing_in_and_leaves_nothing(systems, outer, changed):
    waiting = lies_there(systems, message("H41", PROVINCE))
    assert attempts(outer, Breaking(waiting.size // 2), most=1) == 1

    assert attempts(outer, Breaking(1 << 20, **changed), most=1) == 1
    assert (Arrival.objects.count(), UploadPart.objects.count()) == (0, 0)
    assert attempts(outer, Breaking(1 << 20)) == 0


WRONG = {
    "stranger": ("ai-do", "x"),
    "wrong secret": ("nghe-an", "sai"),
}


@pytest.mark.parametrize(("name", "secret"), WRONG.values(), ids=WRONG.keys())
def test_a_call_that_is_not_a_systems_is_refused(systems, name, secret):
    with pytest.raises(CarrierFailed, match="mã 15"):
        send_as(name, message(), secret=secret)
    assert AxisMessage.objects.count() == 0


def test_an_old_call_is_refused(systems, monkeypatch):
    stale = axis_rules.stamp(timezone.now() - timedelta(minutes=16))
    monkeypatch.setattr(axis_rules, "stamp", lambda _at: stale)

    with pytest.raises(CarrierFailed, match="mã 15"):
        send_as("nghe-an", message())


def test_a_system_speaks_only_for_its_own(systems, province):
    for sender in ("H37", PROVINCE, "H99"):
        with pytest.raises(CarrierRefused, match="mã 19"):
            send_as("nghe-an", message(sender, DISTRICT, "H37.01"))
    assert AxisMessage.objects.count() == 0


def test_a_message_to_nobody_known_is_refused(systems):
    with pytest.raises(CarrierRefused, match="mã 18"):
        send_as("nghe-an", message("H41", "H99"))


def test_rubbish_is_refused(systems):
    rubbish = files.store(io.BytesIO(b"{}"), name="a.json").id
    other = files.store(io.BytesIO(b'<?xml version="1.0"?><a/>'), name="a.edxml", accept={"application/vnd.edxml"}).id

    for file_id in (rubbish, other):
        with pytest.raises(CarrierRefused, match="mã 22"):
            send_as("nghe-an", file_id)


def test_another_systems_message_is_not_there(systems):
    sent = send_as("nghe-an", message())

    with caller("nghe-an") as axis:
        with pytest.raises(CarrierFailed):
            axis.get(sent.axis_id, Download(uuid4(), io.BytesIO()), most=1 << 20)
        with pytest.raises(CarrierRefused, match="mã 10"):
            axis.update_status(sent.axis_id, "done")
    assert AxisMessage.objects.get().status == "initial"


def test_agencies_are_registered_below_the_systems_codes_and_closed_not_deleted(systems, client):
    def post(name, said):
        body = json.dumps(said).encode()
        moment = axis_rules.stamp(timezone.now())
        signed = axis_rules.signature(
            "khoa-nghe-an", system_id="nghe-an", moment=moment, content_type="application/json", body=[body]
        )
        headers = {"X-SystemId": "nghe-an", "X-Timestamp": moment, "X-Signature": signed}
        return client.post(f"/truc/v1/{name}", body, content_type="application/json", headers=headers).json()

    made = post("registerAgency", {"code": "H41.05", "name": "Sở Tư pháp", "pcode": "H41", "mail": "stp@nghean.vn"})
    other = post("registerAgency", {"code": "H37.05", "name": "Sở của người khác"})
    closed = post("deleteAgency", {"AgencyCode": "H41.05"})
    rubbish = [post("registerAgency", said) for said in ([], "x", {"code": {"a": 1}}, {"code": "H41.06", "name": " "})]

    assert [one["ErrorCode"] for one in (made, other, closed)] == ["0", "19", "0"]
    row = DirectoryAgency.objects.get()
    assert (row.code, row.name, row.valid_to) == ("H41.05", "Sở Tư pháp", timezone.localdate())
    assert [one["status"] for one in rubbish] == ["FAIL"] * 4


@pytest.mark.parametrize("name", ["sendEdoc", "getReceivedEdocList", "getEdoc", "updateStatus", "registerAgency"])
def test_a_stranger_with_rubbish_gets_401_or_405(db, client, name):
    for answer in (client.get(f"/truc/v1/{name}?docId=%00"), client.post(f"/truc/v1/{name}", b"\x00\xff", "text/xml")):
        assert answer.status_code in {401, 405}
