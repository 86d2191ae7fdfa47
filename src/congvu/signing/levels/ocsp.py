"""Asking whether one certificate was revoked (OCSP, RFC 6960), and believing the answer only when it is signed."""

from __future__ import annotations

from datetime import datetime, timedelta

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

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

    Without a moment its age does not matter: it was kept in the file when it was fresh.
    """
    try:
        read = ocsp.load_der_ocsp_response(answer)
        if read.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return False
        by = _pyca(issuer)
        asked = _request(certificate, issuer)
        return (
            read.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN
            and read.serial_number == certificate.serial_number
            and read.issuer_key_hash == asked.issuer_key_hash
            and read.issuer_name_hash == asked.issuer_name_hash
            and (at is None or _fresh(read, at))
            and _signed(read, by)
        )
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False


def _fresh(read: ocsp.OCSPResponse, at: datetime) -> bool:
    return read.this_update_utc <= at + DRIFT and (read.next_update_utc is None or at <= read.next_update_utc)


def _addresses(certificate: x509.Certificate) -> list[str]:
    return [url for url in certificate.ocsp_urls if url.lower().startswith(("http://", "https://"))][:3]


def _request(certificate: x509.Certificate, issuer: x509.Certificate) -> ocsp.OCSPRequest:
    builder = ocsp.OCSPRequestBuilder()
    # RFC 5019: mọi máy chủ OCSP đều hiểu SHA-1 ở đây; nó chỉ tra tên, không bảo vệ gì.
    return builder.add_certificate(_pyca(certificate), _pyca(issuer), hashes.SHA1()).build()  # noqa: S303


def _query(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    return _request(certificate, issuer).public_bytes(Encoding.DER)


def _signed(read: ocsp.OCSPResponse, issuer: pyca.Certificate) -> bool:
    """Return whether the issuer, or somebody whom it appointed for this, signed the answer."""
    responder = issuer
    for held in read.certificates:
        if held != issuer and _appointed(held, issuer) and _is_responder(read, held):
            responder = held
            break
    key, algorithm = responder.public_key(), read.signature_hash_algorithm
    if algorithm is None or isinstance(algorithm, hashes.SHA1 | hashes.MD5):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(read.signature, read.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        return True
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(read.signature, read.tbs_response_bytes, ec.ECDSA(algorithm))
        return True
    return False


def _is_responder(read: ocsp.OCSPResponse, held: pyca.Certificate) -> bool:
    if read.responder_name is not None:
        return held.subject == read.responder_name
    identifier = pyca.SubjectKeyIdentifier.from_public_key(held.public_key())
    return identifier.digest == read.responder_key_hash


def _appointed(held: pyca.Certificate, issuer: pyca.Certificate) -> bool:
    try:
        held.verify_directly_issued_by(issuer)
        usage = held.extensions.get_extension_for_class(pyca.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, pyca.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _pyca(certificate: x509.Certificate) -> pyca.Certificate:
    return pyca.load_der_x509_certificate(certificate.dump())
