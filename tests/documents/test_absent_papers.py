"""What lies with somebody away is listed, and goes to her substitute in one act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from congvu.documents.actions.absence import set_absence
from congvu.documents.actions.absent_papers import HandedOver, hand_over_absent
from congvu.documents.api import instruct
from congvu.documents.errors import BadTargets
from congvu.documents.models import Handling
from congvu.documents.queries.absent_papers import absent_people
from congvu.documents.types import HandlingRole, Target
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from congvu.worklist.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def lying(office, register, now):
    """Two papers of the officer, given before she went; returns the absence's id."""
    early = now - timedelta(hours=4)
    for n in (1, 2):
        made = register(now=early, code_number=str(n), arrived_at=early, issued_on=timezone.localdate(early))
        target = Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk, due_at=now + timedelta(days=n))
        instruct(
            actor=office.actor("chairman"), uid=made.uid, text="", targets=[target],
            now=early + timedelta(minutes=n),
        )  # fmt: skip
    return set_absence(
        actor=office.actor("chief"),
        post_id=office.posts["officer"].pk,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=5),
        substitute_post_id=office.posts["econ_officer"].pk,
        reason="Đi học",
        now=now - timedelta(hours=2),
    )


def test_who_is_away_what_lies_there_and_since_when(office, lying, now):
    (one,) = absent_people(actor=office.actor("chief"), now=now)
    assert (one.name, one.count, one.reason) == ("Công Tằng Tôn Nữ Thị Diễm Phương", 2, "Đi học")
    assert one.substitute == "Đặng Thị Út, Chuyên viên"
    assert one.oldest_at == one.papers[0].since == now - timedelta(hours=4) + timedelta(minutes=1)
    assert absent_people(actor=office.actor("chief"), now=now + timedelta(days=6)) == []


def test_all_goes_to_the_substitute_with_role_and_deadline(office, lying, now):
    done = hand_over_absent(actor=office.actor("chief"), absence_id=lying, now=now)
    assert done == HandedOver(2, 0)
    mine = Handling.objects.filter(to_post=office.posts["econ_officer"], state="open").order_by("due_at")
    assert [(h.role, h.due_at) for h in mine] == [("lead", now + timedelta(days=n)) for n in (1, 2)]
    assert not Handling.objects.filter(to_post=office.posts["officer"], state="open").exists()
    assert Entry.objects.filter(owner_post_id=office.posts["econ_officer"].pk, closed_at=None).count() == 2
    said = AuditEntry.objects.get(code="documents.absent_papers_handed_over").data
    assert (said["count"], said["left"]) == (2, 0)
    assert hand_over_absent(actor=office.actor("chief"), absence_id=lying, now=now) == HandedOver(0, 0)


def test_only_leaders_hand_over_and_only_to_somebody_else(office, lying, now):
    for who in ("clerk", "head", "officer"):
        with pytest.raises(NotAllowed):
            hand_over_absent(actor=office.actor(who), absence_id=lying, now=now)
    with pytest.raises(BadTargets):
        hand_over_absent(actor=office.actor("chief"), absence_id=lying, to_post_id=office.posts["officer"].pk, now=now)
    with pytest.raises(NotFound):
        hand_over_absent(actor=office.actor("chief"), absence_id=lying, now=now + timedelta(days=9))
    assert Handling.objects.filter(to_post=office.posts["officer"], state="open").count() == 2


def test_what_a_leader_decides_stays_for_a_leader(office, lying, register, now):
    early = now - timedelta(hours=4)
    made = register(now=early, code_number="3", arrived_at=early, issued_on=timezone.localdate(early))
    target = Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)
    instruct(actor=office.actor("chairman"), uid=made.uid, text="", targets=[target], now=early)
    Handling.objects.filter(to_post=office.posts["officer"], document=made).update(role="decide")
    assert hand_over_absent(actor=office.actor("chief"), absence_id=lying, now=now) == HandedOver(2, 1)


def test_the_page_shows_and_hands_over(client, office, lying):
    client.force_login(office.accounts["chief"])
    page = client.get("/van-ban-den/nguoi-vang/").content.decode()
    assert "Giao 2 văn bản" in page
    assert "Đặng Thị Út, Chuyên viên (người nhận thay)" in page
    answer = client.post("/van-ban-den/nguoi-vang/", {"vang": lying, "cho": ""}, follow=True).content.decode()
    assert "Đã giao 2 văn bản cho người nhận thay." in answer
    assert client.post("/van-ban-den/nguoi-vang/", {"vang": "x"}).status_code == 404
    client.force_login(office.accounts["clerk"])
    assert client.get("/van-ban-den/nguoi-vang/").status_code == 403
