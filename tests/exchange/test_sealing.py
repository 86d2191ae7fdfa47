"""Packages over NATS are sealed to their receiver: who carries them reads nothing, changes nothing unseen."""

import base64
import uuid
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from congvu.exchange import envelopes, keys, sealing
from congvu.exchange.actions import deliver as durable
from congvu.exchange.actions import inbox, sealing_keys
from congvu.exchange.actions.partners import save_partner
from congvu.exchange.carriers import jetstream
from congvu.exchange.errors import CardRefused, NotOpened, PartnerInvalid
from congvu.exchange.models import Mailing, Partner, RefusedPackage, SealingKey
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed
from tests.conftest import NOW
from tests.exchange.test_https import _pem
from tests.exchange.test_partners import terms
from tests.exchange.test_send import send

PRIVATE = X25519PrivateKey.generate()
RAW = PRIVATE.public_key().public_bytes_raw()
KEY = sealing.PublicKey(sealing.key_id(RAW), RAW, date(2026, 1, 1), date(2026, 12, 31))


def test_a_piece_opens_at_its_place_of_its_package_only():
    seal = sealing.sealer(KEY, "envelope")
    one = seal.piece(b"mot" * 9, start=0, last=False)
    two = seal.piece(b"hai", start=27, last=True)

    assert sealing.key_named(seal.header) == KEY.key_id
    assert b"mot" not in one
    assert sealing.open_piece(PRIVATE, seal.header, "envelope", one, start=0, last=False) == b"mot" * 9
    assert sealing.open_piece(PRIVATE, seal.header, "envelope", two, start=27, last=True) == b"hai"
    again = sealing.sealer(KEY, "envelope")
    for header, text, data, start, last in (
        (seal.header, "envelope", one, 27, False),  # elsewhere
        (seal.header, "envelope", one, 0, True),  # as if it were the end
        (seal.header, "envelope", two, 27, False),  # as if more came
        (seal.header, "another", one, 0, False),
        (again.header, "envelope", one, 0, False),  # another carrying of the same package
        (seal.header, "envelope", one[:-1], 0, False),
        (seal.header, "envelope", bytes([one[0] ^ 1]) + one[1:], 0, False),
        (seal.header, "envelope", b"", 0, False),
        (f"1.{KEY.key_id}.", "envelope", one, 0, False),
        (f"1.{KEY.key_id}.%%%", "envelope", one, 0, False),
        (f"1.{KEY.key_id}.{base64.urlsafe_b64encode(bytes(80)).decode()}", "envelope", one, 0, False),
    ):
        with pytest.raises(NotOpened):
            sealing.open_piece(PRIVATE, header, text, data, start=start, last=last)
    with pytest.raises(NotOpened):
        sealing.open_piece(X25519PrivateKey.generate(), seal.header, "envelope", one, start=0, last=False)


@pytest.mark.parametrize("header", ["", "2.a.b", "1.a", "1." + "a" * 500 + ".b"], ids="none version short long".split())
def test_what_is_no_seal_is_refused(header):
    with pytest.raises(NotOpened):
        sealing.key_named(header)


def test_a_card_names_keys_with_their_days_and_is_believed_by_its_signature():
    ours = [keys.own_key().public_key()]
    later = replace(KEY, valid_from=date(2026, 12, 1), valid_to=date(2027, 12, 1))
    text = sealing.card([KEY, later], at=NOW)

    said = sealing.read_card("Kính gửi:\n" + text + "\n", ours)

    assert (said.system, said.issued_at) == (keys.system_id(), NOW)
    assert said.key_on(date(2026, 6, 1)) == KEY
    assert said.key_on(date(2026, 12, 15)) == later
    assert said.key_on(date(2028, 1, 1)) is None
    lines = text.splitlines()
    for wrong in ("", text[:-40], "\n".join([lines[0], lines[1][::-1], *lines[2:]]), text * 99, lines[0] + lines[-1]):
        with pytest.raises(CardRefused):
            sealing.read_card(wrong, ours)
    with pytest.raises(CardRefused):
        sealing.read_card(text, [Ed25519PrivateKey.generate().public_key()])


def card_of(key, settings, *, at=NOW, public=KEY):
    """Return the card that a partner with this exchange key gives."""
    from cryptography.hazmat.primitives import serialization as s

    before = settings.EXCHANGE_KEY
    settings.EXCHANGE_KEY = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()
    try:
        return sealing.card([public], at=at)
    finally:
        settings.EXCHANGE_KEY = before


