"""Keys that are elsewhere: a PKCS#11 device (SoftHSM), a remote service (CSC) over real HTTP; secrets show nowhere."""

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile

from congvu.kernel.api import files
from congvu.signing import api, keyring, vault
from congvu.signing.actions import keys as key_acts
from congvu.signing.actions import remote, requests
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder
from congvu.signing.errors import ModuleUnusable, RemoteRefused
from congvu.signing.models import SigningKey, SigningRequest, TrustAnchor
from congvu.signing.providers import module
from congvu.signing.providers.csc import Service

from .conftest import AGENCY, LAYOUT, NOW, PERSON

PIN = "83920174"
LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"


def needed(what, there):
    if not there:
        if os.environ.get("CI"):
            pytest.fail(f"{what} is missing in CI")
        pytest.skip(f"{what} is not installed on this machine")


def leaf(ca, key, name):
    subject = pyca.Name(
        [
            pyca.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            pyca.NameAttribute(NameOID.ORGANIZATION_NAME, AGENCY),
            pyca.NameAttribute(NameOID.TITLE, "Chủ tịch"),
            pyca.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    flags = dict.fromkeys(
        ["key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only", "data_encipherment"], False
    )
    return (
        pyca.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca.intermediate.certificate.subject)
        .public_key(key.public_key())
        .serial_number(pyca.random_serial_number())
        .not_valid_before(NOW - timedelta(days=5))
        .not_valid_after(NOW + timedelta(days=700))
        .add_extension(
            pyca.KeyUsage(digital_signature=True, content_commitment=True, key_encipherment=False, **flags), True
        )
        .sign(ca.intermediate.key, hashes.SHA256())
    )


@pytest.fixture
def device(house, tmp_path, settings, monkeypatch):
    """A SoftHSM token with the leader's RSA key and its certificate."""
    needed("SoftHSM (softhsm2, opensc)", Path(LIBRARY).exists() and shutil.which("pkcs11-tool"))
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    settings.PKCS11_MODULE = LIBRARY
    key = rsa.generate_private_key(65537, 2048)
    certificate = leaf(load_ca(demo_folder()), key, PERSON)
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "cert.der").write_bytes(certificate.public_bytes(serialization.Encoding.DER))
    tool = ["pkcs11-tool", "--module", LIBRARY, "--token-label", "congvu", "--login", "--pin", PIN]
    for command in (
        ["softhsm2-util", "--init-token", "--free", "--label", "congvu", "--so-pin", "1234", "--pin", PIN],
        ["softhsm2-util", "--import", tmp_path / "key.pem", "--token", "congvu", "--label", "leader", "--id", "01",
         "--pin", PIN],
        [*tool, "--write-object", tmp_path / "cert.der", "--type", "cert", "--label", "leader", "--id", "01"],
    ):  # fmt: skip
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
    module.forget()
    yield module.Place("congvu", "leader", PIN)
    module.forget()


def test_a_key_in_the_device_signs_and_neither_key_nor_pin_shows(house, device, plain_pdf, caplog, keys_folder):
    caplog.set_level(logging.DEBUG)
    wrong = module.Place("congvu", "leader", "0000")
    with pytest.raises(ModuleUnusable) as refusal:
        module.certificate_in(wrong)
    with pytest.raises(ModuleUnusable):
        module.certificate_in(module.Place("congvu", "none", PIN))
    above = load_ca(demo_folder()).intermediate.certificate.public_bytes(serialization.Encoding.DER)
    key_id = key_acts.register_module(
        actor=house.admin, person_id=house.leader.person_id, place=device, now=NOW, above=above
    )
    row = SigningKey.objects.get(pk=key_id)
    row.chosen_at = NOW
    row.save()
    signed = api.sign_as_person(actor=house.leader, pdf=api.prepare(plain_pdf, LAYOUT), reason="", now=NOW)

    report = api.check_bytes(signed, NOW)
    assert [(s.signer.name, s.key) for s in report.signatures] == [(PERSON, "RSA 2048")]
    assert all(c.state == "passed" for c in report.signatures[0].checks if c.code in {"value", "bytes", "chain"})
    identity = keyring.identity_of(row)
    shown = " ".join([repr(identity), repr(identity.key), repr(device), str(refusal.value), caplog.text])
    assert PIN not in shown
    assert PIN.encode() not in bytes(row.sealed_key)
    assert json.loads(vault.unlock(bytes(row.sealed_key)))["pin"] == PIN


