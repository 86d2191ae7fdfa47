"""Signed papers are raised to B-T, B-LT and B-LTA; what was signed stays byte for byte."""

from datetime import timedelta

import pytest

from congvu.signing.actions import raise_level as raising
from congvu.signing.checking.document import check_file
from congvu.signing.errors import ChainUntrusted, NoSignatureThere, RevocationDataMissing, SignatureBroken
from congvu.signing.levels import rules
from congvu.signing.levels.stamping import InProcess
from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
from congvu.signing.paper.fill import fill_number_and_date
from congvu.signing.paper.sign import sign_field

from .conftest import DATE, NOW, NUMBER, minutes, trust_in


@pytest.fixture(scope="session")
def plain_sealed(prepared, people):
    """A paper as keys without a time stamp leave it: two signatures of level B-B."""
    signed = sign_field(prepared, PERSON_FIELD, people.person, at=NOW, last_word="certify")
    filled = fill_number_and_date(signed, NUMBER, DATE)
    return sign_field(filled, AGENCY_FIELD, people.agency, at=NOW, last_word="lock")


def lift(pdf, level, people, trust, at=NOW, **more):
    return raising.raised(pdf, level, at=at, trust=trust, source=InProcess(people.tsa, at), **more)


def levels(report):
    return [s.level for s in report.signatures if s.level]


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_both_signatures_reach_the_level_and_nothing_signed_changes(plain_sealed, people, trust, level):
    made = lift(plain_sealed, level, people, trust).content

    assert made.startswith(plain_sealed)
    report = check_file(made, trust, at=minutes(10))
    assert (report.verdict, report.complete) == ("valid", True)
    assert [rules.reaches(found, level) for found in levels(report)] == [True, True]
    assert {s.proven_at for s in report.signatures} == {NOW}


def test_a_paper_with_time_stamps_of_its_own_needs_one_more_for_the_archive(sealed, people, trust):
    made = lift(sealed, "B-LTA", people, trust).content
    report = check_file(made, trust, at=minutes(10))
    assert [s.subfilter for s in report.signatures] == ["ETSI.CAdES.detached", "ETSI.CAdES.detached", "ETSI.RFC3161"]
    assert levels(report) == ["B-LTA", "B-LTA"]


def test_raising_again_changes_nothing(plain_sealed, people, trust):
    once = lift(plain_sealed, "B-LTA", people, trust)
    assert lift(once.content, "B-LTA", people, trust, at=minutes(60)).content == once.content
    assert lift(once.content, "B-LT", people, trust).content == once.content
    assert lift(plain_sealed, "B-B", people, trust).content == plain_sealed


def test_renewal_adds_evidence_on_the_last_stamp_and_covers_it(plain_sealed, people, trust, ca):
    once = lift(plain_sealed, "B-LTA", people, trust)
    later = NOW + timedelta(days=170)
    renewed = lift(once.content, "B-LTA", people, trust_in(ca, at=later), at=later, renew=True)

    assert renewed.content.startswith(once.content)
    report = check_file(renewed.content, trust_in(ca, at=later), at=later)
    assert report.verdict == "valid"
    assert [s.proven_at for s in report.signatures if s.subfilter == "ETSI.RFC3161"] == [NOW, NOW, later]
    assert renewed.stamped_until == people.tsa.certificate.not_valid_after


def test_old_lists_in_the_file_prove_it_after_they_have_run_out(plain_sealed, people, trust, ca):
    """Years later the lists here are gone; what the file carries still answers."""
    made = lift(plain_sealed, "B-LTA", people, trust).content
    assert check_file(made, trust_in(ca, at=NOW, with_lists=False), at=NOW + timedelta(days=30)).verdict == "valid"


def test_without_lists_of_revoked_certificates_there_is_no_b_lt(plain_sealed, people, ca):
    with pytest.raises(RevocationDataMissing) as refusal:
        lift(plain_sealed, "B-LT", people, trust_in(ca, at=NOW, with_lists=False))
    assert "minh họa" in str(refusal.value)


def test_an_untrusted_signer_is_not_raised(plain_sealed, people):
    from congvu.signing.checking.trust import NO_TRUST

    with pytest.raises(ChainUntrusted):
        lift(plain_sealed, "B-LT", people, NO_TRUST)


def test_a_file_without_signature_or_with_a_broken_one_is_refused(plain_pdf, plain_sealed, people, trust):
    with pytest.raises(NoSignatureThere):
        lift(plain_pdf, "B-T", people, trust)
    broken = bytearray(plain_sealed)
    broken[broken.index(b"/Title") + 8] ^= 1
    with pytest.raises(SignatureBroken):
        lift(bytes(broken), "B-T", people, trust)
