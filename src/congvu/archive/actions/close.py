"""A case file comes to its end, is taken up again, given up, paused (NĐ 30/2020 Điều 30.3)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import api as documents
from congvu.kernel.api import Actor, audit, publish

from .. import policy, rules
from ..errors import FieldsInvalid, FileNotReady, WrongState
from ..events import FileClosed
from ..models import CaseFile, RetentionValue
from ..types import ChangeState, FileState
from . import trays
from .entries import settle
from .locked import lock_file, move, words


@transaction.atomic
def close_file(
    *,
    actor: Actor,
    uid: UUID,
    ended_on: date,
    now: datetime,
    retention: str = "",
    settled_on: date | None = None,
) -> None:
    """Close a file whose matter is settled: numbers stand, dates of hand-over and retention are computed.

    `retention` is the value checked again, empty to keep it; `settled_on` the final settlement of a construction.
    Finished incoming documents say "đã lập hồ sơ". Raises NotFound, NotAllowed, WrongState, FieldsInvalid or
    FileNotReady.
    """
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    today = timezone.localdate(now)
    state = move(file, rules.Act.CLOSE)
    if retention:
        _set_retention(file, retention)
    settle(file)
    problems = rules.closing_problems(
        documents=file.doc_total,
        waiting_changes=file.changes.filter(state=ChangeState.WAITING).count(),
        title=file.title,
        ended_on=ended_on,
        started_on=file.started_on,
        today=today,
    )
    if file.children.filter(state__in=[FileState.NEW, FileState.RUNNING, FileState.PAUSED]).exists():
        problems.append(_("Còn hồ sơ con chưa kết thúc."))
    if settled_on is not None and settled_on > today:
        problems.append(_("Ngày quyết toán chưa tới."))
    if problems:
        raise FileNotReady(reasons=" ".join(problems))
    file.state, file.closed_at, file.ended_on, file.settled_on, file.progress = state, now, ended_on, settled_on, 100
    set_dates(file)
    file.save()
    entries = file.entries.filter(removed_at=None, document_id__isnull=False)
    filed = documents.mark_filed(
        actor=actor, ids=list(entries.values_list("document_id", flat=True)), file_code=file.code, now=now
    )
    audit.record(
        actor,
        "archive.file_closed",
        file,
        at=now,
        documents=file.doc_total,
        pages=file.page_total,
        filed=filed,
        handover_due_on=file.handover_due_on,
        retention=file.retention.code,
    )
    publish(
        FileClosed(
            file_id=file.pk,
            uid=str(file.uid),
            agency_id=file.agency_id,
            file_code=file.code,
            documents=file.doc_total,
            at=now,
        )
    )
    trays.refresh_search(file)


@transaction.atomic
def reopen_file(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Take a closed file up again. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    state = move(file, rules.Act.REOPEN)
    reason = words(reason, limit=500, needed=True)
    file.state, file.closed_at, file.ended_on = state, None, None
    file.handover_due_on = file.retention_ends_on = None
    file.save()
    audit.record(actor, "archive.file_reopened", file, at=now, reason=reason)
    trays.refresh_search(file)


@transaction.atomic
def pause_file(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Let work on an open file rest. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    _turn(actor, uid, rules.Act.PAUSE, "archive.file_paused", reason, now)


@transaction.atomic
def resume_file(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Go on with a resting file. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    _turn(actor, uid, rules.Act.RESUME, "archive.file_resumed", reason, now)


@transaction.atomic
def cancel_file(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> None:
    """Give up a file into which nothing was put. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    _turn(actor, uid, rules.Act.CANCEL, "archive.file_cancelled", reason, now)


@transaction.atomic
def report_progress(*, actor: Actor, uid: UUID, percent: int, text: str, now: datetime) -> None:
    """Say how far the matter is. Raises NotFound, NotAllowed, WrongState or FieldsInvalid."""
    file = lock_file(actor, uid, policy.may_keep, now=now)
    move(file, rules.Act.EDIT)
    if not 0 <= percent <= 100:
        raise FieldsInvalid({"percent": _("Tiến độ từ 0 đến 100.")})
    text = words(text, limit=500)
    file.progress = percent
    file.save(update_fields=["progress"])
    audit.record(actor, "archive.progress_reported", file, at=now, percent=percent, text=text)


def set_dates(file: CaseFile) -> None:
    """Compute when the file is due and when its retention ends, by the rules of the day it is closed."""
    assert file.ended_on is not None
    value = file.retention
    due = None
    if rules.must_hand_over(years=value.years, permanent=value.is_permanent):
        due = rules.handover_due_on(
            ended_on=file.ended_on, is_construction=file.is_construction, settled_on=file.settled_on
        )
    file.handover_due_on = due
    file.retention_ends_on = rules.retention_ends_on(
        ended_on=file.ended_on, years=value.years, permanent=value.is_permanent
    )


def _set_retention(file: CaseFile, code: str) -> None:
    found = RetentionValue.objects.filter(code=code, valid_to=None).first()
    if found is None:
        raise FieldsInvalid({"retention": _("Chọn thời hạn bảo quản trong danh sách.")})
    file.retention = found


def _turn(actor: Actor, uid: UUID, act: rules.Act, code: str, reason: str, now: datetime) -> None:
    file = lock_file(actor, uid, policy.may_answer_for, now=now)
    state = move(file, act)
    reason = words(reason, limit=500, needed=True)
    if act is rules.Act.CANCEL and file.entries.exists():
        raise WrongState(state=_("đã có văn bản, tài liệu"))
    file.state = state
    file.save(update_fields=["state"])
    audit.record(actor, code, file, at=now, reason=reason)
    trays.refresh_search(file)
