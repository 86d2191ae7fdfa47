"""What pages show of packages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import Actor

from .. import policy
from ..models import CaseFile, Package
from ..types import FileState
from .export import CLOSED

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A package as the list shows it."""

    id: int
    kind: str
    objid: str
    is_import: bool
    file_uid: UUID
    file_code: str
    file_title: str
    files: int
    size: int
    at: datetime
    by: str
    notes: int


def packages_of(*, actor: Actor, before: int | None) -> tuple[list[PackageLine], int | None]:
    """Return a page of the agency's packages, the newest first, and the key of the next page."""
    rows = Package.objects.filter(agency_id=actor.agency_id).select_related("file").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [
        PackageLine(
            row.pk, row.kind, row.objid, row.is_import, row.file.uid, row.file.code, row.file.title, row.files,
            row.size, row.at, row.by, len(row.notes),
        )
        for row in rows[: PAGE + 1]
    ]  # fmt: skip
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def kinds_for(*, actor: Actor, file: CaseFile) -> list[tuple[str, str | Promise]]:
    """Return the packages that the actor may make of a file now, for its menu."""
    found: list[tuple[str, str | Promise]] = []
    is_archivist = policy.is_archivist(actor) and actor.agency_id == file.agency_id
    if file.state in CLOSED and (is_archivist or policy.may_answer_for(actor, file).allowed):
        found.append(("sip", _("Gói nộp lưu SIP (.zip)")))
    if is_archivist and file.state == FileState.ARCHIVED:
        found += [("aip", _("Gói bảo quản AIP (.zip)")), ("dip", _("Gói khai thác DIP (.zip)"))]
    return found
