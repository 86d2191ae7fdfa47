"""Receivers' signed receipts travel by the axis, which vouches for none of them."""

import json
from datetime import UTC, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from congvu.exchange import axis_rules, envelopes, receipt_keys, views
from congvu.exchange.actions import fetch_axis
from congvu.exchange.actions.send import send
from congvu.exchange.errors import CarrierRefused
from congvu.exchange.models import AxisMessage, Mailing, Partner
from congvu.exchange.types import SignedReceipt
from tests.conftest import NOW
from tests.exchange.conftest import PROVINCE, carry, outgoing
from tests.exchange.test_axis import caller, message, outer, send_as, systems  # noqa: F401  fixtures

RECEIVER = "H37.02"


def receipt(key, sha256, **changes):
    """Return a receipt as the receiver of a package from PROVINCE signs it."""
    said = {
        "uid": str(axis_rules.package_uid(PROVINCE, RECEIVER, sha256)), "sha256": sha256, "from": PROVINCE,
        "to": RECEIVER, "received_at": "2026-10-14T02:00:00.000Z", "system": "0" * 32,
    } | changes  # fmt: skip
    text = json.dumps(said)
    return SignedReceipt(text, key.sign(envelopes.RECEIPT + text.encode()).hex())


@pytest.fixture
def under_way(systems, outer, province):  # noqa: F811
    """A letter of ours at an outer axis, whose receiver has fetched it; and the receiver's key, which we hold."""
    key = Ed25519PrivateKey.generate()
    outer.receipt_keys = receipt_keys.line_of("H37", key.public_key())
    outer.save()
    send(
        actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(),
        reference=None, receivers=[RECEIVER], now=timezone.now(),
    )  # fmt: skip
    mailing = Mailing.objects.get()
    row = AxisMessage.objects.create(
        system=systems[0], sent_by=systems[1], kind="edoc", sender_code=PROVINCE, receiver_code=RECEIVER,
        document_code=mailing.document_code, size=mailing.size, raw_file_id=mailing.raw_file_id,
        sha256=mailing.sha256, status="done", created_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip
    Mailing.objects.update(state="sent", partner=outer, axis_id=str(row.pk))
    return mailing, key, outer


def asked(partner, given=None):
    """Ask the axis, which gives a receipt back; return how the letter stands."""
    receipt_ = given or SignedReceipt("", "")
    AxisMessage.objects.update(receipt_text=receipt_.text, receipt_signature=receipt_.signature[:128])
    with caller("lang-son") as axis:
        fetch_axis.ask_about_sent(partner, axis, now=timezone.now())
    (found,) = views.mailings(Mailing.objects.all())
    return found.state, found.proof, found.cause


def test_only_the_receivers_own_receipt_for_this_very_package_closes_it(under_way):
    mailing, key, partner = under_way
    right = receipt(key, mailing.sha256)
    wrong = "Biên nhận trả về không hợp lệ: "

    assert asked(partner) == ("sent", "", "Trục báo nơi nhận đã lấy, nhưng chưa có biên nhận do nơi nhận ký.")
    for cause, given in (
        ("chữ ký không phải của nơi nhận", receipt(Ed25519PrivateKey.generate(), mailing.sha256)),
        ("của gói tin khác", receipt(key, "a" * 64)),
        ("của gói tin khác", receipt(key, mailing.sha256, to="H37.03")),
        ("của gói tin khác", receipt(key, mailing.sha256, uid=str(mailing.uid))),
        ("không đọc được", SignedReceipt(right.text[:-9], right.signature)),
        ("chữ ký không phải của nơi nhận", SignedReceipt(right.text, right.signature[:-2])),
        ("chữ ký không phải của nơi nhận", SignedReceipt(right.text + " ", right.signature)),
        ("không đọc được", SignedReceipt("[" * 3000, right.signature)),
        ("quá dài", receipt(key, mailing.sha256, more="x" * 5000)),
    ):
        assert asked(partner, given) == ("sent", "", wrong + cause)

    assert asked(partner, right) == ("done", "signed", "")
    mailing.refresh_from_db()
    assert (mailing.receipt_text, mailing.receipt_signature) == (right.text, right.signature)
    assert mailing.received_at.astimezone(UTC).isoformat() == "2026-10-14T02:00:00+00:00"
    assert asked(partner, receipt(key, mailing.sha256, received_at="2026-10-15T02:00:00.000Z"))[0] == "done"
    mailing.refresh_from_db()
    assert mailing.receipt_text == right.text


def test_of_a_receiver_whose_key_we_do_not_hold_the_axis_word_counts(under_way):
    _mailing, key, partner = under_way
    partner.receipt_keys = receipt_keys.line_of("H37.03", key.public_key())

    assert asked(partner) == ("done", "axis", "")


def test_at_our_own_axis_a_letter_is_judged_anew_when_the_key_is_another(province, systems):  # noqa: F811
    there, own = systems[1], Ed25519PrivateKey.generate()
    Partner.objects.filter(pk=there.pk).update(receipt_keys=receipt_keys.line_of("H37", own.public_key()))
    send(
        actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(),
        reference=None, receivers=[RECEIVER], now=timezone.now(),
    )  # fmt: skip
    carry(now=timezone.now())
    with caller("lang-son") as axis:
        axis.update_status(AxisMessage.objects.get().pk, "done")

    before = views.mailings(Mailing.objects.all())[0]
    fetch_axis.fetch_all(now=timezone.now())
    still = Mailing.objects.get().state
    Partner.objects.filter(pk=there.pk).update(receipt_keys="")
    fetch_axis.fetch_all(now=timezone.now())
    after = views.mailings(Mailing.objects.all())[0]

    assert (before.state, still, "chưa có biên nhận" in before.cause) == ("sent", "sent", True)
    assert (after.state, after.proof, after.cause) == ("done", "axis", "")


def test_the_axis_keeps_a_receipt_for_this_message_and_the_first_counts(systems):  # noqa: F811
    sent = send_as("nghe-an", message("H41", RECEIVER))
    row, key = AxisMessage.objects.get(), Ed25519PrivateKey.generate()
    right = receipt(key, row.sha256, uid=str(axis_rules.package_uid("H41", RECEIVER, row.sha256)))
    hostile = (
        receipt(key, row.sha256), receipt(key, "a" * 64), SignedReceipt(right.text, ""), SignedReceipt("", "ab"),
        SignedReceipt(right.text[:-3], right.signature), SignedReceipt(right.text, right.signature.upper()),
        SignedReceipt(right.text + " " * 600, right.signature), SignedReceipt(right.text + "\n", right.signature),
        SignedReceipt(right.text, right.signature + "ab"),
    )  # fmt: skip

    with caller("lang-son") as axis:
        for given in hostile:
            with pytest.raises(CarrierRefused, match="mã 22"):
                axis.update_status(sent.axis_id, "done", receipt=given)
        row.refresh_from_db()
        before = (row.status, row.receipt_text)
        axis.update_status(sent.axis_id, "done", receipt=right)
        axis.update_status(sent.axis_id, "done", receipt=hostile[1])
    with caller("nghe-an") as axis:
        (told,) = axis.sent(sent.axis_id)

    assert before == ("initial", "")
    assert (told["receipt"], told["receiptSignature"]) == (right.text, right.signature)


def test_an_agency_at_the_axis_gives_its_receipt_to_the_sender_alone(systems):  # noqa: F811
    alone = send_as("nghe-an", message("H41", PROVINCE), PROVINCE)
    among = send_as("nghe-an", message("H41", PROVINCE, RECEIVER), PROVINCE)

    asked_for = {"from": "H41", "to": PROVINCE}
    with caller("nghe-an") as axis:
        told = [axis.sent(one.axis_id, **asked_for) for one in (alone, among)]
        by_codes = axis.sent(alone.axis_id)
        nothing = (
            axis.sent("khong-co"),
            axis.sent(among.axis_id, to="\x00"),
            axis.sent(alone.axis_id, **{"from": "H37"}),
        )
    with caller("lang-son") as axis:
        others = [axis.sent(one.axis_id, **asked_for) for one in (alone, among)]

    assert [[(one["to"], one["status"], bool(one["receipt"])) for one in some] for some in (*told, by_codes)] == [
        [(PROVINCE, "done", True)]
    ] * 3
    assert [[one["to"] for one in some] for some in nothing] == [[], [RECEIVER], []]
    assert others == [[], []]


def test_every_package_has_its_turn_to_be_asked_about(under_way, province, monkeypatch):
    _mailing, _key, partner = under_way
    monkeypatch.setattr(fetch_axis, "MOST_ASKED", 2)
    for number in range(4):
        send(
            actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(number),
            reference=None, receivers=[RECEIVER], now=timezone.now(),
        )  # fmt: skip
    Mailing.objects.update(state="sent", partner=partner, axis_id="7")

    turns = [[one[0] for one in fetch_axis._turn(partner, NOW + timedelta(seconds=30 * n))] for n in range(12)]

    assert {len(turn) for turn in turns} == {2}
    assert {pk for turn in turns for pk in turn} == set(Mailing.objects.values_list("pk", flat=True))
    Mailing.objects.update(state="done", received_at=NOW)
    assert fetch_axis._turn(partner, NOW) == []


def test_an_axis_that_refuses_what_it_does_not_know_is_told_without(monkeypatch):
    calls = []

    class Strict:
        def update_status(self, doc_id, status, *, receipt=None):
            calls.append((doc_id, status, receipt is not None))
            if receipt is not None:
                raise CarrierRefused(reason="mã 22")

    fetch_axis._tell_taken(Strict(), "7", SignedReceipt("{}", "00"))

    assert calls == [("7", "done", True), ("7", "done", False)]


def test_lines_of_keys_are_read_and_the_nearest_code_counts():
    province, office, other = (Ed25519PrivateKey.generate().public_key() for _ in range(3))
    text = "\n".join(
        receipt_keys.line_of(code, key) for code, key in (("H37", province), ("H37.02", office), ("H37.02", other))
    )

    for code, found in (("H37", [province]), ("H37.01", [province]), ("H37.02.01", [office, other]), ("H20", [])):
        assert receipt_keys.trusted(f"\n{text}\n", code) == found
    private = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    for wrong in ("H37", "H37 abc", f"H 37 {private}", f"H37 {private}", f"{text} x", "H37 ắ"):
        with pytest.raises(ValueError):
            receipt_keys.read(wrong)
