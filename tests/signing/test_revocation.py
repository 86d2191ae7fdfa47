"""Who was revoked when: lists and online answers, from the file and kept here, sound and wrong in one way each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from congvu.signing.checking import crl
from congvu.signing.checking.document import check_file
from congvu.signing.checking.trust import Anchor, TrustStore
from congvu.signing.demo.ca import make_ca
from congvu.signing.paper.document import PERSON_FIELD
from congvu.signing.paper.sign import sign_field
from congvu.signing.tsa import stamp_maker

from .conftest import NOW, asn1, minutes
from .evidence_makers import answer, lists, responder, with_store
from .makers import certificate

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def bare(ca):
    """Trust in the root alone: no list, no answer is kept here."""
    return TrustStore("thử", (Anchor(asn1(ca.root.certificate), "Gốc minh họa", is_demo=True),))


@pytest.fixture(scope="module")
def signed(prepared, people):
    """B-T: time is proven."""
    return sign_field(prepared, PERSON_FIELD, people.person, at=NOW, timestamp=stamp_maker(people.tsa, NOW))


@pytest.fixture(scope="module")
def claimed(prepared, people):
    """B-B: nobody vouches for the time."""
    return sign_field(prepared, PERSON_FIELD, people.person, at=NOW)


def kept(bare, *, answers=(), crls=()):
    read = [crl.parse(one) for one in crls]
    found = {crl.issuer_key(crl.asn1_crl.CertificateList.load(one.content).issuer): one for one in read}
    return replace(bare, newest_crl=found.get, kept_answers=lambda _issuer, _serial: tuple(answers))


def row(pdf, trust, at):
    return check_file(pdf, trust, at=at).signatures[0]


def found(pdf, trust, at, code="revocation"):
    one = row(pdf, trust, at)
    check = next(c for c in one.checks if c.code == code)
    return one.verdict, check.state, check.reason


@pytest.fixture(scope="module")
def root_list(ca):
    return lists(ca)[1]


def test_an_answer_of_the_issuer_itself_is_enough(claimed, bare, ca, people, root_list):
    trust = kept(bare, answers=[answer(ca, people.person.certificate)], crls=[root_list])
    assert found(claimed, trust, minutes(30)) == ("valid", "passed", "not_revoked_online")
    data = next(c for c in row(claimed, trust, minutes(30)).checks if c.code == "revocation").data
    assert (data["source"], "ocsp" in data, "crl" in data) == ("OCSP", True, False)


def test_a_delegated_responder_may_answer(claimed, bare, ca, people, root_list):
    trust = kept(bare, answers=[answer(ca, people.person.certificate, signer=responder(ca))], crls=[root_list])
    assert found(claimed, trust, minutes(30)) == ("valid", "passed", "not_revoked_online")


def unauthorised(ca, tmp_path):
    stranger = make_ca(tmp_path / "la", at=NOW - 5 * DAY)
    return {
        "no_use": responder(ca, allowed=False),
        "other_issuer": responder(ca, by=stranger.intermediate),
        "expired": responder(ca, days=(-30, -10)),
        "root": responder(ca, by=ca.root),
    }


@pytest.mark.parametrize("kind", ["no_use", "other_issuer", "expired", "root"])
def test_an_answer_by_somebody_who_may_not_is_no_answer(claimed, bare, ca, people, root_list, tmp_path, kind):
    signer = unauthorised(ca, tmp_path)[kind]
    trust = kept(bare, answers=[answer(ca, people.person.certificate, signer=signer)], crls=[root_list])
    assert found(claimed, trust, minutes(30)) == ("unknown", "unknown", "no_revocation_source")


def test_answers_that_say_nothing_about_the_certificate_are_no_source(claimed, bare, ca, people, root_list):
    others = [
        answer(ca, people.person.certificate, serial_of=people.agency.certificate),
        answer(ca, people.person.certificate, unknown=True),
        answer(ca, people.person.certificate)[:-40] + b"\0" * 40,
        answer(ca, people.person.certificate, at=NOW + 30 * DAY),
        b"",
        b"\x30\x03\x0a\x01\x06",
        b"\xff" * 300,
    ]
    for one in others:
        trust = kept(bare, answers=[one], crls=[root_list])
        assert found(claimed, trust, minutes(30)) == ("unknown", "unknown", "no_revocation_source")


def test_an_old_answer_does_not_speak_for_today(claimed, signed, bare, ca, people, root_list):
    trust = kept(bare, answers=[answer(ca, people.person.certificate, at=NOW - 9 * DAY)], crls=[root_list])
    assert found(claimed, trust, minutes(30)) == ("unknown", "unknown", "revocation_stale")


def test_a_list_and_an_answer_are_read_both_and_the_bad_news_counts(claimed, bare, ca, people):
    serial = people.person.certificate.serial_number
    good, bad = answer(ca, people.person.certificate), answer(ca, people.person.certificate, revoked_at=NOW - DAY)
    for trust in (
        kept(bare, answers=[bad], crls=lists(ca)),
        kept(bare, answers=[good], crls=lists(ca, revoked={serial: NOW - DAY})),
    ):
        assert found(claimed, trust, minutes(30)) == ("invalid", "failed", "revoked_unproven")
    both = kept(bare, answers=[good], crls=lists(ca))
    data = next(c for c in row(claimed, both, minutes(30)).checks if c.code == "revocation").data
    assert {"crl", "ocsp"} <= set(data)


def test_a_stale_list_answers_nothing_about_later(claimed, bare, ca):
    trust = kept(bare, crls=lists(ca, at=NOW - 30 * DAY, days=7))
    assert found(claimed, trust, minutes(30)) == ("unknown", "unknown", "revocation_stale")


def test_evidence_in_the_file_makes_b_lt_and_lasts(signed, bare, ca, people):
    """Years later, with nothing kept here: the file's own evidence speaks for the proven time."""
    crls = lists(ca, at=minutes(10), days=7)
    made = with_store(signed, crls=crls, ocsps=[answer(ca, people.person.certificate, at=minutes(10))])
    now = row(made, bare, minutes(30))
    assert (now.verdict, now.level) == ("valid", "B-LT")
    later = row(made, bare, NOW + 700 * DAY)
    assert (later.verdict, later.level) == ("valid", "B-LT")
    assert found(signed, bare, minutes(30))[0] == "unknown"


