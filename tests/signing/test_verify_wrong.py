"""Files that are wrong in one way each: the report says which, and never breaks."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.signing.checking import content
from congvu.signing.checking.document import check_file
from congvu.signing.checking.trust import NO_TRUST
from congvu.signing.demo.ca import make_ca
from congvu.signing.paper.document import (
    AGENCY_FIELD,
    NUMBER_FIELD,
    PERSON_FIELD,
    find_field,
    finish,
    open_for_update,
)
from congvu.signing.paper.sign import sign_field
from congvu.signing.report_json import to_json
from congvu.signing.tsa import stamp_maker
from congvu.signing.wording import REASONS

from .conftest import AGENCY, NOW, identity_of, make_pdf, minutes, trust_in
from .makers import certificate, embed, old_container
from .mutations import facts, survivors


def found(pdf, trust, code, row=0, at=None, **more):
    report = check_file(pdf, trust, at=at or minutes(30), **more)
    to_json(report)
    check = next(c for c in report.signatures[row].checks if c.code == code)
    return report.verdict, check.state, check.reason


def file_check(data, trust):
    report = check_file(data, trust, at=minutes(30))
    assert to_json(report)["verdict"] == report.verdict
    return report.verdict, report.checks[0].reason


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"PK\x03\x04" + b"\0" * 100, "Kính gửi".encode()])
def test_what_is_no_pdf_is_said_so(data, trust):
    assert file_check(data, trust) == ("invalid", "not_pdf")


def test_a_locked_file_is_unknown(plain_pdf, trust):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain_pdf)))
    writer.encrypt("bí mật", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    assert file_check(out.getvalue(), trust) == ("unknown", "encrypted")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_never_valid(sealed, trust, share):
    assert check_file(sealed[: int(len(sealed) * share)], trust, at=minutes(30)).verdict in {"invalid", "unknown"}


def test_a_huge_file_is_not_read(sealed, trust, monkeypatch):
    monkeypatch.setattr(content, "MAX_SIZE", len(sealed) - 1)
    assert file_check(sealed, trust) == ("unknown", "file_too_large")


def test_a_file_that_unpacks_to_far_more_is_stopped(plain_pdf, trust):
    writer = IncrementalPdfFileWriter(BytesIO(plain_pdf))
    bomb = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/ObjStm"),
            pdf_name("/N"): generic.NumberObject(1),
            pdf_name("/First"): generic.NumberObject(4),
        },
        stream_data=b"1 0 " + b"\0" * (40 << 20),
    )
    bomb.compress()
    reference = writer.add_object(bomb)
    writer.root[pdf_name("/AcroForm")] = reference
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert check_file(out.getvalue(), trust, at=minutes(30)).verdict != "valid"


def test_no_signature_is_a_verdict_of_its_own(plain_pdf, prepared, trust):
    for pdf in (plain_pdf, prepared):
        report = check_file(pdf, trust, at=minutes(30))
        assert (report.verdict, report.complete) == ("none", False)
        assert [c.reason for c in report.checks] == ["readable", "no_signatures"]


def test_a_changed_byte_of_the_content_is_found(person_signed, trust):
    at = person_signed.index(b"/MediaBox") + 12
    changed = bytearray(person_signed)
    changed[at] ^= 1
    assert found(bytes(changed), trust, "value") == ("invalid", "failed", "digest_differs")


def test_a_picture_drawn_over_the_page_afterwards_is_found(sealed, trust):
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"0 0 200 200 re f")))
    out = BytesIO()
    writer.write(out)
    assert found(out.getvalue(), trust, "changes") == ("invalid", "failed", "changes_not_allowed")
    assert found(out.getvalue(), trust, "value") == ("invalid", "passed", "value_right")


def overwritten(pdf):
    writer = open_for_update(pdf)
    field = find_field(writer, NUMBER_FIELD)
    field[pdf_name("/V")] = generic.pdf_string("9999/QĐ-UBND")
    writer.update_container(field)
    return finish(writer)


def test_a_number_changed_after_the_seal_is_found(sealed, trust):
    assert found(overwritten(sealed), trust, "changes", row=1) == ("invalid", "failed", "changes_not_allowed")


def test_a_number_that_was_signed_may_not_change_even_where_the_form_is_open(numbered, people, trust):
    """No lock on the fields: a PDF viewer would call the change permitted; it is not what was signed."""
    open_form = sign_field(numbered, AGENCY_FIELD, people.agency, at=NOW)
    assert found(overwritten(open_form), trust, "changes", row=1) == ("invalid", "failed", "signed_field_changed")


def test_a_page_removed_afterwards_is_found(people, trust):
    from congvu.signing.paper.prepare import prepare

    from .conftest import LAYOUT

    signed = sign_field(prepare(make_pdf(pages=2), LAYOUT), PERSON_FIELD, people.person, at=NOW, last_word="certify")
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    pages = writer.root["/Pages"]
    pages["/Kids"].pop()
    pages[pdf_name("/Count")] = generic.NumberObject(1)
    writer.update_container(pages)
    out = BytesIO()
    writer.write(out)
    assert found(out.getvalue(), trust, "changes") == ("invalid", "failed", "changes_not_allowed")


def test_foreign_bytes_in_the_hole_of_the_container_are_found(person_signed, trust):
    hole = PdfFileReader(BytesIO(person_signed)).embedded_signatures[0].byte_range
    end = hole[2] - 1
    changed = person_signed[: end - 8] + b"cafebabe" + person_signed[end:]
    assert found(changed, trust, "bytes") == ("invalid", "failed", "container_padded")


def test_a_byte_range_that_leaves_out_more_than_the_container_is_found(person_signed, trust):
    _first, length, second, rest = PdfFileReader(BytesIO(person_signed)).embedded_signatures[0].byte_range
    place = person_signed.rindex(b"/ByteRange")
    text = person_signed[place : place + 60]
    assert b"%d %d" % (length, second) in text
    changed = person_signed[:place] + text.replace(b" %d" % rest, b" %d" % (rest - 5)) + person_signed[place + 60 :]
    assert len(changed) == len(person_signed)
    assert check_file(changed, trust, at=minutes(30)).verdict == "invalid"


def test_anothers_name_in_the_dictionary_does_not_change_who_signed(prepared, people, trust):
    signed = sign_field(prepared, PERSON_FIELD, people.agency, at=NOW, name="Bộ trưởng Bộ Nội vụ")
    report = check_file(signed, trust, at=minutes(30))
    assert report.signatures[0].signer.name == AGENCY


def test_a_certificate_that_names_someone_else_is_not_trusted(prepared, ca, trust):
    forged = certificate(ca, name="Nguyễn Thị Phương Thảo", issuer="self")
    signed = sign_field(prepared, PERSON_FIELD, forged, at=NOW)
    verdict, state, reason = found(signed, trust, "chain")
    assert (verdict, state, reason) == ("unknown", "unknown", "no_path")


def test_a_certificate_swapped_in_the_container_is_found(prepared, ca, people, trust):
    """The value was made with one key, the container shows the certificate of another person."""
    stranger = certificate(ca, name="Người khác")
    mixed = replace(people.person, certificate=stranger.certificate)
    signed = sign_field(prepared, PERSON_FIELD, mixed, at=NOW)
    assert found(signed, trust, "value")[:2] == ("invalid", "failed")


def test_signed_with_an_expired_certificate(prepared, ca, people, trust):
    expired = certificate(ca, days=(-400, -20))
    signed = sign_field(prepared, PERSON_FIELD, expired, at=NOW, timestamp=stamp_maker(people.tsa, NOW))
    assert found(signed, trust, "dates") == ("invalid", "failed", "expired")
    assert found(signed, trust, "chain")[1] == "passed"


def test_signed_before_the_certificate_was_in_force(prepared, ca, trust):
    early = certificate(ca, days=(5, 300))
    assert found(sign_field(prepared, PERSON_FIELD, early, at=NOW), trust, "dates") == ("invalid", "failed", "not_yet")


def test_a_certificate_that_expired_later_stays_valid_where_time_is_proven(prepared, ca, people):
    short = certificate(ca, days=(-10, 20))
    later = NOW + timedelta(days=60)
    kept = trust_in(ca, at=NOW).newest_crl
    trust = replace(trust_in(ca, at=later), earlier_crls=lambda issuer, _since: (kept(issuer),))
    proven = sign_field(prepared, PERSON_FIELD, short, at=NOW, timestamp=stamp_maker(people.tsa, NOW))
    assert found(proven, trust, "dates", at=later) == ("valid", "passed", "dates_right")
    claimed = sign_field(prepared, PERSON_FIELD, short, at=NOW)
    assert found(claimed, trust, "dates", at=later) == ("unknown", "unknown", "expired_unproven")


def test_a_signing_time_in_the_future_is_refused(prepared, people, trust):
    signed = sign_field(prepared, PERSON_FIELD, people.person, at=NOW + timedelta(days=2))
    assert found(signed, trust, "dates") == ("invalid", "failed", "future")


def test_an_unknown_authority_is_unknown_not_invalid(sealed, tmp_path, trust):
    stranger = make_ca(tmp_path / "khac", at=NOW - timedelta(days=5))
    assert found(sealed, trust_in(stranger, at=NOW), "chain") == ("unknown", "unknown", "no_path")
    assert found(sealed, NO_TRUST, "chain") == ("unknown", "unknown", "no_anchor")


def test_an_anchor_that_is_not_trusted_at_that_time_is_refused(sealed, trust):
    ended = replace(trust.anchors[0], valid_to=NOW.date() - timedelta(days=1))
    assert found(sealed, replace(trust, anchors=(ended,)), "chain")[1:] == ("failed", "anchor_not_then")


def test_a_certificate_for_other_uses_is_refused(prepared, ca, trust):
    other = certificate(ca, usage=False)
    assert found(sign_field(prepared, PERSON_FIELD, other, at=NOW), trust, "usage") == (
        "invalid",
        "failed",
        "wrong_usage",
    )


def test_a_certificate_authoritys_name_without_its_key_is_refused(prepared, ca, tmp_path, trust):
    """Same issuer name, other key: the signature on the certificate does not hold."""
    twin = make_ca(tmp_path / "gia", at=NOW - timedelta(days=5))
    signed = sign_field(prepared, PERSON_FIELD, certificate(twin), at=NOW)
    assert found(signed, trust, "chain")[1] in {"failed", "unknown"}
    assert check_file(signed, trust, at=minutes(30)).verdict != "valid"


def test_a_certificate_revoked_before_signing_is_refused(sealed, ca, people):
    serial = people.person.certificate.serial_number
    trust = trust_in(ca, at=NOW, revoked={serial: NOW - timedelta(hours=2)})
    assert found(sealed, trust, "revocation") == ("invalid", "failed", "revoked")


def test_a_certificate_revoked_after_a_proven_signature_stays_valid(sealed, ca, people):
    serial = people.person.certificate.serial_number
    trust = trust_in(ca, at=NOW + timedelta(days=2), revoked={serial: NOW + timedelta(days=1)})
    assert found(sealed, trust, "revocation", at=NOW + timedelta(days=3)) == ("valid", "passed", "revoked_later")


def test_a_revoked_certificate_without_proven_time_is_refused(prepared, ca, people):
    signed = sign_field(prepared, PERSON_FIELD, people.person, at=NOW)
    serial = people.person.certificate.serial_number
    trust = trust_in(ca, at=NOW + timedelta(days=2), revoked={serial: NOW + timedelta(days=1)})
    assert found(signed, trust, "revocation", at=NOW + timedelta(days=3)) == ("invalid", "failed", "revoked_unproven")


def test_a_list_that_the_issuer_did_not_sign_is_no_source(sealed, ca, tmp_path, trust):
    other = trust_in(make_ca(tmp_path / "khac", at=NOW - timedelta(days=5)), at=NOW)
    mixed = replace(trust, newest_crl=lambda issuer: other.newest_crl(issuer))
    assert found(sealed, mixed, "revocation") == ("unknown", "unknown", "no_revocation_source")


def test_without_a_time_stamp_the_report_warns(prepared, people, trust):
    signed = sign_field(prepared, PERSON_FIELD, people.person, at=NOW)
    assert found(signed, trust, "timestamp") == ("valid", "warning", "no_timestamp")
    assert check_file(signed, trust, at=minutes(30)).signatures[0].level == "B-B"


def test_a_time_stamp_of_another_signature_is_refused(prepared, people, trust):
    maker = stamp_maker(people.tsa, NOW)
    other = replace(maker, make=lambda _digest: maker.make(b"\1" * 32))
    wrong = sign_field(prepared, PERSON_FIELD, people.person, at=NOW, timestamp=other)
    assert found(wrong, trust, "timestamp") == ("invalid", "failed", "timestamp_wrong")


def test_a_time_stamp_by_somebody_elses_authority_is_unknown(prepared, people, tmp_path, trust):
    stranger = make_ca(tmp_path / "khac", at=NOW - timedelta(days=5))
    signed = sign_field(
        prepared, PERSON_FIELD, people.person, at=NOW, timestamp=stamp_maker(identity_of(stranger.tsa, stranger), NOW)
    )
    assert found(signed, trust, "timestamp") == ("unknown", "unknown", "timestamp_untrusted")


def test_a_time_stamp_made_with_an_officials_certificate_is_not_trusted(prepared, people, trust):
    signed = sign_field(prepared, PERSON_FIELD, people.person, at=NOW, timestamp=stamp_maker(people.agency, NOW))
    assert found(signed, trust, "timestamp")[1:] == ("unknown", "timestamp_untrusted")


def test_sha1_is_refused_today(prepared, ca, trust):
    weak = certificate(ca)
    signed = embed(prepared, lambda d: old_container(weak, d, algorithm="sha1"), algorithm="sha1")
    assert found(signed, trust, "algorithms") == ("invalid", "failed", "weak_digest")


def test_sha1_with_an_old_but_unproven_date_is_unknown(prepared, ca):
    at = datetime(2016, 5, 4, 8, 0, tzinfo=NOW.tzinfo)
    old = certificate(ca, days=(-4200, 300))
    signed = embed(prepared, lambda d: old_container(old, d, algorithm="sha1"), algorithm="sha1", at=at)
    report = check_file(signed, trust_in(ca, at=NOW), at=minutes(30))
    states = {c.code: (c.state, c.reason) for c in report.signatures[0].checks}
    assert states["algorithms"] == ("unknown", "old_digest_unproven")
    assert states["value"] == ("passed", "value_right")


def test_a_short_key_is_refused(prepared, ca, trust):
    short = certificate(ca, bits=1024)
    assert found(sign_field(prepared, PERSON_FIELD, short, at=NOW), trust, "algorithms") == (
        "invalid",
        "failed",
        "weak_key",
    )


def test_the_older_detached_kind_is_valid_as_an_old_format(prepared, ca, trust):
    signer = certificate(ca)
    signed = embed(prepared, lambda d: old_container(signer, d))
    assert found(signed, trust, "value") == ("valid", "passed", "value_right")
    assert check_file(signed, trust, at=minutes(30)).signatures[0].level == "old"


def test_the_oldest_kind_over_a_sha1_is_read(prepared, ca, trust):
    signer = certificate(ca)
    signed = embed(
        prepared,
        lambda d: old_container(signer, b"", content=d),
        subfilter="/adbe.pkcs7.sha1",
        algorithm="sha1",
    )
    assert found(signed, trust, "value")[1:] == ("passed", "value_right")


def test_a_kind_that_nobody_knows_is_unknown(prepared, ca, trust):
    signed = embed(prepared, lambda d: old_container(certificate(ca), d), subfilter="/abc.def")
    assert found(signed, trust, "bytes") == ("unknown", "unknown", "subfilter_unknown")


@pytest.mark.parametrize("rubbish", [b"\x30\x03\x02\x01\x01", b"\x30\x82\xff\xff", b"\0" * 40, b"\x30\x80" * 20])
def test_rubbish_in_the_container_is_said_so(prepared, trust, rubbish):
    report = check_file(embed(prepared, lambda _d: rubbish), trust, at=minutes(30))
    assert report.verdict == "invalid"
    to_json(report)


def test_the_sending_agency_must_be_the_one_that_signed(sealed, trust):
    assert found(sealed, trust, "agency", row=1, expected_agency=AGENCY) == ("valid", "passed", "agency_expected")
    assert found(sealed, trust, "agency", row=1, expected_agency="Bộ Nội vụ") == ("invalid", "failed", "agency_other")


def test_two_agencies_are_told_apart(numbered, ca, people, trust):
    other = ca.issue_agency(name="Sở Nội vụ tỉnh Tiền Giang", superior=AGENCY, code="", email="", at=NOW)
    signed = sign_field(numbered, AGENCY_FIELD, identity_of(other, ca), at=NOW)
    assert found(signed, trust, "agency")[1:] == ("warning", "agency_differs")


@pytest.mark.parametrize(("kind", "rounds"), [("claimed", 300), ("stamped", 150), ("sealed", 20)])
def test_random_changes_never_leave_a_valid_paper(request, trust, kind, rounds):
    """The short form of tests/proof/test_signature_mutations.py."""
    assert survivors(request.getfixturevalue(kind), trust, random.Random(f"20261014 {kind}"), rounds) == []


def test_random_changes_inside_the_container_never_change_who_signed_what(stamped, trust):
    pick = random.Random(7)
    hole = PdfFileReader(BytesIO(stamped)).embedded_signatures[0].byte_range
    sound = check_file(stamped, trust, at=minutes(30))
    for _round in range(150):
        changed = bytearray(stamped)
        changed[pick.randrange(hole[1] + 1, hole[2] - 1)] = ord(pick.choice("0123456789abcdefxyz <>"))
        report = check_file(bytes(changed), trust, at=minutes(30))
        if report.verdict == "valid":
            assert facts(report) == facts(sound)


def test_every_reason_has_a_sentence_and_every_sentence_is_used():
    import re
    from pathlib import Path

    import congvu.signing as package

    folder = Path(package.__file__).parent
    files = [*(folder / "checking").glob("*.py"), folder / "actions" / "verify.py"]
    source = "".join(path.read_text() for path in files)
    used = {name for name in REASONS if re.search(rf'"{name}"', source)}
    assert set(REASONS) - used == set()


STAMP_LABEL = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-timeStampToken


def in_container(pdf, change):
    """Return the PDF with its last container changed as bytes, filled up to the same length."""
    hole = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].byte_range
    start, end = hole[1] + 1, hole[2] - 1
    changed = change(bytes.fromhex(pdf[start:end].decode()))
    return pdf[:start] + changed.hex().encode().ljust(end - start, b"0") + pdf[end:]


@pytest.mark.parametrize("place", range(len(STAMP_LABEL)), ids=str)
def test_a_time_stamp_under_a_label_of_no_meaning_is_told(stamped, trust, place):
    def relabel(der):
        at = der.index(STAMP_LABEL) + place
        return der[:at] + bytes([der[at] ^ 0x20]) + der[at + 1 :]

    report = check_file(in_container(stamped, relabel), trust, at=minutes(30))
    assert report.verdict == "invalid"


def test_the_holder_of_the_time_stamp_cannot_be_relabelled_either(stamped, trust):
    def relabel(der):
        at = der.index(STAMP_LABEL)
        tag = der.rindex(b"\xa1\x82", 0, at)
        return der[:tag] + b"\xa0" + der[tag + 1 :]

    assert found(in_container(stamped, relabel), trust, "timestamp") == ("invalid", "failed", "timestamp_hidden")


def test_a_stamp_cut_out_leaves_a_sound_b_b(stamped, trust):
    """Nothing covers unsigned attributes (RFC 5652, 5.3): what is left says plainly that no time is proven."""
    from asn1crypto import cms as asn1_cms

    def without(der):
        info = asn1_cms.ContentInfo.load(der)
        del info["content"]["signer_infos"][0]["unsigned_attrs"]
        return info.dump(force=True)

    report = check_file(in_container(stamped, without), trust, at=minutes(30))
    (row,) = report.signatures
    assert (report.verdict, row.proven_at, row.level) == ("valid", None, "B-B")
    assert [c.reason for c in row.checks if c.code == "timestamp"] == ["no_timestamp"]


def test_a_trailer_repeated_behind_the_end_is_no_part_of_the_paper(stamped, trust):
    again = stamped + stamped[stamped.rindex(b"trailer") :]
    assert found(again, trust, "changes") == ("invalid", "failed", "trailing_bytes")
    assert check_file(stamped + stamped[stamped.rindex(b"startxref") :], trust, at=minutes(30)).verdict == "valid"


def test_a_number_that_is_none_is_a_broken_file_not_a_broken_check(stamped, trust):
    at = stamped.index(b"/MediaBox")
    digit = next(i for i in range(at, at + 80) if stamped[i : i + 1].isdigit())
    broken = stamped[:digit] + b"1.2.3 " + stamped[digit:]
    assert check_file(broken, trust, at=minutes(30)).verdict == "invalid"
