"""What was published in one go is read in one go, as far as no other reader has it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

from nats.aio.msg import Msg
from nats.js import JetStreamContext

FOLLOWED: Final = "Congvu-Followed"  # by how many messages that were published in one go
TOGETHER, SILENCE = 0.1, 0.02  # seconds that the reader of a message waits for others, and while none comes


async def followers(inbox: JetStreamContext.PullSubscription, first: Msg, most: int) -> list[Msg]:
    """Return what lies behind a message, or was published with it and is about to: they are dealt with together.

    Another process may have some of them, so it waits no longer when none comes for a moment. Asked for with a time
    always: without one, a look that finds nothing would wait until something comes.
    """
    more = min(max(first.metadata.num_pending, _followed(first)), most)
    found: list[Msg] = []
    end = time.monotonic() + TOGETHER
    with suppress(TimeoutError):
        while len(found) < more and time.monotonic() < end:
            found += await inbox.fetch(more - len(found), timeout=SILENCE)
    return found


def _followed(first: Msg) -> int:
    text = (first.headers or {}).get(FOLLOWED, "0") if first.metadata.num_delivered == 1 else "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
