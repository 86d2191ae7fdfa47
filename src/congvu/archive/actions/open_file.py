"""Opening a case file, from the plan or for a matter that nobody planned (NĐ 30/2020 Điều 30.1)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor, audit, publish
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, NoAgencyCode, NotationTaken
from ..events import FileOpened
from ..models import CaseFile, FileAccess, FileMember, PlanRow, RetentionValue
from ..types import FileData, MemberRole, PlanState
from . import trays
from .locked import lock_file, move

_TEXTS = [f.name for f in fields(FileData) if f.type == "str"]
_COLUMNS = [f.name for f in fields(FileData) if f.name != "retention"]


@transaction.atomic
def open_file(
    *,
    actor: Actor,
    data: FileData,
    now: datetime,
    plan_row_id: int | None = None,
    parent_uid: UUID | None = None,
    year: int | None = None,
) -> UUID:
    """Open a case file that the actor keeps and return its uid.

    From the plan with `plan_row_id`; a sub-file with `parent_uid`. `year` is the year of formation, this year if None.
    Raises NotAllowed, NotFound, FieldsInvalid, NotationTaken or NoAgencyCode.
    """
    policy.may_open_file(actor).require()
    today = timezone.localdate(now)
    data = clean(data)
    retention = checked(data, today=today)
    row = _plan_row(actor, plan_row_id) if plan_row_id is not None else None
    parent = lock_file(actor, parent_uid, policy.may_keep, now=now) if parent_uid is not None else None
    organ_id = identity.agency(actor.agency_id).code
    if not organ_id:
        raise NoAgencyCode
    catalog_year = row.plan.year if row is not None else (year or data.started_on.year)
    file = _write(
        CaseFile(
            agency_id=actor.agency_id,
            plan_row=row,
            parent=parent,
            organ_id=organ_id,
            catalog_year=catalog_year,
            retention=retention,
            unit_id=actor.unit_id,
            keeper_post_id=actor.post_id,
            keeper_name=actor.display_name,
            opened_at=now,
            **columns(data),
        )
    )
    FileMember.objects.create(
        file=file,
        post_id=actor.post_id,
        name=actor.display_name,
        title=actor.post_title,
        role=MemberRole.KEEPER,
        since=now,
    )
    open_to(file, [f"post:{actor.post_id}", *heads_of(actor.unit_ids)], now=now)
    audit.record(actor, "archive.file_opened", file, at=now, code=file.code, planned=row is not None)
    publish(FileOpened(file_id=file.pk, uid=str(file.uid), agency_id=file.agency_id, file_code=file.code, at=now))
    trays.refresh_search(file)
    return file.uid


@transaction.atomic
def edit_file(*, actor: Actor, uid: UUID, data: FileData, now: datetime) -> None:
    """Change the fields of an open case file; history keeps old and new values.

    A change of usage waits for confirmation (`ask_usage`), so it is not among them. Raises NotFound, NotAllowed,
    WrongState, FieldsInvalid or NotationTaken.
    """
    file = lock_file(actor, uid, policy.may_keep, now=now)
    file.state = move(file, rules.Act.EDIT)
    data = replace(clean(data), usage=file.usage)
    retention = checked(data, today=timezone.localdate(now))
    changed: dict[str, list[str]] = {}
    for name, value in columns(data).items():
        if getattr(file, name) != value:
            changed[name] = [str(getattr(file, name)), str(value)]
            setattr(file, name, value)
    if file.retention_id != retention.pk:
        changed["retention"] = [file.retention.code, retention.code]
        file.retention = retention
    if not changed:
        return
    _write(file)
    audit.record(actor, "archive.file_edited", file, at=now, changed=changed)
    trays.refresh_search(file)


def clean(data: FileData) -> FileData:
    """Return the data with every text on one line, NFC, trimmed; the notation in capitals."""
    texts: dict[str, Any] = {name: vn.clean_line(getattr(data, name)) for name in _TEXTS}
    return replace(data, **{**texts, "notation": texts["notation"].upper()})


def checked(data: FileData, *, today: date) -> RetentionValue:
    """Return the value of retention of right data. Raises FieldsInvalid with a sentence a field."""
    problems = rules.file_problems(data, today=today)
    retention = RetentionValue.objects.filter(code=data.retention, valid_to=None).first()
    if retention is None:
        problems["retention"] = _("Chọn thời hạn bảo quản.")
    if problems or retention is None:
        raise FieldsInvalid(problems)
    return retention


def columns(data: FileData) -> dict[str, Any]:
    """Return the data as columns of CaseFile."""
    return {name: getattr(data, name) for name in _COLUMNS}


def open_to(file: CaseFile, grants: list[str], *, now: datetime) -> None:
    """Let posts and units see the file from now on, without end."""
    for grant in dict.fromkeys(grants):
        FileAccess.objects.update_or_create(
            file=file, grant=grant, defaults={"until": None}, create_defaults={"since": now}
        )


def heads_of(unit_ids: tuple[int, ...]) -> list[str]:
    """Return the grants of the heads of a unit and of those above it."""
    return [f"unit:{unit}:{Role.UNIT_LEADER}" for unit in unit_ids]


def _plan_row(actor: Actor, plan_row_id: int) -> PlanRow:
    row = (
        PlanRow.objects.filter(
            pk=plan_row_id, plan__agency_id=actor.agency_id, plan__state=PlanState.ISSUED, removed_by=None
        )
        .select_related("plan")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def _write(file: CaseFile) -> CaseFile:
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError as error:
        if "archive_file_code_once" not in str(error):
            raise
        raise NotationTaken(notation=file.notation, year=file.catalog_year) from error
    return file
