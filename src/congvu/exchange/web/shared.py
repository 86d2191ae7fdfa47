"""What the pages of the desk share."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kernel.api import Decision
from congvu.ui.api import OfficeRequest, Tab

from .. import owners, policy
from ..queries import desk


def require_desk(request: OfficeRequest) -> None:
    """Let only those in who work with what is sent and received. Raises NotAllowed."""
    if not policy.at_the_desk(request.actor):
        Decision.no(_("Chỉ văn thư, Văn phòng và quản trị hệ thống xem được trang liên thông.")).require()


def tabs(request: OfficeRequest, current: str) -> list[Tab]:
    """Return the views of the desk with their counts."""
    counted = desk.figures(actor=request.actor)
    came, sent = reverse("exchange:arrivals"), reverse("exchange:sent")
    listed = [
        ("den-cho", _("Chờ vào sổ"), came, counted.waiting),
        ("den-yeu-cau", _("Nơi gửi đề nghị"), f"{came}?xem=yeu-cau", counted.wishes),
        ("den-xong", _("Đã xử lý"), f"{came}?xem=xong", None),
        ("di-tat-ca", _("Đã gửi"), sent, None),
        ("di-dang-gui", _("Đang gửi"), f"{sent}?xem=dang-gui", counted.sending),
        ("di-khong-gui-duoc", _("Không gửi được"), reverse("exchange:dead"), counted.dead),
    ]
    others = [
        Tab(str(one.label), reverse(one.url_name), one.count(request.actor)) for one in owners.queues(request.actor)
    ]
    return [*others, *(Tab(label, url, count, key == current) for key, label, url, count in listed)]
