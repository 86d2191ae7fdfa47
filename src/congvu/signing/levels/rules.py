"""The decisions of levels that need no file: their order, which digest a stamp takes, when a stamp is renewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..types import Level

ORDER: tuple[Level, ...] = ("B-B", "B-T", "B-LT", "B-LTA")
RENEW_BEFORE = timedelta(days=180)
"""Gia hạn sớm: còn kịp làm lại khi bên cấp dấu thời gian ngừng phục vụ."""

# Hết ngày nào thì không dùng thuật toán nữa; không ghi là chưa có ngày. TT 39/2017/TT-BTTTT đã bỏ SHA-1.
DIGEST_ENDS: dict[str, datetime | None] = {
    "sha1": datetime(2018, 1, 1, tzinfo=UTC),
    "sha256": None,
    "sha384": None,
    "sha512": None,
}


def reaches(level: str, wanted: Level) -> bool:
    """Return whether a level is at least the wanted one."""
    return level in ORDER and ORDER.index(level) >= ORDER.index(wanted)


def digest_for(at: datetime, ends: dict[str, datetime | None] = DIGEST_ENDS) -> str:
    """Return the first digest that stays in use for a whole renewal period."""
    for name, end in ends.items():
        if end is None or end > at + 2 * RENEW_BEFORE:
            return name
    return "sha512"


def good_until(expires: datetime, digest: str, ends: dict[str, datetime | None] = DIGEST_ENDS) -> datetime:
    """Return until when a stamp proves by itself: the end of its certificate, or of its digest if that is earlier."""
    end = ends.get(digest)
    return min(expires, end) if end is not None else expires


def renewal_due(stamped_until: datetime, at: datetime) -> bool:
    """Return whether the last stamp must be covered by a new one now."""
    return at >= stamped_until - RENEW_BEFORE
