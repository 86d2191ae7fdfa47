"""Packages that go together: each with its own receipt or refusal, the statements of one, in few requests."""

import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from congvu.exchange import bundles, envelopes, messages
from congvu.exchange.actions.carry import carry
from congvu.exchange.carriers import https
from congvu.exchange.edxml.writer import write
from congvu.exchange.models import Arrival, GivenReceipt, Mailing, RefusedPackage, SentStatus
from congvu.exchange.types import SignedReceipt
from congvu.identity.api import AgencyCard
from congvu.kernel.api import files
from tests.conftest import NOW
from tests.exchange.conftest import PROVINCE, outgoing
from tests.exchange.test_https import ABROAD, abroad, sealed  # noqa: F401  fixture
from tests.exchange.test_send import send

SENDER = AgencyCard(0, "Ủy ban nhân dân tỉnh Đồng Tháp", "", ABROAD, "Đồng Tháp", "")


def letter(number, subject="Về việc báo cáo"):
    document = outgoing(number, document_code=f"{ABROAD},2026/10/14,{number}/UBND-TH", subject=subject)
    out = io.BytesIO()
    write(messages.edoc(sender=SENDER, receivers=[(PROVINCE, "Tiền Giang")], document=document, at=NOW), out)
    return out.getvalue()


def packed(key, body, **changes):
    headers = sealed(key, body, **changes)
    return f"{headers['HTTP_CONGVU_ENVELOPE']} {headers['HTTP_CONGVU_SIGNATURE']}\n".encode() + body


def put(body, **server):
    return Client().post("/lien-thong/v1/goi/nhieu/", body, content_type=bundles.MEDIA_TYPE, **server)


class _AsServed(io.BytesIO):
    """A body as the web server gives it: its `readline` knows no limit and leaves the end of the line unread."""

    def readline(self, *_size):
        found = super().readline()
        self.seek(-1, io.SEEK_CUR)
        return found[:-1]


def test_a_bundle_is_read_as_the_web_server_gives_it(abroad):  # noqa: F811
    whole = packed(abroad[1], letter(1)) + packed(abroad[1], letter(2))

    said = put(whole, **{"wsgi.input": _AsServed(whole)}).json()["answers"]

    assert ["receipt" in one for one in said] == [True, True]
    assert Arrival.objects.count() == 2


def test_each_package_of_a_bundle_is_answered_for_itself_and_counts_once(abroad):  # noqa: F811
    key, first = abroad[1], letter(1)
    whole = [
        packed(key, first),
        packed(key, b"<rubbish/>"),
        packed(key, letter(2)),
        packed(key, letter(1, subject="Nội dung khác dưới cùng một mã")),
        packed(key, letter(3), sent_at="2020-01-01T00:00:00Z"),
        packed(key, first),
    ]

    said = put(b"".join(whole)).json()["answers"]

    codes = [one.get("code", "receipt") for one in said]
    assert codes == [
        "receipt", "exchange.message_refused", "receipt", "exchange.same_code_other_content", "exchange.clock_skewed",
        "receipt",
    ]  # fmt: skip
    assert sorted(Arrival.objects.values_list("document_code", flat=True)) == [
        f"{ABROAD},2026/10/14,1/UBND-TH",
        f"{ABROAD},2026/10/14,2/UBND-TH",
    ]
    assert list(SentStatus.objects.values_list("code", flat=True)) == ["01", "01"]
    assert Mailing.objects.filter(kind="status").count() == 2
    assert (GivenReceipt.objects.count(), RefusedPackage.objects.count()) == (3, 3)
    for arrival in Arrival.objects.all():
        assert files.ref(arrival.raw_file_id).sha256 == arrival.sha256

    again = put(b"".join(whole)).json()["answers"]

    assert [one for one in again if "receipt" in one] == [one for one in said if "receipt" in one]
    assert (Arrival.objects.count(), GivenReceipt.objects.count()) == (2, 3)


