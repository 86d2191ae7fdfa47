"""News of identity that concerns a person: delegations to her, and her account that is about to close.

Handlers may run twice; the key of each notice makes the second run change nothing.
"""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity.api import DelegationScope
from congvu.identity.events import AccountUnused, DelegationGiven, DelegationRevoked
from congvu.kernel.api import subscribe

from .actions.send import send, send_letters
from .rules import UNUSED_KIND

DELEGATIONS = "/uy-quyen/"
SESSIONS = "/tai-khoan/phien/"


@subscribe(DelegationGiven)
def tell_of_delegation(event: DelegationGiven) -> None:
    """Tell the receiver who delegated what, from when until when."""
    text = _("%(giver)s ủy quyền cho bạn %(scopes)s thay vị trí %(post)s, từ %(start)s đến %(end)s.") % {
        "giver": event.giver_name,
        "scopes": _scopes(event.scopes),
        "post": _post(event.post_title, event.agency_name),
        "start": _moment(event.starts_at),
        "end": _moment(event.ends_at),
    }
    send(
        f"delegation-given:{event.delegation_id}",
        to_person_ids=[event.to_person_id],
        text=text,
        url=DELEGATIONS,
        at=event.given_at or timezone.now(),
        kind="delegation",
    )


@subscribe(DelegationRevoked)
def tell_of_revoked_delegation(event: DelegationRevoked) -> None:
    """Tell the receiver that it is over; and the giver, when it was an administrator who took it back."""
    key = f"delegation-revoked:{event.delegation_id}"
    post = _post(event.post_title, event.agency_name)
    facts = {
        "giver": event.giver_name,
        "receiver": event.to_person_name,
        "by": event.by_name or event.giver_name,
        "post": post,
        "at": _moment(event.revoked_at),
    }
    by_other = bool(event.giver_person_id) and event.by_person_id != event.giver_person_id
    if by_other:
        send(
            key,
            to_person_ids=[event.giver_person_id],
            text=_("%(by)s đã thu hồi ủy quyền của bạn cho %(receiver)s ở vị trí %(post)s, lúc %(at)s.") % facts,
            url=DELEGATIONS,
            at=event.revoked_at,
            kind="delegation",
        )
    words = (
        _("%(by)s đã thu hồi ủy quyền mà %(giver)s giao bạn ở vị trí %(post)s; ủy quyền hết hiệu lực từ %(at)s.")
        if by_other
        else _("%(giver)s đã thu hồi ủy quyền giao bạn ở vị trí %(post)s; ủy quyền hết hiệu lực từ %(at)s.")
    )
    send(
        key,
        to_person_ids=[event.to_person_id],
        text=words % facts,
        url=DELEGATIONS,
        at=event.revoked_at,
        kind="delegation",
    )


@subscribe(AccountUnused)
def tell_of_unused_account(event: AccountUnused) -> None:
    """Tell the owner when her account closes and how to keep it; by letter too, whatever she chose."""
    if not event.person_id:
        return
    key = f"account-unused:{event.account_id}:{event.closes_on}"
    text = _("Tài khoản %(name)s của bạn lâu không dùng và sẽ tự đóng ngày %(day)s. Đăng nhập trước ngày đó để giữ.")
    sent = send(
        key,
        to_person_ids=[event.person_id],
        text=text % {"name": event.username, "day": f"{date.fromisoformat(event.closes_on):%d/%m/%Y}"},
        url=SESSIONS,
        at=event.noticed_at or timezone.now(),
        kind=UNUSED_KIND,
    )
    if sent:
        send_letters(key)


def _scopes(scopes: tuple[str, ...]) -> str:
    known = [str(DelegationScope(scope).label) for scope in scopes if scope in DelegationScope.values]
    return ", ".join(label[:1].lower() + label[1:] for label in known) or _("làm việc")


def _post(title: str, agency: str) -> str:
    return ", ".join(part for part in (title, agency) if part) or _("được ủy quyền")


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