@pytest.fixture
def partner(province, settings):
    """A partner over NATS and its exchange key."""
    key = Ed25519PrivateKey.generate()
    row = Partner.objects.create(
        name="Tỉnh Đồng Tháp", codes=["H20"], carrier="jetstream", address="H20", public_key=_pem(key), added_at=NOW,
        sealing_card=card_of(key, settings),
    )  # fmt: skip
    return row, key


@pytest.fixture
def stream(monkeypatch):
    """What is published, in order."""
    sent = []

    class Stream:
        def publish(self, messages):
            sent.extend(messages)
            return len(sent)

    monkeypatch.setattr(jetstream, "link", Stream)
    return sent


def delivery(one, **changes):
    values = {"subject": one.subject, "data": one.data, "headers": dict(one.headers)} | changes
    return jetstream.Delivery(stored_at=NOW, times=1, mark=SimpleNamespace(), **values)


def test_what_goes_into_a_partners_inbox_is_sealed_to_it(province, partner, stream):
    send(province, receivers=["H20"])
    row = Mailing.objects.get()
    assert durable.deliver(mailing_id=row.pk, now=NOW) == "sent"

    (one,) = stream
    with files.open(row.raw_file_id) as raw:
        plain = raw.read()
    assert plain[:40] not in one.data
    start = int(one.headers[jetstream.START])
    text = one.headers[jetstream.ENVELOPE]
    said = sealing.open_piece(PRIVATE, one.headers[jetstream.SEALED], text, one.data, start=start, last=True)
    assert said == plain


def test_without_card_a_package_waits_unless_the_administrator_wrote_why_it_goes_readable(province, partner, stream):
    Partner.objects.update(sealing_card="")
    send(province, receivers=["H20"])
    row = Mailing.objects.get()
    assert durable.deliver(mailing_id=row.pk, now=NOW) == "waiting"
    assert "thẻ khóa mã hóa" in Mailing.objects.get().cause
    Partner.objects.update(plain_reason="Đối tác dùng bản cũ đến hết tháng 11.")
    Mailing.objects.update(next_at=NOW)

    assert durable.deliver(mailing_id=row.pk, now=NOW) == "sent"

    assert jetstream.SEALED not in stream[0].headers
    # A partner whose card is known never gets a readable package, though its key has ended.
    Partner.objects.update(sealing_card=partner[0].sealing_card)
    Mailing.objects.update(state="waiting", next_at=NOW + timedelta(days=90))
    assert durable.deliver(mailing_id=row.pk, now=NOW + timedelta(days=90)) == "dead"
    assert "đã hết hạn" in Mailing.objects.get().cause
    assert len(stream) == 1


def test_our_packages_open_once_turned_and_what_was_changed_is_written_down(province, partner, settings):
    _row, key = partner
    own = sealing.read_card(sealing_keys.own_card(now=NOW), [keys.own_key().public_key()]).key_on(NOW.date())
    sealing_keys.turn_key(actor=province.actor("admin"), now=NOW)
    text, seal = "x", sealing.sealer(own, "x")
    envelope = SimpleNamespace(size=5)
    headers = {jetstream.SEALED: seal.header, jetstream.ENVELOPE: text, jetstream.START: "0"}
    sealed = delivery(jetstream.Outgoing("s", seal.piece(b"hello", start=0, last=True), headers))

    assert sealing_keys.opened(sealed, envelope).data == b"hello"
    newest = sealing.read_card(sealing_keys.own_card(now=NOW), [keys.own_key().public_key()]).key_on(NOW.date())
    assert newest != own
    for changes in ({"data": b"x" + sealed.data}, {"headers": {**headers, jetstream.START: "-1"}}):
        with pytest.raises(NotOpened):
            sealing_keys.opened(replace(sealed, **changes), envelope)

    Partner.objects.update(told_card_at=NOW)
    sealed = delivery(_from(key, settings, "H20", "H58", data=b"rubbish", seal=f"1.{'0' * 16}.AAAA"))
    read = inbox.read([sealed], now=NOW)
    assert (read.answers, read.later) == ([], [])
    assert RefusedPackage.objects.get().code == "exchange.not_opened"
    assert Partner.objects.get().told_card_at is None


