"""The time that an authority vouches for (RFC 3161; 7.4: 6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp, x509
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_sig_integrity

from ..paper.document import BROKEN_PDF
from ..types import Check
from . import chain
from .rules import day
from .trust import TrustStore

IMPRINTS = frozenset({"sha256", "sha384", "sha512"})


@dataclass(frozen=True)
class Stamp:
    """The answer on a token: the check, the time when it may be relied on, and who vouches."""

    check: Check
    proven_at: datetime | None = None
    authority: str = ""


def signature_stamp(info: cms.SignerInfo, trust: TrustStore) -> Stamp:
    """Check the time stamp over a signature value; without one the answer is a warning."""
    try:
        token = _token(info)
        if token is None:
            return Stamp(Check("timestamp", "warning", "no_timestamp"))
        return _check(token["content"], info["signature"].native, trust)
    except BROKEN_PDF:
        return Stamp(Check("timestamp", "failed", "timestamp_wrong"))


def file_stamp(signed: cms.SignedData, digest: bytes, trust: TrustStore) -> Stamp:
    """Check a time stamp over the whole file (PAdES B-LTA), its digest already computed."""
    try:
        return _judge(signed, digest, trust)
    except BROKEN_PDF:
        return Stamp(Check("timestamp", "failed", "timestamp_wrong"))


def best(own: Stamp, later: Stamp | None) -> Stamp:
    """Return the signature's own time stamp, or a sound one over the whole file where it has none."""
    if own.check.reason != "no_timestamp" or later is None or later.proven_at is None:
        return own
    data = {"authority": later.authority, "at": day(later.proven_at)}
    return Stamp(Check("timestamp", "passed", "stamped_by_file", data), later.proven_at, later.authority)


def _token(info: cms.SignerInfo) -> cms.ContentInfo | None:
    attributes = info["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]
    return None


def _check(signed: cms.SignedData, stamped: bytes, trust: TrustStore) -> Stamp:
    algorithm = _info(signed)["message_imprint"]["hash_algorithm"]["algorithm"].native
    if algorithm not in IMPRINTS:
        return Stamp(Check("timestamp", "failed", "timestamp_wrong"))
    return _judge(signed, hashlib.new(algorithm, stamped).digest(), trust)


def _info(signed: cms.SignedData) -> tsp.TSTInfo:
    content = signed["encap_content_info"]["content"]
    found = content.parsed
    if not isinstance(found, tsp.TSTInfo):
        raise ValueError("not a time-stamp token")
    return found


def _judge(signed: cms.SignedData, digest: bytes, trust: TrustStore) -> Stamp:
    info = _info(signed)
    certs = extract_certs_for_validation(signed)
    signer = extract_signer_info(signed)
    content = bytes(signed["encap_content_info"]["content"])
    intact, valid = validate_sig_integrity(
        signer,
        certs.signer_cert,
        expected_content_type="tst_info",
        actual_digest=hashlib.new(signer["digest_algorithm"]["algorithm"].native, content).digest(),
    )
    if not intact or not valid or info["message_imprint"]["hashed_message"].native != digest:
        return Stamp(Check("timestamp", "failed", "timestamp_wrong"))
    return _trusted(info["gen_time"].native, certs.signer_cert, list(certs.other_certs), trust)


def _trusted(at: datetime, leaf: x509.Certificate, others: list[x509.Certificate], trust: TrustStore) -> Stamp:
    name = str(leaf.subject.native.get("common_name", leaf.subject.human_friendly))
    path = chain.build(leaf, others, trust, time_stamping=True)
    if path.anchor is None or not path.anchor.trusted_on(at.date()):
        return Stamp(Check("timestamp", "unknown", "timestamp_untrusted"), None, name)
    if not all(c.not_valid_before <= at <= c.not_valid_after for c in path.certificates):
        return Stamp(Check("timestamp", "failed", "timestamp_dates"), None, name)
    return Stamp(Check("timestamp", "passed", "stamped", {"authority": name, "at": day(at)}), at, name)
