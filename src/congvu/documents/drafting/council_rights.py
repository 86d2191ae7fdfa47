"""Who signs what a council issues: its chair or her deputy, by the decision in force at that very minute. Pure.

A council, board or task force that uses the agency's seal signs TM., with the signer's post in the council under it;
the chair's deputy signs KT. of the chair (NĐ 30/2020/NĐ-CP Điều 13 khoản 2; Phụ lục I, mục II.7.b). What the agency
gave its own deputies or units does not count here: only the decision that names somebody in the council does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .signing_rights import Given, PaperScope, Ruling, Seat, scope_fault, time_fault
from .types import Council, DecisionKind, SigningCapacity

BASIS: Final[str | Promise] = gettext_lazy("NĐ 30/2020, Điều 13 khoản 2 và Phụ lục I, mục II.7")
TEAM_LEADER: Final = "Tổ trưởng"


def council_rulings(
    post_ids: frozenset[int], council: Council, paper: PaperScope, decisions: Iterable[Given], at: datetime
) -> list[Ruling]:
    """Return what may be said of the holder of these posts for a council's paper, her usual capacity first."""
    given = list(decisions)
    chair = chair_ruling(post_ids, council, given, at)
    deputy = deputy_ruling(post_ids, council, paper, given, at)
    named_deputy = bool(_of(given, DecisionKind.DEPUTY_CHAIR, council, post_ids))
    return [deputy, chair] if named_deputy and not chair.allowed else [chair, deputy]


def chair_ruling(post_ids: frozenset[int], council: Council, decisions: Iterable[Given], at: datetime) -> Ruling:
    """Say whether the holder of these posts signs as chair of a council at a moment.

    Of several decisions in force the one that began last names the chair: a new one takes the place of the old.
    """
    named = _of(decisions, DecisionKind.CHAIR, council)
    if not named:
        said = _("Chưa ghi quyết định cử người đứng đầu %(council)s. Đề nghị văn phòng ghi quyết định trước khi ký.")
        return _no(SigningCapacity.FOR_BODY, said % {"council": council.name})
    newest = chair_at(named, at)
    if newest is not None and newest.holder_post_id in post_ids:
        return Ruling(SigningCapacity.FOR_BODY, allowed=True, basis=str(BASIS), decision=newest)
    if newest is not None:
        said = _("Theo %(number)s, người đứng đầu %(council)s giữ vị trí khác; chỉ người đó ký TM. %(council)s.")
        return _no(SigningCapacity.FOR_BODY, said % {"number": newest.number, "council": council.name})
    mine = [d for d in named if d.holder_post_id in post_ids] or named
    closest = max(mine, key=lambda d: (d.starts_at, d.id))
    fault = time_fault(closest, at)
    assert fault is not None
    return _no(SigningCapacity.FOR_BODY, fault[1])


def deputy_ruling(
    post_ids: frozenset[int], council: Council, paper: PaperScope, decisions: Iterable[Given], at: datetime
) -> Ruling:
    """Say whether the holder of these posts signs a paper KT. of a council's chair at a moment.

    A council may have several deputies, each for the types and fields of her decision. KT. is signed in the place of
    somebody: while no chair is in force, no deputy signs.
    """
    given, capacity = list(decisions), SigningCapacity.DEPUTY_FOR_BODY
    mine = _of(given, DecisionKind.DEPUTY_CHAIR, council, post_ids)
    if not mine:
        said = _("Chưa ghi quyết định cử vị trí này làm cấp phó của người đứng đầu %(council)s.")
        return _no(capacity, said % {"council": council.name})
    faults = [(d, time_fault(d, at) or scope_fault(d, paper)) for d in mine]
    held = [d for d, fault in faults if fault is None]
    if not held:
        _rank, _start, _id, reason = max((f[0], d.starts_at, d.id, f[1]) for d, f in faults if f is not None)
        return _no(capacity, reason)
    chair = chair_at(_of(given, DecisionKind.CHAIR, council), at)
    if chair is None:
        said = _("%(council)s không có người đứng đầu theo quyết định đang hiệu lực nên không có ai để ký thay (KT.).")
        return _no(capacity, said % {"council": council.name})
    if chair.holder_post_id in post_ids:
        said = _("Theo %(number)s, người ký là người đứng đầu %(council)s: ký TM., không ký thay chính mình.")
        return _no(capacity, said % {"number": chair.number, "council": council.name})
    newest = max(held, key=lambda d: (d.starts_at, d.id))
    return Ruling(capacity, allowed=True, basis=str(BASIS), decision=newest)


def chair_at(decisions: Iterable[Given], at: datetime) -> Given | None:
    """Return which of the decisions on a council's chair names the chair at a moment."""
    held = [d for d in decisions if time_fault(d, at) is None]
    return max(held, key=lambda d: (d.starts_at, d.id), default=None)


def council_lines(council: Council, capacity: SigningCapacity | None) -> tuple[str, ...]:
    """Return the lines above the signature: TM., the chair's post in the council; for her deputy KT. and his."""
    own: tuple[str, ...] = (council.chair_title,)
    if capacity == SigningCapacity.DEPUTY_FOR_BODY:
        own = (f"KT. {council.chair_title}", deputy_title(council.chair_title))
    return tuple(filter(None, (f"TM. {council.name}", *own)))


def deputy_title(chair_title: str) -> str:
    """Return what the chair's deputy is called: "Phó Chủ tịch Hội đồng", "Phó Trưởng ban", "Tổ phó"."""
    if chair_title.startswith(TEAM_LEADER):
        return f"Tổ phó{chair_title.removeprefix(TEAM_LEADER)}"
    return f"Phó {chair_title}" if chair_title else ""


def chair_problems(*, kind: str, number: str, council: Council | None, holder: Seat | None) -> dict[str, str]:
    """Return what stands against recording who chairs a council, or deputises for its chair, by field."""
    found: dict[str, str] = {}
    if not number.strip():
        found["number"] = _("Việc cử người đứng đầu hội đồng, ban phải bằng văn bản: ghi số, ký hiệu quyết định.")
    if council is None:
        found["council"] = _("Chọn hội đồng, ban, tổ có dãy số riêng đang áp dụng.")
    elif kind == DecisionKind.DEPUTY_CHAIR and not council.chair_title:
        found["council"] = _(
            "Quy tắc cấp số của %(council)s chưa ghi chức danh người ký nên không in được dòng KT."
        ) % {"council": council.name}
    if holder is None:
        found["holder"] = _("Chọn người được cử trong số lãnh đạo cơ quan, lãnh đạo đơn vị.")
    return found


def _of(
    decisions: Iterable[Given], kind: DecisionKind, council: Council, post_ids: frozenset[int] | None = None
) -> list[Given]:
    return [
        d
        for d in decisions
        if d.kind == kind and d.council_id == council.id and (post_ids is None or d.holder_post_id in post_ids)
    ]


def _no(capacity: SigningCapacity, reason: str) -> Ruling:
    return Ruling(capacity, allowed=False, basis=str(BASIS), reason=reason)
