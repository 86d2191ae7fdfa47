"""What every kind of signature is asked, whether it stands in a PDF, an XML or a container of its own (7.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import x509

from ..types import Check, CheckState, SignatureReport, Signer
from . import certs, chain, cms, evidence, people, revocation, rules
from .timestamp import Stamp, Times
from .trust import TrustStore

PADES = "ETSI.CAdES.detached"
OLD = frozenset({"adbe.pkcs7.detached", "adbe.pkcs7.sha1"})
_BY_SEEN = {"revoked": "revoked_unproven", "revoked_later": "revoked_later_seen"}


@dataclass(frozen=True)
class Read:
    """One signature as its file says it: whose, when, how, and what the checks of the file itself answered."""

    index: int
    field: str
    subfilter: str
    holder: cms.Holder
    claimed_at: datetime | None
    digest: str
    algorithm: str
    reason: str
    bytes_check: Check
    changes: Check
    value: Check
    baseline: bool = True  # mang thuộc tính của mức cơ sở (chứng thư người ký nằm trong phần được ký)


def report(read: Read, stamp: Stamp, later: Stamp | None, trust: TrustStore, times: Times) -> SignatureReport:
    """Return the report on one signature. `later` is a time stamp over the file that covers it."""
    leaf = read.holder.leaf
    path = chain.build(leaf, read.holder.others, trust)
    proven = stamp.proven_at
    moment = proven or read.claimed_at or times.at
    is_demo = path.anchor is not None and path.anchor.is_demo
    who = people.read(leaf, is_demo=is_demo)
    revoked = _revocation(path, trust, proven, times)
    checks = [
        read.bytes_check,
        read.changes,
        read.value,
        chain_check(path, moment),
        _usage(leaf),
        rules.dates(path.certificates, claimed=read.claimed_at, proven=proven, at=times.at, seen=times.known_since),
        revoked.check,
        stamp.check,
        rules.algorithms(
            digest=read.digest,
            key_kind=leaf.public_key.algorithm,
            key_bits=leaf.public_key.bit_size,
            proven=proven,
            claimed=read.claimed_at,
        ),
        _who(who),
    ]
    if read.subfilter in OLD:
        checks.append(Check("format", "warning", "old_format", {"subfilter": read.subfilter}))
    if lost := evidence.unreadable(trust.carried):
        checks.append(Check("evidence", "warning", "evidence_unreadable", {"count": lost}))
    if is_demo:
        checks.append(Check("demo", "warning", "demo_only"))
    return SignatureReport(
        index=read.index,
        field=read.field,
        verdict=rules.verdict(checks),
        signer=who,
        claimed_at=read.claimed_at,
        proven_at=proven,
        timestamp_authority=stamp.authority,
        level=_level(read, stamp, later, has_evidence=revoked.from_file),
        subfilter=read.subfilter,
        digest_algorithm=read.digest,
        signature_algorithm=read.algorithm,
        key=key_name(leaf),
        reason_given=read.reason,
        covers_whole_file=read.bytes_check.reason == "covers_file",
        checks=tuple(checks),
    )


def key_name(leaf: x509.Certificate) -> str:
    """Return kind and size of a certificate's key."""
    return f"{leaf.public_key.algorithm.upper()} {leaf.public_key.bit_size}"


def chain_check(path: chain.Path, moment: datetime) -> Check:
    """Return the answer on the chain at the moment of signing."""
    if path.anchor is None:
        state: CheckState = "unknown" if path.problem in {"no_path", "no_anchor"} else "failed"
        issuer = certs.common_name(path.certificates[0].issuer)
        return Check("chain", state, path.problem, {"issuer": issuer})
    if not path.anchor.trusted_on(moment.date()):
        return Check("chain", "failed", "anchor_not_then", {"anchor": path.anchor.name})
    return Check("chain", "passed", "chain_right", {"anchor": path.anchor.name})


def _usage(leaf: x509.Certificate) -> Check:
    if not chain.may_sign(leaf):
        return Check("usage", "failed", "wrong_usage")
    return Check("usage", "passed", "usage_right")


def _revocation(path: chain.Path, trust: TrustStore, proven: datetime | None, times: Times) -> revocation.Revocation:
    found = revocation.check(path, trust, proven=proven or times.known_since, at=times.at)
    if proven is None and times.known_since is not None and found.check.reason in _BY_SEEN:
        return replace(found, check=replace(found.check, reason=_BY_SEEN[found.check.reason]))
    return found


def _who(who: Signer) -> Check:
    data = {"name": who.name, "organisation": who.organisation or "?"}
    if who.kind == "person":
        return Check("who", "passed", "person_named", data)
    if who.kind == "agency":
        return Check("who", "passed", "agency_named", data)
    return Check("who", "warning", "kind_unclear", data)


def _level(read: Read, stamp: Stamp, later: Stamp | None, *, has_evidence: bool) -> str:
    if read.subfilter in OLD:
        return "old"
    if not read.baseline:
        return ""
    if stamp.proven_at is None:
        return "B-B"
    if not has_evidence:
        return "B-T"
    return "B-LTA" if later is not None else "B-LT"


def not_checked(code: str) -> Check:
    """Return the answer on a question that an earlier answer made needless."""
    return Check(code, "unknown", "not_checked")


def unreadable(index: int, field: str, subfilter: str, *checks: Check) -> SignatureReport:
    """Return the report on a signature of which nothing else can be said."""
    return SignatureReport(
        index=index,
        field=field,
        verdict=rules.verdict(checks),
        signer=None,
        claimed_at=None,
        proven_at=None,
        timestamp_authority="",
        level="",
        subfilter=subfilter,
        digest_algorithm="",
        signature_algorithm="",
        key="",
        reason_given="",
        covers_whole_file=False,
        checks=checks,
    )
