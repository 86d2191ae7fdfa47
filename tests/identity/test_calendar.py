"""The working calendar in the hands of administrators: days, hours, rights, refusals, pages."""

from datetime import date, time

import pytest
from django.test import Client
from django.utils import timezone

from congvu.identity.actions import calendar as acts
from congvu.identity.errors import DayAlreadyEntered
from congvu.identity.models import Post
from congvu.identity.rules import worktime as rules
from congvu.identity.types import Role
from congvu.kernel.api import worktime
from congvu.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.kernel.models import AuditEntry, DayOverride, OutboxEvent, WorkingHours
from congvu.kernel.worktime.calendars import forget

from .conftest import PASSWORD, official, sign_in

MONDAY, SATURDAY, SUNDAY = date(2026, 10, 19), date(2026, 10, 24), date(2026, 10, 25)
NATIONAL_DAY = date(2026, 9, 2)
FULL = [["07:30", "11:30"], ["13:30", "17:00"]]


@pytest.fixture(autouse=True)
def fresh():
    forget()
    yield
    forget()


@pytest.fixture
def admin(administrator, now):
    return administrator.actor(now)


def enter(actor, agency_id, day, now, kind="local", **changes):
    facts = {"name": "Ngày truyền thống tỉnh", "decision": "12/QĐ-UBND", "legal_basis": "", **changes}
    return acts.enter_day(actor=actor, agency_id=agency_id, day=day, kind=kind, now=now, **facts)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("07:30-11:30, 13:30-17:00", FULL),
        ("7h30 - 11h30; 13g30 – 17h", FULL),
        ("", []),
        ("8-12", None),
        ("11:30-07:30", None),
        ("07:30-11:30, 11:00-17:00", None),
        ("07:30-24:00", None),
        ("07:61-11:30", None),
        ("sáng", None),
        ("07:30-11:30,", None),
    ],
)
def test_hours_are_read_as_people_type_them(typed, read):
    assert rules.read_shifts(typed) == read


def test_hours_are_shown_as_they_are_typed():
    assert rules.shifts_text(((time(7, 30), time(11, 30)), (time(13, 30), time(17)))) == "07:30-11:30, 13:30-17:00"


def test_a_day_off_counts_at_once_and_is_withdrawn_again(admin, committee, now):
    pk = enter(admin, committee.pk, MONDAY, now)
    assert worktime.calendar_for(committee.pk).shifts(MONDAY) == ()
    assert worktime.calendar_for(committee.pk + 1).shifts(MONDAY) != ()
    acts.withdraw_day(actor=admin, agency_id=committee.pk, override_id=pk, now=now)
    assert worktime.calendar_for(committee.pk).shifts(MONDAY) != ()
    assert DayOverride.objects.get().withdrawn_at == now
    entries = AuditEntry.objects.order_by("pk").values_list("code", "person_name", "agency_id")
    assert list(entries) == [
        ("kernel.calendar_day_set", "Bùi Quốc Đạt", committee.pk),
        ("kernel.calendar_day_withdrawn", "Bùi Quốc Đạt", committee.pk),
    ]
    assert OutboxEvent.objects.filter(name="kernel.CalendarChanged").count() == 2
    with pytest.raises(NotFound):
        acts.withdraw_day(actor=admin, agency_id=committee.pk, override_id=pk, now=now)


def test_a_saturday_is_worked_instead(admin, committee, now):
    enter(admin, committee.pk, SATURDAY, now, kind="swapped_work")
    assert worktime.calendar_for(committee.pk).shifts(SATURDAY) != ()


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [
        (SUNDAY, "local", "vốn được nghỉ"),
        (NATIONAL_DAY, "swapped_off", "vốn được nghỉ"),
        (MONDAY, "swapped_work", "vốn là ngày làm việc"),
        (MONDAY, "holiday", "không có trong danh mục"),
    ],
)
def test_a_kind_that_does_not_fit_the_day_is_refused(admin, committee, now, day, kind, words):
    with pytest.raises(Invalid, match=words):
        enter(admin, committee.pk, day, now, kind=kind)
    assert (DayOverride.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_day_is_entered_once(admin, committee, now):
    enter(admin, committee.pk, MONDAY, now)
    with pytest.raises(DayAlreadyEntered) as refusal:
        enter(admin, committee.pk, MONDAY, now, kind="swapped_off")
    assert str(refusal.value) == (
        "Ngày 19/10/2026 đã được nhập là “ngày nghỉ riêng”. Hãy bỏ mục đó trước, rồi nhập lại."
    )
    assert DayOverride.objects.get().kind == "local"


def test_only_administrators_of_the_agency_or_above(admin, clerk, committee, department, department_unit, now):
    post = Post.objects.create(unit=department_unit, title="QT", roles=[Role.ADMINISTRATOR])
    below = official("Lý Văn Sang", "van.sang", post).actor(now)
    own = enter(admin, committee.pk, MONDAY, now)
    hours = {"valid_from": MONDAY, "valid_to": None, "week": [FULL] * 7, "decision": ""}
    for actor, agency_id in ((clerk.actor(now), committee.pk), (below, committee.pk), (below, None)):
        with pytest.raises(NotAllowed):
            enter(actor, agency_id, date(2026, 10, 20), now)
        with pytest.raises(NotAllowed):
            acts.withdraw_day(actor=actor, agency_id=agency_id, override_id=own, now=now)
        with pytest.raises(NotAllowed):
            acts.set_hours(actor=actor, agency_id=agency_id, now=now, **hours)
    with pytest.raises(NotFound):  # her right is for another agency than the day's
        acts.withdraw_day(actor=below, agency_id=department.pk, override_id=own, now=now)
    assert enter(below, department.pk, MONDAY, now)
    assert enter(admin, None, date(2026, 10, 20), now)
    assert worktime.calendar_for(department.pk).shifts(date(2026, 10, 20)) == ()
    assert DayOverride.objects.filter(withdrawn_at=None).count() == 3


def test_hours_count_from_their_day(admin, committee, now):
    week = [FULL] * 5 + [[["07:30", "11:30"]], []]
    acts.set_hours(
        actor=admin, agency_id=committee.pk, valid_from=MONDAY, valid_to=None, week=week, decision="5/QĐ", now=now
    )
    calendar = worktime.calendar_for(committee.pk)
    assert calendar.shifts(SATURDAY) == ((time(7, 30), time(11, 30)),)
    assert calendar.shifts(date(2026, 10, 17)) == ()
    assert AuditEntry.objects.get().code == "kernel.working_hours_set"
    with pytest.raises(Invalid) as refusal:
        acts.set_hours(
            actor=admin,
            agency_id=committee.pk,
            valid_from=SATURDAY,
            valid_to=MONDAY,
            week=week,
            decision="",
            now=now,
        )
    assert str(refusal.value) == "Ngày kết thúc phải sau ngày bắt đầu."
    assert WorkingHours.objects.count() == 1


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, administrator, settings) -> Client:
    settings.REQUIRE_ADMIN_MFA = False
    administrator.account.password_changed_at = timezone.now()
    administrator.account.save()
    client.post("/dang-nhap/", {"name": "quoc.dat", "password": PASSWORD})
    return client


