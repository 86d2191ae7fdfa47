"""What "Việc của tôi" shows, put together from the queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, worktime
from congvu.ui.api import Figure, Tab, WorkGroup, WorkRow

from .. import deadlines, queries
from ..rules import BUCKETS, NEAR
from ..types import Bounds, Choice, Kind, Row, Tally
from .choice import address, parse

INSTRUCT = (Kind.INSTRUCT.value,)
DECIDE = (Kind.APPROVE.value, Kind.SIGN.value)
# Phím của nút trên dòng đang đứng.
ACT_KEYS = {"instruct": "b", "handle": "s", "approve": "d", "sign": "d", "seal": "p", "register": "v"}
LEAD_LABEL = "Chủ trì"
GIVEN_LATE_SHOWN = 3
_BLINK = timedelta(microseconds=1)  # a group ends before its last midnight


@dataclass(frozen=True, slots=True)
class SavedTab:
    """A saved filter as a tab that can be dropped."""

    id: int
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The whole page."""

    now: datetime
    left_today: int
    is_day_off: bool
    choice: Choice
    figures: Sequence[Figure]
    tabs: Sequence[Tab]
    saved: Sequence[SavedTab]
    groups: Sequence[WorkGroup]
    more: Sequence[tuple[str, str]]
    sorts: Sequence[Tab]
    next_url: str
    given_late: Sequence[WorkRow]
    given_count: int
    empty: str
    query: str


def home(*, actor: Actor, choice: Choice, now: datetime) -> Home:
    """Return the page of the actor's work; six statements whatever the size, plus those of the calendar."""
    calendar = worktime.calendar_for(actor.agency_id, timezone.localdate(now))
    bounds = deadlines.bounds(now=now, calendar=calendar)
    mine = queries.tally(actor=actor, bounds=bounds)
    given = queries.tally(actor=actor, bounds=bounds, given=True)
    shown = given if choice.given else mine
    if choice.text:
        shown = queries.tally(actor=actor, bounds=bounds, text=choice.text, given=choice.given)
    near_only = choice == Choice(after=choice.after) and any(mine.count(when=when) for when in NEAR)
    page = queries.work(actor=actor, bounds=bounds, choice=choice, near_only=near_only)
    late = _given_late(actor, bounds, given)
    saved = _saved(actor, choice)
    return Home(
        now=now,
        left_today=deadlines.left_today(now=now, calendar=calendar),
        is_day_off=not worktime.is_working_day(timezone.localdate(now), calendar),
        choice=choice,
        figures=_figures(mine, given, choice),
        tabs=[*_tabs(mine, choice), *(Tab(one.name, one.url, None, one.is_current) for one in saved)],
        saved=saved,
        groups=_groups(page.rows, shown, choice, bounds, calendar),
        more=_more(mine, bounds) if near_only and not page.next else (),
        sorts=_sorts(choice),
        next_url=address(choice, after=page.next) if page.next else "",
        given_late=[_work_row(row, bounds, calendar) for row in late],
        given_count=given.count(),
        empty="" if page.rows else _nothing(mine, choice, bounds),
        query=address(choice).removeprefix("?"),
    )


def _figures(mine: Tally, given: Tally, choice: Choice) -> list[Figure]:
    def figure(value: int, label: str, wanted: Choice, tone: str = "") -> Figure:
        on = wanted == Choice(when=choice.when, kinds=choice.kinds, given=choice.given)
        return Figure(value, label, address(Choice() if on else wanted), tone, is_current=on)

    figures = [
        figure(mine.count(when="late"), _("Quá hạn"), Choice(when="late"), "late"),
        figure(mine.count(when="today"), _("Đến hạn hôm nay"), Choice(when="today")),
        figure(mine.count(when="soon"), _("Trong 3 ngày làm việc"), Choice(when="soon")),
        figure(mine.count(kinds=INSTRUCT), _("Chờ bút phê"), Choice(kinds=INSTRUCT)),
        figure(mine.count(kinds=DECIDE), _("Chờ tôi ký, duyệt"), Choice(kinds=DECIDE)),
        figure(given.count(), _("Tôi giao, chưa xong"), Choice(given=True)),
    ]
    return figures


def _tabs(mine: Tally, choice: Choice) -> list[Tab]:
    plain = Choice(kinds=choice.kinds, unread=choice.unread)
    base = Choice(sort=choice.sort, text=choice.text)
    free = not (choice.when or choice.given)
    tabs = [
        Tab(_("Tất cả"), address(base), mine.count(), is_current=free and plain == Choice()),
        Tab(
            _("Chưa đọc"),
            address(base, unread=True),
            mine.count(unread=True),
            is_current=free and plain == Choice(unread=True),
        ),
    ]
    for kind in Kind:
        if kind.value in INSTRUCT + DECIDE:  # the counters above open these
            continue
        if count := mine.count(kinds=(kind.value,)):
            on = free and plain == Choice(kinds=(kind.value,))
            tabs.append(Tab(str(kind.label), address(base, kinds=(kind.value,)), count, is_current=on))
    return tabs


