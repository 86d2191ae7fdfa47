"""Mark work as read."""

from django.utils import timezone

from congvu.kernel.api import Actor

from .. import policy


def mark_seen(actor: Actor, key: str) -> None:
    """Note that somebody of the tray has opened the work with this key; nothing happens for anybody else.

    The clock is read here: the moment is a reading mark, no decision hangs on it.
    """
    policy.visible_open(actor).filter(key=key, seen_at=None).update(seen_at=timezone.now())
