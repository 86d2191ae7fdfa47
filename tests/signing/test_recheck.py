"""Kept verdicts are checked again: what changed is kept and told, what only aged is not an alarm."""

import io
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from congvu.kernel.api import files
from congvu.kernel.events import encode
from congvu.kernel.models import OutboxEvent
from congvu.signing.actions import recheck as walking
from congvu.signing.actions.verify import check_bytes, recheck, report_of, verify
from congvu.signing.checking import rules
from congvu.signing.models import KeptVerdict, RecheckRun, SigningKey, VerdictChange, VerificationReport
from congvu.signing.types import Check, Watch
from tests.conftest import NOW

from .conftest import AGENCY

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(house, stored_paper):
    """A sealed paper of the house, checked on arrival and watched."""
    watch = Watch(house.agency.pk, "12/QĐ-UBND", "/van-ban/1/")
    verify(stored_paper, NOW + timedelta(hours=1), expected_agency=AGENCY, watch=watch)
    return KeptVerdict.objects.get()


@pytest.fixture
def stored_paper(house, prepared):
    from congvu.signing.actions.seal import seal_as_agency
    from congvu.signing.actions.sign import sign_as_person
    from congvu.signing.paper.fill import fill_number_and_date

    signed = sign_as_person(actor=house.leader, pdf=prepared, reason="", now=NOW)
    filled = fill_number_and_date(signed, "12/QĐ-UBND", "Tiền Giang, ngày 14 tháng 10 năm 2026")
    sealed = seal_as_agency(actor=house.clerk, agency_id=house.agency.pk, pdf=filled, now=NOW)
    return files.store(io.BytesIO(sealed), name="12.pdf").id


def revoke(house, at):
    """Close the agency's key as of a moment, so that its authority revokes the certificate."""
    from congvu.signing.actions.keys import close_key

    key = SigningKey.objects.get(agency=house.agency)
    close_key(actor=house.admin, key_id=key.pk, reason="lộ khóa", now=at)


def walk(at):
    at = at.astimezone(UTC)
    run = walking.start_run(at)
    while walking.walk(run, at):
        pass
    return RecheckRun.objects.get(pk=run)


def test_a_second_night_with_the_same_answers_keeps_no_second_report(kept):
    run = walk(NOW + timedelta(days=1))
    assert (run.checked_count, run.changed_count, run.worse_count) == (1, 0, 0)
    assert (VerificationReport.objects.count(), VerdictChange.objects.count()) == (1, 0)
    kept.refresh_from_db()
    assert kept.checked_at == NOW + timedelta(days=1)
    assert report_of(kept.file_id).checked_at == NOW + timedelta(days=1)


def test_a_certificate_revoked_later_leaves_the_proven_signature_valid(house, kept):
    revoke(house, NOW + timedelta(days=1))
    run = walk(NOW + timedelta(days=2))
    assert (run.changed_count, KeptVerdict.objects.get().verdict) == (0, "valid")


def test_ended_trust_is_worse_kept_and_told(house, kept):
    from congvu.documents.subscribers import tell_of_worse_signatures
    from congvu.notices.models import Notice
    from congvu.signing.events import VerdictsWorsened
    from congvu.signing.models import TrustAnchor

    TrustAnchor.objects.update(valid_to=(NOW - timedelta(days=1)).date())
    run = walk(NOW + timedelta(days=2))
    change = VerdictChange.objects.get()
    assert (run.worse_count, change.is_worse, change.is_aged) == (1, True, False)
    assert (change.before.verdict, change.after.verdict) == ("valid", "invalid")
    assert KeptVerdict.objects.get().report_id == change.after_id
    assert report_of(kept.file_id).verdict == "invalid"
    told = VerdictsWorsened(run.pk, house.agency.pk, 1, "12/QĐ-UBND", "/van-ban/kiem-tra-lai-chu-ky/", run.finished_at)
    assert OutboxEvent.objects.get(name="signing.VerdictsWorsened").payload == encode(told)
    for _again in range(2):
        tell_of_worse_signatures(told)
    assert list(Notice.objects.values_list("person_id", "text")) == [
        (house.clerk.person_id, "Kiểm tra lại chữ ký đêm qua: kết luận về 12/QĐ-UBND xấu đi.")
    ]


def test_lists_that_ran_out_are_age_and_no_alarm(kept):
    walk(NOW + timedelta(days=400))
    change = VerdictChange.objects.get()
    assert (change.is_worse, change.is_aged, change.after.verdict) == (True, True, "unknown")


def test_content_that_was_altered_in_the_store_is_found(kept, monkeypatch):
    sound = files.read_bytes(kept.file_id)
    monkeypatch.setattr(files, "open", lambda _id: io.BytesIO(sound[:-1] + b"x"))
    walk(NOW + timedelta(days=1))
    body = VerdictChange.objects.get().after.body
    assert (body["verdict"], body["checks"][0]["reason"]) == ("invalid", "stored_changed")


