"""Groups for sending: named lists of receivers that an agency often sends to together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import GroupInvalid
from ..models import SendGroup
from ..queries import directory

MOST_RECEIVERS = 500
LONGEST_NAME = 150


@transaction.atomic
def save_group(*, actor: Actor, name: str, codes: Sequence[str], now: datetime, uid: UUID | None = None) -> UUID:
    """Write a group, or change one; return its uid. Raises NotAllowed, NotFound, GroupInvalid."""
    policy.may_keep_groups(actor).require()
    row = SendGroup(agency_id=actor.agency_id) if uid is None else _locked(actor, uid)
    plain = vn.clean_line(name)
    wanted = list(dict.fromkeys(codes))
    if not plain or len(plain) > LONGEST_NAME:
        raise GroupInvalid(reason=_("Đặt tên nhóm, nhiều nhất 150 ký tự."))
    if len(wanted) > MOST_RECEIVERS:
        raise GroupInvalid(reason=_("Nhóm có nhiều nhất 500 cơ quan."))
    known = [one.code for one in directory.by_codes(wanted, on=timezone.localdate(now))]
    if not known:
        raise GroupInvalid(reason=_("Chọn ít nhất một cơ quan cho nhóm."))
    same = SendGroup.objects.filter(agency_id=actor.agency_id, name=plain, closed_at=None).exclude(pk=row.pk)
    if same.exists():
        raise GroupInvalid(reason=_("Đã có nhóm mang tên này."))
    row.name, row.codes = plain, known
    row.save()
    audit.record(actor, "exchange.group_saved", row, at=now, name=plain, codes=known)
    return row.uid


@transaction.atomic
def close_group(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Stop using a group; what was sent by it stays. Raises NotAllowed, NotFound."""
    policy.may_keep_groups(actor).require()
    row = _locked(actor, uid)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    audit.record(actor, "exchange.group_closed", row, at=now, name=row.name)


def _locked(actor: Actor, uid: UUID) -> SendGroup:
    row = policy.visible_groups(actor).select_for_update().filter(uid=uid).first()
    if row is None:
        raise NotFound
    return row
