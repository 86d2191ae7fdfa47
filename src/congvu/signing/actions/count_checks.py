"""Count the checks of the open page, in the database: all web processes share one count."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import connection

from ..models import CheckCount

KEPT_MINUTES = 2
COUNT = """
insert into signing_checkcount (address, minute, count) values (%s, %s, 1)
on conflict (minute, address) do update set count = signing_checkcount.count + 1 returning count
"""


def count_one(*, address: str, now: datetime) -> int:
    """Count one check of an address and return how many it asked for in this minute, in any process."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{address}".encode()).hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [digest, _minute(now)])
        return int(cursor.fetchone()[0])


def sweep(*, now: datetime) -> int:
    """Drop the counts of minutes that are over; return how many."""
    gone, _each = CheckCount.objects.filter(minute__lt=_minute(now) - KEPT_MINUTES).delete()
    return gone


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60
