"""The way through the steps: who may at each, returned with a reason, withdrawn while unread, opinions."""

import dataclasses
from datetime import timedelta

import pytest

from congvu.documents.actions.approve import (
    approve_step,
    mark_draft_read,
    return_draft,
    submit_draft,
    withdraw_draft,
)
from congvu.documents.actions.draft import save_draft
from congvu.documents.actions.opinions import ask_opinions, give_opinion
from congvu.documents.drafting import policy, queries
from congvu.documents.drafting.errors import (
    DraftAlreadyRead,
    DraftChangedMeanwhile,
    DraftInvalid,
    DraftReasonNeeded,
    DraftWrongState,
    NoSigner,
)
from congvu.documents.models import Draft, DraftOpinion
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.types import OnBehalf
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.drafts import LETTER, at_step, new_draft

pytestmark = pytest.mark.django_db


def state_of(pk: int) -> str:
    return Draft.objects.get(pk=pk).state


def open_work(office, who: str) -> list[str]:
    post = office.posts[who]
    return [
        e.act_label
        for e in Entry.objects.filter(closed_at=None).order_by("pk")
        if e.owner_post_id == post.pk or (e.owner_role and e.owner_role in post.roles)
    ]


def test_the_line_goes_from_drafter_to_head_to_checker_to_signer(office):
    pk = new_draft(office)
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    assert state_of(pk) == "head"
    assert open_work(office, "head") == ["Duyệt"]

    approve_step(actor=office.actor("head"), draft_id=pk, read_version=1, note="Đồng ý", now=NOW)
    assert state_of(pk) == "form"
    assert (open_work(office, "head"), open_work(office, "chief")) == ([], ["Kiểm tra"])

    approve_step(actor=office.actor("chief"), draft_id=pk, read_version=1, now=NOW)
    assert state_of(pk) == "signing"
    assert (open_work(office, "chief"), open_work(office, "chairman")) == ([], ["Ký"])
    steps = list(Draft.objects.get(pk=pk).steps.order_by("position").values_list("kind", "state", "note"))
    assert steps == [("head", "approved", "Đồng ý"), ("form", "approved", ""), ("sign", "current", "")]


WRONG = {
    "head": ["officer", "deputy", "chief", "chairman", "clerk", "econ_head", "econ_officer", "admin"],
    "form": ["officer", "head", "deputy", "chairman", "clerk", "econ_head", "econ_officer", "admin"],
    "signing": ["officer", "head", "deputy", "chief", "clerk", "econ_head", "econ_officer", "admin"],
}


