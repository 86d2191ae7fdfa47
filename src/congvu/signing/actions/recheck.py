"""Check every kept verdict again, a night at a time, in batches that can be taken up again (DESIGN 10, N2)."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from congvu.kernel.api import files, publish

from ..events import VerdictsWorsened
from ..models import KeptVerdict, RecheckRun, VerdictChange, VerdictWatcher
from .verify import recheck_one

BATCH = 100
BATCH_SECONDS = 60.0


@transaction.atomic
def start_run(at: datetime) -> int:
    """Open tonight's walk, or take up one that was not finished; return its id."""
    run, _created = RecheckRun.objects.get_or_create(finished_at=None, defaults={"started_at": at})
    return run.pk


def walk(run_id: int, at: datetime, *, most: int = BATCH, seconds: float = BATCH_SECONDS) -> bool:
    """Check one batch again and say whether more is to come. May be killed and repeated at any point.

    What stands in the batch is checked one by one, each with its own commit; the cursor moves after each.
    """
    run = RecheckRun.objects.get(pk=run_id)
    if run.finished_at is not None:
        return False
    end = time.monotonic() + seconds
    ids = list(KeptVerdict.objects.filter(pk__gt=run.cursor).order_by("pk").values_list("pk", flat=True)[:most])
    destroyed = _destroyed(ids)
    for kept_id in ids:
        if kept_id in destroyed:
            RecheckRun.objects.filter(pk=run_id, cursor__lt=kept_id).update(cursor=kept_id)
            continue
        _report, change = recheck_one(kept_id, at, run=run)
        _count(run_id, kept_id, change)
        if time.monotonic() > end:
            return True
    if len(ids) == most:
        return True
    _finish(run_id, at)
    return False


def _destroyed(ids: list[int]) -> set[int]:
    """Return the verdicts whose bytes were destroyed by decision: nothing can be read, and nothing was lost."""
    rows = dict(KeptVerdict.objects.filter(pk__in=ids).values_list("pk", "file_sha256"))
    gone = files.destroyed_among(rows.values())
    return {pk for pk, sha256 in rows.items() if sha256 in gone}


def _count(run_id: int, kept_id: int, change: VerdictChange | None) -> None:
    RecheckRun.objects.filter(pk=run_id, cursor__lt=kept_id).update(
        cursor=kept_id,
        checked_count=F("checked_count") + 1,
        changed_count=F("changed_count") + (1 if change else 0),
        worse_count=F("worse_count") + (1 if change and change.is_worse else 0),
    )


@transaction.atomic
def _finish(run_id: int, at: datetime) -> None:
    run = RecheckRun.objects.select_for_update().get(pk=run_id)
    if run.finished_at is None:
        run.finished_at = at
        run.save(update_fields=["finished_at"])
        _tell(run, at)


def _tell(run: RecheckRun, at: datetime) -> None:
    """Publish once an agency what got worse tonight."""
    titles: dict[int, list[str]] = defaultdict(list)
    alarming = VerdictChange.objects.filter(run=run, is_worse=True, is_aged=False)
    watchers = VerdictWatcher.objects.filter(kept__changes__in=alarming).order_by("agency_id", "pk")
    for agency_id, title in watchers.values_list("agency_id", "title"):
        titles[agency_id].append(title)
    for agency_id, found in titles.items():
        publish(
            VerdictsWorsened(
                run_id=run.pk,
                agency_id=agency_id,
                count=len(found),
                title=found[0],
                url=reverse("signing:changes"),
                at=at,
            )
        )
