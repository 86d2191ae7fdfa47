"""Certificates, each read once: the same few signers and authorities stand in thousands of files."""

from __future__ import annotations

from functools import lru_cache

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

MAX_CERTIFICATE = 64 * 1024


@lru_cache(maxsize=4096)
def load(der: bytes) -> x509.Certificate:
    """Read a certificate. Raises ValueError. The object is shared: nobody changes it."""
    if len(der) > MAX_CERTIFICATE:
        raise ValueError("certificate too large")
    certificate = x509.Certificate.load(der, strict=True)
    _ = certificate.subject, certificate.issuer, certificate.serial_number
    return certificate


@lru_cache(maxsize=4096)
def issued_by(leaf: bytes, issuer: bytes) -> bool:
    """Return whether the issuer's certificate (DER) signed the other one, names and key both."""
    try:
        pyca.load_der_x509_certificate(leaf).verify_directly_issued_by(pyca.load_der_x509_certificate(issuer))
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def common_name(name: x509.Name) -> str:
    """Return how people call the holder of a name."""
    return str(name.native.get("common_name") or name.human_friendly)
