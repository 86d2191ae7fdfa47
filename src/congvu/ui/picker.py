"""Reads what the unit picker sends. Pure: says what is wrong in sentences, decides nothing about rights."""

from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

from .types import Picked


def read_picked(posted: QueryDict, name: str, allowed: Collection[int]) -> Picked:
    """Return the chosen units of a picker called `name`, with a sentence for each fault.

    A unit outside `allowed`, or one chosen in two roles, is a fault. Deadlines come back as typed; the caller's
    form turns them into dates.
    """
    faults: list[str] = []

    def ids(key: str) -> frozenset[int]:
        found = frozenset(int(v) for v in posted.getlist(f"{name}-{key}") if v.isascii() and v.isdigit())
        if found - frozenset(allowed):
            faults.append(_("Có đơn vị không nằm trong danh sách được chọn."))
        return found & frozenset(allowed)

    leads, support, info = ids("lead"), ids("support"), ids("info")
    lead = min(leads, default=None)
    if len(leads) > 1:
        faults.append(_("Chỉ một đơn vị chủ trì."))
    if (support | info) & leads or support & info:
        faults.append(_("Mỗi đơn vị chỉ giữ một vai trò: chủ trì, phối hợp hoặc để biết."))
    due = {unit: (posted.get(f"{name}-due-{unit}") or "").strip() for unit in leads | support}
    return Picked(lead, support, info, {k: v for k, v in due.items() if v}, tuple(dict.fromkeys(faults)))