def test_the_page_of_the_device_shows_its_tokens_and_registers_a_key(signed_in, house, device):
    found = module.tokens()
    assert [(one.label, one.is_ready) for one in found] == [("congvu", True)]
    client = signed_in("admin")
    there = "/quan-tri/khoa-ky-so/thiet-bi/"
    assert "congvu" in client.get(there).content.decode()
    typed = {"owner": str(house.leader.person_id), "token": "congvu", "label": "leader", "pin": "0000"}
    before = SigningKey.objects.count()
    refused = client.post(there, typed)
    assert (refused.status_code, "PIN không đúng" in refused.content.decode()) == (422, True)
    assert "0000" not in refused.content.decode()
    above = load_ca(demo_folder()).intermediate.certificate.public_bytes(serialization.Encoding.PEM)
    given = {**typed, "pin": PIN, "above": SimpleUploadedFile("cap-tren.pem", above)}
    assert client.post(there, given).status_code == 302
    assert SigningKey.objects.count() == before + 1
    assert signed_in("clerk").get(there).status_code == 403


def test_without_a_module_the_page_says_so(signed_in, settings):
    settings.PKCS11_MODULE = ""
    assert (
        "chưa khai báo CONGVU_PKCS11_MODULE"
        in signed_in("admin").get("/quan-tri/khoa-ky-so/thiet-bi/").content.decode()
    )


def test_the_vault_shows_no_key_either(house, caplog):
    caplog.set_level(logging.DEBUG)
    row = SigningKey.objects.get(person_id=house.leader.person_id)
    identity = keyring.identity_of(row)
    number = str(identity.key.private_numbers().private_value)
    assert "private" not in repr(identity).lower()
    assert number not in repr(identity) + caplog.text + repr(row)
    assert keyring.identity_of(row) is identity, "loaded once"


def test_without_a_device_the_refusal_is_a_sentence(house, settings):
    settings.PKCS11_MODULE = ""
    with pytest.raises(ModuleUnusable) as refusal:
        module.certificate_in(module.Place("x", "y", PIN))
    assert "CONGVU_PKCS11_MODULE" in str(refusal.value)


