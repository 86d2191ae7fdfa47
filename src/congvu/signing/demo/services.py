"""The demonstration authority answers who was revoked (RFC 5280 lists, RFC 6960 answers)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from ..checking.crl import issuer_key
from ..keyring import to_asn1
from ..models import RevocationList, SigningKey
from .ca import DemoCA, Issued, has_ca, load_ca
from .keys import demo_folder

ANSWER_DAYS = 7


def newest_list(name: str) -> bytes | None:
    """Return the newest list (DER) of `root` or `intermediate`."""
    if name not in {"root", "intermediate"} or not has_ca(demo_folder()):
        return None
    ca = load_ca(demo_folder())
    issuer = ca.root if name == "root" else ca.intermediate
    wanted = issuer_key(to_asn1(issuer.certificate).subject)
    row = RevocationList.objects.filter(issuer_key=wanted).order_by("-this_update", "-pk").first()
    return bytes(row.content) if row else None


def answer(request: bytes, *, at: datetime) -> bytes | None:
    """Answer a request about one certificate; a wrong one gets "malformed". None without a demonstration."""
    if not has_ca(demo_folder()):
        return None
    try:
        asked = ocsp.load_der_ocsp_request(request)
        serial = asked.serial_number
    except (ValueError, TypeError):
        return _refused(ocsp.OCSPResponseStatus.MALFORMED_REQUEST)
    ca = load_ca(demo_folder())
    issuer = next((one for one in (ca.intermediate, ca.root) if _is_of(asked, one)), None)
    if issuer is None:
        return _refused(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    return _said(asked, ca, issuer, serial, at)


def _refused(status: ocsp.OCSPResponseStatus) -> bytes:
    return ocsp.OCSPResponseBuilder.build_unsuccessful(status).public_bytes(Encoding.DER)


def _is_of(asked: ocsp.OCSPRequest, issuer: Issued) -> bool:
    """Return whether the request is about a certificate of this issuer."""
    name = asked.hash_algorithm.name
    if name not in {"sha1", "sha256", "sha384", "sha512"}:
        return False
    own = to_asn1(issuer.certificate)
    key = bytes(own["tbs_certificate"]["subject_public_key_info"]["public_key"])
    return (
        asked.issuer_name_hash == hashlib.new(name, own.subject.dump()).digest()
        and asked.issuer_key_hash == hashlib.new(name, key).digest()
    )


def _said(asked: ocsp.OCSPRequest, ca: DemoCA, issuer: Issued, serial: int, at: datetime) -> bytes:
    certificate = _issued(ca, issuer, serial)
    if certificate is None:
        return _refused(ocsp.OCSPResponseStatus.UNAUTHORIZED)
    closed = (
        SigningKey.objects.filter(is_demo=True, serial=f"{serial:x}", closed_at__isnull=False)
        .values_list("closed_at", flat=True)
        .first()
    )
    status = ocsp.OCSPCertStatus.REVOKED if closed else ocsp.OCSPCertStatus.GOOD
    moment = at.replace(microsecond=0)
    made = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=certificate,
            issuer=issuer.certificate,
            algorithm=asked.hash_algorithm,
            cert_status=status,
            this_update=moment,
            next_update=moment + timedelta(days=ANSWER_DAYS),
            revocation_time=closed,
            revocation_reason=x509.ReasonFlags.cessation_of_operation if closed else None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
        .sign(issuer.key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER)


def _issued(ca: DemoCA, issuer: Issued, serial: int) -> x509.Certificate | None:
    own = [ca.tsa.certificate] if issuer is ca.intermediate else [ca.intermediate.certificate]
    for certificate in own:
        if certificate.serial_number == serial:
            return certificate
    held = SigningKey.objects.filter(is_demo=True, serial=f"{serial:x}").values_list("certificate", flat=True).first()
    return x509.load_der_x509_certificate(bytes(held)) if held is not None and issuer is ca.intermediate else None
