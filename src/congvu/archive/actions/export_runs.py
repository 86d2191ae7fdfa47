"""A long export as a run: asked for, made by a worker with its progress shown, kept three days, taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.kernel.errors import DomainError, NotFound
from congvu.notices import api as notices

from .. import policy
from ..models import CaseFile, ExportRun
from ..types import RunState
from .export import written

AT_ONCE: Final = 60  # văn bản; nhiều hơn thì dựng nền
KEPT: Final = timedelta(days=3)
LEFT_AFTER: Final = timedelta(minutes=10)  # a run untouched so long was left by a killed worker
STEP: Final = 50  # documents between two marks of progress
JOB: Final = "congvu.archive.tasks.make_export"
OPEN: Final = (RunState.WAITING, RunState.RUNNING)


@transaction.atomic
def ask_export(*, actor: Actor, uid: UUID, now: datetime) -> UUID:
    """Begin to make one PDF of a file that the actor sees; return the run, or the one still open. Raises NotFound."""
    file = policy.visible_files(actor, today=timezone.localdate(now)).filter(uid=uid).first()
    if file is None or actor.account_id is None:
        raise NotFound
    CaseFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    mine = ExportRun.objects.filter(file=file, person_id=actor.person_id)
    if (open_now := mine.filter(state__in=OPEN).first()) is not None:
        return open_now.uid
    run = ExportRun.objects.create(
        file=file,
        account_id=actor.account_id,
        hat=_hat(actor),
        person_id=actor.person_id,
        total=file.doc_total,
        asked_at=now,
        touched_at=now,
    )
    app.configure_task(JOB, queue="files", queueing_lock=f"archive.export.{run.pk}").defer(run_id=run.pk)
    return run.uid


def make_export(*, run_id: int, clock: Callable[[], datetime]) -> None:
    """Make the PDF of a run and tell who asked. A second worker on a run that is being made leaves at once."""
    run = _claimed(run_id, clock())
    if run is None:
        return

    def tell(done: int) -> None:
        if done % STEP == 0:
            ExportRun.objects.filter(pk=run.pk).update(done=done, touched_at=clock())

    try:
        actor = _actor(run, clock())
        with written(actor=actor, uid=run.file.uid, kind="pdf", now=clock(), tell=tell) as made:
            path = default_storage.save(f"exports/{run.uid}.pdf", File(made.content))
            size = made.content.seek(0, 2)
    except DomainError as refusal:
        _ended(run, RunState.FAILED, clock(), said=str(refusal)[:1000])
        return
    _ended(run, RunState.DONE, clock(), path=path, name=made.name, size=size, done=run.total)


def left_behind(now: datetime) -> list[int]:
    """Return runs that a killed worker left, for taking up again."""
    rows = ExportRun.objects.filter(ended_at=None, touched_at__lt=now - LEFT_AFTER)
    return list(rows.order_by("touched_at").values_list("pk", flat=True)[:100])


def take_away_old(now: datetime) -> int:
    """Remove made files past their time; the run stays as what happened. Return how many."""
    gone = 0
    for run in ExportRun.objects.filter(kept_until__lt=now).exclude(path="").order_by("kept_until", "pk")[:1000]:
        default_storage.delete(run.path)
        gone += ExportRun.objects.filter(pk=run.pk).update(path="", state=RunState.EXPIRED)
    return gone


def _claimed(run_id: int, now: datetime) -> ExportRun | None:
    free = Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, touched_at__lt=now - LEFT_AFTER)
    if not ExportRun.objects.filter(free, pk=run_id).update(state=RunState.RUNNING, done=0, touched_at=now):
        return None
    return ExportRun.objects.select_related("file").get(pk=run_id)


@transaction.atomic
def _ended(run: ExportRun, state: RunState, now: datetime, **values: object) -> None:
    kept = now + KEPT if state == RunState.DONE else None
    ExportRun.objects.filter(pk=run.pk).update(state=state, ended_at=now, touched_at=now, kept_until=kept, **values)
    words = {"code": run.file.code}
    text = (
        _("Tệp PDF của hồ sơ %(code)s đã dựng xong, tải được trong ba ngày") % words
        if state == RunState.DONE
        else _("Chưa dựng được tệp PDF của hồ sơ %(code)s") % words
    )
    notices.send(
        f"archive.export:{run.pk}",
        to_person_ids=[run.person_id],
        text=text,
        url=reverse("archive:export_run", args=[run.file.uid]),
        at=now,
        kind="archive.export",
    )


def _actor(run: ExportRun, now: datetime) -> Actor:
    """Return who asked, with the rights of this moment: the post or delegation may have ended. Raises NotFound."""
    account = get_user_model().objects.filter(pk=run.account_id).first()
    actor = identity.actor_in(account, run.hat, now=now) if account is not None else None
    if actor is None or _hat(actor) != run.hat:
        raise NotFound
    return actor


def _hat(actor: Actor) -> str:
    behalf = actor.on_behalf_of
    return f"delegation:{behalf.delegation_id}" if behalf else f"post:{actor.post_id}"
