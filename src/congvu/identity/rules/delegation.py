"""What a delegation may hand over, and for how long (domain/portal-and-operations 5.3; NĐ 30/2020 Điều 13)."""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..types import DelegationScope, Role

LONGEST = timedelta(days=366)
START_SLACK = timedelta(minutes=5)  # between opening the form and sending it

# Vai trò nào đi theo phạm vi ủy quyền nào; quản trị không bao giờ được ủy quyền (domain 5.3).
DELEGATED_ROLES: dict[str, frozenset[str]] = {
    DelegationScope.HANDLE_DOCUMENTS: frozenset(
        {
            Role.SPECIALIST,
            Role.UNIT_LEADER,
            Role.AGENCY_LEADER,
            Role.OFFICE_CHIEF,
            Role.RECORDS_CLERK,
            Role.ONE_STOP_CLERK,
        }
    ),
    DelegationScope.SIGN: frozenset({Role.UNIT_LEADER, Role.AGENCY_LEADER, Role.OFFICE_CHIEF}),
    DelegationScope.APPROVE_PUBLICATION: frozenset({Role.CHIEF_EDITOR, Role.EDITOR}),
    DelegationScope.CHAIR_MEETINGS: frozenset(),
}

State = Literal["revoked", "over", "running", "waiting"]


def roles_handed(*, post_roles: Set[str], scopes: Set[str]) -> frozenset[str]:
    """The roles of a post that go along with the scopes."""
    return frozenset(post_roles) & frozenset().union(*(DELEGATED_ROLES[scope] for scope in scopes))


def faults(
    *,
    post_roles: Set[str],
    scopes: Set[str],
    starts_at: datetime,
    ends_at: datetime,
    document: str,
    now: datetime,
) -> dict[str, str | Promise]:
    """What stands against a delegation, by field; empty when it may be given."""
    found: dict[str, str | Promise] = {}
    if not scopes:
        found["scopes"] = _("Chọn ít nhất một việc được ủy quyền.")
    elif scopes != {DelegationScope.CHAIR_MEETINGS} and not roles_handed(post_roles=post_roles, scopes=scopes):
        found["scopes"] = _(
            "Vị trí của bạn không có vai trò nào thuộc các việc đã chọn; quản trị thì không được ủy quyền."
        )
    if starts_at < now - START_SLACK:
        found["starts_on"] = _("Ngày bắt đầu không được ở trước hôm nay.")
    if ends_at <= max(starts_at, now):
        found["ends_on"] = _("Ngày kết thúc phải sau ngày bắt đầu và chưa qua.")
    elif ends_at - starts_at > LONGEST:
        found["ends_on"] = _("Một lần ủy quyền không quá một năm; hết hạn thì lập lần mới.")
    if DelegationScope.SIGN in scopes and not document:
        found["document"] = _("Ủy quyền ký phải bằng văn bản (NĐ 30/2020, Điều 13): nhập số giấy ủy quyền.")
    return found


def state(*, starts_at: datetime, ends_at: datetime, revoked_at: datetime | None, now: datetime) -> State:
    """Where a delegation stands now."""
    if revoked_at is not None:
        return "revoked"
    if now >= ends_at:
        return "over"
    return "running" if now >= starts_at else "waiting"