def test_content_that_is_gone_is_found_and_comes_back(kept, monkeypatch):
    def gone(_id):
        raise FileNotFoundError

    with monkeypatch.context() as patch:
        patch.setattr(files, "open", gone)
        walk(NOW + timedelta(days=1))
    assert VerdictChange.objects.get().after.body["checks"][0]["reason"] == "stored_lost"
    walk(NOW + timedelta(days=2))
    assert KeptVerdict.objects.get().verdict == "valid"
    assert VerdictChange.objects.count() == 2


def test_an_interrupted_walk_goes_on_where_it_stood(kept, prepared):
    others = [files.store(io.BytesIO(prepared + b"%" * n), name=f"{n}.pdf").id for n in range(1, 4)]
    for other in others:
        verify(other, NOW + timedelta(hours=1))
    at = NOW + timedelta(days=1)
    run = walking.start_run(at)
    assert walking.walk(run, at, most=2)
    assert (RecheckRun.objects.get().checked_count, walking.start_run(at)) == (2, run)
    assert walking.walk(run, at, most=2)
    assert not walking.walk(run, at, most=2)
    found = RecheckRun.objects.get()
    assert (found.checked_count, found.finished_at) == (4, at)
    assert not walking.walk(run, at, most=2)
    assert walking.start_run(at) != run


def test_before_hand_over_each_file_is_checked_now(kept, prepared):
    other = files.store(io.BytesIO(prepared), name="chưa kiểm.pdf").id
    found = recheck([kept.file_id, other], NOW + timedelta(days=3))
    assert [found[file].verdict for file in (kept.file_id, other)] == ["valid", "none"]
    assert KeptVerdict.objects.count() == 2


def test_a_stranger_gets_the_same_verdict_as_the_house(house, kept):
    """The sending agency is compared for the stranger, too: one verdict everywhere."""
    data = files.read_bytes(kept.file_id)
    KeptVerdict.objects.update(expected_agency="Bộ Nội vụ")
    assert check_bytes(data, NOW + timedelta(days=1)).verdict == "invalid"


def test_a_paper_known_here_before_its_certificate_ended_stays_valid(house, prepared, ca, trust, monkeypatch):
    """Without any time stamp: this installation itself proves since when it holds these very bytes."""
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    from .conftest import trust_in
    from .makers import certificate

    signed = sign_field(prepared, PERSON_FIELD, certificate(ca, days=(-10, 20)), at=NOW)
    file = files.store(io.BytesIO(signed), name="a.pdf").id
    monkeypatch.setattr("congvu.signing.actions.verify.trust_store", lambda: trust)
    assert verify(file, NOW + timedelta(days=1)).verdict == "valid"
    kept_list = trust.newest_crl
    later = trust_in(ca, at=NOW + timedelta(days=60))
    known = replace(later, earlier_crls=lambda issuer, _since: (kept_list(issuer),))
    fresh = trust_in(ca, at=NOW + timedelta(days=2)).newest_crl
    known = replace(known, earlier_crls=lambda issuer, _since: (fresh(issuer),))
    monkeypatch.setattr("congvu.signing.actions.verify.trust_store", lambda: known)
    report = recheck([file], NOW + timedelta(days=60))[file]
    assert report.verdict == "valid"
    assert next(c for c in report.signatures[0].checks if c.code == "dates").reason == "dates_right_seen"


def test_the_page_lists_what_changed_to_those_who_keep_papers(kept, signed_in):
    from congvu.signing.models import TrustAnchor

    TrustAnchor.objects.update(valid_to=(NOW - timedelta(days=1)).date())
    walk(NOW + timedelta(days=2))
    page = signed_in("clerk").get("/van-ban/kiem-tra-lai-chu-ky/").content.decode()
    assert "12/QĐ-UBND" in page
    assert "không được tin cậy ở thời điểm ký" in page
    assert signed_in("officer").get("/van-ban/kiem-tra-lai-chu-ky/").status_code == 403


def test_worse_and_aged_are_told_apart(sealed, trust):
    from congvu.signing.checking.document import check_file

    before = check_file(sealed, trust, at=NOW + timedelta(minutes=30))
    row = before.signatures[0]

    def with_check(check):
        checks = tuple(check if c.code == check.code else c for c in row.checks)
        rows = (replace(row, checks=checks), before.signatures[1])
        return replace(before, verdict=rules.verdict(checks), signatures=rows)

    aged = with_check(Check("revocation", "unknown", "revocation_stale"))
    bad = with_check(Check("revocation", "failed", "revoked"))
    assert (rules.is_worse(before, aged), rules.is_aged(before, aged)) == (True, True)
    assert (rules.is_worse(before, bad), rules.is_aged(before, bad)) == (True, False)
    assert (rules.is_worse(bad, before), rules.outcome(bad) == rules.outcome(before)) == (False, False)


def test_content_destroyed_by_decision_is_passed_over(kept):
    assert files.destroy([kept.file_id], now=NOW, derived=["signing.keptverdict"])[0].is_gone
    at = NOW + timedelta(days=1)
    run = walking.start_run(at)
    assert not walking.walk(run, at)
    found = RecheckRun.objects.get()
    assert (found.checked_count, found.cursor, found.finished_at) == (0, KeptVerdict.objects.get().pk, at)
    assert not VerdictChange.objects.exists()