def test_evidence_of_somebody_else_in_the_file_is_no_evidence(signed, bare, ca, tmp_path):
    stranger = make_ca(tmp_path / "la", at=NOW - 5 * DAY)
    made = with_store(signed, crls=lists(stranger))
    assert found(made, bare, minutes(30)) == ("unknown", "unknown", "no_revocation_source")


def test_an_old_good_answer_in_the_file_does_not_hide_a_revocation_known_here(signed, bare, ca, people):
    """Revoked two hours before signing, the file carries yesterday's good answer."""
    serial = people.person.certificate.serial_number
    early = answer(ca, people.person.certificate, at=NOW - DAY, until=NOW + 5 * DAY)
    made = with_store(signed, ocsps=[early], crls=lists(ca, at=NOW - DAY))
    trust = kept(bare, crls=lists(ca, at=minutes(20), revoked={serial: NOW - timedelta(hours=2)}))
    assert found(made, trust, minutes(30)) == ("invalid", "failed", "revoked")


def test_revoked_after_the_proven_time_stays_valid(signed, claimed, bare, ca, people):
    serial = people.person.certificate.serial_number
    trust = kept(bare, crls=lists(ca, at=NOW + 3 * DAY, revoked={serial: NOW + DAY}))
    assert found(signed, trust, NOW + 4 * DAY) == ("valid", "passed", "revoked_later")
    assert found(claimed, trust, NOW + 4 * DAY) == ("invalid", "failed", "revoked_unproven")


def test_a_file_known_here_before_the_revocation_stays_valid(claimed, bare, ca, people):
    serial = people.person.certificate.serial_number
    trust = kept(bare, crls=lists(ca, at=NOW + 3 * DAY, revoked={serial: NOW + DAY}))
    report = check_file(claimed, trust, at=NOW + 4 * DAY, seen_at=minutes(5))
    assert report.verdict == "valid"
    assert "revoked_later_seen" in {c.reason for c in report.signatures[0].checks}
    late = check_file(claimed, trust, at=NOW + 4 * DAY, seen_at=NOW + 2 * DAY)
    assert late.verdict == "invalid"


def test_a_list_made_after_expiry_may_have_dropped_the_certificate(prepared, bare, ca, people):
    short = certificate(ca, days=(-10, 20))
    made = sign_field(prepared, PERSON_FIELD, short, at=NOW, timestamp=stamp_maker(people.tsa, NOW))
    trust = kept(bare, crls=lists(ca, at=NOW + 60 * DAY))
    assert found(made, trust, NOW + 61 * DAY) == ("unknown", "unknown", "revocation_after_expiry")


def test_a_revoked_time_stamping_authority_proves_nothing(signed, bare, ca, people):
    serial = people.tsa.certificate.serial_number
    before = kept(bare, crls=lists(ca, at=minutes(10), revoked={serial: NOW - DAY}))
    assert found(signed, before, minutes(30), "timestamp") == ("invalid", "failed", "timestamp_revoked")
    after = kept(bare, crls=lists(ca, at=NOW + 3 * DAY, revoked={serial: NOW + DAY}))
    assert found(signed, after, NOW + 4 * DAY, "timestamp") == ("unknown", "unknown", "timestamp_revoked")
    sheltered = check_file(signed, after, at=NOW + 4 * DAY, seen_at=minutes(20))
    assert sheltered.verdict == "valid"


def test_a_time_stamp_whose_authority_ran_out_needs_a_newer_one(signed, bare, ca):
    """19 years on: nobody vouches for the stamp any more, unless the file was known here before."""
    at = NOW + 365 * 19 * DAY + 30 * DAY
    assert found(signed, bare, at, "timestamp")[1:] == ("unknown", "timestamp_aged")


def test_a_time_stamp_from_the_future_is_refused(prepared, people, trust):
    made = sign_field(prepared, PERSON_FIELD, people.person, at=NOW, timestamp=stamp_maker(people.tsa, NOW + 2 * DAY))
    assert found(made, trust, minutes(30), "timestamp") == ("invalid", "failed", "timestamp_future")


def test_a_certificate_for_time_stamps_signs_no_papers(prepared, people, trust):
    made = sign_field(prepared, PERSON_FIELD, people.tsa, at=NOW)
    assert found(made, trust, minutes(30), "usage") == ("invalid", "failed", "wrong_usage")


def test_an_authoritys_own_certificate_signs_no_papers(prepared, ca, trust):
    from .conftest import identity_of

    made = sign_field(prepared, PERSON_FIELD, identity_of(ca.intermediate, ca), at=NOW)
    assert found(made, trust, minutes(30), "usage")[1:] == ("failed", "wrong_usage")


def test_a_list_of_many_entries_is_asked_not_unpacked(ca):
    many = crl.parse(lists(ca, revoked={serial: NOW for serial in range(1, 5001)})[0])
    assert many.revoked.get(4000).since == NOW
    assert many.revoked.get(6000) is None
