"""Administrators look after keys and trust; hostile files are refused with a sentence and change nothing."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from congvu.identity.models import Agency, Person
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from congvu.signing import api, policy, queries
from congvu.signing.actions.keys import KeyFile, close_key, import_key
from congvu.signing.actions.trust import AnchorTerms, add_anchor, add_revocation_list, end_anchor
from congvu.signing.errors import CertificateRefused, KeyFileRefused
from congvu.signing.models import RevocationList, SigningKey, TrustAnchor

from .conftest import AGENCY, DATE, LAYOUT, NOW, NUMBER, PERSON, minutes
from .makers import certificate

PASSWORD = "Mật khẩu 2026"
TERMS = AnchorTerms("Gốc thử", "own", "QĐ 1/QĐ-UBND", None, None)


def p12(issued, password=PASSWORD, key=None):
    return pkcs12.serialize_key_and_certificates(
        b"khoa", key or issued.key, issued.certificate, [], serialization.BestAvailableEncryption(password.encode())
    )


@pytest.fixture
def issued(ca):
    return ca.issue_person(name=PERSON, organisation=AGENCY, title="Chủ tịch", email="", at=NOW - timedelta(days=3))


def take(house, content, *, actor=None, password=PASSWORD, person_id=None, picture=None):
    return import_key(
        actor=actor or house.admin,
        person_id=person_id or house.leader.person_id,
        file=KeyFile(content, password, picture),
        now=NOW,
    )


def test_an_imported_key_signs(house, issued, plain_pdf):
    key_id = take(house, p12(issued))
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    key = SigningKey.objects.get(pk=key_id)
    assert (key.owner_name, key.is_demo, key.uses.count()) == (PERSON, False, 1)
    serial = api.check_bytes(signed, minutes(5)).signatures[0].signer.serial
    assert serial == f"{issued.certificate.serial_number:x}"
    assert AuditEntry.objects.filter(code="signing.key_imported").count() == 1


@pytest.mark.parametrize("content", [b"", b"\x30\x82", b"GIF89a", b"\0" * 300_000, b"0\x80" * 5000])
def test_files_that_are_no_keys_are_refused(house, content):
    before = SigningKey.objects.count()
    with pytest.raises(KeyFileRefused):
        take(house, content)
    assert SigningKey.objects.count() == before


def test_a_wrong_password_is_refused(house, issued):
    with pytest.raises(KeyFileRefused, match="mật khẩu không đúng"):
        take(house, p12(issued), password="sai")


def test_a_key_that_does_not_fit_its_certificate_is_refused(house, issued):
    with pytest.raises((KeyFileRefused, ValueError)):
        take(house, p12(issued, key=ec.generate_private_key(ec.SECP256R1())))


def test_an_expired_or_wrong_certificate_is_refused(house, ca):
    from cryptography import x509

    for changes, words in (({"days": (-400, -20)}, "hết hạn"), ({"usage": False}, "không được cấp để ký số"),
                           ({"bits": 1024}, "2048")):  # fmt: skip
        made = certificate(ca, **changes)
        loaded = x509.load_der_x509_certificate(made.certificate.dump())
        content = pkcs12.serialize_key_and_certificates(
            b"k", made.key, loaded, [], serialization.BestAvailableEncryption(PASSWORD.encode())
        )
        with pytest.raises(KeyFileRefused, match=words):
            take(house, content)


def test_the_same_certificate_is_taken_in_once(house, issued):
    take(house, p12(issued))
    with pytest.raises(KeyFileRefused, match="đã được nhận"):
        take(house, p12(issued))


def test_a_person_of_another_agency_is_not_found(house, issued):
    stranger = Person.objects.create(full_name="Người cơ quan khác")
    with pytest.raises(NotFound):
        take(house, p12(issued), person_id=stranger.pk)


@pytest.mark.parametrize("who", ["leader", "clerk", "officer"])
def test_only_administrators_take_in_keys(house, issued, who):
    with pytest.raises(NotAllowed):
        take(house, p12(issued), actor=getattr(house, who))


def picture():
    out = BytesIO()
    Image.new("RGBA", (60, 30), (16, 51, 166, 120)).save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_drawn_anew_and_shown(house, issued, plain_pdf):
    key = SigningKey.objects.get(pk=take(house, p12(issued), picture=picture() + b"<script>"))
    assert b"<script>" not in bytes(key.picture)
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    assert b"/SMask" in signed


@pytest.mark.parametrize("bad", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"\x89PNG" + b"x" * 600_000])
def test_what_is_no_picture_is_refused(house, issued, bad):
    with pytest.raises(KeyFileRefused):
        take(house, p12(issued), picture=bad)


def test_a_closed_demonstration_key_is_revoked_for_later_signatures(house, plain_pdf):
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    key = SigningKey.objects.get(person_id=house.leader.person_id)
    close_key(actor=house.admin, key_id=key.pk, reason="Thất lạc", now=minutes(60))

    key.refresh_from_db()
    assert (key.closed_at, key.closed_reason) == (minutes(60), "Thất lạc")
    check = {c.code: c.reason for c in api.check_bytes(signed, minutes(120)).signatures[0].checks}
    assert check["revocation"] == "revoked_later"


def test_closing_twice_changes_nothing(house):
    key = SigningKey.objects.get(person_id=house.leader.person_id)
    close_key(actor=house.admin, key_id=key.pk, reason="a", now=minutes(1))
    close_key(actor=house.admin, key_id=key.pk, reason="b", now=minutes(2))
    key.refresh_from_db()
    assert key.closed_reason == "a"


def test_keys_of_another_agency_are_not_seen_or_closed(house):
    other = Agency.objects.create(name="Sở Nội vụ", abbreviation="SNV", tier="province", place_name="Tiền Giang")
    stranger = replace(house.admin, agency_id=other.pk)
    assert list(policy.visible_keys(stranger)) == []
    key = SigningKey.objects.first()
    with pytest.raises(NotFound):
        close_key(actor=stranger, key_id=key.pk, reason="", now=NOW)
    with pytest.raises(NotFound):
        queries.key_uses(actor=stranger, key_id=key.pk, after=None)


def test_who_may_not_view_keys_sees_none(house):
    assert list(policy.visible_keys(house.officer)) == []


def root_pem(tmp_path):
    from congvu.signing.demo.ca import make_ca

    return make_ca(tmp_path / "goc", at=NOW - timedelta(days=2)).root.certificate.public_bytes(
        serialization.Encoding.PEM
    )


def test_a_root_is_trusted_for_its_days(house, tmp_path):
    anchor_id = add_anchor(actor=house.admin, content=root_pem(tmp_path), terms=TERMS, now=NOW)
    end_anchor(actor=house.admin, anchor_id=anchor_id, last_day=date(2026, 10, 31), now=NOW)
    row = TrustAnchor.objects.get(pk=anchor_id)
    assert row.valid_to == date(2026, 10, 31)
    assert AuditEntry.objects.filter(code__in=["signing.anchor_added", "signing.anchor_ended"]).count() == 2


def test_ending_trust_changes_the_answer_at_once(house, plain_pdf):
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)
    assert api.check_bytes(signed, minutes(5)).verdict == "valid"
    demo = TrustAnchor.objects.get(hierarchy="demo")
    end_anchor(actor=house.admin, anchor_id=demo.pk, last_day=NOW.date() - timedelta(days=1), now=NOW)
    report = api.check_bytes(signed, minutes(5))
    assert (report.verdict, report.trust_list != "") == ("invalid", True)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nx", b"\x30\x82\xff", b"x" * 70_000])
def test_what_is_no_root_is_refused(house, content):
    before = TrustAnchor.objects.count()
    with pytest.raises(CertificateRefused):
        add_anchor(actor=house.admin, content=content, terms=TERMS, now=NOW)
    assert TrustAnchor.objects.count() == before


def test_a_persons_certificate_is_no_root(house, issued):
    pem = issued.certificate.public_bytes(serialization.Encoding.PEM)
    with pytest.raises(CertificateRefused, match="không phải của một bên cấp"):
        add_anchor(actor=house.admin, content=pem, terms=TERMS, now=NOW)


def test_a_root_stands_once(house, tmp_path):
    content = root_pem(tmp_path)
    add_anchor(actor=house.admin, content=content, terms=TERMS, now=NOW)
    with pytest.raises(CertificateRefused):
        add_anchor(actor=house.admin, content=content, terms=TERMS, now=NOW)


def test_administrators_of_a_lower_agency_do_not_say_whom_all_trust(house, tmp_path):
    lower = Agency.objects.create(
        name="Sở Nội vụ", abbreviation="SNV", tier="province", place_name="Tiền Giang", parent=house.agency
    )
    with pytest.raises(NotAllowed):
        add_anchor(actor=replace(house.admin, agency_id=lower.pk), content=root_pem(tmp_path), terms=TERMS, now=NOW)


def test_lists_of_revoked_certificates_are_taken_in_once(house, ca):
    made = ca.revocation_lists(at=NOW, revoked={})[0].public_bytes(serialization.Encoding.DER)
    before = RevocationList.objects.count()
    assert add_revocation_list(actor=house.admin, content=made, now=NOW) == add_revocation_list(
        actor=house.admin, content=made, now=minutes(1)
    )
    assert RevocationList.objects.count() == before + 1


@pytest.mark.parametrize("content", [b"", b"khong phai", b"\x30\x03\x02\x01\x01"])
def test_what_is_no_list_is_refused(house, content):
    with pytest.raises(CertificateRefused):
        add_revocation_list(actor=house.admin, content=content, now=NOW)


# Pages


PAGES = ["/quan-tri/khoa-ky-so/", "/quan-tri/khoa-ky-so/nhan/", "/quan-tri/danh-sach-tin-cay/",
         "/quan-tri/danh-sach-tin-cay/them/"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("clerk", 403), ("leader", 403)])
def test_pages_open_to_administrators_only(signed_in, address, who, status):
    assert signed_in(who).get(address).status_code == status


def test_the_list_names_owners_and_never_a_key(signed_in):
    page = signed_in("admin").get("/quan-tri/khoa-ky-so/").content.decode()
    for words in (PERSON, AGENCY, "minh họa, không có giá trị pháp lý", "Đang dùng"):
        assert words in page
    assert "gAAAA" not in page


def test_the_page_of_a_key_shows_each_use(signed_in, house, plain_pdf):
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="Ban hành", now=NOW)
    api.seal_as_agency(
        actor=house.clerk, agency_id=house.agency.pk, pdf=api.fill_number_and_date(signed, NUMBER, DATE), now=minutes(5)
    )
    key = SigningKey.objects.get(agency=house.agency)
    page = signed_in("admin").get(f"/quan-tri/khoa-ky-so/{key.pk}/").content.decode()
    assert "Đỗ Thị Bé Ba" in page
    assert "Ký của cơ quan trên văn bản" in page


def test_an_administrator_takes_in_a_key_on_the_page(signed_in, house, issued):
    browser = signed_in("admin")
    form = {"owner": str(house.leader.person_id), "password": PASSWORD}
    refused = browser.post(PAGES[1], {**form, "file": SimpleUploadedFile("a.p12", b"sai")})
    assert refused.status_code == 422
    assert "không phải tệp PKCS#12" in refused.content.decode()
    assert PASSWORD not in refused.content.decode()
    done = browser.post(PAGES[1], {**form, "file": SimpleUploadedFile("a.p12", p12(issued))}, follow=True)
    assert "Đã nhận khóa" in done.content.decode()


def test_an_administrator_closes_a_key_on_the_page(signed_in, house):
    key = SigningKey.objects.get(person_id=house.leader.person_id)
    page = signed_in("admin").post(f"/quan-tri/khoa-ky-so/{key.pk}/ngung/", {"reason": "Nghỉ hưu"}, follow=True)
    assert "Nghỉ hưu" in page.content.decode()


def test_an_administrator_changes_whom_to_trust_on_the_page(signed_in, tmp_path, ca):
    browser = signed_in("admin")
    form = {"name": "Gốc thử", "hierarchy": "own", "valid_from": "01/10/2026"}
    done = browser.post(PAGES[3], {**form, "file": SimpleUploadedFile("a.pem", root_pem(tmp_path))}, follow=True)
    assert "từ 01/10/2026" in done.content.decode()
    crl = ca.revocation_lists(at=NOW, revoked={})[0].public_bytes(serialization.Encoding.DER)
    done = browser.post(f"{PAGES[2]}thu-hoi/", {"file": SimpleUploadedFile("a.crl", crl)}, follow=True)
    assert "Đã nhận danh sách thu hồi" in done.content.decode()
    anchor = TrustAnchor.objects.get(name="Gốc thử")
    done = browser.post(f"{PAGES[2]}{anchor.pk}/thoi/", follow=True)
    assert "không còn được tin cậy" in done.content.decode()


def test_ten_keys_and_twenty_ask_the_database_equally_often(signed_in, house):
    browser = signed_in("admin")

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(PAGES[0]).status_code == 200
        return len(seen)

    asked()  # lần đầu còn mở phiên
    first = asked()
    template = SigningKey.objects.get(agency=house.agency)
    for number in range(20):
        SigningKey.objects.create(
            keeper=house.agency, agency=house.agency, owner_name=f"{AGENCY} {number}", sealed_key=template.sealed_key,
            certificate=template.certificate, certificate_sha256=f"{number:064x}", valid_from=template.valid_from,
            valid_to=template.valid_to, added_at=NOW,
        )  # fmt: skip
    assert asked() == first
