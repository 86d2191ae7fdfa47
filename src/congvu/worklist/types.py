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
    """Độ khẩn (NĐ 30/2020 Phụ lục I, mục II); numbers as edXML writes them (QCVN 102:2016)."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    VERY_URGENT = 2, _("Thượng khẩn")
    EXPRESS = 3, _("Hỏa tốc")
    EXPRESS_AT_HOUR = 4, _("Hỏa tốc hẹn giờ")


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


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments that part a work list: now, the end of today, the end of the third working day after it."""

    now: datetime
    today_ends: datetime
    soon_ends: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants to see of her work. `when` is one of rules.BUCKETS or empty; `sort` one of rules.SORTS."""

    when: str = ""
    kinds: tuple[str, ...] = ()
    unread: bool = False
    given: bool = False
    text: str = ""
    sort: str = "due"
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as lists show it; `bucket` is the group it stands in now."""

    id: int
    key: str
    kind: str
    title: str
    meta: str
    url: str
    role_label: str
    act_label: str
    given_by: str
    given_by_post: str
    urgency: int
    arrived_at: datetime
    started_at: datetime | None
    due_at: datetime | None
    is_new: bool
    bucket: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Work that is closed: what, when, by whom."""

    id: int
    title: str
    meta: str
    url: str
    role_label: str
    closed_at: datetime
    closed_by: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries there are by kind, bucket and whether unread; every counter of the page is a sum over it."""

    counts: dict[tuple[str, str, bool], int]

    def count(self, *, when: str = "", kinds: tuple[str, ...] = (), unread: bool = False) -> int:
        """Return how many entries meet the conditions; an empty one is no condition."""
        return sum(
            n
            for (kind, bucket, is_new), n in self.counts.items()
            if (not when or bucket == when) and (not kinds or kind in kinds) and (is_new or not unread)
        )
