"""Signatures of messages: ours, those of others, and those that lie; xmlsec1 is asked too."""

import base64
import io
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from congvu.exchange.edxml.errors import Doubled
from congvu.exchange.edxml.verdict import verify

from . import keys
from .makers import QCVN, edoc, file, reading, status, written

DS = "http://www.w3.org/2000/09/xmldsig#"


@pytest.fixture(scope="module")
def rsa_signer():
    return keys.signer()


@pytest.fixture(scope="module")
def signed(rsa_signer):
    return written(edoc(file()), signer=rsa_signer)


def verdict(data):
    return [(one.state, one.reason) for one in verify(io.BytesIO(data))]


def xmlsec1(data, tmp_path, *, holds):
    path = tmp_path / "message.edxml"
    path.write_bytes(data)
    certificate = etree.fromstring(data, etree.XMLParser(huge_tree=True)).findtext(f".//{{{DS}}}X509Certificate")
    (tmp_path / "trusted.der").write_bytes(base64.b64decode(certificate))
    asked = subprocess.run(
        ["xmlsec1", "--verify", "--trusted-der", tmp_path / "trusted.der", path], capture_output=True, check=False
    )
    assert (asked.returncode == 0) is holds, asked.stderr.decode()


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_our_signature_holds_and_xmlsec1_agrees(tmp_path, kind):
    data = written(edoc(file(), file("b.txt", "tệp đính kèm\r\n".encode(), "text/plain")), signer=keys.signer(kind))

    (found,) = verify(io.BytesIO(data))

    assert (found.state, found.covers, found.signer) == ("valid", ("edXML",), "Văn phòng Chính phủ")
    assert found.algorithm == f"{kind}-sha256"
    xmlsec1(data, tmp_path, holds=True)


def test_a_signed_status_holds(tmp_path, rsa_signer):
    data = written(status(), signer=rsa_signer)

    assert verdict(data) == [("valid", "whole")]
    xmlsec1(data, tmp_path, holds=True)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"7816", b"7817"), (b"</AttachmentEncoded>", b"<Attachment></Attachment></AttachmentEncoded>")],
    ids=["a number", "a file more"],
)
def test_a_changed_message_is_found_out(tmp_path, signed, old, new):
    changed = signed.replace(old, new, 1)

    assert verdict(changed) == [("invalid", "digest_differs")]
    xmlsec1(changed, tmp_path, holds=False)


def test_a_changed_byte_of_a_file_is_found_out(signed):
    at = signed.index(b"<ContentTransferEncoded>") + 60
    changed = signed[:at] + (b"A" if signed[at : at + 1] != b"A" else b"B") + signed[at + 1 :]

    assert verdict(changed) == [("invalid", "digest_differs")]


def test_a_message_without_signature_has_no_verdict():
    assert verify(io.BytesIO(written(edoc(file())))) == ()


def test_two_signatures_in_the_header_are_refused(tmp_path, signed):
    begin, end = signed.index(b"<ds:Signature "), signed.index(b"</ds:Signature>") + len(b"</ds:Signature>")

    with pytest.raises(Doubled):
        reading(
            signed[:end] + signed[begin:end].replace(b"<ds:DigestValue>", b"<ds:DigestValue>x") + signed[end:], tmp_path
        )


# ── what others sign: made with lxml, judged by xmlsec1 as well ──────────────────────────────────────────────────────


def foreign(message, signer, tmp_path, *, uri="", method="rsa-sha256", digest="sha256", transforms=()):
    """Sign by xmlsec1, which knows nothing of us: a template in the header, filled in."""
    steps = "".join(f'<Transform Algorithm="{one}"/>' for one in transforms)
    template = (
        f'<Signature xmlns="{DS}"><SignedInfo><CanonicalizationMethod Algorithm="{INCLUSIVE}"/>'
        f'<SignatureMethod Algorithm="{METHODS[method]}"/><Reference URI="{uri}"><Transforms>{steps}</Transforms>'
        f'<DigestMethod Algorithm="{METHODS[digest]}"/><DigestValue/></Reference></SignedInfo>'
        "<SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></edXML:edXMLHeader>"
    )
    (tmp_path / "template.xml").write_bytes(message.replace(b"</edXML:edXMLHeader>", template.encode()))
    key = signer._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "certificate.pem").write_bytes(
        x509.load_der_x509_certificate(signer.certificates[0]).public_bytes(Encoding.PEM)
    )
    marks = [f"--id-attr:Id {element}" for element in ("edXMLEnvelope", "MessageHeader")] if uri else []
    subprocess.run(
        ["xmlsec1", "--sign", *" ".join(marks).split(), "--output", tmp_path / "signed.xml", "--privkey-pem",
         f"{tmp_path}/key.pem,{tmp_path}/certificate.pem", tmp_path / "template.xml"],
        capture_output=True, check=True,
    )  # fmt: skip
    return (tmp_path / "signed.xml").read_bytes()


INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
METHODS = {
    "sha1": f"{DS}sha1", "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "rsa-sha1": f"{DS}rsa-sha1", "rsa-sha256": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
}  # fmt: skip
ENVELOPED = f"{DS}enveloped-signature"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


@pytest.mark.parametrize(
    ("method", "digest", "transforms", "expected"),
    [
        ("rsa-sha256", "sha256", (ENVELOPED,), ("valid", "whole")),
        ("rsa-sha256", "sha256", (ENVELOPED, EXCLUSIVE), ("valid", "whole")),
        ("rsa-sha1", "sha1", (ENVELOPED, EXCLUSIVE), ("weak", "sha1")),
        ("rsa-sha256", "sha1", (ENVELOPED,), ("weak", "sha1")),
    ],
    ids=["inclusive", "exclusive", "sha1", "sha1-digest"],
)
def test_the_signatures_of_others_are_judged(tmp_path, rsa_signer, method, digest, transforms, expected):
    odd = b'<edXML:Subject xml:lang="vi" xmlns:x="urn:x" x:b="2" a="1&#9;&lt;&quot;">'
    odd += b'<?giu y?><x:y xmlns=""><z/></x:y>&#13;'
    message = written(edoc(file())).replace(b"<edXML:Subject>", odd)

    data = foreign(message, rsa_signer, tmp_path, method=method, digest=digest, transforms=transforms)

    assert verdict(data) == [expected]


def marked(data, element, name="one"):
    return data.replace(f"<edXML:{element}".encode(), f'<edXML:{element} Id="{name}"'.encode(), 1)


@pytest.mark.parametrize("form", [INCLUSIVE, EXCLUSIVE], ids=["inclusive", "exclusive"])
def test_a_signature_over_a_part_says_which(tmp_path, rsa_signer, form):
    message = marked(written(edoc(file())), "edXMLEnvelope")
    data = foreign(message, rsa_signer, tmp_path, uri="#one", transforms=(ENVELOPED, form))

    (found,) = verify(io.BytesIO(data))

    assert (found.state, found.reason, found.covers) == ("partial", "not_whole", ("edXMLEnvelope",))


def test_an_envelope_signed_as_one_is_whole_when_there_are_no_files(tmp_path, rsa_signer):
    message = marked(written(edoc()), "edXMLEnvelope")

    data = foreign(message, rsa_signer, tmp_path, uri="#one", transforms=(ENVELOPED, EXCLUSIVE))

    assert verdict(data) == [("valid", "whole")]


def test_signature_wrapping_is_found_out(tmp_path, rsa_signer):
    """The signed header is moved aside, a forged one stands in its place, under the same name or another."""
    message = marked(written(edoc()), "MessageHeader")
    data = foreign(message, rsa_signer, tmp_path, uri="#one", transforms=(EXCLUSIVE,))
    begin = data.index(b"<edXML:MessageHeader")
    end = data.index(b"</edXML:MessageHeader>") + len(b"</edXML:MessageHeader>")
    header = data[begin:end]
    aside = header.replace(b"<edXML:MessageHeader", b'<edXML:MessageHeader xmlns:edXML="%s"' % QCVN.encode())
    forged = header.replace(b"7816", b"9999")
    doubled = (data[:begin] + forged + data[end:]).replace(b"</edXML>", aside + b"</edXML>")
    moved = doubled.replace(b'Id="one"', b'Id="two"', 1)

    assert verdict(data) == [("partial", "not_whole")]
    assert verdict(doubled) == [("invalid", "id_twice")]
    assert verdict(moved) == [("partial", "not_whole")]
    assert reading(moved, tmp_path / "files").message.code.number == "9999"


def test_a_short_key_is_weak():
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    weak = keys.KeySigner(key, (keys.certificate(key),))

    assert verdict(written(status(), signer=weak)) == [("weak", "key_short")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"<ds:SignatureValue>", b"<ds:SignatureValue>AAAA", ("invalid", "value_wrong")),
        (b"ds:X509Certificate", b"ds:X509Crl", ("invalid", "no_certificate")),
        (b"<ds:SignatureValue>", b"<ds:Other>", ("invalid", "incomplete")),
        (b"xmldsig-more#rsa-sha256", b"xmldsig-more#hmac-sha256", ("unknown", "method")),
        (b'URI=""', b'URI="http://example.vn/"', ("unknown", "reference")),
        (b'URI=""', b'URI="#nowhere"', ("invalid", "id_missing")),
        (b"#enveloped-signature", b"#xslt", ("unknown", "transform")),
        (b' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"', b"", ("unknown", "prefix_undeclared")),
    ],
    ids=["value", "certificate", "incomplete", "method", "outside", "nowhere", "xslt", "prefix"],
)
def test_a_signature_that_lacks_something_is_judged_so(signed, old, new, expected):
    changed = signed.replace(old, new)
    if old == b"<ds:SignatureValue>" and new == b"<ds:Other>":
        changed = changed.replace(b"</ds:SignatureValue>", b"</ds:Other>")

    assert verdict(changed) == [expected]