@pytest.mark.parametrize("step", list(WRONG))
def test_everybody_else_is_refused_at_each_step_and_nothing_changes(office, step):
    pk = at_step(office, step)
    for who in WRONG[step]:
        for act in (
            lambda actor: approve_step(actor=actor, draft_id=pk, read_version=1, now=NOW),
            lambda actor: return_draft(actor=actor, draft_id=pk, reason="Sai", now=NOW),
            lambda actor: save_draft(actor=actor, draft_id=pk, read_version=1, content=LETTER, now=NOW),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                act(office.actor(who))
    assert state_of(pk) == step
    assert Draft.objects.get(pk=pk).latest_version == 1


def test_the_refusal_says_whom_the_draft_waits_for(office):
    pk = at_step(office, "head")
    with pytest.raises(NotAllowed, match="đang chờ Phan Thị Mỹ Hạnh, Trưởng phòng"):
        approve_step(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)


def test_the_form_check_rings_the_bells_of_the_role_in_the_agency_only(office, other_office):
    pk = at_step(office, "head")
    before = set(Notice.objects.values_list("pk", flat=True))
    approve_step(actor=office.actor("head"), draft_id=pk, read_version=1, now=NOW)

    told = Notice.objects.exclude(pk__in=before)
    assert [(n.person_id, n.kind) for n in told] == [(office.people["chief"].pk, "draft_step")]
    assert told[0].text.startswith(office.people["head"].full_name + " trình kiểm tra thể thức: Công văn")


def test_whoever_sends_it_into_her_own_queue_hears_no_bell(office):
    pk = at_step(office, "head")
    actor = dataclasses.replace(office.actor("head"), person_id=office.people["chief"].pk)
    approve_step(actor=actor, draft_id=pk, read_version=1, now=NOW)

    assert open_work(office, "chief") == ["Kiểm tra"]
    assert not Notice.objects.filter(person=office.people["chief"]).exists()


def test_people_of_another_agency_with_the_same_roles_see_nothing(office, other_office):
    pk = at_step(office, "form")
    with pytest.raises(NotFound):
        approve_step(actor=other_office.actor("chief"), draft_id=pk, read_version=1, now=NOW)


@pytest.mark.parametrize(("step", "who"), [("head", "head"), ("form", "chief"), ("signing", "chairman")])
def test_a_returned_draft_comes_back_with_the_reason_and_goes_the_whole_way_again(office, step, who):
    pk = at_step(office, step)
    with pytest.raises(DraftReasonNeeded):
        return_draft(actor=office.actor(who), draft_id=pk, reason=" ", now=NOW)
    return_draft(actor=office.actor(who), draft_id=pk, reason="Thiếu căn cứ pháp lý", now=NOW)

    assert state_of(pk) == "returned"
    assert open_work(office, "officer") == ["Sửa"]
    assert open_work(office, who) == []
    assert Notice.objects.filter(text__contains="Thiếu căn cứ pháp lý").count() == 1
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    assert state_of(pk) == "head"
    assert open_work(office, "officer") == []
    assert list(
        Draft.objects.get(pk=pk).steps.filter(round=2).order_by("position").values_list("state", flat=True)
    ) == [
        "current",
        "waiting",
        "waiting",
    ]


def test_the_drafter_withdraws_while_unread_and_not_afterwards(office):
    pk = at_step(office, "head")
    withdraw_draft(actor=office.actor("officer"), draft_id=pk, now=NOW)
    assert state_of(pk) == "drafting"
    assert open_work(office, "head") == []

    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    mark_draft_read(actor=office.actor("officer"), draft_id=pk, now=NOW)  # người soạn mở: không tính là đã xem
    mark_draft_read(actor=office.actor("head"), draft_id=pk, now=NOW + timedelta(minutes=2))
    with pytest.raises(DraftAlreadyRead, match="Phan Thị Mỹ Hạnh, Trưởng phòng đã mở dự thảo lúc 10:22"):
        withdraw_draft(actor=office.actor("officer"), draft_id=pk, now=NOW)
    assert state_of(pk) == "head"


def test_only_the_drafter_withdraws(office):
    pk = at_step(office, "head")
    with pytest.raises(NotAllowed):
        withdraw_draft(actor=office.actor("head"), draft_id=pk, now=NOW)


def test_whoever_it_waits_for_may_change_it_and_the_next_must_read_the_change(office):
    pk = at_step(office, "head")
    better = dataclasses.replace(LETTER, body="Nội dung do trưởng phòng sửa.")
    save_draft(actor=office.actor("head"), draft_id=pk, read_version=1, content=better, now=NOW)
    draft = Draft.objects.get(pk=pk)
    assert (draft.latest_version, draft.state, draft.signer_post_id) == (2, "head", office.posts["chairman"].pk)
    with pytest.raises(DraftChangedMeanwhile):
        approve_step(actor=office.actor("head"), draft_id=pk, read_version=1, now=NOW)
    approve_step(actor=office.actor("head"), draft_id=pk, read_version=2, now=NOW)
    assert state_of(pk) == "form"


def test_an_unfinished_draft_is_not_submitted(office):
    empty = dataclasses.replace(LETTER, subject="", body="", send_to=(), recipients=())
    pk = new_draft(office, content=empty)
    with pytest.raises(DraftInvalid) as refusal:
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    assert set(refusal.value.problems) == {"subject", "body", "send_to"}
    assert state_of(pk) == "drafting"


def test_a_draft_without_a_signer_is_not_submitted(office):
    pk = new_draft(office, signer_post_id=None)
    with pytest.raises(NoSigner):
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)


