"""What was not received, registered or answered in the time of QĐ 28/2018 is said to the clerks, once each.

A run looks at the last month only and sends nothing twice: the keys of the notices say what was said. What has been
late for a week was said, or stands on the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import worktime
from congvu.notices import api as notices

from .. import policy
from ..clock_rules import Step, missed
from ..models import Arrival, ChangeWish, Mailing, ReceivedStatus
from ..types import ArrivalState, ChangeState, MailingState, PackageKind, StatusCode

LOOKS_BACK = timedelta(days=30)
STILL_NEWS = timedelta(days=7)
CHUNK = 500
KIND = "exchange.clock"
_DESK_SENT = "/lien-thong/di/"


@dataclass(frozen=True, slots=True)
class _Late:
    key: str
    agency_id: int
    start: datetime
    urgency: int
    step: Step
    text: str
    url: str


def remind(*, now: datetime) -> int:
    """Tell the clerks of what is late; return how many notices were new."""
    desks, told, late = _Desks(now), 0, _news(now)
    while chunk := list(islice(late, CHUNK)):
        known = notices.sent([_key(one) for one, _due in chunk])
        told += sum(_tell(one, due, desks) for one, due in chunk if _key(one) not in known)
    return told


class _Desks:
    """The clerks of agencies, each asked for once a run."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._clerks: dict[int, list[int]] = {}

    def clerks(self, agency_id: int) -> list[int]:
        """Return the posts of an agency's clerks."""
        if agency_id not in self._clerks:
            cards = identity.posts(on=timezone.localdate(self.now), agency_id=agency_id, role=policy.CLERK)
            self._clerks[agency_id] = [card.id for card in cards]
        return self._clerks[agency_id]


def _news(now: datetime) -> Iterator[tuple[_Late, datetime]]:
    """Yield what became late in the last days, with its deadline."""
    for one in _waiting(now):
        calendar = worktime.calendar_for(one.agency_id)
        due = missed(one.step, start=one.start, urgency=one.urgency, calendar=calendar, now=now)
        if due is not None and due > now - STILL_NEWS:
            yield one, due


def _key(one: _Late) -> str:
    return f"exchange.clock:{one.key}"


def _tell(one: _Late, due: datetime, desks: _Desks) -> int:
    return notices.send(
        _key(one),
        to_post_ids=desks.clerks(one.agency_id),
        text=(one.text % {"at": f"{timezone.localtime(due):%d/%m/%Y %H:%M}"})[:500],
        url=one.url,
        at=desks.now,
        kind=KIND,
    )


def _waiting(now: datetime) -> Iterator[_Late]:
    yield from _arrivals(now)
    yield from _wishes(now)
    yield from _under_way(now)
    yield from _not_taken(now)


def _arrivals(now: datetime) -> Iterator[_Late]:
    rows = Arrival.objects.filter(state=ArrivalState.ARRIVED, arrived_at__gte=now - LOOKS_BACK)
    for row in rows.order_by("pk").iterator(CHUNK):
        said = _said(_("Quá hạn tiếp nhận từ {at}: {code} của {who}"), code=_named(row), who=row.sender_name)
        url = f"/lien-thong/den/{row.uid}/"
        yield _Late(f"take:{row.pk}", row.agency_id, row.arrived_at, row.urgency, Step.TAKE, said, url)


def _wishes(now: datetime) -> Iterator[_Late]:
    rows = ChangeWish.objects.filter(state=ChangeState.WAITING, came_at__gte=now - LOOKS_BACK)
    for row in rows.select_related("arrival").order_by("pk").iterator(CHUNK):
        about = row.arrival
        said = _said(_("Quá hạn trả lời đề nghị của {who} từ {at}: {code}"), code=_named(about), who=about.sender_name)
        url = f"/lien-thong/den/{about.uid}/"
        yield _Late(f"answer:{row.pk}", about.agency_id, row.came_at, about.urgency, Step.ANSWER, said, url)


def _under_way(now: datetime) -> Iterator[_Late]:
    rows = _sent_since(now).filter(state__in=[MailingState.WAITING, MailingState.SENT])
    for row in rows.order_by("pk").iterator(CHUNK):
        said = _said(_("Chưa đến {who}, quá hạn gửi từ {at}: {code}"), code=row.document_code, who=row.receiver_name)
        yield _Late(
            f"arrive:{row.pk}", row.sender_agency_id, row.created_at, 0, Step.ARRIVE, said, f"{_DESK_SENT}?xem=dang-gui"
        )


def _not_taken(now: datetime) -> Iterator[_Late]:
    answered = ReceivedStatus.objects.filter(mailing=OuterRef("pk")).exclude(code=StatusCode.ARRIVED)
    rows = _sent_since(now).filter(state=MailingState.DONE, received_at__isnull=False).exclude(Exists(answered))
    for row in rows.order_by("pk").iterator(CHUNK):
        assert row.received_at is not None
        said = _said(
            _("{who} chưa tiếp nhận cũng chưa trả lại, quá hạn từ {at}: {code}"),
            code=row.document_code,
            who=row.receiver_name,
        )
        yield _Late(f"be_taken:{row.pk}", row.sender_agency_id, row.received_at, 0, Step.BE_TAKEN, said, _DESK_SENT)


def _sent_since(now: datetime) -> QuerySet[Mailing]:
    """Packages of documents of the last month; a UUIDv7 begins with its moment, and its index finds them."""
    oldest = UUID(int=int((now - LOOKS_BACK).timestamp() * 1000) << 80)
    return Mailing.objects.filter(kind=PackageKind.EDOC, uid__gte=oldest)


def _said(text: str, *, code: str, who: str) -> str:
    """Return a sentence that waits for its moment only: names may hold percent signs."""
    return text.format(code=code.replace("%", "%%"), who=who.replace("%", "%%"), at="%(at)s")


def _named(row: Arrival) -> str:
    return row.full_code or row.document_code
