"""Tell those who keep papers what the nightly re-check of signatures found worse."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.notices import api as notices

TOLD = (Role.RECORDS_CLERK, Role.SECURITY_OFFICER)


def tell_of_worse_signatures(*, run_id: int, agency_id: int, count: int, title: str, url: str, at: datetime) -> None:
    """Ring the bells of an agency's records clerks and security officers once a night. Safe to repeat."""
    cards = identity.posts(on=timezone.localdate(at), agency_id=agency_id, roles=TOLD)
    text = ngettext(
        "Kiểm tra lại chữ ký đêm qua: kết luận về %(title)s xấu đi.",
        "Kiểm tra lại chữ ký đêm qua: kết luận về %(count)s văn bản xấu đi, trong đó có %(title)s.",
        count,
    ) % {"count": count, "title": title or _("một văn bản")}
    notices.send(
        f"signing-recheck:{run_id}:{agency_id}",
        to_post_ids={card.id for card in cards},
        text=text,
        url=url,
        at=at,
        kind="signing",
    )
