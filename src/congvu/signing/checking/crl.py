"""Reading lists of revoked certificates (RFC 5280)."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from asn1crypto import core, x509
from asn1crypto import crl as asn1_crl
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from .trust import Crl

UNSUPPORTED = frozenset({"delta_crl_indicator", "issuing_distribution_point"})


def issuer_key(name: x509.Name) -> str:
    """Return the SHA-256 of a name, under which its lists are found."""
    return hashlib.sha256(name.dump()).hexdigest()


@lru_cache(maxsize=64)
def parse(content: bytes) -> Crl:
    """Read a list. Raises ValueError when it is none, or of a kind that covers only a part (delta, partitioned)."""
    loaded = asn1_crl.CertificateList.load(content, strict=True)
    body = loaded["tbs_cert_list"]
    for extension in body["crl_extensions"] if not isinstance(body["crl_extensions"], core.Void) else ():
        if extension["extn_id"].native in UNSUPPORTED and extension["critical"].native:
            raise ValueError("partial list")
    entries = body["revoked_certificates"]
    revoked = (
        {}
        if isinstance(entries, core.Void)
        else {entry["user_certificate"].native: entry["revocation_date"].native for entry in entries}
    )
    return Crl(content, body["this_update"].native, body["next_update"].native, revoked)


@lru_cache(maxsize=256)
def signed_by(content: bytes, issuer: bytes) -> bool:
    """Return whether the issuer's certificate (DER) signed the list."""
    loaded = asn1_crl.CertificateList.load(content)
    certificate = x509.Certificate.load(issuer)
    usage = certificate.key_usage_value
    if loaded.issuer != certificate.subject or (usage is not None and "crl_sign" not in usage.native):
        return False
    try:
        DefaultSignatureValidator().validate_signature(
            loaded.signature,
            loaded["tbs_cert_list"].dump(),
            certificate.public_key,
            loaded["signature_algorithm"],
            context=SignatureValidationContext(),
        )
    except (InvalidSignature, ValueError, NotImplementedError):
        return False
    return True
