"""Mark work as read."""

from django.db import connection
from django.utils import timezone

from congvu.kernel.api import Actor

from .. import policy

SEEN = """
update worklist_entry set seen_at = coalesce(seen_at, %s), seen_by = array_append(seen_by, %s)
where key = %s and owner = any(%s) and closed_at is null and not seen_by && %s::bigint[]
"""


def mark_seen(actor: Actor, key: str) -> None:
    """Note that this person of the tray has opened the work with this key; nothing happens for anybody else.

    For others of the same tray it stays unread. One statement; the clock is read here: the moment is a reading mark,
    no decision hangs on it.
    """
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [timezone.now(), actor.person_id, key, policy.trays_of(actor), policy.readers(actor)])
