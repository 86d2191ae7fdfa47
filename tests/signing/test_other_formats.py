"""Files that are no PDF: OpenSSL and xmlsec1 agree with what we make."""

import io
import os
import shutil
import subprocess
from datetime import timedelta

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from congvu.kernel.api import files
from congvu.signing import api
from congvu.signing.actions import raise_level as raising
from congvu.signing.demo.ca import load_ca
from congvu.signing.errors import AlreadySigned, XmlUnusable
from congvu.signing.levels.stamping import InProcess
from congvu.signing.models import SigningKeyUse
from congvu.signing.paper.cms import build
from congvu.signing.paper.xades import XADES, sign_xml
from congvu.signing.tsa import stamp_maker

from .conftest import NOW, minutes
from .makers import certificate

DATA = (
    b'<?xml version="1.0"?>\n<v:bao-cao xmlns:v="urn:vn:bao-cao" xmlns="urn:khac"><so>12</so><!-- ghi chu -->'
    b'<n a="1">\xc4\x91</n></v:bao-cao>\n'
)


@pytest.fixture(scope="session")
def rsa_person(ca):
    return certificate(ca, name="Trần Văn Giả")


def roots(ca, folder):
    path = folder / "ca.pem"
    path.write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in (ca.root.certificate, ca.intermediate.certificate)))
    return path


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)


def xmlsec(ca, folder, data):
    if not shutil.which("xmlsec1"):
        if os.environ.get("CI"):
            pytest.fail("xmlsec1 is missing in CI")
        pytest.skip("xmlsec1 is not installed on this machine")
    (folder / "signed.xml").write_bytes(data)
    for name, one in (("root", ca.root), ("sub", ca.intermediate)):
        (folder / f"{name}.pem").write_bytes(one.certificate.public_bytes(Encoding.PEM))
    return run(
        "xmlsec1", "--verify", "--trusted-pem", folder / "root.pem", "--untrusted-pem", folder / "sub.pem",
        "--verification-gmt-time", NOW.astimezone(tz=None).strftime("%Y-%m-%d %H:%M:%S"),
        "--id-attr:Id", f"{XADES}:SignedProperties", folder / "signed.xml",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["rsa", "ec"])
@pytest.mark.parametrize("stamped", [False, True], ids=["B-B", "B-T"])
def test_xmlsec_agrees_with_a_signed_xml_and_not_with_a_changed_one(ca, people, rsa_person, tmp_path, kind, stamped):
    who = rsa_person if kind == "rsa" else people.person
    stamp = stamp_maker(people.tsa, NOW) if stamped else None
    made = sign_xml(DATA, who, at=NOW, timestamp=stamp)
    said = xmlsec(ca, tmp_path, made)
    assert said.returncode == 0, said.stderr + said.stdout
    assert (b"EncapsulatedTimeStamp" in made) == stamped
    wrong = xmlsec(ca, tmp_path, made.replace(b"<so>12</so>", b"<so>13</so>"))
    assert wrong.returncode != 0


def test_the_time_stamp_of_an_xml_is_over_its_signature_value(people):
    import base64
    import hashlib

    from asn1crypto import cms

    made = etree.fromstring(sign_xml(DATA, people.person, at=NOW, timestamp=stamp_maker(people.tsa, NOW)))
    token = cms.ContentInfo.load(base64.b64decode(made.findtext(f".//{{{XADES}}}EncapsulatedTimeStamp")))
    value = made.find(".//{http://www.w3.org/2000/09/xmldsig#}SignatureValue")
    over = hashlib.sha256(etree.tostring(value, method="c14n", with_tail=False)).digest()
    assert token["content"]["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native == over


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><a>&b;</a>',
        b"<a>" * 5000,
    ],
    ids=["empty", "text", "entity", "outside", "bomb", "deep"],
)
def test_hostile_xml_is_refused(people, data):
    with pytest.raises(XmlUnusable):
        sign_xml(data, people.person, at=NOW, timestamp=None)


def test_an_xml_is_signed_once(people):
    with pytest.raises(AlreadySigned):
        sign_xml(sign_xml(DATA, people.person, at=NOW, timestamp=None), people.person, at=NOW, timestamp=None)


@pytest.mark.parametrize("stamped", [False, True], ids=["B-B", "B-T"])
def test_openssl_agrees_with_a_detached_signature(ca, people, tmp_path, stamped):
    import hashlib

    (tmp_path / "data").write_bytes(b"so lieu" * 1000)
    digest = hashlib.sha256((tmp_path / "data").read_bytes()).digest()
    stamp = stamp_maker(people.tsa, NOW) if stamped else None
    (tmp_path / "data.p7s").write_bytes(build(people.agency, digest, timestamp=stamp, at=NOW))
    command = [
        "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", tmp_path / "data.p7s",
        "-CAfile", roots(ca, tmp_path), "-purpose", "any", "-attime", int(NOW.timestamp()), "-out", tmp_path / "out",
    ]  # fmt: skip
    assert "CAdES Verification successful" in (said := run(*command, "-content", tmp_path / "data")).stderr, said
    (tmp_path / "data").write_bytes(b"so lieu khac")
    assert run(*command, "-content", tmp_path / "data").returncode != 0


