"""Containers beside their content: ours and OpenSSL's answers side by side."""

import base64
import hashlib
import shutil
import subprocess
from dataclasses import replace

import pytest
from asn1crypto import cms, pem

from congvu.signing.checking.document import check_file
from congvu.signing.paper.cms import build
from congvu.signing.report_json import to_json
from congvu.signing.tsa import stamp_maker

from .conftest import AGENCY, NOW, PERSON, minutes

CONTENT = "Biểu số liệu quý III\n".encode() * 50


def checked(data, trust, **more):
    report = check_file(data, trust, at=minutes(30), **more)
    to_json(report)
    return report


def states(row):
    return {check.code: (check.state, check.reason) for check in row.checks}


@pytest.fixture(scope="module")
def detached(people):
    return build(people.agency, hashlib.sha256(CONTENT).digest(), timestamp=stamp_maker(people.tsa, NOW))


@pytest.fixture(scope="module")
def attached(detached):
    whole = cms.ContentInfo.load(detached)
    whole["content"]["encap_content_info"] = {"content_type": "data", "content": CONTENT}
    return whole.dump()  # force: mã hóa lại mỗi tầng hai lần, hàng chục giây


def test_a_detached_container_with_its_content_is_valid(detached, trust):
    report = checked(detached, trust, content=CONTENT)
    row = report.signatures[0]
    assert (report.verdict, row.level, row.subfilter, row.signer.name) == ("valid", "B-T", "CAdES.detached", AGENCY)
    assert states(row)["bytes"] == ("passed", "covers_content")
    assert row.proven_at is not None


def test_without_its_content_nobody_knows(detached, trust):
    report = checked(detached, trust)
    assert report.verdict == "unknown"
    assert states(report.signatures[0])["bytes"] == ("unknown", "content_missing")


def test_another_content_is_refused(detached, trust):
    assert states(checked(detached, trust, content=CONTENT + b" ").signatures[0])["value"] == (
        "failed",
        "digest_differs",
    )


def test_a_container_with_its_content_inside_is_valid(attached, trust):
    report = checked(attached, trust)
    assert (report.verdict, report.signatures[0].subfilter) == ("valid", "CAdES.attached")
    assert states(checked(attached, trust, content=b"khac").signatures[0])["bytes"] == ("failed", "content_differs")


def test_a_container_as_text_is_read(attached, trust):
    assert checked(pem.armor("CMS", attached), trust).verdict == "valid"


def test_two_signers_in_one_container_are_both_answered(people, trust):
    digest = hashlib.sha256(CONTENT).digest()
    one, two = (cms.ContentInfo.load(build(who, digest, timestamp=None)) for who in (people.person, people.agency))
    both = one.copy()
    both["content"]["signer_infos"] = [*one["content"]["signer_infos"], *two["content"]["signer_infos"]]
    both["content"]["certificates"] = [*one["content"]["certificates"], *two["content"]["certificates"]]
    report = checked(both.dump(), trust, content=CONTENT)
    assert (report.verdict, report.complete) == ("valid", True)
    assert {row.signer.name for row in report.signatures} == {PERSON, AGENCY}


@pytest.mark.parametrize(
    "data",
    [b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x01", b"\x30\x84\xff\xff\xff\xff", b"-----BEGIN CMS-----\n@@\n",
     b"\x30\x80" * 4000],
    ids=["one", "open", "number", "long", "pem", "deep"],
)  # fmt: skip
def test_rubbish_gets_a_sentence(data, trust):
    report = checked(data, trust)
    assert (report.verdict, report.checks[0].reason) == ("invalid", "container_malformed")


def test_bytes_behind_the_container_are_refused(attached, trust):
    assert checked(attached + b"\0", trust).checks[0].reason == "container_malformed"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(detached, attached, ca, trust, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding

    root = tmp_path / "root.pem"
    root.write_bytes(ca.root.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "content").write_bytes(CONTENT)
    broken = bytearray(attached)
    broken[attached.index(CONTENT[:10])] ^= 1
    outside = ["-content", str(tmp_path / "content")]
    for name, data, more, content in (
        ("detached", detached, outside, CONTENT),
        ("attached", attached, [], None),
        ("broken", bytes(broken), [], None),
        ("other", detached, ["-content", str(root)], root.read_bytes()),
    ):
        file = tmp_path / f"{name}.p7s"
        file.write_bytes(data)
        seconds = str(int(NOW.timestamp()))
        said = subprocess.run(
            ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", file, "-CAfile", root, "-purpose", "any",
             "-attime", seconds, "-out", "/dev/null", *more],
            capture_output=True, check=False,
        )  # fmt: skip
        ours = checked(data, trust, content=content).verdict
        assert (said.returncode == 0) == (ours == "valid"), (name, ours, said.stderr)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_container_that_openssl_made_is_an_old_kind_but_sound(ca, people, trust, tmp_path):
    """OpenSSL's `cms -sign` names no certificate in the signed part unless asked: no baseline level, still valid."""
    from cryptography.hazmat.primitives import serialization as ser

    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    key.write_bytes(people.agency.key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    certificate.write_bytes(pem.armor("CERTIFICATE", people.agency.certificate.dump()))
    above = tmp_path / "i.pem"
    above.write_bytes(b"".join(pem.armor("CERTIFICATE", c.dump()) for c in people.agency.chain))
    (tmp_path / "content").write_bytes(CONTENT)
    made = {}
    for name, more in (("plain", []), ("cades", ["-cades"])):
        out = tmp_path / f"{name}.p7s"
        subprocess.run(
            ["openssl", "cms", "-sign", "-binary", "-in", tmp_path / "content", "-signer", certificate, "-inkey", key,
             "-certfile", above, "-md", "sha256", "-outform", "DER", "-out", out, *more],
            check=True, capture_output=True,
        )  # fmt: skip
        made[name] = out.read_bytes()
    later = replace(trust)
    from django.utils import timezone

    for name, level in (("plain", ""), ("cades", "B-B")):
        report = check_file(made[name], later, at=max(timezone.now(), minutes(30)), content=CONTENT)
        row = report.signatures[0]
        assert (states(row)["value"], row.level) == (("passed", "value_right"), level)


def test_random_changes_never_leave_a_valid_container(attached, trust):
    """Every byte of the content and of what signs it counts."""
    import random

    pick, survived = random.Random(20261122), []
    at_content = attached.index(CONTENT[:10])
    for _round in range(120):
        at = pick.randrange(len(attached)) if _round % 2 else at_content + pick.randrange(len(CONTENT))
        changed = bytearray(attached)
        changed[at] = (changed[at] + pick.randrange(1, 256)) % 256
        if checked(bytes(changed), trust).verdict == "valid":
            survived.append(at)
    assert [at for at in survived if at_content <= at < at_content + len(CONTENT)] == []


def test_base64_text_is_no_container(trust, attached):
    assert checked(base64.b64encode(attached), trust).checks[0].reason == "not_pdf"
