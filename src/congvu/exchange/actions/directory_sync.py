"""The directory is synchronised with outer axes every night; what would close much waits for a person."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from congvu.kernel.api import audit

from .. import directory_files, ways
from .. import directory_rules as rules
from ..carriers.axis import AxisClient, client_of
from ..directory_files import Row
from ..errors import CarrierFailed, CarrierRefused, DirectoryUnreadable
from ..models import DirectoryAgency, DirectoryLoad, Partner
from ..types import CarrierKind
from .directory_load import State, close, lay_beside, take_over

MOST_BYTES = 200 << 20
MOST_PAGES = 5000


def synchronise_all(*, now: datetime) -> int:
    """Synchronise with every outer axis; return how many agencies changed. One that fails does not stop the others."""
    changed = 0
    for partner in ways.partners_in_use(on=timezone.localdate(now)):
        if partner.carrier == CarrierKind.AXIS and partner.address:
            try:
                with client_of(partner) as client:
                    changed += synchronise(partner, client, now=now)
            except (CarrierFailed, CarrierRefused, DirectoryUnreadable) as failure:
                Partner.objects.filter(pk=partner.pk).update(last_failed_at=now, last_error=str(failure)[:500])
    return changed


def synchronise(partner: Partner, client: AxisClient, *, now: datetime) -> int:
    """Take over what an axis's directory says; return how many agencies changed, 0 when it waits for a person.

    The list is fetched whole before anything is written. Raises CarrierFailed, DirectoryUnreadable.
    """
    with tempfile.TemporaryDirectory(prefix="danh-ba-") as folder:
        found = list(_pages(client, folder))
    with transaction.atomic():
        for old in DirectoryLoad.objects.select_for_update().filter(partner=partner, state=State.WAITING):
            close(old, State.DROPPED, by="", now=now)
        load = lay_beside(found, name=partner.name, partner=partner, now=now)
        held = DirectoryAgency.objects.filter(valid_to=None).count()
        alone = rules.applies_alone(held=held, read=load.row_count, bad=load.bad_count, closing=load.closing_count)
        changed = take_over(load, by="", now=now) if alone else 0
        audit.record(None, "exchange.directory_synchronised", load, at=now, changed=changed, waits=not alone)
    return changed


def _pages(client: AxisClient, folder: str) -> Iterator[Row]:
    """Yield the rows of every page; an axis that gives all at once is asked once more and then left."""
    after, line = "", 1
    for _page in range(MOST_PAGES):
        with tempfile.TemporaryFile(dir=folder) as file:
            client.agencies(after, file, most=MOST_BYTES)
            file.seek(0)
            rows = [values for _number, values in directory_files.from_json(file)]
        last = rows[-1].get("code", "") if rows else ""
        if not rows or last <= after:
            return
        for values in rows:
            line += 1
            yield line, values
        after = last
