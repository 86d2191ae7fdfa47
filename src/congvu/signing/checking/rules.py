"""The decisions of a check that need no file: dates, revocation, algorithms, verdict (domain/documents 7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from asn1crypto import x509

from ..types import Check, CheckState, Verdict
from .chain import Path
from .crl import issuer_key, signed_by
from .trust import Crl, TrustStore

CLOCK_DRIFT = timedelta(minutes=5)
# TT 39/2017/TT-BTTTT buộc dùng SHA-2; chữ ký SHA-1 chỉ nhận khi chứng minh được là có trước đó (domain 7.2).
SHA1_UNTIL = datetime(2018, 1, 1, tzinfo=UTC)
STRONG_DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
MIN_RSA_BITS = 2048
MIN_EC_BITS = 256


def day(moment: datetime) -> str:
    """Return a moment as the reasons print it, in UTC ISO 8601; pages turn it into local time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dates(
    path: Sequence[x509.Certificate], *, claimed: datetime | None, proven: datetime | None, at: datetime
) -> Check:
    """Were the certificates in force when signed? Proven time decides; a claimed one only while nothing expired."""
    moment = proven or claimed
    if moment is None:
        return Check("dates", "unknown", "no_time")
    if moment > at + CLOCK_DRIFT:
        return Check("dates", "failed", "future")
    start = max(c.not_valid_before for c in path)
    end = min(c.not_valid_after for c in path)
    span = {"from": day(start), "to": day(end)}
    if moment < start:
        return Check("dates", "failed", "not_yet", span)
    if moment > end:
        return Check("dates", "failed", "expired", span)
    if proven is None and at > end:
        return Check("dates", "unknown", "expired_unproven", span)
    return Check("dates", "passed", "dates_right", span)


def revocation(path: Path, trust: TrustStore, *, proven: datetime | None, at: datetime) -> Check:
    """Was a certificate of the chain revoked? Without a fresh list of each issuer nobody knows."""
    if path.anchor is None:
        return Check("revocation", "unknown", "revocation_skipped")
    worst: Check | None = None
    for certificate, issuer in zip(path.certificates, path.certificates[1:], strict=False):
        check = _one(certificate, issuer, trust, proven, at)
        if check.state == "failed":
            return check
        if worst is None or (check.state == "unknown" and worst.state == "passed"):
            worst = check
    return worst or Check("revocation", "passed", "not_revoked", {"at": day(at)})


def _one(
    certificate: x509.Certificate, issuer: x509.Certificate, trust: TrustStore, proven: datetime | None, at: datetime
) -> Check:
    found = trust.newest_crl(issuer_key(issuer.subject))
    if found is None or not signed_by(found.content, issuer.dump()):
        name = issuer.subject.native.get("common_name", issuer.subject.human_friendly)
        return Check("revocation", "unknown", "no_revocation_source", {"issuer": str(name)})
    moment = found.revoked.get(certificate.serial_number)
    if moment is not None:
        data = {"at": day(moment)}
        if proven is None:
            return Check("revocation", "failed", "revoked_unproven", data)
        return Check("revocation", *(("failed", "revoked") if moment <= proven else ("passed", "revoked_later")), data)
    if found.next_update is not None and at > found.next_update and not _covers(found, proven):
        return Check("revocation", "unknown", "revocation_stale", {"at": day(found.next_update)})
    return Check("revocation", "passed", "not_revoked", {"at": day(found.this_update)})


def _covers(found: Crl, proven: datetime | None) -> bool:
    """Return whether an expired list still speaks for the proven time: made after it, or kept in the file from then."""
    if proven is None or found.next_update is None:
        return False
    return proven <= (found.next_update if found.carried else found.this_update)


def algorithms(
    *, digest: str, key_kind: str, key_bits: int, proven: datetime | None, claimed: datetime | None
) -> Check:
    """Are digest and key strong enough? SHA-1 passes with a warning where an early time is proven."""
    key = f"{key_kind.upper()} {key_bits}"
    if key_bits < (MIN_EC_BITS if key_kind in {"ec", "ed25519", "ed448"} else MIN_RSA_BITS):
        return Check("algorithms", "failed", "weak_key", {"key": key})
    if digest in STRONG_DIGESTS:
        return Check("algorithms", "passed", "algorithms_right", {"digest": digest.upper(), "key": key})
    data = {"digest": digest.upper(), "until": day(SHA1_UNTIL)}
    if digest == "sha1" and proven is not None and proven < SHA1_UNTIL:
        return Check("algorithms", "warning", "old_digest", data)
    if digest == "sha1" and proven is None and claimed is not None and claimed < SHA1_UNTIL:
        return Check("algorithms", "unknown", "old_digest_unproven", data)
    return Check("algorithms", "failed", "weak_digest", {"digest": digest.upper()})


def verdict(checks: Iterable[Check]) -> Verdict:
    """Return the verdict on one signature: a failure decides, then anything unknown; a warning does not."""
    states: set[CheckState] = {check.state for check in checks}
    if "failed" in states:
        return "invalid"
    return "unknown" if "unknown" in states else "valid"


def overall(file_check: Check, verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on a file: its worst signature; "none" where a sound file holds no signature."""
    if file_check.state == "failed":
        return "invalid"
    if file_check.state == "unknown":
        return "unknown"
    if not verdicts:
        return "none"
    for worst in ("invalid", "unknown"):
        if worst in verdicts:
            return worst
    return "valid"
