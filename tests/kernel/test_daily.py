"""Daily work is written down in Vietnamese time; the worker's clock is UTC."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from procrastinate.contrib.django import app

from congvu.kernel.api import every_day_at
from congvu.kernel.worktime.rules import ZONE

SOURCE = Path(__file__).parents[2] / "src" / "congvu"


@pytest.mark.parametrize(
    ("at", "cron"),
    [("07:00", "0 0 * * *"), ("01:30", "30 18 * * *"), ("00:40", "40 17 * * *"), ("23:59", "59 16 * * *")],
    ids=["morning", "the day before in UTC", "after midnight", "last minute"],
)
def test_an_hour_in_vietnam_becomes_the_hour_of_the_workers_clock(at, cron):
    assert every_day_at(at) == cron


@pytest.mark.parametrize("at", ["", "7:00", "24:00", "07:60", "07:00:30", "07", "* * * * *"])
def test_what_is_not_an_hour_is_refused(at):
    with pytest.raises(ValueError, match=r".*"):
        every_day_at(at)


def test_no_work_says_its_hour_by_the_clock_of_utc():
    bare = re.compile(r'cron="\d+ \d+ ')
    assert [str(path) for path in SOURCE.rglob("*.py") if bare.search(path.read_text(encoding="utf-8"))] == []


def test_the_worker_takes_up_daily_work_at_those_hours():
    app.perform_import_paths()
    noon = datetime(2026, 10, 14, 12, 0, tzinfo=ZONE).timestamp()
    runs = {}
    for (name, _id), work in app.periodic_registry.periodic_tasks.items():
        if re.match(r"\d+ \d+ ", work.cron):
            following = work.croniter.set_current(start_time=noon) and work.croniter.get_next(ret_type=float)
            runs[name.removeprefix("congvu.")] = f"{datetime.fromtimestamp(following, ZONE):%H:%M}"
    known = {
        "archive.tasks.daily": "07:40",
        "backup.tasks.back_up_today": "01:30",
        "config.tasks.forget_sessions": "03:17",
        "directives.send_summaries": "07:30",
        "exchange.tasks.nightly": "00:40",
        "identity.tasks.care_for_accounts": "01:30",
        "notices.digests": "07:00",
        "signing.tasks.every_night": "02:40",
        "signing.tasks.keep_demo_lists_fresh": "02:20",
        "signing.tasks.recheck_tonight": "03:10",
    }
    assert {name: runs.get(name) for name in known} == known
