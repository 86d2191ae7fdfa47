"""Who leaves a post hands over her case files first; where she cannot, the head of her unit does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from congvu.archive import api as archive
from congvu.archive.actions.leaving import ask_for_hand_over, left_behind
from congvu.identity.actions.posts import end_assignment
from congvu.identity.errors import NotHandedOver
from congvu.identity.events import AssignmentEnded
from congvu.identity.models import Assignment
from congvu.kernel.models import AuditEntry, OutboxEvent
from congvu.worklist.models import Entry
from tests.conftest import NOW

TODAY = timezone.localdate(NOW)


def held(office, who="officer"):
    return Assignment.objects.get(post=office.posts[who], person=office.people[who])


def leave(office, last_day, **more):
    end_assignment(actor=office.actor("admin"), assignment_id=held(office).pk, last_day=last_day, now=NOW, **more)


def lines(office):
    return list(
        Entry.objects.filter(key=f"archive.leaving:{office.posts['officer'].pk}", closed_at=None).values_list(
            "owner_post_id", "title"
        )
    )


def test_nobody_leaves_today_with_files_not_handed_over(office, case_file):
    case_file()
    with pytest.raises(NotHandedOver) as refusal:
        leave(office, TODAY)
    assert "1 hồ sơ công việc chưa bàn giao" in str(refusal.value)
    assert held(office).valid_to is None
    assert not OutboxEvent.objects.filter(name__contains="AssignmentEnded").exists()


def test_who_leaves_later_is_asked_until_her_last_file_is_handed_on(office, case_file):
    file = case_file()
    leave(office, TODAY + timedelta(days=10))
    ask_for_hand_over(post_id=office.posts["officer"].pk, last_day=TODAY + timedelta(days=10), now=NOW)
    [(owner, title)] = lines(office)
    assert (owner, title) == (office.posts["officer"].pk, f"Bàn giao 1 hồ sơ của {file.keeper_name}")
    archive.hand_on(
        actor=office.actor("officer"), uid=file.uid, post_id=office.posts["econ_officer"].pk, reason="Nghỉ hưu", now=NOW
    )
    assert lines(office) == []
    leave(office, TODAY)
    assert held(office).valid_to == TODAY


def test_with_a_reason_she_may_leave_and_the_head_of_her_unit_hands_on(office, case_file):
    file = case_file()
    leave(office, TODAY - timedelta(days=1), unhanded_reason="Từ trần")
    entry = AuditEntry.objects.get(code="identity.assignment_ended")
    assert (entry.data["reason"], entry.data["held"]) == ("Từ trần", "1 hồ sơ công việc chưa bàn giao, chưa nộp lưu")
    assert left_behind(now=NOW) == 1
    assert left_behind(now=NOW) == 1  # once more changes nothing
    [(owner, _title)] = lines(office)
    assert owner != office.posts["officer"].pk
    head = next(name for name, post in office.posts.items() if post.pk == owner)
    archive.hand_on(
        actor=office.actor(head), uid=file.uid, post_id=office.posts["econ_officer"].pk, reason="Đã mất", now=NOW
    )  # fmt: skip
    assert lines(office) == []
    assert left_behind(now=NOW) == 0


def test_a_post_that_another_person_holds_too_keeps_its_files(office, case_file):
    case_file()
    Assignment.objects.create(
        person=office.people["econ_officer"], post=office.posts["officer"], valid_from=TODAY, kind="concurrent"
    )
    leave(office, TODAY)
    assert left_behind(now=NOW + timedelta(days=1)) == 0


def test_the_news_asks_who_leaves(office, case_file):
    from congvu.archive.subscribers import ask_who_leaves

    case_file()
    day = timezone.localdate() + timedelta(days=3)
    ask_who_leaves(AssignmentEnded(held(office).pk, 1, office.posts["officer"].pk, day.isoformat()))
    assert len(lines(office)) == 1


def test_the_list_shows_what_one_post_must_hand_over(office, case_file, client):
    case_file()
    client.force_login(office.accounts["archivist"])
    mine = client.get("/ho-so/", {"xem": "tat-ca", "nguoi": office.posts["officer"].pk}).content.decode()
    assert "01.TH" in mine
    other = client.get("/ho-so/", {"xem": "tat-ca", "nguoi": office.posts["archivist"].pk}).content.decode()
    assert "01.TH" not in other
