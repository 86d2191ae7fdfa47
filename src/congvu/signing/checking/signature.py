"""Every check on one signature, in the order of domain/documents 7.4."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.general import SignedDataCerts
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from ..paper.document import BROKEN_PDF, value
from ..types import Check, CheckState, SignatureReport, Signer
from . import chain, integrity, people, rules, timestamp
from .reader import Found
from .trust import TrustStore

PADES = "ETSI.CAdES.detached"
FILE_STAMP = "ETSI.RFC3161"


@dataclass(frozen=True)
class _Facts:
    """What the signed data says about itself."""

    claimed_at: datetime | None
    digest: str
    algorithm: str
    key: str
    reason: str


def check(
    index: int, found: Found, trust: TrustStore, at: datetime, *, later: timestamp.Stamp | None = None
) -> SignatureReport:
    """Return the report on one signature of a file. `later` is a time stamp over the file that covers it."""
    if found.subfilter not in integrity.SUPPORTED:
        data = {"subfilter": found.subfilter[:60]}
        return _unreadable(index, found, Check("bytes", "unknown", "subfilter_unknown", data))
    if found.embedded is None:
        return _unreadable(index, found, Check("bytes", "failed", "container_broken"))
    bytes_check = integrity.covered(found.embedded)
    certificates = integrity.certificates(found.embedded)
    if certificates is None:
        reason = Check("value", "failed", "certificate_differs")
        return _unreadable(index, found, bytes_check, reason, Check("who", "failed", "signer_unknown"))
    try:
        if found.subfilter == FILE_STAMP:
            return _stamped_file(index, found, found.embedded, bytes_check, trust, at)
        return _checked(index, found, found.embedded, certificates, bytes_check, trust, at, later)
    except BROKEN_PDF:
        return _unreadable(index, found, bytes_check, Check("value", "failed", "container_broken"))


def _checked(
    index: int,
    found: Found,
    embedded: EmbeddedPdfSignature,
    certificates: SignedDataCerts,
    bytes_check: Check,
    trust: TrustStore,
    at: datetime,
    later: timestamp.Stamp | None,
) -> SignatureReport:
    facts = _facts(embedded)
    leaf = certificates.signer_cert
    stamp = timestamp.best(timestamp.signature_stamp(embedded.signer_info, trust), later)
    path = chain.build(leaf, certificates.other_certs, trust)
    moment = stamp.proven_at or facts.claimed_at or at
    is_demo = path.anchor is not None and path.anchor.is_demo
    who = people.read(leaf, is_demo=is_demo)
    checks = [
        bytes_check,
        integrity.changed_since(embedded) if bytes_check.state == "passed" else _not_checked("changes"),
        integrity.value(embedded, found.subfilter),
        _chain(path, moment),
        rules.dates(path.certificates, claimed=facts.claimed_at, proven=stamp.proven_at, at=at),
        rules.revocation(path, trust, proven=stamp.proven_at, at=at),
        stamp.check,
        rules.algorithms(
            digest=facts.digest,
            key_kind=leaf.public_key.algorithm,
            key_bits=leaf.public_key.bit_size,
            proven=stamp.proven_at,
            claimed=facts.claimed_at,
        ),
        _who(who),
    ]
    if found.subfilter != PADES:
        checks.append(Check("format", "warning", "old_format", {"subfilter": found.subfilter}))
    if is_demo:
        checks.append(Check("demo", "warning", "demo_only"))
    return SignatureReport(
        index=index,
        field=found.name,
        verdict=rules.verdict(checks),
        signer=who,
        claimed_at=facts.claimed_at,
        proven_at=stamp.proven_at,
        timestamp_authority=stamp.authority,
        level=_level(found.subfilter, stamp, later, has_evidence=trust.has_evidence),
        subfilter=found.subfilter,
        digest_algorithm=facts.digest,
        signature_algorithm=facts.algorithm,
        key=facts.key,
        reason_given=facts.reason,
        covers_whole_file=bytes_check.reason == "covers_file",
        checks=tuple(checks),
    )


def _facts(embedded: EmbeddedPdfSignature) -> _Facts:
    info: cms.SignerInfo = embedded.signer_info
    public = embedded.signer_cert.public_key
    reason = value(embedded.sig_object, "/Reason") or ""
    return _Facts(
        claimed_at=_claimed(embedded),
        digest=embedded.md_algorithm,
        algorithm=str(info["signature_algorithm"]["algorithm"].native),
        key=f"{public.algorithm.upper()} {public.bit_size}",
        reason=str(reason)[:500],
    )


def _claimed(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        moment = embedded.self_reported_timestamp
    except BROKEN_PDF:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _chain(path: chain.Path, moment: datetime) -> Check:
    if path.anchor is None:
        issuer = path.certificates[0].issuer.native.get("common_name", path.certificates[0].issuer.human_friendly)
        state: CheckState = "unknown" if path.problem in {"no_path", "no_anchor"} else "failed"
        return Check("chain", state, path.problem, {"issuer": str(issuer)})
    if not path.anchor.trusted_on(moment.date()):
        return Check("chain", "failed", "anchor_not_then", {"anchor": path.anchor.name})
    return Check("chain", "passed", "chain_right", {"anchor": path.anchor.name})


def _who(who: Signer) -> Check:
    data = {"name": who.name, "organisation": who.organisation or "?"}
    if who.kind == "person":
        return Check("who", "passed", "person_named", data)
    if who.kind == "agency":
        return Check("who", "passed", "agency_named", data)
    return Check("who", "warning", "kind_unclear", data)


def _level(subfilter: str, stamp: timestamp.Stamp, later: timestamp.Stamp | None, *, has_evidence: bool) -> str:
    if subfilter != PADES:
        return "old"
    if stamp.proven_at is None:
        return "B-B"
    if not has_evidence:
        return "B-T"
    return "B-LTA" if later is not None else "B-LT"


def _stamped_file(
    index: int, found: Found, embedded: EmbeddedPdfSignature, bytes_check: Check, trust: TrustStore, at: datetime
) -> SignatureReport:
    """Return the report on a time stamp over the whole file (PAdES B-LTA)."""
    stamp = timestamp.file_stamp(embedded.signed_data, embedded.compute_digest(), trust)
    certificates = integrity.certificates(embedded)
    extra = certificates.other_certs if certificates else ()
    path = chain.build(embedded.signer_cert, extra, trust, time_stamping=True)
    who = people.read(embedded.signer_cert, is_demo=path.anchor is not None and path.anchor.is_demo)
    checks = (
        bytes_check,
        integrity.changed_since(embedded) if bytes_check.state == "passed" else _not_checked("changes"),
        stamp.check,
        rules.revocation(path, trust, proven=stamp.proven_at, at=at),
        Check("who", "passed", "authority_named", {"name": who.name}),
    )
    facts = _facts(embedded)
    return SignatureReport(
        index=index,
        field=found.name,
        verdict=rules.verdict(checks),
        signer=replace(who, kind="authority"),
        claimed_at=None,
        proven_at=stamp.proven_at,
        timestamp_authority=stamp.authority,
        level="",
        subfilter=found.subfilter,
        digest_algorithm=facts.digest,
        signature_algorithm=facts.algorithm,
        key=facts.key,
        reason_given="",
        covers_whole_file=bytes_check.reason == "covers_file",
        checks=checks,
    )


def _not_checked(code: str) -> Check:
    return Check(code, "unknown", "not_checked")


def _unreadable(index: int, found: Found, *checks: Check) -> SignatureReport:
    return SignatureReport(
        index=index,
        field=found.name,
        verdict=rules.verdict(checks),
        signer=None,
        claimed_at=None,
        proven_at=None,
        timestamp_authority="",
        level="",
        subfilter=found.subfilter,
        digest_algorithm="",
        signature_algorithm="",
        key="",
        reason_given="",
        covers_whole_file=False,
        checks=checks,
    )
