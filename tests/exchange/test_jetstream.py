"""Two installations over a real NATS server: receipts close, kills lose nothing, hostile messages change nothing."""

import json
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from congvu.exchange.actions import days, inbox, reconcile, reconcile_pairs
from congvu.exchange.actions import deliver as durable
from congvu.exchange.carriers import jetstream, streams
from congvu.exchange.errors import BadEnvelope, BadReceipt, CarrierFailed
from congvu.exchange.models import GivenReceipt, Mailing, MailingAttempt, Partner, Reconciliation, UploadPart
from congvu.exchange.types import Envelope
from tests.conftest import NOW
from tests.exchange.nats import joined, put, single
from tests.exchange.pair import until
from tests.exchange.test_https import _pem
from tests.exchange.test_send import send


def test_letters_arrive_once_through_a_killed_server_while_rubbish_and_strangers_change_nothing(
    tmp_path_factory, monkeypatch
):  # fmt: skip
    server = single(tmp_path_factory.mktemp("nats")).start()
    try:
        with joined(tmp_path_factory, server.url, server.url) as (here, there):
            here.ask("send", first=1, count=2, receiver="H20")
            until(lambda: here.ask("state")["mailings"] == {"done": 2}, seconds=120)
            text, signature = sealed(Ed25519PrivateKey.generate())
            put(
                server.url,
                [
                    ("congvu.H20.package.H20", b"\x00\xff" * 900, None),
                    ("congvu.H20.package.H20", b"", {"Congvu-Envelope": "%%%", "Congvu-Signature": "x" * 9000}),
                    ("congvu.H20.package.H20", b"x", {"Congvu-Envelope": text, "Congvu-Signature": signature}),
                    ("congvu.H20.answer", b"[" * 50000, None),
                    ("congvu.H20.answer", json.dumps({"receipt": "{}", "signature": "00"}).encode(), None),
                    ("congvu.H20.other", b"?", None),
                ],
            )
            server.kill()
            here.ask("send", first=3, count=1, receiver="H20", size=6_000_000)
            server.start()

            until(
                lambda: here.ask("state")["mailings"] == {"done": 3} and len(here.ask("state")["statuses"]) == 3,
                seconds=120,
            )
            full, others = _filled(server.url, monkeypatch)
            found = there.ask("state")
            alike = _day(here)
            there.ask("forget_receipt")
            strange = there.ask("strange_receipt", sender="H58", receiver="H20")
            differ = _day(here)
    finally:
        server.kill()
    assert full == [0, 1, "Hộp nhận NATS của nơi nhận đã đầy; gói tin chờ ở đây và được gửi lại."]
    assert others == "Cụm NATS không còn đủ chỗ cho hộp nhận cỡ này."
    assert alike == (3, 3, [])
    assert differ[:2] == (3, 3)
    assert sorted(one["what"] for one in differ[2]) == ["only_here", "only_there"]
    assert [one["uid"] for one in differ[2] if one["what"] == "only_there"] == [strange]
    assert len(found["arrivals"]) == len(set(found["arrivals"])) == found["receipts"] == 3
    assert found["parts"] == 0
    assert set(found["refused"]) == {"exchange.bad_envelope", "exchange.unknown_sender", "exchange.bad_receipt"}


def _filled(url, monkeypatch):
    """Fill an inbox of 64 KiB, and ask for one larger than the node; return what each try came to."""
    monkeypatch.setattr(settings, "NATS", settings.NATS | {"servers": [url], "inbox": "H58"})
    link, told = jetstream.Link(), []
    link.lay_out(["DAY"], [])
    link.lay_out(["DAY"], [], streams.Sizes(inbox=64 << 10))
    for n in range(3):
        try:
            link.publish([jetstream.Outgoing(f"congvu.DAY.package.DAY.{n}.0", b"x" * (24 << 10))])
            told.append(n)
        except CarrierFailed as failure:
            told.append(failure.data["reason"])
    with pytest.raises(CarrierFailed) as refused:
        link.lay_out(["LON"], [], streams.Sizes(inbox=1 << 50))
    link.close()
    return told, refused.value.data["reason"]


def _day(here):
    """Let one side compare today with the other; return the counts and what differs when the answer is in."""
    here.ask("compare")
    until(lambda: here.ask("compared")[0][3] is not None, seconds=60)
    ((_sender, _receiver, ours, theirs, differences, trouble),) = here.ask("compared")
    assert trouble == ""
    return ours, theirs, differences


def sealed(key):
    """Return an envelope of somebody whom nobody knows."""
    from congvu.exchange import envelopes, keys

    said = {
        "uid": str(uuid.UUID(int=7)), "kind": "edoc", "from": "H58", "to": "H20", "sha256": "0" * 64, "size": 1,
        "sent_at": datetime.now(UTC).isoformat(), "system": keys.print_of(key.public_key()),
    }  # fmt: skip
    raw = json.dumps(said).encode()
    return envelopes._b64(raw), envelopes._b64(key.sign(envelopes.ENVELOPE + raw))


