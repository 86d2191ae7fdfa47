"""Reading lists of revoked certificates (RFC 5280)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from asn1crypto import core, x509
from asn1crypto import crl as asn1_crl
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from . import certs
from .trust import Crl, Revoked

UNSUPPORTED = frozenset({"delta_crl_indicator", "issuing_distribution_point"})
EXPIRED_KEPT = "2.5.29.60"  # expiredCertsOnCRL (X.509): danh sách còn giữ chứng thư đã hết hạn từ ngày này


def issuer_key(name: x509.Name) -> str:
    """Return the SHA-256 of a name, under which its lists are found."""
    return _key(name.dump())


@lru_cache(maxsize=512)
def _key(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()


@lru_cache(maxsize=64)
def parse(content: bytes) -> Crl:
    """Read a list. Raises ValueError when it is none, or of a kind that covers only a part (delta, partitioned)."""
    loaded = asn1_crl.CertificateList.load(content, strict=True)
    body = loaded["tbs_cert_list"]
    kept_from: datetime | None = None
    for extension in body["crl_extensions"] if not isinstance(body["crl_extensions"], core.Void) else ():
        if extension["extn_id"].native in UNSUPPORTED and extension["critical"].native:
            raise ValueError("partial list")
        if extension["extn_id"].dotted == EXPIRED_KEPT:
            kept_from = core.GeneralizedTime.load(bytes(extension["extn_value"])).native
    return Crl(
        content,
        body["this_update"].native,
        body["next_update"].native,
        _Entries(pyca.load_der_x509_crl(content)),
        expired_kept_from=kept_from,
    )


class _Entries:
    """The entries of a list, each read when it is asked for: lists of public providers hold 100,000 of them."""

    def __init__(self, made: pyca.CertificateRevocationList) -> None:
        self._made = made
        self._asked: dict[int, Revoked | None] = {}

    def get(self, serial: int) -> Revoked | None:
        """Return the entry of a certificate by its serial number."""
        if serial not in self._asked:
            self._asked[serial] = self._find(serial)
        return self._asked[serial]

    def _find(self, serial: int) -> Revoked | None:
        entry = self._made.get_revoked_certificate_by_serial_number(serial)
        if entry is None:
            return None
        since, on_hold = entry.revocation_date_utc, False
        for extension in entry.extensions:
            if isinstance(extension.value, pyca.InvalidityDate):
                since = min(since, extension.value.invalidity_date_utc)
            elif isinstance(extension.value, pyca.CRLReason):
                on_hold = extension.value.reason == pyca.ReasonFlags.certificate_hold
        return Revoked(since, on_hold)


@lru_cache(maxsize=256)
def signed_by(content: bytes, issuer: bytes) -> bool:
    """Return whether the issuer's certificate (DER) signed the list and was in force then."""
    loaded = asn1_crl.CertificateList.load(content)
    certificate = certs.load(issuer)
    usage = certificate.key_usage_value
    if loaded.issuer != certificate.subject or (usage is not None and "crl_sign" not in usage.native):
        return False
    made = loaded["tbs_cert_list"]["this_update"].native
    if not certificate.not_valid_before <= made <= certificate.not_valid_after:
        return False
    try:
        if loaded["signature_algorithm"].hash_algo in {"md2", "md5", "sha1"}:
            return False
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
