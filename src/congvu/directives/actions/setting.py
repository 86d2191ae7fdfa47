"""An agency says how it follows its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import uuid6
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit

from .. import policy
from ..errors import FieldsInvalid
from ..models import Setting
from ..queries import published
from ..rules import entry
from ..rules.reminders import MOST_BEFORE
from ..types import Follow, ReportEvery

MOST_STEPS = 10
MOST_DAYS = 60


@transaction.atomic
def set_following(
    *,
    actor: Actor,
    remind_before: Sequence[int],
    remind_on_day: bool,
    overdue_every: int,
    follow: str,
    report_every: str,
    now: datetime,
    entry_urgent_days: int = entry.URGENT_DAYS,
    entry_days: int = entry.DAYS,
    entry_many_days: int = entry.MANY_DAYS,
    public_rates: bool = False,
    urge_by_ladder: bool = True,
) -> None:
    """Set reminders, which bút phê become tasks, limits of entry, how often givers are sent the state.

    Raises FieldsInvalid.

    Reminders of tasks already given follow the new ladder from their next step on.
    """
    policy.may_set(actor).require()
    days = sorted(set(remind_before), reverse=True)
    if len(days) > MOST_STEPS or any(not 0 < day <= MOST_BEFORE for day in days):
        raise FieldsInvalid(
            {
                "remind_before": _("Ghi tối đa %(n)d số, mỗi số từ 1 đến %(most)d.")
                % {"n": MOST_STEPS, "most": MOST_BEFORE}
            }
        )
    if not 0 <= overdue_every <= MOST_DAYS:
        raise FieldsInvalid({"overdue_every": _("Ghi số từ 0 (không nhắc lại) đến %(n)d.") % {"n": MOST_DAYS}})
    if follow not in Follow.values or report_every not in ReportEvery.values:
        raise FieldsInvalid({"follow": _("Giá trị không có trong danh mục.")})
    limits = {"entry_urgent_days": entry_urgent_days, "entry_days": entry_days, "entry_many_days": entry_many_days}
    wrong = [name for name, number in limits.items() if not 0 <= number <= entry.MOST_DAYS]
    if wrong:
        raise FieldsInvalid({name: _("Ghi số từ 0 đến %(n)d.") % {"n": entry.MOST_DAYS} for name in wrong})
    row, _new = Setting.objects.select_for_update().get_or_create(agency_id=actor.agency_id)
    row.remind_before = days
    row.remind_on_day = remind_on_day
    row.overdue_every = overdue_every
    row.follow = follow
    row.report_every = report_every
    row.entry_urgent_days, row.entry_days, row.entry_many_days = entry_urgent_days, entry_days, entry_many_days
    row.public_rates, row.urge_by_ladder = public_rates, urge_by_ladder
    row.public_uid = row.public_uid or (uuid6.uuid7() if public_rates else None)  # an address once given stays
    row.updated_at = now
    row.save()
    kept: dict[str, Any] = {"before": days, "every": overdue_every, "follow": follow, "public": public_rates, **limits}
    kept["urges"] = urge_by_ladder
    audit.record(actor, "directives.following_set", row, at=now, **kept)
    transaction.on_commit(lambda: published.forget(actor.agency_id))
