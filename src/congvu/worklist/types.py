"""Plain values of the worklist that other apps may hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of work that the counters know; an app may hand in another word of its own."""

    INSTRUCT = "instruct", _("Bút phê")
    HANDLE = "handle", _("Xử lý")
    APPROVE = "approve", _("Duyệt")
    SIGN = "sign", _("Ký")
    SEAL = "seal", _("Đóng dấu, phát hành")
    REGISTER = "register", _("Đăng ký")
    INFORM = "inform", _("Để biết")


class Urgency(IntegerChoices):
    """Độ khẩn (NĐ 30/2020 Phụ lục I, mục II); 1 is an internal wish, not a mark on paper."""

    NORMAL = 0, _("Thường")
    SOON = 1, _("Cần sớm")
    URGENT = 2, _("Khẩn")
    VERY_URGENT = 3, _("Thượng khẩn")
    EXPRESS = 4, _("Hỏa tốc")


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One thing that one post, or the holders of one role in one agency, must do.

    `key` names the work for ever ("documents.incoming:12:instruct:34"); putting it again updates it. Exactly one of
    `owner_post_id` and `owner_role` is given. `role_label` is the tag ("Chủ trì"), `act_label` the button ("Bút phê"),
    `meta` the grey line below the title, `given_by` a person's name and `given_by_post` her title as shown.
    `given_by_post_id` lets the giver see under "Tôi giao" what is not done.
    """

    key: str
    agency_id: int
    owner_post_id: int | None
    owner_role: str | None
    kind: str
    role_label: str
    act_label: str
    title: str
    meta: str
    url: str
    given_by: str
    given_by_post: str
    urgency: int
    arrived_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    given_by_post_id: int | None = None
