"""Asking online whether one certificate was revoked (OCSP, RFC 6960); what an answer is worth says `checking.ocsp`."""

from __future__ import annotations

from datetime import datetime, timedelta

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from ..checking import ocsp as said
from . import fetching

QUERY = "application/ocsp-request"
DRIFT = timedelta(minutes=5)


def fetch(certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime) -> bytes | None:
    """Return the DER of a sound answer about the certificate, from the addresses that it names; None without one."""
    for url in _addresses(certificate):
        body = _query(certificate, issuer)
        try:
            _kind, answer = fetching.ask(url, content=body, content_type=QUERY, pauses=())
        except fetching.Unanswered:
            continue
        if is_sound(answer, certificate, issuer, at=at):
            return answer
    return None


def is_sound(answer: bytes, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime | None) -> bool:
    """Return whether an answer is about this certificate, fresh at the moment, and signed by who may say so.

    Who may say so is decided where every check decides it (`checking.ocsp`). Without a moment its age does not matter:
    it was kept in the file when it was fresh.
    """
    found = said.answer(answer, certificate, issuer)
    if found is None or not found.known:
        return False
    return at is None or (found.this_update <= at + DRIFT and (found.next_update is None or at <= found.next_update))


def _addresses(certificate: x509.Certificate) -> list[str]:
    return [url for url in certificate.ocsp_urls if url.lower().startswith(("http://", "https://"))][:3]


def _query(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    builder = ocsp.OCSPRequestBuilder()
    # RFC 5019: mọi máy chủ OCSP đều hiểu SHA-1 ở đây; nó chỉ tra tên, không bảo vệ gì.
    asked = builder.add_certificate(_pyca(certificate), _pyca(issuer), hashes.SHA1()).build()  # noqa: S303
    return asked.public_bytes(Encoding.DER)


def _pyca(certificate: x509.Certificate) -> pyca.Certificate:
    return pyca.load_der_x509_certificate(certificate.dump())
