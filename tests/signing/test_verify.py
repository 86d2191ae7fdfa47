"""A file is checked: what is sound is valid, whatever is not is said with its reason."""

import json
from datetime import timedelta

from congvu.signing.checking.document import check_file
from congvu.signing.report_json import from_json, to_json

from .conftest import AGENCY, PERSON, minutes


def states(row):
    return {check.code: (check.state, check.reason) for check in row.checks}


def test_a_sealed_paper_is_valid_and_complete(sealed, trust):
    report = check_file(sealed, trust, at=minutes(30))

    assert (report.verdict, report.complete) == ("valid", True)
    assert [(row.signer.kind, row.signer.name, row.level) for row in report.signatures] == [
        ("person", PERSON, "B-T"),
        ("agency", AGENCY, "B-T"),
    ]
    assert states(report.signatures[0]) == {
        "bytes": ("passed", "covers_revision"),
        "changes": ("passed", "fields_filled"),
        "value": ("passed", "value_right"),
        "chain": ("passed", "chain_right"),
        "usage": ("passed", "usage_right"),
        "dates": ("passed", "dates_right"),
        "revocation": ("passed", "not_revoked"),
        "timestamp": ("passed", "stamped"),
        "algorithms": ("passed", "algorithms_right"),
        "who": ("passed", "person_named"),
        "demo": ("warning", "demo_only"),
        "agency": ("passed", "agency_matches"),
    }
    assert states(report.signatures[1])["bytes"] == ("passed", "covers_file")


def test_the_persons_signature_alone_is_valid_but_for_information_only(person_signed, trust):
    report = check_file(person_signed, trust, at=minutes(30))
    assert (report.verdict, report.complete) == ("valid", False)
    assert [c.reason for c in report.checks] == ["readable", "person_only"]


def test_a_report_survives_its_json_form(sealed, trust):
    report = check_file(sealed, trust, at=minutes(30))
    assert from_json(json.loads(json.dumps(to_json(report)))) == report


def test_without_a_list_of_revoked_certificates_the_answer_is_unknown(sealed, trust):
    from dataclasses import replace

    report = check_file(sealed, replace(trust, newest_crl=lambda _issuer: None), at=minutes(30))
    assert report.verdict == "unknown"
    assert states(report.signatures[0])["revocation"] == ("unknown", "no_revocation_source")


def test_a_stale_list_is_no_answer_for_a_time_after_it(sealed, trust):
    report = check_file(sealed, trust, at=minutes(0) + timedelta(days=400))
    assert states(report.signatures[1])["revocation"] == ("unknown", "revocation_stale")
