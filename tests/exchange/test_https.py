"""Two installations over the wire: exactly once through kills, order, large files, hostile partners, a day compared."""

import base64
import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection
from django.test import Client

from congvu.exchange import envelopes, keys
from congvu.exchange.actions.again import send_again
from congvu.exchange.actions.deliver import deliver
from congvu.exchange.carriers import https
from congvu.exchange.errors import BadReceipt
from congvu.exchange.models import Arrival, Mailing, Partner, RefusedPackage, UploadPart
from congvu.exchange.types import Envelope, SignedReceipt
from tests.conftest import NOW
from tests.exchange.conftest import carry
from tests.exchange.pair import free_port, until
from tests.exchange.test_send import send

ABROAD = "H20"


@pytest.fixture
def abroad(province):
    """A partner whose key we hold, and its address."""
    key = Ed25519PrivateKey.generate()
    row = Partner.objects.create(
        name="Ủy ban nhân dân tỉnh Đồng Tháp", codes=[ABROAD], carrier="https",
        address=f"http://127.0.0.1:{free_port()}", public_key=_pem(key), added_at=NOW,
    )  # fmt: skip
    return row, key


def _pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def served(port, answer, *, tls=None):
    """Serve one kind of answer at a port, by TLS where its rules are given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *_where: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _say(handler, status, body, kind="application/json"):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _rubbish(handler):
    _say(handler, 200, b"\x00\xff<html>" * 10)


def _endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"a")
        time.sleep(0.05)


def _foreign_receipt(handler):
    body = json.dumps({"receipt": "{}", "signature": "00"}).encode()
    _say(handler, 200, body)


def _moved(handler):
    handler.send_response(302)
    handler.send_header("Location", "http://127.0.0.1:1/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (None, "Máy chủ của nơi nhận không mở cổng kết nối."),
        (_rubbish, "Nơi nhận trả lời không đúng khuôn dạng (HTTP 200)."),
        (_endless, "Nơi nhận không trả lời kịp."),
        (_foreign_receipt, "Biên nhận trả về không hợp lệ: không đọc được"),
        (_moved, "Nơi nhận trả lời không đúng khuôn dạng (HTTP 302)."),
    ],
    ids=["never", "rubbish", "slow", "false-receipt", "moved"],
)
def test_a_hostile_partner_costs_a_try_and_is_named(abroad, province, monkeypatch, answer, cause):
    monkeypatch.setattr(https, "LONGEST", 1.0)
    partner, _key = abroad
    server = served(int(partner.address.rsplit(":", 1)[1]), answer) if answer else None
    send(province, receivers=[ABROAD])

    state = deliver(mailing_id=Mailing.objects.get().pk, now=NOW)

    row = Mailing.objects.get()
    assert (state, row.cause) == ("waiting", cause)
    assert row.next_at == NOW + timedelta(seconds=10)
    assert row.tries.count() == 1
    if server:
        server.shutdown()
        server.server_close()


def test_what_fails_for_three_days_is_dead_and_sent_again_under_its_own_identifier(abroad, province):
    send(province, receivers=[ABROAD])
    row = Mailing.objects.get()
    uid = row.uid
    deliver(mailing_id=row.pk, now=NOW)

    assert deliver(mailing_id=row.pk, now=NOW + timedelta(hours=72)) == "dead"
    assert deliver(mailing_id=row.pk, now=NOW + timedelta(hours=73)) == "dead"
    send_again(actor=province.actor("clerk"), uid=uid, now=NOW + timedelta(hours=74))

    row.refresh_from_db()
    assert (row.state, row.uid, row.attempts) == ("waiting", uid, 0)


def test_a_receipt_of_another_key_or_package_proves_nothing(abroad):
    partner, key = abroad
    own = envelopes.receipt_for(
        Envelope(uid=(uid := _uid()), kind="edoc", sender_code="H58", receiver_code=ABROAD, sha256="a" * 64, size=1,
                 sent_at=NOW), at=NOW,
    )  # fmt: skip
    trusted = keys.read_public(partner.public_key)
    check = {"uid": uid, "sha256": "a" * 64, "receiver_code": ABROAD}
    with pytest.raises(BadReceipt):
        envelopes.check_receipt(own, **check, trusted=trusted)
    theirs = SignedReceipt(own.text, key.sign(envelopes.RECEIPT + own.text.encode()).hex())
    assert envelopes.check_receipt(theirs, **check, trusted=trusted) == NOW
    with pytest.raises(BadReceipt):
        envelopes.check_receipt(theirs, **{**check, "sha256": "b" * 64}, trusted=trusted)


def _uid():
    import uuid6

    return uuid6.uuid7()


def sealed(key, body, **changes):
    """Return headers as a foreign installation signs them."""
    import hashlib

    said = {
        "uid": str(_uid()), "kind": "edoc", "from": ABROAD, "to": "H58", "sha256": hashlib.sha256(body).hexdigest(),
        "size": len(body), "sent_at": _moment(), "system": keys.print_of(key.public_key()),
    } | changes  # fmt: skip
    text = json.dumps(said).encode()
    signature = key.sign(envelopes.ENVELOPE + text)
    return {
        "HTTP_CONGVU_ENVELOPE": base64.urlsafe_b64encode(text).decode(),
        "HTTP_CONGVU_SIGNATURE": base64.urlsafe_b64encode(signature).decode(),
    }


def _moment(minutes=0):
    from django.utils import timezone

    return (timezone.now() + timedelta(minutes=minutes)).isoformat()


def put(headers, body):
    return Client().post("/lien-thong/v1/goi/", body, content_type="application/vnd.edxml", **headers)


@pytest.mark.parametrize(
    ("changes", "body", "status", "code"),
    [
        ({}, b"<a/>", 422, "exchange.message_refused"),
        ({}, b"rubbish", 422, "exchange.message_refused"),
        ({"sent_at": "2020-01-01T00:00:00Z"}, b"<a/>", 425, "exchange.clock_skewed"),
        ({"sha256": "0" * 64}, b"<a/>", 422, "exchange.package_broken"),
        ({"size": 1 << 39}, b"<a/>", 413, "exchange.package_too_large"),
        ({"to": "H99"}, b"<a/>", 404, "exchange.not_here"),
        ({"from": "H37"}, b"<a/>", 403, "exchange.unknown_sender"),
        ({"size": -1}, b"<a/>", 401, "exchange.bad_envelope"),
        ({"uid": "../../x"}, b"<a/>", 401, "exchange.bad_envelope"),
        ({"kind": "letter"}, b"<a/>", 401, "exchange.bad_envelope"),
        ({"from": "H20\x00"}, b"<a/>", 401, "exchange.bad_envelope"),
        ({"system": "0" * 32}, b"<a/>", 403, "exchange.unknown_sender"),
    ],
    ids=[
        "no-edxml",
        "rubbish",
        "clock",
        "digest",
        "huge",
        "elsewhere",
        "sender",
        "size",
        "uid",
        "kind",
        "nul",
        "system",
    ],
)
def test_a_wrong_package_is_refused_with_its_reason_and_leaves_a_line(abroad, changes, body, status, code):
    answer = put(sealed(abroad[1], body, **changes), body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Arrival.objects.count() == 0
    assert RefusedPackage.objects.filter(code=code).count() == 1


def test_an_envelope_signed_by_somebody_else_is_refused(abroad):
    headers = sealed(Ed25519PrivateKey.generate(), b"<a/>", system=keys.print_of(abroad[1].public_key()))

    assert put(headers, b"<a/>").json()["code"] == "exchange.bad_envelope"


def test_pieces_must_go_on_where_they_ended(abroad):
    body = b"x" * 100
    uid = str(_uid())
    headers = sealed(abroad[1], body, uid=uid)
    address = f"/lien-thong/v1/goi/{uid}/"
    client = Client()
    assert client.get(address, **headers).json() == {"have": 0}
    first = client.patch(address, body[:40], content_type="x/y", HTTP_UPLOAD_OFFSET="0", **headers)
    assert first.json() == {"have": 40}

    wrong = client.patch(address, body[:40], content_type="x/y", HTTP_UPLOAD_OFFSET="0", **headers)

    assert (wrong.status_code, wrong.json()["code"]) == (409, "exchange.wrong_chunk")
    assert client.get(address, **headers).json() == {"have": 40}


def test_two_installations_exchange_and_survive_kills_and_a_cut_line(two):
    """In short what tests/proof/test_exchange_kills.py does a thousand times."""
    here, there = two
    here.ask("send", first=1, count=6, receiver=there.code)
    time.sleep(0.3)
    there.line.cut()
    there.ask("send", first=40, count=2, receiver=here.code)
    time.sleep(0.3)
    there.kill()
    there.line.heal()
    here.ask("send", first=7, count=6, receiver=there.code)
    time.sleep(0.3)
    here.kill()
    there.start()
    here.start()
    references = here.ask("send", first=13, count=4, receiver=there.code)
    here.ask("take_back", references=references[:2])

    until(lambda: _settled(here, 16 + 2 + 2) and _settled(there, 16 + 2 + 2), seconds=180)

    assert here.ask("state")["arrivals"] == [f"{there.code},2026/10/14,{n}/UBND-TH" for n in (40, 41)]
    came = there.ask("state")
    assert came["arrivals"] == sorted(f"{here.code},2026/10/14,{n}/UBND-TH" for n in range(1, 17))
    assert came["arrival_states"] == {"arrived": 14, "withdrawn": 2}
    assert came["refused"] == []
    codes = {}
    for document, code in here.ask("state")["statuses"]:
        codes.setdefault(document, []).append(code)
    assert sorted(codes.values()) == [["01"]] * 14 + [["01", "15"]] * 2


def _settled(side, count):
    return side.ask("state")["mailings"] == {"done": count}


def test_a_large_package_goes_in_pieces(two):
    here, there = two
    code = f"{here.code},2026/10/14,100/UBND-TH"
    here.ask("send", first=100, count=1, receiver=there.code, size=9 << 20)

    until(lambda: code in there.ask("state")["arrivals"])

    assert there.ask("state")["parts"] == 0
    until(lambda: here.ask("state")["mailings"].get("waiting", 0) == 0)


def test_two_sides_compare_a_day_and_name_what_differs(two):
    here, there = two
    here.ask("send", first=200, count=3, receiver=there.code)
    until(lambda: here.ask("state")["mailings"].get("waiting", 0) == 0)
    ((sender, receiver, ours, theirs, differences, trouble),) = here.ask("compare")
    assert (sender, receiver, differences, trouble) == (here.code, there.code, [], "")
    assert ours == theirs >= 3
    there.ask("forget_receipt")

    ((_s, _r, ours, theirs, differences, _t),) = here.ask("compare")

    assert theirs == ours - 1
    assert [one["what"] for one in differences] == ["only_here"]


def test_the_endpoint_says_who_it_is_and_nothing_else(two):
    here, _there = two
    with urllib.request.urlopen(Request(f"{here.address}/lien-thong/v1/"), timeout=5) as answer:
        said = json.load(answer)
    assert sorted(said) == ["public_key", "system", "time", "version"]
    assert len(said["system"]) == 32


def test_a_half_open_socket_does_not_hold_the_others_up(two):
    here, there = two
    port = int(there.address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as hanging:
        hanging.sendall(b"POST /lien-thong/v1/goi/ HTTP/1.1\r\nContent-Length: 1000000\r\n")
        here.ask("send", first=300, count=1, receiver=there.code)
        until(lambda: here.ask("state")["mailings"].get("waiting", 0) == 0)


def test_carrying_here_still_works_beside_partners(abroad, province, district):
    send(province)
    assert carry() == ["done", "done"]


def test_a_large_package_survives_kills_halfway(two):
    here, there = two
    code = f"{here.code},2026/10/14,400/UBND-TH"
    here.ask("send", first=400, count=1, receiver=there.code, size=24 << 20)
    until(lambda: there.ask("state")["parts"] >= 2)
    there.kill()
    there.start()
    here.kill()
    here.start()

    until(lambda: here.ask("state")["mailings"].get("waiting", 0) == 0)

    assert there.ask("state")["arrivals"].count(code) == 1
    assert there.ask("state")["parts"] == 0


def test_a_whole_package_is_looked_at_by_one_process_at_a_time(abroad):
    body = b"x" * 100
    uid = str(_uid())
    headers = sealed(abroad[1], body, uid=uid)
    address = f"/lien-thong/v1/goi/{uid}/"
    name = f"exchange.whole:{keys.print_of(abroad[1].public_key())}:{uid}"
    with psycopg.connect(os.environ["CONGVU_DATABASE_URL"], dbname=connection.settings_dict["NAME"]) as other:
        other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

        said = Client().patch(address, body, content_type="x/y", HTTP_UPLOAD_OFFSET="0", **headers)

        assert (said.status_code, said.json()["code"]) == (409, "exchange.still_checked")
        assert UploadPart.objects.count() == 1
    said = Client().get(address, **headers)
    assert (said.status_code, said.json()["code"]) == (422, "exchange.message_refused")
    assert (UploadPart.objects.count(), RefusedPackage.objects.get().code) == (0, "exchange.message_refused")


def test_receipts_go_by_the_axis_of_one_of_them_and_close_the_letters_of_both(two):
    """The last here: from now on the two go by the axis."""
    here, there = two
    lines = [side.ask("receipt_line") for side in two]
    here.ask("by_axis", line=lines[1])
    there.ask("by_axis", line=lines[0], address=f"{here.address}/truc/v1")

    here.ask("send", first=500, count=1, receiver=there.code)
    there.ask("send", first=501, count=1, receiver=here.code)

    until(lambda: here.ask("proofs", number=500) == ["sent"] and there.ask("proofs", number=501) == ["sent"])
    came, error = there.ask("fetch_axis")
    assert (came > 0, error) == (True, "")
    assert (here.ask("proofs", number=500), there.ask("proofs", number=501)) == (["done signed"], ["done signed"])
