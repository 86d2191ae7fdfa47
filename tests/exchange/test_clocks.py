"""The clocks of QĐ 28/2018: what is late is said to the clerks of that side, once."""

from datetime import date, datetime, timedelta

import pytest

from congvu.exchange import clock_rules
from congvu.exchange.actions.remind import remind
from congvu.exchange.actions.send import send
from congvu.exchange.clock_rules import Law, Step
from congvu.exchange.models import Mailing
from congvu.kernel.api import worktime
from congvu.notices.models import Notice
from tests.conftest import NOW
from tests.exchange.conftest import DISTRICT, carry, outgoing, some_reference

TZ = NOW.tzinfo
FRIDAY = datetime(2026, 10, 16, 15, 0, tzinfo=TZ)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "urgency", "due"),
    [
        (Step.TAKE, 0, datetime(2026, 10, 19, 17, 30, tzinfo=TZ)),
        (Step.TAKE, 1, datetime(2026, 10, 16, 15, 30, tzinfo=TZ)),
        (Step.ARRIVE, 0, datetime(2026, 10, 16, 17, 30, tzinfo=TZ)),
    ],
    ids=["next-working-day", "urgent", "same-day"],
)
def test_deadlines_run_in_working_time(step, urgency, due):
    law = clock_rules.law_for(step, on=FRIDAY.date())
    assert law is not None
    assert clock_rules.due_at(law, start=FRIDAY, urgency=urgency, calendar=worktime.calendar_for(None)) == due


def test_the_rule_of_the_day_counts():
    old = Law(Step.TAKE, 1, 60, 1, "cũ", date(2018, 7, 12), date(2026, 6, 30))
    new = Law(Step.TAKE, 1, 15, 0, "mới", date(2026, 7, 1))
    assert clock_rules.law_for(Step.TAKE, on=date(2026, 6, 30), laws=(old, new)) is old
    assert clock_rules.law_for(Step.TAKE, on=date(2026, 7, 1), laws=(old, new)) is new
    assert clock_rules.law_for(Step.TAKE, on=date(2018, 7, 11), laws=(old, new)) is None


@pytest.mark.django_db
def test_each_sides_clerk_hears_once_of_what_is_late(province, district):
    send(actor=province.actor("clerk"), sender_agency_id=province.agency.pk, document=outgoing(),
         reference=some_reference(), receivers=[DISTRICT], now=NOW)  # fmt: skip
    assert remind(now=NOW + timedelta(hours=1)) == 0
    late = NOW + timedelta(days=1)
    assert remind(now=late) == 1  # still under way after its day

    carry(now=NOW)
    assert Mailing.objects.get(kind="edoc").state == "done"
    assert remind(now=NOW + timedelta(days=2)) == 2  # the receiver's clerk, and the sender's
    assert remind(now=NOW + timedelta(days=2, hours=1)) == 0

    told = {(one.person.full_name, one.text.split(",")[0].split(" từ")[0]) for one in Notice.objects.all()}
    assert len(told) == 3
    assert any("Quá hạn tiếp nhận" in text for _who, text in told)
