"""Registers: found for the day, or opened with the year."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from ..models import Register
from ..types import Direction

NAMES = {
    (Direction.INCOMING, False): "Sổ văn bản đến %(year)d",
    (Direction.INCOMING, True): "Sổ văn bản mật đến %(year)d",
    (Direction.OUTGOING, False): "Sổ văn bản đi %(year)d",
    (Direction.OUTGOING, True): "Sổ văn bản mật đi %(year)d",
}


def default_register(*, agency_id: int, direction: str, on: date, is_secret: bool = False) -> Register:
    """Return the agency's default register of a year; the first document of a year opens it.

    Part of the caller's transaction. Two callers at once get the same row.
    """
    found = Register.objects.filter(
        agency_id=agency_id, direction=direction, year=on.year, is_secret=is_secret, is_default=True
    ).first()
    if found is not None:
        return found
    name = _(NAMES[Direction(direction), is_secret]) % {"year": on.year}
    Register.objects.bulk_create(
        [
            Register(
                agency_id=agency_id,
                direction=direction,
                year=on.year,
                name=name,
                is_secret=is_secret,
                is_default=True,
            )
        ],
        ignore_conflicts=True,
    )
    return Register.objects.get(
        agency_id=agency_id, direction=direction, year=on.year, is_secret=is_secret, is_default=True
    )
