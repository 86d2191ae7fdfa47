"""The time-stamping address answers as RFC 3161 says, and OpenSSL accepts its tokens."""

import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from congvu.signing.demo.ca import load_ca

ADDRESS = "/demo/tsa"
QUERY = "application/timestamp-query"


def ask(client, body, kind=QUERY):
    return client.post(ADDRESS, data=body, content_type=kind)


def test_openssl_accepts_a_token(client, house, keys_folder, tmp_path):
    (tmp_path / "data").write_bytes(b"van ban")
    made = ["openssl", "ts", "-query", "-data", "data", "-sha256", "-cert", "-out", "query"]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    answer = ask(client, (tmp_path / "query").read_bytes())
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/timestamp-reply")
    (tmp_path / "reply").write_bytes(answer.content)
    ca = load_ca(keys_folder / "demo-ca")
    (tmp_path / "root.pem").write_bytes(ca.root.certificate.public_bytes(Encoding.PEM))
    said = subprocess.run(
        ["openssl", "ts", "-verify", "-queryfile", "query", "-in", "reply", "-CAfile", "root.pem"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verification: OK" in said.stdout + said.stderr, said


@pytest.mark.parametrize("body", [b"\x30", b"rubbish", b"\x30\x80" * 50])
def test_rubbish_is_rejected_with_a_reason(client, house, body):
    said = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "/dev/stdin", "-text"],
        input=ask(client, body).content,
        capture_output=True,
        check=False,
    )
    assert b"Status: Rejected" in said.stdout


def test_another_kind_or_a_huge_body_is_refused(client, house):
    assert ask(client, b"x", kind="text/plain").status_code == 415
    assert ask(client, b"x" * 10_000).status_code == 413


def test_without_a_demonstration_there_is_no_authority(client, db, keys_folder):
    assert ask(client, b"x").status_code == 404
