"""What identity puts into the page frame: the hats, the links under them, and the rail of administrators."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.ui.api import HatLine, register_account_link, register_hats, register_menu

from .hats import hats
from .models import Account
from .policy import administers
from .types import Hat


def _lines(request: HttpRequest) -> Sequence[HatLine]:
    if not isinstance(request.user, Account):
        return ()
    actor = getattr(request, "actor", None)
    worn, held = "", None
    if actor is not None:
        behalf = actor.on_behalf_of
        worn = f"delegation:{behalf.delegation_id}" if behalf else f"post:{actor.post_id}"
        if actor.account_id == request.user.pk:
            held = request.held  # type: ignore[attr-defined]
    return [
        HatLine(key=hat.key, title=hat.title, detail=_detail(hat), is_current=hat.key == worn)
        for hat in hats(request.user, now=timezone.now(), held=held)
    ]


def _detail(hat: Hat) -> str:
    parts = [hat.unit_name, hat.agency_name]
    if hat.on_behalf_of:
        parts.append(
            str(_("thay mặt %(name)s đến %(day)s")) % {"name": hat.on_behalf_of, "day": f"{hat.until:%d/%m/%Y}"}
        )
    else:
        parts.append(hat.kind)
    return " · ".join(parts)


register_hats(_lines, switch_url_name="identity:switch_post")
register_account_link(label=_("Ủy quyền khi vắng mặt"), url_name="identity:delegations", order=10)
register_account_link(label=_("Mật khẩu"), url_name="identity:password", order=20)
register_account_link(label=_("Xác thực hai lớp"), url_name="mfa_index", order=30)
register_account_link(label=_("Phiên làm việc, lịch sử đăng nhập"), url_name="identity:sessions", order=40)
register_account_link(label=_("Đăng xuất"), url_name="account_logout", order=90, post=True)

register_menu(section=_("Quản trị"), order=10, label=_("Tổ chức"), url_name="identity:admin", visible=administers)
register_menu(
    section=_("Quản trị"), order=20, label=_("Cán bộ, tài khoản"), url_name="identity:admin_people", visible=administers
)
register_menu(
    section=_("Quản trị"),
    order=25,
    label=_("Lịch làm việc"),
    url_name="identity:admin_calendar_own",
    visible=administers,
)
register_menu(
    section=_("Quản trị"), order=30, label=_("Rà soát tài khoản"), url_name="identity:admin_review", visible=administers
)
