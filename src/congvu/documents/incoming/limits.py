"""What an agency may set for itself where the law sets limits by urgency. Pure.

NĐ 30/2020 Điều 22 khoản 3, Điều 23 khoản 1: an ordinary paper the same day, at the latest the next working day; an
urgent one at once. The decree does not say how many minutes "at once" is, nor whether nights count:
there an agency decides. Everywhere else it may only be stricter.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..desk_types import ClockSpan, Limit

# "Ngay" dài hơn một buổi làm việc thì không còn là ngay; mức trần của hệ thống, Nghị định không ghi số phút.
MOST_MINUTES: Final = 240
LEAST_MINUTES: Final = 5

_SLOWER: Final = {ClockSpan.AT_ONCE: 0, ClockSpan.SAME_DAY: 1, ClockSpan.NEXT_DAY: 2}


def slowness(limit: Limit) -> tuple[int, int, bool]:
    """Return what limits are compared by: the slower one is greater."""
    at_once = limit.span == ClockSpan.AT_ONCE
    return _SLOWER[ClockSpan(limit.span)], limit.minutes if at_once else 0, at_once and not limit.all_hours


def looser(own: Limit, law: Limit) -> bool:
    """Return whether an agency's limit gives more time than the law; minutes of "at once" are not the law's."""
    return _SLOWER[ClockSpan(own.span)] > _SLOWER[ClockSpan(law.span)]


def problem(
    own: Limit, *, law: Limit, calmer: Limit | None = None, more_urgent: Limit | None = None
) -> str | Promise | None:
    """Say why an agency may not set a limit; None when it may.

    `calmer` and `more_urgent` are the limits that hold on that day for the levels just below and above.
    """
    if looser(own, law):
        return _("Cơ quan chỉ được đặt chặt hơn luật; thời hạn này dài hơn.")
    if own.span == ClockSpan.AT_ONCE and not LEAST_MINUTES <= own.minutes <= MOST_MINUTES:
        return _("“Ngay” là trong %(least)d đến %(most)d phút.") % {"least": LEAST_MINUTES, "most": MOST_MINUTES}
    if own == law:
        return _("Thời hạn này giống quy định chung, không cần đặt riêng.")
    if calmer is not None and slowness(own) > slowness(calmer):
        return _("Mức khẩn cao hơn không được chậm hơn mức liền dưới.")
    if more_urgent is not None and slowness(own) < slowness(more_urgent):
        return _("Mức này không được gấp hơn mức liền trên; đặt mức liền trên trước.")
    return None