@pytest.fixture
def handed_over(province, monkeypatch):
    """A mailing that the stream has and nobody has receipted, and the receiver's key."""
    key = Ed25519PrivateKey.generate()
    Partner.objects.create(
        name="Tỉnh Đồng Tháp", codes=["H20"], carrier="jetstream", address="H20", public_key=_pem(key), added_at=NOW,
        plain_reason="Bản cũ",
    )  # fmt: skip

    class Stream:
        def publish(self, *_what):
            return 1

    monkeypatch.setattr(jetstream, "link", Stream)
    send(province, receivers=["H20"])
    row = Mailing.objects.get()
    assert durable.deliver(mailing_id=row.pk, now=NOW) == "sent"
    return row, key


def said(key, prefix, **changes):
    row = Mailing.objects.get()
    values = {"uid": str(row.uid), "sha256": row.sha256, "to": "H20", "received_at": NOW.isoformat(), "reason": "Hỏng"}
    text = json.dumps(values | changes)
    kind = "receipt" if b"receipt" in prefix else "refusal"
    return json.dumps({kind: text, "signature": key.sign(prefix + text.encode()).hex()}).encode()


RECEIPT, REFUSAL = b"congvu-exchange-receipt-1\n", b"congvu-exchange-refusal-1\n"


def test_what_the_stream_holds_is_done_only_by_the_receivers_receipt(handed_over):
    _row, key = handed_over
    for data in (
        b"\xff",
        b"null",
        b'{"receipt": 5}',
        said(Ed25519PrivateKey.generate(), RECEIPT),
        said(key, RECEIPT, sha256="0" * 64),
        said(key, REFUSAL, sha256="0" * 64),
        said(Ed25519PrivateKey.generate(), REFUSAL),
    ):
        with pytest.raises(BadReceipt):
            inbox.take_answer(data, now=NOW)
    assert Mailing.objects.get().state == "sent"

    inbox.take_answer(said(key, RECEIPT), now=NOW)
    inbox.take_answer(said(key, REFUSAL), now=NOW)

    assert Mailing.objects.get().state == "done"


def test_a_signed_refusal_closes_with_its_reason(handed_over):
    inbox.take_answer(said(handed_over[1], REFUSAL), now=NOW)

    row = Mailing.objects.get()
    assert (row.state, row.cause) == ("refused", "Hỏng")


def test_without_receipt_it_goes_again_under_its_uid_and_dies_after_three_days(handed_over):
    row, _key = handed_over
    due = Mailing.objects.get().next_at
    assert inbox.send_unreceipted_again(now=NOW) == 0
    assert inbox.send_unreceipted_again(now=due) == 1

    again = Mailing.objects.get()
    assert (again.state, again.uid) == ("waiting", row.uid)
    assert MailingAttempt.objects.get().cause == "Nơi nhận chưa trả biên nhận."
    Mailing.objects.update(state="sent", next_at=due, tried_since=NOW - 73 * (due - NOW) * 12)
    assert inbox.send_unreceipted_again(now=due) == 1
    assert Mailing.objects.get().state == "dead"


def test_a_day_without_letters_of_ours_is_compared_for_a_month(handed_over):
    inbox.take_answer(said(handed_over[1], RECEIPT), now=NOW)

    assert reconcile.pairs_of_day(NOW.date() + timedelta(days=5)) == [("H58", "H20")]
    assert reconcile.pairs_of_day(NOW.date() + timedelta(days=31)) == []
    assert reconcile.pairs_of_day(NOW.date() - timedelta(days=1)) == []


def test_a_day_of_many_packages_is_compared_when_the_last_part_of_its_list_is_here(handed_over, monkeypatch):
    monkeypatch.setattr(days, "PART", 1)
    partner, day = Partner.objects.get(), NOW.date()
    for n in (1, 2):
        GivenReceipt.objects.create(
            sender_code="H58", receiver_code="H20", package_uid=uuid.UUID(int=n), sha256=f"{n:064x}", received_at=NOW,
            text="{}", signature="00",
        )  # fmt: skip
    reconcile_pairs.compare(day=day, pairs=[("H58", "H20")], now=NOW)
    assert Reconciliation.objects.get().trouble == "Đã hỏi nơi nhận, chờ trả lời."
    question, about = json.dumps({"asked": day.isoformat(), "root": "0"}).encode(), _envelope("H58", "H20")
    parts = [one.data for one in days.read(question, about, partner, now=NOW)]
    assert len(parts) == 2
    for data in (parts[1], parts[1], b"null", b'{"asked": 5}', b'{"day": "2026-10-14", "part": 0, "parts": 1e9}'):
        with suppress(BadEnvelope):
            days.read(data, _envelope("H20", "H58"), partner, now=NOW)
        assert Reconciliation.objects.get().their_count is None

    days.read(parts[0], _envelope("H20", "H58"), partner, now=NOW)

    row = Reconciliation.objects.get()
    assert (row.their_count, row.trouble, UploadPart.objects.count()) == (2, "", 0)
    assert [one["what"] for one in row.differences] == ["only_there"] * 2


def _envelope(sender, receiver):
    return Envelope(uuid.UUID(int=9), "status", sender, receiver, "0" * 64, 1, NOW, "system")
