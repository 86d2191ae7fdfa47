"""Reading online answers about revocation (OCSP, RFC 6960): who may answer, and what was answered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from asn1crypto import core, ocsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator, SignatureValidationContext

from . import certs

MAX_ANSWER = 256 * 1024
_HASHES = frozenset({"sha1", "sha256", "sha384", "sha512"})
_ODDITIES = (ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True)
class Answer:
    """What an authority said about one certificate: good unless `revoked_at`, nothing where `known` is False."""

    this_update: datetime
    next_update: datetime | None
    known: bool
    revoked_at: datetime | None
    on_hold: bool = False


@dataclass(frozen=True)
class _Basic:
    responder: ocsp.ResponderId
    produced_at: datetime
    responses: tuple[ocsp.SingleResponse, ...]
    body: ocsp.BasicOCSPResponse
    certificates: tuple[bytes, ...]


def answer(content: bytes, certificate: x509.Certificate, issuer: x509.Certificate) -> Answer | None:
    """Return what a sound answer says about the certificate, None when it does not speak of it or may not.

    May answer: the issuer itself, or who holds a certificate for it that the same issuer signed and that allows
    OCSP signing (RFC 6960 4.2.2.2) and was in force then.
    """
    return _answer(content, certificate.dump(), issuer.dump())


@lru_cache(maxsize=4096)
def _answer(content: bytes, leaf: bytes, issuer_der: bytes) -> Answer | None:
    certificate, issuer = certs.load(leaf), certs.load(issuer_der)
    try:
        basic = _read(content)
        if basic is None:
            return None
        single = next((one for one in basic.responses if _speaks_of(one["cert_id"], certificate, issuer)), None)
        if single is None or not _authorised(basic, issuer):
            return None
        return _said(single)
    except _ODDITIES:
        return None


def is_answer(content: bytes) -> bool:
    """Return whether the content can be read as an OCSP answer that says something."""
    try:
        return _read(content) is not None
    except _ODDITIES:
        return False


def _read(content: bytes) -> _Basic | None:
    if len(content) > MAX_ANSWER:
        return None
    body = _body(content)
    if body is None:
        return None
    data = body["tbs_response_data"]
    held = () if isinstance(body["certs"], core.Void) else tuple(one.dump() for one in body["certs"])[:10]
    return _Basic(data["responder_id"], data["produced_at"].native, tuple(data["responses"])[:200], body, held)


def _body(content: bytes) -> ocsp.BasicOCSPResponse | None:
    whole = ocsp.OCSPResponse.load(content)
    try:
        if whole["response_status"].native != "successful":
            return None
        found: ocsp.BasicOCSPResponse = whole["response_bytes"]["response"].parsed
    except _ODDITIES:  # CAdES giữ riêng phần BasicOCSPResponse
        found = ocsp.BasicOCSPResponse.load(content, strict=True)
        _ = found["tbs_response_data"]["produced_at"].native
    return found


def _speaks_of(wanted: ocsp.CertId, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    name = wanted["hash_algorithm"]["algorithm"].native
    if name not in _HASHES or wanted["serial_number"].native != certificate.serial_number:
        return False
    key = issuer["tbs_certificate"]["subject_public_key_info"]["public_key"]
    return bool(
        wanted["issuer_name_hash"].native == hashlib.new(name, certificate.issuer.dump()).digest()
        and wanted["issuer_key_hash"].native == hashlib.new(name, bytes(key)).digest()
    )


def _authorised(basic: _Basic, issuer: x509.Certificate) -> bool:
    for der in (issuer.dump(), *basic.certificates):
        responder = certs.load(der)
        if not _is_responder(basic.responder, responder):
            continue
        if der != issuer.dump() and not _delegated(responder, issuer, basic.produced_at):
            continue
        if _signed(basic.body, responder):
            return True
    return False


def _is_responder(named: ocsp.ResponderId, certificate: x509.Certificate) -> bool:
    if named.name == "by_name":
        return bool(named.chosen == certificate.subject)
    key = certificate["tbs_certificate"]["subject_public_key_info"]["public_key"]
    return bool(named.chosen.native == hashlib.sha1(bytes(key), usedforsecurity=False).digest())


def _delegated(responder: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    uses = responder.extended_key_usage_value
    if uses is None or "ocsp_signing" not in uses.native:
        return False
    if not responder.not_valid_before <= at <= responder.not_valid_after:
        return False
    return certs.issued_by(responder.dump(), issuer.dump())


def _signed(body: ocsp.BasicOCSPResponse, responder: x509.Certificate) -> bool:
    try:
        if body["signature_algorithm"].hash_algo in {"md2", "md5", "sha1"}:
            return False
        DefaultSignatureValidator().validate_signature(
            body["signature"].native,
            body["tbs_response_data"].dump(),
            responder.public_key,
            body["signature_algorithm"],
            context=SignatureValidationContext(),
        )
    except (InvalidSignature, UnsupportedAlgorithm, NotImplementedError, *_ODDITIES):
        return False
    return True


def _said(single: ocsp.SingleResponse) -> Answer | None:
    this, following = single["this_update"].native, single["next_update"].native
    if following is not None and following < this - timedelta(minutes=5):
        return None
    status = single["cert_status"]
    if status.name == "good":
        return Answer(this, following, True, None)
    if status.name == "revoked":
        reason = status.chosen["revocation_reason"].native
        return Answer(
            this, following, True, status.chosen["revocation_time"].native, on_hold=reason == "certificate_hold"
        )
    return Answer(this, following, False, None)
