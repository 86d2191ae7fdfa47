"""A try that was killed costs seconds: its hold is short, renewed while it lives, and swept up when it ended."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from congvu.exchange import envelopes, rules
from congvu.exchange.actions import deliver as delivering
from congvu.exchange.actions import lease
from congvu.exchange.actions.deliver import deliver, due_now, failed
from congvu.exchange.carriers import https
from congvu.exchange.errors import CarrierFailed
from congvu.exchange.models import Mailing, Partner
from congvu.exchange.types import SignedReceipt
from tests.conftest import NOW
from tests.exchange.conftest import outgoing
from tests.exchange.test_https import ABROAD, abroad  # noqa: F401  fixture
from tests.exchange.test_send import send

LEASE_OVER = NOW + rules.LEASE + delivering.SWEEP_AFTER


class _Killed(BaseException):
    """What a carrier does not come back from."""


@pytest.fixture
def killed(province, district, monkeypatch):
    """A mailing whose first try was killed while the carrier was at it."""

    def die(*_args, **_named):
        raise _Killed

    send(province)
    row = Mailing.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(delivering.carrier_of("local").__class__, "deliver", die)
        with pytest.raises(_Killed):
            deliver(mailing_id=row.pk, now=NOW)
    row.refresh_from_db()
    return row


def _lose_jobs():
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")


def test_a_killed_try_is_swept_up_seconds_later_and_goes_on(killed):
    _lose_jobs()
    assert (killed.state, killed.next_at) == ("waiting", NOW + timedelta(seconds=20))
    assert deliver(mailing_id=killed.pk, now=NOW + timedelta(seconds=19)) == "waiting"
    assert due_now(now=LEASE_OVER - timedelta(seconds=1)) == []

    assert due_now(now=LEASE_OVER) == [killed.pk]

    assert deliver(mailing_id=killed.pk, now=LEASE_OVER) == "done"


def test_what_has_a_job_already_gets_no_second_one(killed):
    assert due_now(now=LEASE_OVER) == []


def test_only_the_newest_try_of_an_open_mailing_renews_its_hold(killed):
    later = NOW + timedelta(seconds=15)

    assert not lease.renew(killed.pk, attempt=2, now=later)
    assert lease.renew(killed.pk, attempt=1, now=later)
    killed.refresh_from_db()
    assert killed.next_at == later + rules.LEASE
    Mailing.objects.update(state="refused", next_at=None)
    assert not lease.renew(killed.pk, attempt=1, now=later)


def test_the_hold_is_renewed_while_the_carrier_works_and_not_afterwards(monkeypatch):
    renewed = []
    monkeypatch.setattr(rules, "RENEWAL", timedelta(milliseconds=5))
    monkeypatch.setattr(lease, "renew", lambda pk, *, attempt, now: renewed.append((pk, attempt, now)))

    with lease.held(7, attempt=3, now=NOW):
        while len(renewed) < 3:
            time.sleep(0.005)
    time.sleep(0.03)
    count = len(renewed)
    time.sleep(0.03)

    assert len(renewed) == count
    assert {one[:2] for one in renewed} == {(7, 3)}
    assert sorted(one[2] for one in renewed) == [one[2] for one in renewed]
    assert renewed[0][2] > NOW


def test_when_a_partner_answers_again_what_waits_for_it_goes_at_once(abroad, province, monkeypatch):  # noqa: F811
    partner, key = abroad
    Partner.objects.update(last_ok_at=NOW - timedelta(hours=2))
    for number in (1, 2):
        send(province, receivers=[ABROAD], document=outgoing(number, document_code=f"H58,2026/10/14,{number}/UBND"))
    first, second = Mailing.objects.order_by("pk")
    Mailing.objects.filter(pk=second.pk).update(attempts=7, partner=None)  # as a state, whose way nobody looked up yet
    failed(second.pk, CarrierFailed(reason="Mất đường truyền"), partner.pk, NOW - timedelta(minutes=1))
    second.refresh_from_db()
    assert second.next_at == NOW + timedelta(minutes=19)
    monkeypatch.setattr(https.Https, "deliver", lambda _self, parcel, *, now: _receipt(parcel, key, now))

    assert deliver(mailing_id=first.pk, now=NOW) == "done"

    second.refresh_from_db()
    assert second.next_at == NOW
    Mailing.objects.filter(pk=second.pk).update(next_at=NOW + timedelta(minutes=20))
    send(province, receivers=[ABROAD], document=outgoing(3, document_code="H58,2026/10/14,3/UBND"))
    assert deliver(mailing_id=Mailing.objects.latest("pk").pk, now=NOW) == "done"
    second.refresh_from_db()
    assert second.next_at == NOW + timedelta(minutes=20)  # it has not failed since


def _receipt(parcel, key, now):
    own = envelopes.receipt_for(parcel.envelope, at=now)
    return SignedReceipt(own.text, key.sign(envelopes.RECEIPT + own.text.encode()).hex())
