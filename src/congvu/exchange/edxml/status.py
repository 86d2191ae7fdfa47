"""Codes of the status message and the order in which they may come."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class StatusCode(StrEnum):
    """What a receiver (13: the sender) reports about a document; codes of the national axis's software."""

    ARRIVED = "01"
    REFUSED = "02"
    ACCEPTED = "03"
    ASSIGNED = "04"
    IN_WORK = "05"
    DONE = "06"
    ASKED_BACK = "13"
    CHANGE_AGREED = "15"
    CHANGE_REFUSED = "16"


NAMES = {
    StatusCode.ARRIVED: _("Đã đến"),
    StatusCode.REFUSED: _("Từ chối tiếp nhận"),
    StatusCode.ACCEPTED: _("Đã tiếp nhận"),
    StatusCode.ASSIGNED: _("Đã phân công"),
    StatusCode.IN_WORK: _("Đang xử lý"),
    StatusCode.DONE: _("Hoàn thành"),
    StatusCode.ASKED_BACK: _("Lấy lại"),
    StatusCode.CHANGE_AGREED: _("Đồng ý yêu cầu cập nhật hoặc lấy lại"),
    StatusCode.CHANGE_REFUSED: _("Từ chối yêu cầu cập nhật hoặc lấy lại"),
}
KNOWN = frozenset(StatusCode)
NEEDS_REASON = frozenset({StatusCode.REFUSED, StatusCode.ASKED_BACK, StatusCode.CHANGE_REFUSED})
"""Codes whose description says why."""

_STEPS = (StatusCode.ACCEPTED, StatusCode.ASSIGNED, StatusCode.IN_WORK, StatusCode.DONE)


def may_follow(reported: frozenset[str], code: str) -> bool:
    """Return whether a receiver may report a code after those already reported about the same document.

    01, then 02 or 03, then 04, 05, 06: steps may be skipped, none is reported twice and none goes back. 15 and 16
    answer a request, one of them once for each request, so the caller asks with the codes since that request.
    """
    if code in reported:
        return False
    if code == StatusCode.ARRIVED:
        return not reported
    if code in {StatusCode.CHANGE_AGREED, StatusCode.CHANGE_REFUSED}:
        return not reported & {StatusCode.CHANGE_AGREED, StatusCode.CHANGE_REFUSED}
    if code == StatusCode.REFUSED:
        return not reported & {*_STEPS}
    if code in _STEPS:
        later = _STEPS[_STEPS.index(StatusCode(code)) + 1 :]
        entered = code == StatusCode.ACCEPTED or StatusCode.ACCEPTED in reported
        return entered and StatusCode.REFUSED not in reported and not reported & {*later}
    return False
