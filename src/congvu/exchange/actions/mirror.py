"""The agencies of this installation stand in the directory too, so that one search finds everybody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from congvu.identity import api as identity

from ..models import DirectoryAgency

PAGE = 500


@transaction.atomic
def mirror_own_agencies(*, now: datetime) -> int:
    """Write the agencies here that have a code into the directory; return how many. Others are left alone."""
    after = count = 0
    while cards := identity.agencies_after(after=after, size=PAGE, on=timezone.localdate(now)):
        names = {card.id: card.name for card in identity.agencies(c.parent_id for c in cards if c.parent_id)}
        rows = [
            DirectoryAgency(
                code=card.code,
                name=card.name,
                parent_name=names.get(card.parent_id or 0, ""),
                seen_at=now,
            )
            for card in cards
            if card.code
        ]
        DirectoryAgency.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "parent_name", "seen_at"]
        )
        count += len(rows)
        after = cards[-1].id
    return count
