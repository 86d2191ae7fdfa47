from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from congvu.kernel.models import Holiday
from congvu.worklist import api, deadlines, queries
from congvu.worklist.types import Choice
from congvu.worklist.web import home as page
from congvu.worklist.web.choice import parse
from tests.trays import actor_of, delegate, make_account, make_agency, make_holder, make_post, make_unit

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def on(day, hour, minute=0):
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


@pytest.fixture
def week(specialist, entry_for):
    """One entry in each group, seen on Wednesday 14/10/2026 at 10:20."""
    for key, due_at in {
        "late": on(13, 8, 20),
        "today": on(14, 16),
        "tonight": on(14, 23, 59),
        "monday": on(19, 17),
        "tuesday": on(20, 8),
        "never": None,
    }.items():
        api.put(entry_for(specialist, f"t:{key}", title=key, due_at=due_at))
    api.put(entry_for(specialist, "t:news", title="news", kind="inform", due_at=None))


def shown(actor, now, **query):
    home = page.home(actor=actor, choice=parse(query), now=now)
    return {group.label: [row.title for row in group.rows] for group in home.groups}


def test_groups_follow_the_deadline_and_the_rest_is_one_click_away(week, specialist, now):
    home = page.home(actor=specialist, choice=Choice(), now=now)

    assert {group.label: [row.title for row in group.rows] for group in home.groups} == {
        "Quá hạn": ["late"],
        "Hôm nay, thứ Tư 14/10": ["today", "tonight"],
        "Trong 3 ngày làm việc tới, đến thứ Hai 19/10": ["monday"],
    }
    assert home.more == [
        ("Sau 19/10: 1 việc", "?han=sau"),
        ("Không có hạn: 1 việc", "?han=khong-han"),
        ("Để biết: 1 văn bản", "?han=de-biet"),
    ]
    assert [group.tone for group in home.groups] == ["late", "", ""]


def test_each_counter_opens_the_very_rows_it_counts(week, specialist, leader, entry_for, now):
    api.put(entry_for(specialist, "t:instruct", kind="instruct"))
    api.put(entry_for(specialist, "t:approve", kind="approve"))
    api.put(entry_for(specialist, "t:sign", kind="sign", due_at=None))
    api.put(entry_for(leader, "t:given", given_by_post_id=specialist.post_id))
    home = page.home(actor=specialist, choice=Choice(), now=now)

    assert [(f.label, f.value) for f in home.figures] == [
        ("Quá hạn", 1),
        ("Đến hạn hôm nay", 4),
        ("Trong 3 ngày làm việc", 1),
        ("Chờ bút phê", 1),
        ("Chờ tôi ký, duyệt", 2),
        ("Tôi giao, chưa xong", 1),
    ]
    for figure in home.figures:
        wanted = parse(dict(pair.split("=") for pair in figure.url.removeprefix("?").split("&")))
        opened = page.home(actor=specialist, choice=wanted, now=now)
        assert sum(len(group.rows) for group in opened.groups) == figure.value, figure.label
        assert sum(group.count for group in opened.groups) == figure.value, figure.label


def test_three_working_days_step_over_a_weekend_and_a_holiday(specialist, entry_for):
    calendar_day = datetime(2026, 10, 16, 9, tzinfo=ZONE)  # Friday
    from congvu.kernel.api import worktime

    calendar = worktime.calendar_for(specialist.agency_id)
    assert deadlines.bounds(now=calendar_day, calendar=calendar).soon_ends == on(22, 0)
    # Quốc khánh 2026: nghỉ 01 và 02/9.
    before = datetime(2026, 8, 31, 9, tzinfo=ZONE)
    assert Holiday.objects.filter(day__year=2026, day__month=9, day__day=2).exists()
    assert deadlines.bounds(now=before, calendar=calendar).soon_ends.astimezone(ZONE).date().isoformat() == "2026-09-08"