def test_stored_files_are_signed_beside_and_inside_themselves(house):
    text = files.store(io.BytesIO(b"so lieu\n"), name="so-lieu.csv").id
    made = files.ref(api.sign_file(actor=house.leader, file_id=text, who="person", now=NOW))
    assert (made.name, made.media_type) == ("so-lieu.csv.p7s", "application/pkcs7-signature")
    xml = files.store(io.BytesIO(DATA), name="bao-cao.xml").id
    signed = api.sign_xml_file(actor=house.clerk, file_id=xml, who="agency", now=NOW)
    assert b"SignedProperties" in files.read_bytes(signed)
    assert [use.purpose for use in SigningKeyUse.objects.order_by("pk")] == ["file", "file"]


def test_pdfsig_and_openssl_agree_with_a_raised_paper(ca, sealed, people, trust, tmp_path):
    """pdfsig reads every signature; OpenSSL verifies the archive time stamp against the bytes that it covers."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    made = raising.raised(sealed, "B-LTA", at=NOW, trust=trust, source=InProcess(people.tsa, NOW)).content
    (tmp_path / "paper.pdf").write_bytes(made)
    said = run("pdfsig", "-nocert", tmp_path / "paper.pdf").stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2, said
    assert "Signature #3" in said
    stamp = PdfFileReader(io.BytesIO(made)).embedded_timestamp_signatures[-1]
    first, length, second, rest = (int(v) for v in stamp.byte_range)
    (tmp_path / "covered").write_bytes(made[first : first + length] + made[second : second + rest])
    (tmp_path / "token").write_bytes(_token(stamp))
    answer = run(
        "openssl", "ts", "-verify", "-data", tmp_path / "covered", "-in", tmp_path / "token", "-token_in",
        "-CAfile", roots(ca, tmp_path), "-attime", int((NOW + timedelta(days=1)).timestamp()),
    )  # fmt: skip
    assert "Verification: OK" in answer.stdout + answer.stderr, answer


def _token(stamp):
    from asn1crypto import cms

    return cms.ContentInfo({"content_type": "signed_data", "content": stamp.signed_data}).dump()


def test_the_demonstration_answers_who_was_revoked(client, house, keys_folder):
    """OpenSSL asks the demonstration's OCSP address about a key before and after it was closed, and reads its list."""
    from congvu.signing.actions.keys import close_key
    from congvu.signing.models import SigningKey

    ca = load_ca(keys_folder / "demo-ca")
    key = SigningKey.objects.get(person_id=house.officer.person_id)
    (keys_folder / "leaf.pem").write_bytes(
        f"-----BEGIN CERTIFICATE-----\n{_base64(bytes(key.certificate))}-----END CERTIFICATE-----\n".encode()
    )
    (keys_folder / "issuer.pem").write_bytes(ca.intermediate.certificate.public_bytes(Encoding.PEM))

    def ask():
        made = ["openssl", "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-reqout", "ask", "-no_nonce"]
        subprocess.run(made, cwd=keys_folder, check=True, capture_output=True)
        answer = client.post(
            "/demo/ocsp", data=(keys_folder / "ask").read_bytes(), content_type="application/ocsp-request"
        )
        (keys_folder / "answer").write_bytes(answer.content)
        said = ["openssl", "ocsp", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-respin", "answer", "-no_nonce"]
        checked = subprocess.run(
            [*said, "-CAfile", str(roots(ca, keys_folder))],
            cwd=keys_folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Response verify OK" in checked.stderr
        return checked.stdout

    assert "leaf.pem: good" in ask()
    close_key(actor=house.admin, key_id=key.pk, reason="mất", now=minutes(1))
    assert "leaf.pem: revoked" in ask()
    assert client.get("/demo/crl/intermediate.crl")["Content-Type"] == "application/pkix-crl"
    assert client.get("/demo/crl/x.crl").status_code == 404
    assert client.post("/demo/ocsp", data=b"x", content_type="text/plain").status_code == 415
    assert client.post("/demo/ocsp", data=b"x", content_type="application/ocsp-request").status_code == 200
    assert x509.Certificate.load(bytes(key.certificate))


def _base64(der):
    import base64

    return base64.encodebytes(der).decode()