def test_a_signer_who_left_her_post_is_refused(office):
    pk = new_draft(office)
    office.posts["chairman"].assignments.update(valid_to=NOW.date() - timedelta(days=1))
    with pytest.raises(NoSigner):
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)


def test_submitting_twice_is_refused(office):
    pk = at_step(office, "head")
    with pytest.raises(DraftWrongState, match="Chờ lãnh đạo đơn vị duyệt"):
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)


def test_opinions_are_asked_given_and_close_their_work(office):
    pk = new_draft(office)
    econ = office.posts["econ_head"].pk
    asked = ask_opinions(
        actor=office.actor("officer"), draft_id=pk, post_ids=[econ, econ], question="Số liệu?", due_at=None, now=NOW
    )
    again = ask_opinions(
        actor=office.actor("officer"), draft_id=pk, post_ids=[econ], question="Nhắc lại", due_at=None, now=NOW
    )
    assert (asked, again) == (1, 0)
    assert state_of(pk) == "opinions"
    assert open_work(office, "econ_head") == ["Góp ý"]

    give_opinion(actor=office.actor("econ_head"), draft_id=pk, words="Đề nghị bổ sung bảng.", now=NOW)
    assert open_work(office, "econ_head") == []
    opinion = DraftOpinion.objects.get()
    assert (opinion.text, opinion.by_name, opinion.version) == ("Đề nghị bổ sung bảng.", "Huỳnh Quốc Việt", 1)
    assert Notice.objects.filter(text__contains="Huỳnh Quốc Việt góp ý").count() == 1


def test_an_empty_opinion_and_one_by_a_stranger_are_refused(office):
    pk = new_draft(office)
    with pytest.raises(DraftInvalid):
        give_opinion(actor=office.actor("head"), draft_id=pk, words=" ", now=NOW)
    with pytest.raises(NotFound):
        give_opinion(actor=office.actor("econ_officer"), draft_id=pk, words="Ý kiến", now=NOW)


def test_a_delegation_for_meetings_opens_no_draft(office):
    pk = at_step(office, "signing")
    behalf = OnBehalf(1, "Nguyễn Văn Khải", "5/GUQ", frozenset({"chair_meetings"}), NOW + timedelta(days=1))
    actor = office.actor("chairman", on_behalf_of=behalf)
    with pytest.raises(NotFound):
        return_draft(actor=actor, draft_id=pk, reason="x", now=NOW)


def test_both_halves_of_the_right_to_see_agree_on_every_row(office, other_office):
    for step in ("head", "form", "signing"):
        at_step(office, step)
    new_draft(office)
    new_draft(office, who="econ_officer")
    returned = at_step(office, "form")
    return_draft(actor=office.actor("chief"), draft_id=returned, reason="Sai", now=NOW)
    asked = new_draft(office)
    ask_opinions(
        actor=office.actor("officer"),
        draft_id=asked,
        post_ids=[office.posts["econ_head"].pk],
        question="",
        due_at=None,
        now=NOW,
    )
    seen = 0
    for house in (office, other_office):
        for who in house.posts:
            actor = house.actor(who)
            visible = set(policy.visible_drafts(actor).values_list("pk", flat=True))
            assert set(policy.newest_visible(actor, most=500).values_list("pk", flat=True)) == visible
            assert set(policy.visible_among(actor, Draft.objects.all()).values_list("pk", flat=True)) == visible
            for draft in Draft.objects.all():
                assert bool(policy.may_view(actor, draft)) == (draft.pk in visible), (who, draft.pk)
            assert queries.waiting_count(actor=actor) == queries.in_view(actor, queries.WAITING).count()
            seen += len(visible)
    assert seen > 20
