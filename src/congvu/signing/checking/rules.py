"""The decisions of a check that need no file: dates, revocation, algorithms, verdict (domain/documents 7.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from asn1crypto import x509

from ..types import Check, CheckState, Report, Verdict
from .moments import CLOCK_DRIFT, day

# TT 39/2017/TT-BTTTT buộc dùng SHA-2; chữ ký SHA-1 chỉ nhận khi chứng minh được là có trước đó (domain 7.2).
SHA1_UNTIL = datetime(2018, 1, 1, tzinfo=UTC)
STRONG_DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
MIN_RSA_BITS = 2048
MIN_EC_BITS = 256


def dates(
    path: Sequence[x509.Certificate],
    *,
    claimed: datetime | None,
    proven: datetime | None,
    at: datetime,
    seen: datetime | None = None,
) -> Check:
    """Were the certificates in force when signed? Proven time decides; a claimed one only while nothing expired.

    `seen` is when this installation first checked these very bytes: a file that was here before the end of a
    certificate was signed before it.
    """
    moment = proven or claimed or seen or at
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
        if seen is not None and seen <= end:
            return Check("dates", "passed", "dates_right_seen", {**span, "seen": day(seen)})
        return Check("dates", "unknown", "expired_unproven", span)
    return Check("dates", "passed", "dates_right" if proven or claimed else "dates_right_now", span)


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


_RANK: dict[Verdict, int] = {"valid": 2, "none": 2, "unknown": 1, "invalid": 0}
# Chỉ là thời gian trôi: chứng thư, danh sách thu hồi, dấu thời gian hết hạn sau khi giờ ký đã được chứng minh.
AGED = frozenset({"revocation_stale", "revocation_after_expiry", "timestamp_aged", "timestamp_revocation"})
_STATE_RANK: dict[CheckState, int] = {"passed": 2, "warning": 2, "unknown": 1, "failed": 0}


def outcome(report: Report) -> tuple[object, ...]:
    """Return what a later check is compared by: verdicts, levels and the state of every check, not its details."""
    rows = tuple((row.verdict, row.level, tuple((c.code, c.state) for c in row.checks)) for row in report.signatures)
    return (report.verdict, report.complete, tuple((c.code, c.state) for c in report.checks), rows)


def is_worse(before: Report, after: Report) -> bool:
    """Return whether the verdict on the file has fallen."""
    return _RANK[after.verdict] < _RANK[before.verdict]


def is_aged(before: Report, after: Report) -> bool:
    """Return whether nothing but time made the answers worse: nobody did anything to paper or certificate."""
    if len(before.signatures) != len(after.signatures):
        return False
    fallen = [
        check.reason
        for old, new in zip(before.signatures, after.signatures, strict=True)
        for check in new.checks
        for was in old.checks
        if was.code == check.code and _STATE_RANK[check.state] < _STATE_RANK[was.state]
    ]
    file_same = [c.state for c in before.checks] == [c.state for c in after.checks]
    return file_same and bool(fallen) and all(reason in AGED for reason in fallen)