def _from(key, settings, sender, receiver, *, data, seal):
    """Return a partner's message with a right envelope."""
    from cryptography.hazmat.primitives import serialization as s

    from congvu.exchange.types import Envelope

    before = settings.EXCHANGE_KEY
    settings.EXCHANGE_KEY = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode()
    text, signature = envelopes.seal(
        Envelope(uuid.UUID(int=3), "edoc", sender, receiver, "0" * 64, len(data), NOW, keys.system_id())
    )
    settings.EXCHANGE_KEY = before
    headers = {jetstream.ENVELOPE: text, jetstream.SIGNATURE: signature, jetstream.SEALED: seal}
    return jetstream.Outgoing(f"congvu.H58.package.{receiver}.3.0", data, headers)


def test_partners_are_told_a_new_key_once_and_theirs_is_taken_when_newer(province, partner, stream, settings):
    row, key = partner
    sealing_keys.own_card(now=NOW)
    assert sealing_keys.turn_in_time(now=NOW) == ""
    assert (sealing_keys.tell_partners(now=NOW), sealing_keys.tell_partners(now=NOW)) == (1, 0)
    late = NOW + sealing.USED - timedelta(days=10)
    assert sealing_keys.turn_in_time(now=late) != ""
    assert sealing_keys.tell_partners(now=late) == 1
    assert [one.subject.rsplit(".", 1)[0] for one in stream] == ["congvu.H20.answer.keys"] * 2
    told = sealing.read_card(stream[-1].data.decode(), [keys.own_key().public_key()])
    assert [one.key_id for one in told.keys] == list(
        SealingKey.objects.order_by("-valid_to").values_list("key_id", flat=True)
    )
    sealing_keys.turn_in_time(now=late + sealing.OPENED + timedelta(days=1))
    assert SealingKey.objects.order_by("pk")[0].private == ""

    newer = card_of(key, settings, at=NOW + timedelta(days=1))
    mine = delivery(jetstream.Outgoing("congvu.H58.answer.keys.1", newer.encode()))
    stranger = card_of(Ed25519PrivateKey.generate(), settings, at=NOW + timedelta(days=1))
    old = card_of(key, settings, at=NOW - timedelta(days=1))
    rubbish = [replace(mine, data=one) for one in (stranger.encode(), old.encode(), b"\xff", b"", newer[:90].encode())]
    inbox.read(rubbish, now=NOW)
    assert Partner.objects.get().sealing_card == row.sealing_card
    inbox.read([mine], now=NOW)
    assert Partner.objects.get().sealing_card == newer


def test_the_administrator_enters_a_card_or_says_why_not(province, partner, settings, client):
    row, key = partner
    about = {"carrier": "jetstream", "address": "H20", "public_key": row.public_key}
    stale = replace(KEY, valid_to=date(2026, 1, 2))
    for wrong in (
        {},
        {"sealing_card": "rubbish"},
        {"sealing_card": card_of(Ed25519PrivateKey.generate(), settings)},
        {"sealing_card": card_of(key, settings, public=stale)},
    ):
        with pytest.raises(PartnerInvalid):
            save_partner(actor=province.actor("admin"), terms=terms(**about, **wrong), now=NOW, uid=row.uid)
    old = card_of(key, settings, at=NOW - timedelta(days=1))
    save_partner(actor=province.actor("admin"), terms=terms(**about, sealing_card=old), now=NOW, uid=row.uid)
    assert Partner.objects.get().sealing_card == row.sealing_card  # the newer one stays
    save_partner(actor=province.actor("admin"), terms=terms(**about, plain_reason=" Bản cũ "), now=NOW, uid=row.uid)
    assert (Partner.objects.get().sealing_card, Partner.objects.get().plain_reason) == ("", "Bản cũ")
    with pytest.raises(NotAllowed):
        sealing_keys.turn_key(actor=province.actor("clerk"), now=NOW)

    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(province.accounts["admin"])
    page = client.get("/quan-tri/lien-thong/").content.decode()
    assert "BEGIN CONGVU KEY CARD" in page
    assert "Bản cũ" in page
    assert client.post("/quan-tri/lien-thong/doi-khoa-ma-hoa/").status_code == 302
    assert SealingKey.objects.count() == 2
