"""Decisions about entries without database or clock."""

from collections.abc import Iterable
from datetime import UTC, datetime

from .types import Bounds, Kind

# Hạn của việc không có hạn: đứng sau mọi hạn thật, để danh sách xếp và lật trang theo một cột duy nhất.
NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)

# Nhóm của danh sách theo hạn, theo thứ tự trên trang; "inform" là việc để biết không có hạn.
BUCKETS = ("late", "today", "soon", "later", "none", "inform")
NEAR = ("late", "today", "soon")
SORTS = ("due", "arrived", "urgency")


def bucket(due_at: datetime | None, kind: str, bounds: Bounds) -> str:
    """Return the group of an entry."""
    if due_at is None:
        return "inform" if kind == Kind.INFORM else "none"
    for name, end in zip(NEAR, (bounds.now, bounds.today_ends, bounds.soon_ends), strict=True):
        if due_at < end:
            return name
    return "later"


def owner_key(*, agency_id: int, post_id: int | None, role: str | None) -> str:
    """Return the tray of an entry: "post:12" or "role:3:records_clerk". Raises ValueError unless one is given."""
    if (post_id is None) == (not role):
        raise ValueError("a work entry belongs either to a post or to a role of an agency")
    return f"post:{post_id}" if post_id is not None else f"role:{agency_id}:{role}"


def trays(*, post_id: int, agency_id: int, roles: Iterable[str]) -> list[str]:
    """Return the trays that a post sees: its own, then the shared queues of its roles."""
    return [f"post:{post_id}", *(f"role:{agency_id}:{role}" for role in sorted(roles))]
