"""Limits by urgency of an agency's own: stricter than the law or where it is silent, dated, in the audit log."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.documents.actions import deadlines
from congvu.documents.actions.limits import LimitTerms, end_limit, set_limit
from congvu.documents.desk_types import ClockSpan, ClockStep, Limit
from congvu.documents.errors import LimitInvalid
from congvu.documents.incoming.limits import looser, problem
from congvu.documents.models import UrgencyClock
from congvu.documents.queries import limits as query
from congvu.documents.types import Urgency
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW

TODAY = NOW.date()
NEXT_DAY, SAME_DAY = Limit(ClockSpan.NEXT_DAY), Limit(ClockSpan.SAME_DAY)


def at_once(minutes: int, *, all_hours: bool = False) -> Limit:
    return Limit(ClockSpan.AT_ONCE, minutes, all_hours)


@pytest.mark.parametrize(
    ("own", "law", "calmer", "more_urgent", "said"),
    [
        (SAME_DAY, NEXT_DAY, None, at_once(120), None),
        (at_once(240), NEXT_DAY, None, at_once(120), None),
        (at_once(180), at_once(120), NEXT_DAY, at_once(60), None),  # luật chỉ ghi "ngay"
        (at_once(120, all_hours=True), at_once(120), NEXT_DAY, at_once(60), None),
        (NEXT_DAY, at_once(120), None, None, "chặt hơn luật"),
        (SAME_DAY, at_once(120), None, None, "chặt hơn luật"),
        (NEXT_DAY, NEXT_DAY, None, None, "giống quy định chung"),
        (at_once(120), at_once(120), NEXT_DAY, at_once(60), "giống quy định chung"),
        (at_once(0), NEXT_DAY, None, None, "trong 5 đến 240 phút"),
        (at_once(241), NEXT_DAY, None, None, "trong 5 đến 240 phút"),
        (at_once(130), at_once(60), at_once(120), at_once(30), "không được chậm hơn mức liền dưới"),
        (at_once(20), at_once(120), NEXT_DAY, at_once(60), "không được gấp hơn mức liền trên"),
    ],
    ids=[
        "a day stricter",
        "at once in place of a day",
        "other minutes",
        "nights count",
        "a day where at once",
        "same day where at once",
        "the law itself",
        "the same minutes",
        "no minutes",
        "longer than half a day",
        "slower than the level below",
        "faster than the level above",
    ],
)
def test_an_agency_is_stricter_or_fills_what_the_law_leaves_open(own, law, calmer, more_urgent, said):
    found = problem(own, law=law, calmer=calmer, more_urgent=more_urgent)
    assert found is None if said is None else said in str(found)
    assert looser(own, law) is (said == "chặt hơn luật")


def terms(**changes: object) -> LimitTerms:
    values: dict[str, object] = {"urgency": Urgency.URGENT, "span": ClockSpan.AT_ONCE, "minutes": 90}
    return LimitTerms(**{**values, "valid_from": TODAY, "basis": "Quy chế 12/QC-UBND", **changes})


def limit(office, on: date = TODAY, urgency: int = Urgency.URGENT) -> Limit:
    return deadlines.limit(agency_id=office.agency.pk, step=ClockStep.PASS_ON, urgency=urgency, on=on)


def test_a_limit_holds_from_its_day_and_the_next_one_takes_its_place(office, other_office):
    clerk = office.actor("clerk")
    tomorrow = TODAY + timedelta(days=1)
    set_limit(actor=clerk, terms=terms(), now=NOW)
    set_limit(actor=clerk, terms=terms(minutes=100, valid_from=tomorrow), now=NOW)
    assert [limit(office, TODAY - timedelta(days=1)), limit(office), limit(office, tomorrow)] == [
        at_once(120),
        at_once(90),
        at_once(100),
    ]
    assert limit(other_office) == at_once(120)
    entry = AuditEntry.objects.filter(code="documents.limit_set").order_by("pk").first()
    assert (entry.data["limit"], entry.data["basis"]) == ("at_once 90", "Quy chế 12/QC-UBND")
    shown = query.page(actor=clerk, today=TODAY)
    assert [(row.words, row.state) for row in shown.levels[1].own] == [
        ("Ngay: trong 90 phút, tính theo giờ làm việc", "now"),
        ("Ngay: trong 100 phút, tính theo giờ làm việc", "soon"),
    ]


def test_a_limit_ends_with_a_day_and_one_not_begun_is_withdrawn(office, other_office):
    clerk = office.actor("clerk")
    later = TODAY + timedelta(days=20)
    pk = set_limit(actor=clerk, terms=terms(valid_from=later), now=NOW)
    with pytest.raises(LimitInvalid):
        end_limit(actor=clerk, clock_id=pk, last_day=TODAY - timedelta(days=1), now=NOW)
    with pytest.raises(NotFound):
        end_limit(actor=other_office.actor("clerk"), clock_id=pk, last_day=TODAY, now=NOW)
    end_limit(actor=clerk, clock_id=pk, last_day=TODAY, now=NOW)
    assert limit(office, later) == at_once(120)
    law = UrgencyClock.objects.filter(agency=None).first()
    with pytest.raises(NotFound):
        end_limit(actor=clerk, clock_id=law.pk, last_day=TODAY, now=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_from": TODAY - timedelta(days=1)},
        {"basis": " "},
        {"basis": "x" * 201},
        {"span": ClockSpan.NEXT_DAY},
        {"minutes": 30},
        {"urgency": 9},
        {"span": "năm"},
    ],
    ids=["yesterday", "no basis", "long basis", "looser", "faster than above", "no such level", "no such span"],
)
def test_a_wrong_limit_is_refused_and_nothing_is_written(office, changes):
    with pytest.raises(LimitInvalid):
        set_limit(actor=office.actor("clerk"), terms=terms(**changes), now=NOW)
    assert not UrgencyClock.objects.filter(agency=office.agency).exists()


def test_two_of_one_level_do_not_cross_and_officers_set_none(office):
    clerk = office.actor("clerk")
    set_limit(actor=clerk, terms=terms(valid_from=TODAY + timedelta(days=9)), now=NOW)
    with pytest.raises(LimitInvalid, match="cho thôi hàng ấy trước"):
        set_limit(actor=clerk, terms=terms(), now=NOW)
    with pytest.raises(NotAllowed):
        set_limit(actor=office.actor("officer"), terms=terms(), now=NOW)


def test_a_later_stricter_law_overrules_the_agency(office):
    set_limit(actor=office.actor("clerk"), terms=terms(urgency=Urgency.NORMAL, span=ClockSpan.SAME_DAY), now=NOW)
    assert limit(office, urgency=Urgency.NORMAL) == SAME_DAY
    first = TODAY + timedelta(days=30)
    common = {"agency": None, "step": ClockStep.PASS_ON, "urgency": Urgency.NORMAL, "legal_basis": "luật mới"}
    UrgencyClock.objects.create(span=ClockSpan.AT_ONCE, minutes=60, valid_from=first, **common)
    assert limit(office, first, Urgency.NORMAL) == at_once(60)


def test_the_pages_set_list_and_end(client, office, monkeypatch):
    client.force_login(office.accounts["clerk"])
    new, listing = reverse("documents:limit_new"), reverse("documents:limits")
    day = f"{timezone.localdate():%d/%m/%Y}"
    typed = {"urgency": "1", "span": "at_once", "minutes": "90", "valid_from": day, "basis": "Quy chế 12"}
    assert client.post(new, {**typed, "minutes": "9999"}).status_code == 422
    assert client.post(new, {**typed, "urgency": "x", "span": "next_day"}).status_code == 422
    assert "không được gấp hơn mức liền trên" in client.post(new, {**typed, "minutes": "20"}).content.decode()
    assert client.post(new, typed).status_code == 302
    listed = client.get(listing).content.decode()
    assert "Ngay: trong 90 phút" in listed
    assert "NĐ 30/2020/NĐ-CP, Điều 23 khoản 1" in listed
    end = reverse("documents:limit_end", args=[UrgencyClock.objects.get(agency=office.agency).pk])
    client.post(end, {"last_day": "mai"})
    assert UrgencyClock.objects.get(agency=office.agency).valid_to is None
    client.post(end, {"last_day": day})
    assert UrgencyClock.objects.get(agency=office.agency).valid_to == timezone.localdate()
    monkeypatch.setattr(query, "PAST_SHOWN", 0)
    shown = query.page(actor=office.actor("clerk"), today=timezone.localdate() + timedelta(days=1))
    assert (shown.past, shown.past_left) == ([], 1)

    client.force_login(office.accounts["officer"])
    assert client.get(listing).status_code == 403
