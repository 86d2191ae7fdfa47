"""A chosen set of case files is closed to change and disposal, and opened again (NĐ 30/2020 Phụ lục VI, F9.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy, rules
from ..errors import FieldsInvalid, FileFrozen, TooManyAtOnce, WrongState
from ..models import CaseFile, FileEntry, FilePrint, Freeze
from .locked import words

MOST_FROZEN = 1000
MOST_COPIES = 999


@transaction.atomic
def freeze_files(*, actor: Actor, name: str, reason: str, order_code: str, codes: Sequence[str], now: datetime) -> UUID:
    """Close a set of case files, named by their codes, and return its uid. All or none.

    Raises NotAllowed, FieldsInvalid (no name, unknown codes), ReasonNeeded, TooManyAtOnce, or FileFrozen (one stands in
    another set).
    """
    policy.may_freeze(actor).require()
    wanted = list(dict.fromkeys(vn.clean_line(code) for code in codes if vn.clean_line(code)))
    if len(wanted) > MOST_FROZEN:
        raise TooManyAtOnce(most=MOST_FROZEN, found=len(wanted))
    title = vn.clean_line(name)
    if not 0 < len(title) <= 250:
        raise FieldsInvalid({"name": _("Đặt tên cho tập hồ sơ, nhiều nhất 250 ký tự.")})
    why = words(reason, limit=500, needed=True)
    rows = _locked_by_code(actor, wanted)
    freeze = Freeze.objects.create(
        agency_id=actor.agency_id,
        name=title,
        reason=why,
        order_code=vn.clean_line(order_code)[:100],
        codes=[row.code for row in rows],
        made_at=now,
        made_by=actor.display_name,
    )
    CaseFile.objects.filter(pk__in=[row.pk for row in rows]).update(frozen_by=freeze)
    for row in rows:
        audit.record(actor, "archive.file_frozen", row, at=now, name=title, reason=why)
    audit.record(actor, "archive.files_frozen", freeze, at=now, files=len(rows))
    return freeze.uid


@transaction.atomic
def lift_freeze(*, actor: Actor, uid: UUID, reason: str, now: datetime) -> int:
    """Open a set again and return how many files it held. Raises NotFound, NotAllowed, WrongState or ReasonNeeded."""
    freeze = policy.visible_freezes(actor).filter(uid=uid).select_for_update(of=("self",)).first()
    if freeze is None:
        raise NotFound
    policy.may_freeze(actor).require()
    if freeze.lifted_at is not None:
        raise WrongState(state=_("đã mở khóa"))
    freeze.lift_reason = words(reason, limit=500, needed=True)
    freeze.lifted_at, freeze.lifted_by = now, actor.display_name
    freeze.save()
    rows = list(CaseFile.objects.filter(frozen_by=freeze).select_for_update(of=("self",)).order_by("pk"))
    CaseFile.objects.filter(frozen_by=freeze).update(frozen_by=None)
    for row in rows:
        audit.record(actor, "archive.file_thawed", row, at=now, name=freeze.name, reason=freeze.lift_reason)
    audit.record(actor, "archive.files_thawed", freeze, at=now, files=len(rows))
    return len(rows)


def held_because(document_id: int) -> str:
    """Return why a document may not be changed: it stands in a case file of a closed set; "" where it may."""
    entry = (
        FileEntry.objects.filter(document_id=document_id, removed_at=None, file__frozen_by__isnull=False)
        .select_related("file__frozen_by")
        .first()
    )
    if entry is None or entry.file.frozen_by is None:
        return ""
    return _("Văn bản nằm trong hồ sơ %(file)s đang bị khóa (%(name)s).") % {
        "file": entry.file.code,
        "name": entry.file.frozen_by.name,
    }


@transaction.atomic
def mark_files_printed(*, actor: Actor, uids: Sequence[UUID], copies: int, now: datetime) -> int:
    """Mark case files that the actor sees as printed and return how many (Phụ lục VI, F6.10). All or none.

    Raises NotFound, TooManyAtOnce or FieldsInvalid.
    """
    wanted = list(dict.fromkeys(uids))
    if len(wanted) > rules.MOST_AT_ONCE:
        raise TooManyAtOnce(most=rules.MOST_AT_ONCE, found=len(wanted))
    if not 0 < copies <= MOST_COPIES:
        raise FieldsInvalid({"copies": _("Số bản từ 1 đến %(most)d.") % {"most": MOST_COPIES}})
    rows = list(policy.visible_files(actor, today=timezone.localdate(now)).filter(uid__in=wanted).order_by("pk"))
    if not wanted or len(rows) != len(wanted):
        raise NotFound
    FilePrint.objects.bulk_create(
        FilePrint(file=row, post_id=actor.post_id, by_name=actor.display_name, copies=copies, at=now) for row in rows
    )
    for row in rows:
        audit.record(actor, "archive.file_printed", row, at=now, copies=copies)
    return len(rows)


def _locked_by_code(actor: Actor, codes: Iterable[str]) -> list[CaseFile]:
    """Return the files of the agency with these codes, locked. Raises FieldsInvalid or FileFrozen."""
    asked = {code: rules.parts_of_code(code) for code in codes}
    named = Q(pk__in=[])
    for parts in asked.values():
        if parts is not None:
            named |= Q(organ_id=parts[0], catalog_year=parts[1], notation=parts[2])
    found = CaseFile.objects.filter(named, agency_id=actor.agency_id).select_related("frozen_by")
    rows = list(found.select_for_update(of=("self",)).order_by("pk"))
    unknown = [code for code in asked if code not in {row.code for row in rows}]
    if unknown or not rows:
        sentence = _("Không có hồ sơ mang mã: %(codes)s.") % {"codes": ", ".join(unknown[:5]) or "…"}
        raise FieldsInvalid({"codes": sentence})
    for row in rows:
        if row.frozen_by is not None:
            raise FileFrozen(file=row.code, name=row.frozen_by.name)
    return rows