def test_many_packages_cost_the_statements_of_few(abroad):  # noqa: F811
    def statements(numbers):
        body = b"".join(packed(abroad[1], letter(number)) for number in numbers)
        with CaptureQueriesContext(connection) as seen:
            assert all("receipt" in one for one in put(body).json()["answers"])
        return len(seen)

    statements([1])
    assert statements([2, 3]) == statements([4, 5, 6, 7, 8, 9])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"rubbish", 401, "exchange.bad_envelope"),
        (b"\xff\xfe \n", 401, "exchange.bad_envelope"),
        (b"a" * 10_000, 401, "exchange.bad_envelope"),
    ],
    ids=["no-head", "no-letters", "endless-head"],
)
def test_a_bundle_that_is_none_is_refused(abroad, body, status, code):  # noqa: F811
    answer = put(body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_bundle_cut_short_or_too_large_changes_nothing(abroad):  # noqa: F811
    whole = packed(abroad[1], letter(1)) + packed(abroad[1], letter(2))

    assert put(whole[:-1]).json()["code"] == "exchange.package_broken"
    huge = put(packed(abroad[1], b"<a/>", size=bundles.MOST_BYTES + 1))
    assert (huge.status_code, huge.json()["code"]) == (413, "exchange.package_too_large")
    many = put(b"".join(packed(abroad[1], b"<a/>") for _n in range(bundles.MOST + 1)))
    assert (many.status_code, many.json()["code"]) == (413, "exchange.package_too_large")
    assert (Arrival.objects.count(), GivenReceipt.objects.count()) == (0, 0)


class _Abroad:
    """A partner that signs receipts; `refuses` names documents that it does not take."""

    def __init__(self, key, *, knows_bundles=True, refuses=()):
        self.key, self.knows_bundles, self.refuses, self.asked = key, knows_bundles, refuses, []

    def ask(self, _method, path, headers, body, *, most=0):
        self.asked.append(path)
        if path == https.BUNDLE:
            if not self.knows_bundles:
                return https.Answer(404, None)
            lines = io.BytesIO(body)
            return https.Answer(200, {"answers": [self._answer(*head, lines) for head in bundles.heads(lines)]})
        said = self._answer(headers["Congvu-Envelope"], headers["Congvu-Signature"], io.BytesIO(body))
        return https.Answer(200 if "receipt" in said else 422, said)

    def _answer(self, text, signature, body):
        envelope = envelopes.opened(text, signature)[0]
        data = body.read(envelope.size)
        if any(code.encode() in data for code in self.refuses):
            return {"code": "exchange.message_refused", "title": "Không nhận."}
        said = json.dumps(
            {
                "uid": str(envelope.uid), "sha256": envelope.sha256, "to": envelope.receiver_code,
                "received_at": NOW.isoformat(),
            }
        )  # fmt: skip
        sealed_by = self.key.sign(envelopes.RECEIPT + said.encode()).hex()
        return {"receipt": said, "signature": sealed_by}


@pytest.fixture
def waiting(abroad, province, monkeypatch):  # noqa: F811
    """Five letters that wait for a partner, and what it is made to answer by."""
    for number in range(1, 6):
        document = outgoing(number, document_code=f"{PROVINCE},2026/10/14,{number}/UBND-TH")
        send(province, document=document, receivers=[ABROAD])

    def answered_by(**how):
        partner = _Abroad(abroad[1], **how)
        monkeypatch.setattr(https._Line, "ask", lambda _line, *args, **named: partner.ask(*args, **named))
        monkeypatch.setattr(https, "_alone_until", {})
        return partner

    return answered_by


def _states():
    return list(Mailing.objects.order_by("pk").values_list("state", flat=True))


def _jobs():
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name like '%send_mailing' and status='todo'")
        return cursor.fetchone()[0]


def test_what_waits_for_a_partner_goes_in_one_request_each_with_its_receipt(waiting):
    partner = waiting()
    assert _jobs() == 5

    assert carry(mailing_id=Mailing.objects.latest("pk").pk, clock=lambda: NOW) == 5

    assert (partner.asked, _states(), _jobs()) == ([https.BUNDLE], ["done"] * 5, 0)
    for row in Mailing.objects.all():
        assert str(row.uid) in row.receipt_text
        receipt = SignedReceipt(row.receipt_text, row.receipt_signature)
        assert (receipt.text, row.received_at, row.attempts) == (row.receipt_text, NOW, 1)
    assert carry(mailing_id=Mailing.objects.earliest("pk").pk, clock=lambda: NOW) == 0


def test_one_that_is_refused_or_has_a_false_receipt_does_not_touch_the_others(waiting, monkeypatch):
    partner = waiting(refuses=["14,3/UBND-TH"])
    real, answered = partner._answer, []

    def false_for_the_first(text, signature, body):
        said = real(text, signature, body)
        answered.append(said)
        return said if len(answered) > 1 else said | {"signature": "00" * 64}

    monkeypatch.setattr(partner, "_answer", false_for_the_first)

    carry(mailing_id=Mailing.objects.earliest("pk").pk, clock=lambda: NOW)

    assert _states() == ["waiting", "done", "refused", "done", "done"]
    assert Mailing.objects.earliest("pk").cause == "Biên nhận trả về không hợp lệ: chữ ký không phải của nơi nhận"


def test_a_partner_that_knows_no_bundles_gets_packages_one_by_one(waiting):
    partner = waiting(knows_bundles=False)

    carry(mailing_id=Mailing.objects.earliest("pk").pk, clock=lambda: NOW)

    assert (partner.asked, _states()) == ([https.BUNDLE] + [https.PATH] * 5, ["done"] * 5)


def test_a_large_package_is_in_no_bundle(waiting):
    partner = waiting()
    large = Mailing.objects.order_by("pk")[2]
    Mailing.objects.filter(pk=large.pk).update(size=bundles.MOST_BYTES + 1)

    carry(mailing_id=large.pk, clock=lambda: NOW)

    assert (partner.asked, _states()) == ([https.BUNDLE, https.PATH], ["done"] * 5)


def test_a_later_package_about_a_document_is_not_in_the_bundle_of_the_first(waiting, province):
    partner = waiting()
    first = Mailing.objects.earliest("pk")
    later = Mailing.objects.get(pk=first.pk)
    later.pk, later.uid = None, later.reference
    later.business = 1
    later.save(force_insert=True)

    carry(mailing_id=later.pk, clock=lambda: NOW)

    assert (partner.asked, _states()) == ([https.BUNDLE, https.PATH], ["done"] * 6)