def _saved(actor: Actor, choice: Choice) -> list[SavedTab]:
    here = Choice(choice.when, choice.kinds, choice.unread, choice.given, choice.text, choice.sort)
    found = [(pk, name, parse(QueryDict(query))) for pk, name, query in queries.saved_filters(actor)]
    return [SavedTab(pk, name, address(wanted), is_current=wanted == here) for pk, name, wanted in found]


def _groups(
    rows: Sequence[Row], tally: Tally, choice: Choice, bounds: Bounds, calendar: worktime.Calendar
) -> list[WorkGroup]:
    """Return the rows in their groups by deadline; in another order they make one group without meaning of its own."""
    if choice.sort != "due":
        label = _("Mới đến trước") if choice.sort == "arrived" else _("Khẩn nhất trước")
        count = tally.count(when=choice.when, kinds=choice.kinds, unread=choice.unread)
        return [WorkGroup(label, [_work_row(row, bounds, calendar) for row in rows], count)] if rows else []
    groups: list[WorkGroup] = []
    for name in BUCKETS:
        inside = [_work_row(row, bounds, calendar) for row in rows if row.bucket == name]
        if inside:
            count = tally.count(when=name, kinds=choice.kinds, unread=choice.unread)
            groups.append(WorkGroup(_label(name, bounds), inside, count, "late" if name == "late" else ""))
    return groups


def _label(name: str, bounds: Bounds) -> str:
    today, soon = _day(bounds.now), _day(bounds.soon_ends - _BLINK)
    return {
        "late": _("Quá hạn"),
        "today": _("Hôm nay, %(day)s") % {"day": today},
        "soon": _("Trong 3 ngày làm việc tới, đến %(day)s") % {"day": soon},
        "later": _("Sau %(day)s") % {"day": soon},
        "none": _("Không có hạn"),
        "inform": _("Để biết"),
    }[name]


def _day(at: datetime) -> str:
    """Return "thứ Tư 14/10"."""
    day = timezone.localtime(at)
    name = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )[day.weekday()]
    return f"{name} {day:%d/%m}"


def _more(mine: Tally, bounds: Bounds) -> list[tuple[str, str]]:
    """Return the ways to what the first page leaves out: label with its count, address."""
    labels = {
        "later": _("Sau %(day)s: %(n)s việc"),
        "none": _("Không có hạn: %(n)s việc"),
        "inform": _("Để biết: %(n)s văn bản"),
    }
    day = f"{timezone.localtime(bounds.soon_ends - _BLINK):%d/%m}"
    return [
        (label % {"n": count, "day": day}, address(Choice(when=name)))
        for name, label in labels.items()
        if (count := mine.count(when=name))
    ]


def _nothing(mine: Tally, choice: Choice, bounds: Bounds) -> str:
    """Say what is so where the rows would be, and what comes next."""
    if choice != Choice(when=choice.when, after=choice.after):
        return _("Không có việc nào khớp với điều đang lọc.")
    if choice.when == "late":
        return _("Không có việc nào quá hạn. Hôm nay có %(n)s việc đến hạn.") % {"n": mine.count(when="today")}
    if choice.when:
        return _("Không có việc nào trong nhóm này.")
    return _("Không có việc nào đang chờ bạn. Việc được giao sẽ hiện ở đây ngay khi có.")


def _given_late(actor: Actor, bounds: Bounds, given: Tally) -> Sequence[Row]:
    if not given.count(when="late"):
        return ()
    return queries.work(actor=actor, bounds=bounds, choice=Choice(when="late", given=True), size=GIVEN_LATE_SHOWN).rows


def _sorts(choice: Choice) -> list[Tab]:
    names = {"due": _("Hạn gần nhất"), "arrived": _("Mới đến"), "urgency": _("Độ khẩn")}
    return [Tab(name, address(choice, sort=sort), is_current=choice.sort == sort) for sort, name in names.items()]


def _work_row(row: Row, bounds: Bounds, calendar: worktime.Calendar) -> WorkRow:
    return WorkRow(
        key=str(row.id),
        title=row.title,
        url=row.url,
        due=deadlines.due(due_at=row.due_at, started_at=row.started_at, now=bounds.now, calendar=calendar),
        role_label=row.role_label,
        role_tone="lead" if row.role_label == LEAD_LABEL else "",
        meta=row.meta,
        urgency=row.urgency,
        unread=row.is_new,
        given_by=row.given_by if row.given_by_post else "",
        given_by_post=row.given_by_post or row.given_by,
        act_label=row.act_label,
        act_key=ACT_KEYS.get(row.kind, ""),
    )
