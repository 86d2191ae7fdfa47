"""Who signs what a council issues: its chair, by the decision in force at that very minute. Pure.

A council, board or task force that uses the agency's seal signs TM., with the signer's post in the council under it
(NĐ 30/2020/NĐ-CP Điều 13 khoản 2; Phụ lục I, mục II.7.b). What the agency gave its own deputies or units does not
count here: only the decision that names the chair does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .signing_rights import Given, Ruling, Seat, time_fault
from .types import Council, DecisionKind, SigningCapacity

BASIS: Final[str | Promise] = gettext_lazy("NĐ 30/2020, Điều 13 khoản 2 và Phụ lục I, mục II.7")


def chair_ruling(post_ids: frozenset[int], council: Council, decisions: Iterable[Given], at: datetime) -> Ruling:
    """Say whether the holder of these posts signs as chair of a council at a moment.

    Of several decisions in force the one that began last names the chair: a new one takes the place of the old.
    """
    named = [d for d in decisions if d.kind == DecisionKind.CHAIR and d.council_id == council.id]
    if not named:
        said = _("Chưa ghi quyết định cử người đứng đầu %(council)s. Đề nghị văn phòng ghi quyết định trước khi ký.")
        return _no(said % {"council": council.name})
    held = [d for d in named if time_fault(d, at) is None]
    newest = max(held, key=lambda d: (d.starts_at, d.id), default=None)
    if newest is not None and newest.holder_post_id in post_ids:
        return Ruling(SigningCapacity.FOR_BODY, allowed=True, basis=str(BASIS), decision=newest)
    if newest is not None:
        said = _("Theo %(number)s, người đứng đầu %(council)s giữ vị trí khác; chỉ người đó ký TM. %(council)s.")
        return _no(said % {"number": newest.number, "council": council.name})
    mine = [d for d in named if d.holder_post_id in post_ids] or named
    closest = max(mine, key=lambda d: (d.starts_at, d.id))
    fault = time_fault(closest, at)
    assert fault is not None
    return _no(fault[1])


def chair_problems(*, number: str, council: Council | None, holder: Seat | None) -> dict[str, str]:
    """Return what stands against recording who chairs a council, by field."""
    found: dict[str, str] = {}
    if not number.strip():
        found["number"] = _("Việc cử người đứng đầu hội đồng, ban phải bằng văn bản: ghi số, ký hiệu quyết định.")
    if council is None:
        found["council"] = _("Chọn hội đồng, ban, tổ có dãy số riêng đang áp dụng.")
    if holder is None:
        found["holder"] = _("Chọn người được cử trong số lãnh đạo cơ quan, lãnh đạo đơn vị.")
    return found


def _no(reason: str) -> Ruling:
    return Ruling(SigningCapacity.FOR_BODY, allowed=False, basis=str(BASIS), reason=reason)
