"""Tell of signing keys that end soon: the holder, those who look after keys, and the information centre."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.errors import NotFound
from congvu.notices import api as notices
from congvu.worklist import api as worklist
from congvu.worklist.api import WorkEntry

KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER)
MOST_LEVELS = 10
RENEW_KIND = "renew_key"


@transaction.atomic
def tell_of_ending_key(
    *, key_id: int, person_id: int | None, keeper_id: int, owner_name: str, valid_to: datetime, at: datetime
) -> None:
    """Ring the holder's bell (the records clerks' for the agency's key), those of administrators and security officers
    here and at the top of the installation, and put the renewal into the administrators' work list. Safe to repeat.
    """
    if not keeper_id:
        return
    day = f"{timezone.localtime(valid_to):%d/%m/%Y}"
    key = f"{_key(key_id)}:ends"
    values = {"owner": owner_name, "day": day}
    if person_id is not None:
        mine = _("Khóa ký số của bạn hết hạn ngày %(day)s. Báo quản trị hệ thống để được cấp khóa mới.") % values
        notices.send(
            f"{key}:holder", to_person_ids=[person_id], text=mine, url=reverse("signing:mine"), at=at, kind="signing"
        )
    told = _("Khóa ký số của %(owner)s hết hạn ngày %(day)s. Cần cấp và nhận khóa mới trước ngày đó.") % values
    on = timezone.localdate(at)
    roles = KEEPERS if person_id is not None else (*KEEPERS, Role.RECORDS_CLERK)
    posts = [card.id for card in identity.posts(on=on, agency_id=keeper_id, roles=roles)]
    if (top := _top(keeper_id)) != keeper_id:
        posts += [card.id for card in identity.posts(on=on, agency_id=top, roles=(Role.ADMINISTRATOR,))]
    url = reverse("signing:key", args=[key_id])
    notices.send(key, to_post_ids=dict.fromkeys(posts), text=told, url=url, at=at, kind="signing")
    worklist.put(
        WorkEntry(
            key=_key(key_id),
            agency_id=keeper_id,
            owner_post_id=None,
            owner_role=Role.ADMINISTRATOR,
            kind=RENEW_KIND,
            role_label=_("Khóa ký số"),
            act_label=_("Cấp khóa mới"),
            title=_("Khóa ký số của %(owner)s sắp hết hạn") % values,
            meta=_("hết hạn ngày %(day)s") % values,
            url=url,
            given_by=_("Hệ thống"),
            given_by_post="",
            urgency=worklist.Urgency.NORMAL,
            arrived_at=at,
            due_at=valid_to,
            started_at=at,
        )
    )


def key_is_renewed(*, key_id: int, at: datetime) -> None:
    """Take the renewal out of the work list. Safe to repeat."""
    worklist.close(_key(key_id), at)


def _key(key_id: int) -> str:
    return f"signing.key:{key_id}:renew"


def _top(agency_id: int) -> int:
    """Return the agency at the head of the installation, where the information centre sits."""
    current = agency_id
    for _level in range(MOST_LEVELS):
        try:
            parent = identity.agency(current).parent_id
        except NotFound:
            return current
        if parent is None:
            return current
        current = parent
    return current