# Dịch vụ ký từ xa


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def csc_server(tmp_path_factory):
    """certomancer-csc-dummy: a real CSC v1 server on its own port."""
    folder = tmp_path_factory.mktemp("csc")
    made = folder / "keys"
    made.mkdir()
    for name in ("root", "signer"):
        key = rsa.generate_private_key(65537, 2048)
        (made / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    (folder / "cm.yml").write_text(f"""
external-url-prefix: "http://localhost"
keysets:
  k:
    path-prefix: keys
    keys:
      root: {{path: root.pem}}
      signer: {{path: signer.pem}}
pki-architectures:
  a:
    keyset: k
    entity-defaults: {{country-name: VN, organization-name: {AGENCY}}}
    entities:
      root: {{common-name: Gốc dịch vụ}}
      signer: {{common-name: {PERSON}, title: Chủ tịch}}
    certs:
      root:
        subject: root
        issuer: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        extensions:
          - {{id: basic_constraints, critical: true, value: {{ca: true}}}}
          - {{id: key_usage, critical: true, smart-value: {{schema: key-usage, params: [key_cert_sign, crl_sign]}}}}
      signer:
        subject: signer
        issuer: root
        validity: {{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2040-01-01T00:00:00+0000"}}
        extensions:
          - id: key_usage
            critical: true
            smart-value: {{schema: key-usage, params: [digital_signature, non_repudiation]}}
""")
    port = free_port()
    command = [str(Path(sys.executable).with_name("certomancer-csc")), str(folder / "cm.yml"), str(port), "2"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _try in range(300):
            try:
                httpx.post(f"{url}/csc/v1/info", json={})
                break
            except httpx.HTTPError:
                assert server.poll() is None, "the CSC server did not start"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def remote_key(house, csc_server, settings):
    settings.CSC_URL = csc_server
    credential = Service.configured().credential("a/signer")
    root = credential.chain[-1].dump()
    TrustAnchor.objects.create(
        name="Gốc dịch vụ", hierarchy="national", certificate=root, certificate_sha256="0" * 64, added_at=NOW
    )
    key_acts.register_remote(actor=house.leader, credential_id="a/signer", pin="", now=NOW)
    return credential


def begin(house, plain_pdf):
    paper = api.prepare(plain_pdf, LAYOUT)
    return api.begin_signing(actor=house.leader, wish=api.SigningWish(paper, "Quyết định", "draft:1"), now=NOW)


def test_a_remote_service_signs(house, remote_key, plain_pdf):
    uid = begin(house, plain_pdf)
    assert api.request_card(uid=uid, actor=house.leader).state == "waiting"
    remote.ask_remote(uid=uid, now=NOW, clock=lambda: NOW)
    row = SigningRequest.objects.get()
    assert (row.state, row.said) == ("done", "")
    report = api.check_bytes(files.read_bytes(row.result_file_id), NOW)
    assert report.signatures[0].signer.name == PERSON
    assert all(c.state == "passed" for c in report.signatures[0].checks if c.code in {"value", "bytes", "chain"})
    remote.ask_remote(uid=uid, now=NOW, clock=lambda: NOW)
    assert SigningRequest.objects.get().result_file_id == row.result_file_id


class Answers(BaseHTTPRequestHandler):
    """A service whose owner says what the test wants: version 2, asked again with a handle."""

    said: dict[str, tuple[int, dict[str, object]]] = {}

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        status, body = self.said.get(self.path.rsplit("/", 1)[1], (404, {}))
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        pass


@pytest.fixture
def service(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CSC_URL, settings.CSC_VERSION = f"http://127.0.0.1:{server.server_port}", 2
    yield Answers
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"authorize": (400, {"error": "access_denied"})}, "refused"),
        ({"authorize": (408, {})}, "expired"),
        ({"authorize": (202, {"handle": "h"}), "authorizeCheck": (400, {"error": "user_denied"})}, "refused"),
        ({"authorize": (202, {"handle": "h"}), "authorizeCheck": (400, {"error": "expired_request"})}, "expired"),
        ({"authorize": (500, {})}, "failed"),
        ({"authorize": (200, {"SAD": "s"}), "signHash": (200, {"signatures": ["AAAA"]})}, "failed"),
        ({"authorize": (200, {"SAD": "s"}), "signHash": (200, {})}, "failed"),
    ],
    ids=["denied", "late", "denied-later", "late-later", "fault", "wrong-value", "no-value"],
)
def test_what_the_owner_says_on_her_phone_ends_the_request(
    house, remote_key, plain_pdf, service, monkeypatch, said, state
):
    import base64

    from congvu.signing.providers import csc

    monkeypatch.setattr(csc, "POLL_SECONDS", 0.01)
    chain = [base64.b64encode(c.dump()).decode() for c in (remote_key.certificate, *remote_key.chain)]
    service.said = {"info": (200, {"cert": {"certificates": chain}, "key": {"status": "enabled"}}), **said}
    uid = begin(house, plain_pdf)
    remote.ask_remote(uid=uid, now=NOW, clock=lambda: NOW)
    row = SigningRequest.objects.get()
    assert (row.state, row.result_file_id) == (state, None)


def test_a_service_that_is_not_there_is_a_sentence(settings):
    settings.CSC_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(RemoteRefused):
        Service.configured().credential("x")
    assert requests.CONFIRM_WITHIN