def test_the_page_shows_law_and_what_is_not_decided(desk, committee):
    assert desk.get("/quan-tri/lich-lam-viec/")["Location"] == f"/quan-tri/lich-lam-viec/{committee.pk}/"
    page = desk.get(f"/quan-tri/lich-lam-viec/{committee.pk}/?nam=2026").content.decode()
    assert "12729/VPCP-KGVX ngày 25/12/2025" in page
    assert "BLLĐ 2019 Điều 112" in page
    assert "Tính trước" not in page
    page = desk.get(f"/quan-tri/lich-lam-viec/{committee.pk}/?nam=2027").content.decode()
    assert page.count("Tính trước, chưa có quyết định") == 6
    assert desk.get(f"/quan-tri/lich-lam-viec/{committee.pk}/?nam=1900").status_code == 404


def test_a_day_goes_in_and_out_by_the_forms(desk, committee):
    base = f"/quan-tri/lich-lam-viec/{committee.pk}/"
    typed = {"day": "19/10/2026", "kind": "local", "name": "Ngày truyền thống", "decision": "12/QĐ-UBND"}
    assert desk.post(base + "them/", typed)["Location"] == base + "?nam=2026"
    page = desk.get(base + "?nam=2026").content.decode()
    assert "Ngày truyền thống" in page
    out = f"{base}bo/{DayOverride.objects.get().pk}/"
    assert "trở lại như lịch chung" in desk.get(out).content.decode()
    assert desk.post(out)["Location"] == base + "?nam=2026"
    assert "Ngày truyền thống" not in desk.get(base + "?nam=2026").content.decode().split("cv-sheet")[1]
    assert desk.post(out).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "31/09/2026"}, "tháng 9 năm 2026 chỉ có 30 ngày"),
        ({"day": ""}, "Nhập ngày, ví dụ 14/10/2026"),
        ({"day": "25/10/2026"}, "vốn được nghỉ"),
        ({"decision": ""}, "bắt buộc"),
        ({"kind": "holiday"}, "holiday"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(desk, committee, changes, sentence):
    typed = {"day": "19/10/2026", "kind": "local", "name": "Nghỉ", "decision": "12/QĐ-UBND", **changes}
    page = desk.post(f"/quan-tri/lich-lam-viec/{committee.pk}/them/", typed)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert DayOverride.objects.count() == 0


def test_hours_are_set_by_the_form(desk, committee):
    address = f"/quan-tri/lich-lam-viec/{committee.pk}/gio/"
    typed = {f"day_{n}": "7h-11h, 13h-17h" for n in range(5)} | {"valid_from": "01/10/2026", "decision": "5/QĐ"}
    page = desk.post(address, {**typed, "day_2": "17h-13h"}).content.decode()
    assert "Nhập các ca nối tiếp nhau" in page
    page = desk.post(address, {**typed, "valid_to": "30/09/2026"}).content.decode()
    assert "Ngày kết thúc phải sau ngày bắt đầu" in page
    page = desk.post(address, {"valid_from": "01/10/2026"}).content.decode()
    assert "ít nhất một ngày làm việc" in page
    assert WorkingHours.objects.count() == 0
    assert desk.post(address, typed).status_code == 302
    row = WorkingHours.objects.get()
    assert (row.agency_id, row.valid_from, row.week[0], row.week[6]) == (
        committee.pk,
        date(2026, 10, 1),
        [["07:00", "11:00"], ["13:00", "17:00"]],
        [],
    )


def test_acts_ask_for_a_fresh_proof_and_others_see_nothing(client, clerk, administrator, committee, settings):
    settings.REQUIRE_ADMIN_MFA = False
    base = f"/quan-tri/lich-lam-viec/{committee.pk}/"
    sign_in(client, clerk)
    assert client.get(base).status_code == 403
    administrator.account.password_changed_at = timezone.now()
    administrator.account.save()
    sign_in(client, administrator)
    typed = {"day": "19/10/2026", "kind": "local", "name": "Nghỉ", "decision": "12/QĐ-UBND"}
    assert client.post(base + "them/", typed)["Location"].startswith("/xac-nhan-lai/")
    assert DayOverride.objects.count() == 0
    assert client.get("/quan-tri/lich-lam-viec/0/").status_code == 200
    assert client.get("/quan-tri/lich-lam-viec/999/").status_code == 404
