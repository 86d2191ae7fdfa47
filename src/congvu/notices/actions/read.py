"""Mark notices as read."""

from datetime import datetime

from congvu.kernel.api import Actor
from congvu.kernel.errors import NotFound

from .. import policy


def mark_read(*, actor: Actor, now: datetime, ids: list[int] | None = None) -> int:
    """Mark some of the person's notices as read, or all of them; return how many were not read before.

    A mark of her own, not an act of office: nothing is written to the audit log.
    """
    rows = policy.visible_notices(actor).filter(read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=now)


def open_notice(*, actor: Actor, notice_id: int, now: datetime) -> str:
    """Mark one notice as read and return the address it leads to, empty when it leads nowhere. Raises NotFound."""
    notice = policy.visible_notices(actor).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice.url
