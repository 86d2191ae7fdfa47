"""Registers: found for the day, or opened with the year."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, start_series

from .. import policy
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
    if not is_secret:
        _carry_over(agency_id=agency_id, direction=direction, year=on.year)
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


def _carry_over(*, agency_id: int, direction: str, year: int) -> None:
    """Open the agency's registers for single types again with the new year: how numbers are given stays as it was set.

    Part of opening the year's default register. A register that was closed during the year is not opened again.
    """
    before = Register.objects.filter(
        agency_id=agency_id, direction=direction, year=year - 1, is_default=False, is_secret=False, closed_on=None
    )
    for old in before.prefetch_related("types").order_by("pk"):
        name = old.name.replace(str(year - 1), str(year)) if str(year - 1) in old.name else f"{old.name} {year}"
        new, created = Register.objects.get_or_create(
            agency_id=agency_id, direction=direction, year=year, name=name[:200]
        )
        if created:
            new.types.set(old.types.all())


@transaction.atomic
def continue_register(*, actor: Actor, direction: str, year: int, last_number: int, now: datetime) -> int:
    """Let the agency's register of a year go on after the last number taken before it moved here; return its id.

    Only a register from which no number was taken can be set. Raises NotAllowed and SeriesInUse.
    """
    policy.may_register(actor, actor.agency_id).require()
    register = default_register(agency_id=actor.agency_id, direction=direction, on=date(year, 1, 1))
    start_series(key=register.series_key, year=year, last=last_number)
    audit.record(actor, "documents.register_continued", register, at=now, year=year, last_number=last_number)
    return register.pk
