"""Signed XML: what is sound is valid, what was moved, added or bent is not; xmlsec1 beside us."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from lxml import etree

from congvu.signing.checking.document import check_file
from congvu.signing.paper.cms import SigningIdentity
from congvu.signing.report_json import to_json
from congvu.signing.tsa import stamp_maker

from .conftest import AGENCY, NOW, asn1, minutes
from .makers import certificate
from .xml_makers import C14N, DS, ENVELOPED, EXCLUSIVE, PAPER, XADES, signed_xml

SIGNATURE = f"{{{DS}}}Signature"
xmlsec1 = pytest.mark.skipif(shutil.which("xmlsec1") is None, reason="xmlsec1 is not installed")


def checked(data, trust, **more):
    report = check_file(data, trust, at=minutes(30), **more)
    to_json(report)
    return report


def states(row):
    return {check.code: (check.state, check.reason) for check in row.checks}


def answer(data, trust, code, **more):
    report = checked(data, trust, **more)
    return (report.verdict, *states(report.signatures[0])[code])


@pytest.fixture(scope="module")
def enveloped(people):
    return signed_xml(people.agency, NOW, stamp=stamp_maker(people.tsa, NOW))


@pytest.fixture(scope="module")
def by_part(people):
    """Two parts of which each is signed by itself, as invoices and packages do."""
    data = PAPER.replace(b"<vb:So>12/BC</vb:So>", b"").replace(b"<!-- \xc4\x91\xe1\xba\xa7u -->", b"")
    return signed_xml(people.agency, NOW, data=data, uri="#nd", transforms=(C14N,))


def test_a_sound_xades_is_valid_with_its_proven_time(enveloped, trust):
    report = checked(enveloped, trust)
    row = report.signatures[0]
    assert (report.verdict, row.level, row.subfilter, row.signer.name) == ("valid", "B-T", "XAdES", AGENCY)
    assert states(row)["bytes"] == ("passed", "covers_file")
    assert (row.claimed_at, row.proven_at) == (NOW, NOW.replace(microsecond=0))


@pytest.mark.parametrize("exclusive", [False, True], ids=["inclusive", "exclusive"])
def test_plain_signatures_and_both_canonical_forms_are_read(people, trust, exclusive):
    way = EXCLUSIVE if exclusive else C14N
    made = signed_xml(people.agency, NOW, xades=False, way=way, transforms=(ENVELOPED, way))
    report = checked(made, trust)
    assert (report.verdict, report.signatures[0].level, report.signatures[0].subfilter) == ("valid", "", "XML-DSig")


def test_an_rsa_key_signs_too(ca, trust):
    assert checked(signed_xml(certificate(ca), NOW), trust).verdict == "valid"


def test_an_enveloping_signature_is_read(people, trust):
    made = signed_xml(people.agency, NOW, enclose="<so>5</so>")
    assert answer(made, trust, "bytes") == ("valid", "passed", "covers_parts")
    assert answer(made.replace(b"<so>5<", b"<so>6<"), trust, "value") == ("invalid", "failed", "digest_differs")


def test_a_signature_beside_a_file_needs_the_file(people, trust):
    made = signed_xml(people.agency, NOW, outside=b"a;b\n1;2\n")
    assert answer(made, trust, "bytes", content=b"a;b\n1;2\n") == ("valid", "passed", "covers_content")
    assert answer(made, trust, "value") == ("unknown", "unknown", "content_missing")
    assert answer(made, trust, "value", content=b"a;b\n1;3\n") == ("invalid", "failed", "digest_differs")


def test_a_changed_letter_is_found(enveloped, trust):
    assert answer(enveloped.replace("5 tỷ".encode(), "9 tỷ".encode()), trust, "value") == (
        "invalid",
        "failed",
        "digest_differs",
    )


def test_a_changed_signing_time_or_certificate_name_is_found(enveloped, trust):
    changed = enveloped.replace(NOW.isoformat().encode(), (NOW - timedelta(days=1)).isoformat().encode())
    assert answer(changed, trust, "value") == ("invalid", "failed", "digest_differs")


def test_sha1_is_refused(ca, trust):
    assert answer(signed_xml(certificate(ca), NOW, algorithm="sha1"), trust, "algorithms") == (
        "invalid",
        "failed",
        "weak_digest",
    )


def test_a_time_stamp_of_another_signature_is_refused(people, trust, enveloped):
    other = signed_xml(people.agency, NOW, data=PAPER.replace(b"12/BC", b"13/BC"), stamp=stamp_maker(people.tsa, NOW))
    token = etree.fromstring(other).find(f".//{{{XADES}}}EncapsulatedTimeStamp").text
    tree = etree.fromstring(enveloped)
    tree.find(f".//{{{XADES}}}EncapsulatedTimeStamp").text = token
    assert answer(etree.tostring(tree), trust, "timestamp") == ("invalid", "failed", "timestamp_wrong")


def test_a_part_that_carries_all_content_is_enough(by_part, trust):
    assert answer(by_part, trust, "bytes") == ("valid", "passed", "covers_parts")


def wrapped(data, bend):
    tree = etree.ElementTree(etree.fromstring(data))
    bend(tree, tree.find(f".//{SIGNATURE}"), tree.find(".//*[@Id='nd']"))
    return etree.tostring(tree)


def forged(part):
    twin = etree.fromstring(etree.tostring(part))
    twin.tail = None
    twin[0].text = "Đã thu 50 tỷ đồng."
    return twin


def beside(tree, signature, part):
    """The signed part stays, a forged one with another mark comes before it."""
    twin = forged(part)
    twin.set("Id", "khac")
    part.addprevious(twin)


def into_object(tree, signature, part):
    """The signed part moves into the signature, a forged one without mark takes its place."""
    twin = forged(part)
    del twin.attrib["Id"]
    part.addprevious(twin)
    etree.SubElement(signature, f"{{{DS}}}Object").append(part)


def into_wrapper(tree, signature, part):
    twin = forged(part)
    del twin.attrib["Id"]
    part.addprevious(twin)
    etree.SubElement(tree.getroot(), "bo-qua").append(part)


def twice(tree, signature, part):
    """Two parts under one mark: which one was meant?"""
    part.addprevious(forged(part))


def loose_text(tree, signature, part):
    part.tail = "Thêm một câu."


def loose_attribute(tree, signature, part):
    tree.getroot().set("so-tien", "50")


def as_empty(tree, signature, part):
    part.addprevious(etree.Element("huy-bo"))


@pytest.mark.parametrize(
    "bend", [beside, into_object, into_wrapper, twice, loose_text, loose_attribute, as_empty],
    ids=lambda bend: bend.__name__,
)  # fmt: skip
def test_wrapping_is_found(by_part, trust, bend):
    """What was signed is what is used: whatever says something outside the signed part ends the validity."""
    report = checked(wrapped(by_part, bend), trust)
    assert report.verdict == "invalid"
    reasons = {state for row in report.signatures for state in states(row).values()}
    assert reasons & {("failed", "xml_part_unsigned"), ("failed", "xml_id_twice")}


def test_content_hidden_in_an_unsigned_object_is_found(enveloped, trust):
    tree = etree.fromstring(enveloped)
    etree.SubElement(tree.find(f".//{SIGNATURE}"), f"{{{DS}}}Object").text = "phụ lục giả"
    assert answer(etree.tostring(tree), trust, "bytes") == ("invalid", "failed", "xml_part_unsigned")


def test_transformations_that_bend_the_content_are_not_followed(people, trust):
    made = signed_xml(people.agency, NOW, xades=False)
    bent = made.replace(ENVELOPED.encode(), b"http://www.w3.org/TR/1999/REC-xslt-19991116")
    assert answer(bent, trust, "value")[1:] in {("failed", "value_wrong"), ("unknown", "xml_transform_refused")}
    assert checked(bent, trust).verdict != "valid"


def test_a_signature_without_reference_covers_nothing(people, trust):
    tree = etree.fromstring(signed_xml(people.agency, NOW, xades=False))
    info = tree.find(f".//{{{DS}}}SignedInfo")
    info.remove(info.find(f"{{{DS}}}Reference"))
    assert checked(etree.tostring(tree), trust).verdict == "invalid"


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]><a>&j;</a>"  # fmt: skip
OUTSIDE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB.encode(), "xml_doctype"),
        (OUTSIDE.encode(), "xml_doctype"),
        (OUTSIDE.encode("utf-16"), "xml_doctype"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>', "xml_doctype"),
        (b"<a>" * 5000, "xml_malformed"),
        (b"<a", "xml_malformed"),
        (b"<a>\xff\xfe</a>", "xml_malformed"),
        (b'<a xmlns:b="b"><b:c d="1" d="2"/></a>', "xml_malformed"),
    ],
    ids=["bomb", "outside", "utf16", "dtd", "deep", "cut", "letters", "twice"],
)
def test_hostile_xml_gets_a_sentence(data, reason, trust):
    report = checked(data, trust)
    assert (report.verdict, report.checks[0].reason, report.signatures) == ("invalid", reason, ())


def test_xml_without_signature_says_so(trust):
    assert checked(PAPER, trust).verdict == "none"


@xmlsec1
def test_xmlsec1_agrees_on_what_we_find_sound_or_broken(people, ca, trust, tmp_path, enveloped, by_part):
    """xmlsec1 answers on references and value; it does not ask whether all that is read was signed."""
    from cryptography.hazmat.primitives.serialization import Encoding

    root = tmp_path / "root.pem"
    root.write_bytes(ca.root.certificate.public_bytes(Encoding.PEM))
    plain = signed_xml(people.person, NOW, xades=False, way=EXCLUSIVE, transforms=(ENVELOPED, EXCLUSIVE))
    cases = {
        "xades": (enveloped, True, True),
        "part": (by_part, True, True),
        "exclusive": (plain, True, True),
        "enveloping": (signed_xml(people.agency, NOW, enclose="<so>5</so>"), True, True),
        "changed": (enveloped.replace("5 tỷ".encode(), "9 tỷ".encode()), False, False),
        "twice": (wrapped(by_part, twice), False, False),
        # chỗ xmlsec1 rộng hơn: chữ ký đúng, nhưng nội dung đọc được không phải nội dung đã ký
        "beside": (wrapped(by_part, beside), True, False),
        "into_wrapper": (wrapped(by_part, into_wrapper), True, False),
        "loose_text": (wrapped(by_part, loose_text), True, False),
    }
    said = {}
    for name, (data, _theirs, _ours) in cases.items():
        file = tmp_path / f"{name}.xml"
        file.write_bytes(data)
        run = subprocess.run(
            ["xmlsec1", "--verify", "--enabled-key-data", "x509", "--trusted-pem", root, "--verification-time",
             minutes(30).strftime("%Y-%m-%d %H:%M:%S"), "--id-attr:Id", "urn:vb:NoiDung",
             "--id-attr:Id", f"{XADES}:SignedProperties", "--id-attr:Id", f"{DS}:Object", file],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        said[name] = (run.returncode == 0, checked(data, trust).verdict == "valid")
    assert said == {name: (theirs, ours) for name, (_data, theirs, ours) in cases.items()}


@xmlsec1
def test_what_xmlsec1_signs_is_valid_here(ca, people, trust, tmp_path):
    from asn1crypto import pem
    from cryptography.hazmat.primitives import serialization as ser

    who = certificate(ca)
    key, cert, above = tmp_path / "k.pem", tmp_path / "c.pem", tmp_path / "i.pem"
    key.write_bytes(who.key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    cert.write_bytes(pem.armor("CERTIFICATE", who.certificate.dump()))
    above.write_bytes(pem.armor("CERTIFICATE", who.chain[0].dump()))
    template = PAPER.decode().replace("</vb:VanBan>", (
        f'<Signature xmlns="{DS}"><SignedInfo><CanonicalizationMethod Algorithm="{C14N}"/>'
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<Reference URI=""><Transforms><Transform Algorithm="{ENVELOPED}"/></Transforms>'
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo>'
        "<SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature></vb:VanBan>"
    ))  # fmt: skip
    file, out = tmp_path / "t.xml", tmp_path / "s.xml"
    file.write_text(template)
    subprocess.run(
        ["xmlsec1", "--sign", "--privkey-pem", f"{key},{cert},{above}", "--output", out, file],
        check=True, capture_output=True,
    )  # fmt: skip
    assert isinstance(who, SigningIdentity)
    assert asn1(ca.root.certificate) is not None
    report = checked(out.read_bytes(), trust)
    assert (report.verdict, report.signatures[0].subfilter) == ("valid", "XML-DSig")