def test_colour_comes_with_the_last_working_day(specialist, entry_for, now):
    for name, due_at in {"a": on(13, 8, 20), "b": on(14, 16), "c": on(16, 8)}.items():
        api.put(entry_for(specialist, f"t:{name}", due_at=due_at, started_at=on(12, 7, 30)))
    rows = [row for group in page.home(actor=specialist, choice=Choice(), now=now).groups for row in group.rows]

    assert [(row.due.minutes, row.due.late) for row in rows] == [(600, True), (220, False), (820, False)]
    assert rows[1].due.used_percent == 83


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "never"}, ["never"]),
        ({"q": "BNV cchc"}, ["late", "today", "tonight", "monday", "tuesday", "never", "news"]),
        ({"q": "%"}, []),
        ({"chua-doc": "1", "q": "mon"}, ["monday"]),
        ({"viec": "inform"}, ["news"]),
        ({"viec": "x' or 1=1"}, ["late", "today", "tonight", "monday"]),
        ({"han": "sau"}, ["tuesday"]),
        ({"han": "'; drop"}, ["late", "today", "tonight", "monday"]),
        ({"sau": "9" * 50}, ["late", "today", "tonight", "monday"]),
        ({"sau": "x.y.z"}, ["late", "today", "tonight", "monday"]),
        ({"xep": "den", "q": "late"}, ["late"]),
    ],
)
def test_filters_narrow_and_rubbish_is_left_out(week, specialist, now, query, titles):
    assert [title for rows in shown(specialist, now, **query).values() for title in rows] == titles


@pytest.mark.parametrize("sort", ["due", "arrived", "urgency"])
def test_pages_follow_one_another_without_gap_or_double(clerk, entry_for, now, sort):
    for n in range(12):
        queue = {"owner_post_id": None, "owner_role": "records_clerk"} if n % 2 else {}
        api.put(
            entry_for(
                clerk,
                f"t:{n}",
                title=str(n),
                urgency=n % 3,
                arrived_at=now - timedelta(hours=n % 4),
                due_at=now + timedelta(hours=n // 3) if n % 5 else None,
                **queue,
            )
        )
    bounds = deadlines.bounds(now=now, calendar=page.worktime.calendar_for(clerk.agency_id))
    whole = [row.title for row in queries.work(actor=clerk, bounds=bounds, choice=Choice(sort=sort)).rows]
    seen, after = [], ""
    for _page in range(40):
        found = queries.work(actor=clerk, bounds=bounds, choice=Choice(sort=sort, after=after), size=5)
        seen += [row.title for row in found.rows]
        after = found.next
        if not after:
            break
    assert seen == whole
    assert sorted(seen, key=int) == [str(n) for n in range(12)]


def test_under_a_delegation_the_delegator_s_tray_shows(office, entry_for, now, client):
    from congvu.identity.api import actor_in

    chief = make_holder(make_post(office, "Chánh Văn phòng", ("office_chief",)), "Lê Hoàng Phúc")
    deputy = make_holder(make_post(office), "Trần Thị Ngọc Ánh")
    account = make_account(deputy.person, "anh.ttn")
    given = delegate(chief, deputy.person, now - timedelta(days=1), now + timedelta(days=1))
    api.put(entry_for(actor_of(chief)))

    assert api.count_for(actor_in(account, "", now=now)) == 0
    assert api.count_for(actor_in(account, f"delegation:{given.pk}", now=now)) == 1


def test_what_is_done_stays_as_history_for_its_tray_only(week, specialist, leader, now):
    api.close("t:late", now, actor=specialist)
    rows, after = queries.done(actor=specialist)

    assert [(row.title, row.closed_at, row.closed_by) for row in rows] == [("late", now, "Võ Minh Quân")]
    assert after == ""
    assert queries.done(actor=leader)[0] == ()


def test_history_is_paged(specialist, entry_for, now):
    for n in range(7):
        api.put(entry_for(specialist, f"t:{n}", title=str(n)))
        api.close(f"t:{n}", now - timedelta(hours=n // 2))
    seen, after = [], ""
    for _page in range(40):
        rows, after = queries.done(actor=specialist, after=after, size=3)
        seen += [row.title for row in rows]
        if not after:
            break
    assert seen == ["1", "0", "3", "2", "5", "4", "6"]


def test_counters_stop_at_their_limit(specialist, entry_for, monkeypatch):
    monkeypatch.setattr(queries, "COUNT_LIMIT", 3)
    for n in range(5):
        api.put(entry_for(specialist, f"t:{n}"))
    assert api.count_for(specialist) == 3


def test_no_agency_or_post_of_others_shows(week, now):
    stranger = actor_of(make_holder(make_post(make_unit(make_agency("Sở Nội vụ")), "Chuyên viên"), "Bùi Quốc Đạt"))
    assert shown(stranger, now) == {}
