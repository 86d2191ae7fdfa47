"""HTTPS between installations with TLS on both sides: who is not trusted gets nothing, and gives nothing."""

import json
import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from congvu.exchange import envelopes
from congvu.exchange.actions.deliver import deliver
from congvu.exchange.carriers import https
from congvu.exchange.models import Mailing
from tests.conftest import NOW
from tests.exchange.conftest import outgoing
from tests.exchange.pair import free_port
from tests.exchange.test_https import ABROAD, abroad, served  # noqa: F401  fixture
from tests.exchange.test_https import _say as say
from tests.exchange.test_send import send


def _authority(name):
    """Return a certificate authority: its key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _certificate(name, key.public_key(), key, name, ca=True)


def _certificate(name, public_key, issuer_key, issuer, *, ca=False):
    today = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _chain(path, name, authority):
    """Write a key and a certificate of the authority into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _certificate(name, key.public_key(), authority[0], authority[1].subject.rfc4514_string()[3:])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    return path


def _pem_of(authority):
    return authority[1].public_bytes(Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("trusts", "shows", "state", "cause"),
    [
        ("demo", "demo", "done", ""),
        ("other", "demo", "waiting", "Chứng thư TLS của nơi nhận không được tin cậy."),
        ("", "demo", "waiting", "Chứng thư TLS của nơi nhận không được tin cậy."),
        ("demo", "other", "waiting", None),
        ("demo", "", "waiting", None),
    ],
    ids=["both-trusted", "wrong-authority", "public-authorities", "our-certificate-strange", "no-certificate"],
)
def test_mutual_tls_carries_only_between_those_who_trust_each_other(
    abroad,  # noqa: F811  fixture
    province,
    settings,
    tmp_path,
    trusts,
    shows,
    state,
    cause,
):
    partner, key = abroad
    known = {"demo": _authority("Demonstration CA"), "other": _authority("Other CA")}

    def give_receipt(handler):
        said = envelopes.opened(handler.headers["Congvu-Envelope"], handler.headers["Congvu-Signature"])[0]
        text = envelopes.receipt_for(said, at=NOW).text
        signature = key.sign(envelopes.RECEIPT + text.encode()).hex()
        say(handler, 200, json.dumps({"receipt": text, "signature": signature}).encode())

    server = served(free_port(), give_receipt, tls=_server_rules(tmp_path, known["demo"]))
    partner.address = f"https://127.0.0.1:{server.server_address[1]}"
    partner.tls_ca = _pem_of(known[trusts]) if trusts else ""
    partner.client_certificate = _chain(settings.DATA / "keys" / "line.pem", "H58", known[shows]).name if shows else ""
    partner.save()
    https._context.cache_clear()
    send(province, receivers=[ABROAD])

    found = deliver(mailing_id=Mailing.objects.get().pk, now=NOW)

    row = Mailing.objects.get()
    assert found == row.state == state
    assert bool(row.receipt_text) == (state == "done")
    assert row.cause == cause if cause is not None else row.cause
    server.shutdown()
    server.server_close()


def _server_rules(tmp_path, authority):
    rules = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    rules.load_cert_chain(_chain(tmp_path / "server.pem", "127.0.0.1", authority))
    rules.load_verify_locations(cadata=_pem_of(authority))
    rules.verify_mode = ssl.CERT_REQUIRED
    return rules


def test_a_kept_connection_that_the_other_side_closed_without_a_word_is_opened_anew_at_once(
    abroad,  # noqa: F811  fixture
    province,
    settings,
    tmp_path,
):
    partner, key = abroad
    authority = _authority("Demonstration CA")

    def give_receipt_and_go(handler):
        said = envelopes.opened(handler.headers["Congvu-Envelope"], handler.headers["Congvu-Signature"])[0]
        text = envelopes.receipt_for(said, at=NOW).text
        signature = key.sign(envelopes.RECEIPT + text.encode()).hex()
        say(handler, 200, json.dumps({"receipt": text, "signature": signature}).encode())
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)  # as a front that ends TLS without saying so
        handler.close_connection = True

    server = served(free_port(), give_receipt_and_go, tls=_server_rules(tmp_path, authority))
    partner.address = f"https://127.0.0.1:{server.server_address[1]}"
    partner.tls_ca = _pem_of(authority)
    partner.client_certificate = _chain(settings.DATA / "keys" / "line.pem", "H58", authority).name
    partner.save()
    https._context.cache_clear()
    for number in (1, 2, 3):
        send(province, receivers=[ABROAD], document=outgoing(number), reference=uuid4())

    found = [deliver(mailing_id=one.pk, now=NOW) for one in Mailing.objects.order_by("pk")]

    assert found == ["done", "done", "done"]
    server.shutdown()
    server.server_close()
