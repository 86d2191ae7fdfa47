"""Approval chains set by the agency: side by side and one after another, back to any earlier step, dated versions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from congvu.documents.actions.approve import approve_step, return_draft, submit_draft, withdraw_draft
from congvu.documents.actions.chains import set_chain
from congvu.documents.drafting import policy, rules
from congvu.documents.drafting.errors import ChainHasGaps, ChainInvalid, NoSuchStep
from congvu.documents.drafting.types import ChainStep, DraftState, StepKind, StepWho
from congvu.documents.models import ApprovalChain, DocumentType, Draft
from congvu.identity.models import Assignment
from congvu.identity.types import Role
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.drafts import new_draft

K, W = StepKind, StepWho
HEAD = ChainStep(1, K.HEAD, W.UNIT_HEAD)
FORM = ChainStep(2, K.FORM, W.ROLE, role=Role.RECORDS_CLERK)


def legal(post: int, **more: object) -> ChainStep:
    return ChainStep(1, K.HEAD, W.POST, post, label="Ý kiến pháp chế", **more)


@pytest.mark.parametrize(
    ("chain", "signer", "expected", "faults"),
    [
        ([HEAD, FORM], 9, [("head", 1), ("form", 2), ("sign", 3)], []),
        ([HEAD, legal(7), FORM], 9, [("head", 1), ("head", 1), ("form", 2), ("sign", 3)], []),
        ([HEAD, FORM], 2, [("form", 2), ("sign", 3)], []),  # trưởng đơn vị ký
        ([legal(1), FORM], 9, [("form", 2), ("sign", 3)], []),  # người soạn không tự duyệt
        ([ChainStep(1, K.FORM, W.ROLE, role=Role.ARCHIVIST)], 9, [("sign", 1)], ["Kiểm tra thể thức"]),
        ([ChainStep(1, K.HEAD, W.POST, None, label="Kế toán trưởng")], 9, [("sign", 1)], ["Kế toán trưởng"]),
        ([FORM], 5, [("sign", 1)], []),  # người kiểm tra duy nhất cũng là người ký
    ],
    ids=["plain", "side by side", "head signs", "own draft", "nobody in the role", "vacant post", "checker signs"],
)
def test_steps_of_a_chain(chain, signer, expected, faults):
    planned, found = rules.steps_of_chain(
        chain,
        drafter_post_id=1,
        unit_head_post_id=2,
        signer_post_id=signer,
        holders={Role.RECORDS_CLERK: frozenset({5})},
    )
    assert [(step.kind, step.stage) for step in planned] == expected
    assert found == faults


@pytest.mark.parametrize(
    ("steps", "part"),
    [
        ([], "ít nhất một bước"),
        ([HEAD], "kiểm tra thể thức"),
        ([FORM] * 11, "Nhiều nhất"),
        ([FORM, FORM], "hai lần"),
        ([FORM, ChainStep(3, K.SIGN, W.UNIT_HEAD)], "Bước ký là bước cuối"),
        ([ChainStep(1, K.FORM, W.UNIT_HEAD, hours=401)], "giờ làm việc"),
    ],
    ids=["empty", "no form check", "too many", "twice", "sign", "hours"],
)
def test_chains_that_make_no_sense(steps, part):
    assert any(part in str(problem) for problem in rules.chain_problems(steps))


@pytest.mark.parametrize(
    ("kinds", "state"),
    [(["form"], "form"), (["form", "head"], "head"), (["sign"], "signing")],
    ids=["form", "both", "sign"],
)
def test_the_state_while_steps_wait_side_by_side(kinds, state):
    assert rules.state_of_stage(kinds) == DraftState(state)


def chain(office, *steps: ChainStep, now=NOW, **changes: object):
    wanted = steps or (HEAD, legal(office.posts["econ_head"].pk, hours=4), FORM)
    values: dict[str, object] = {"type_id": None, "valid_from": now.date(), "basis": "Quy chế công tác văn thư"}
    return set_chain(actor=office.actor("chief"), steps=wanted, now=now, **{**values, **changes})


def submitted(office) -> int:
    pk = new_draft(office)
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    return pk


def approve(office, pk: int, who: str) -> None:
    approve_step(actor=office.actor(who), draft_id=pk, read_version=1, now=NOW)


def state(pk: int) -> str:
    return Draft.objects.get(pk=pk).state


@pytest.mark.django_db
def test_two_approve_side_by_side_and_the_next_waits_for_both(office):
    chain(office)
    pk = submitted(office)
    open_work = Entry.objects.filter(closed_at=None).order_by("pk")
    assert [(e.role_label, e.due_at is not None) for e in open_work] == [
        ("Duyệt nội dung", False),
        ("Ý kiến pháp chế", True),
    ]
    approve(office, pk, "econ_head")
    assert state(pk) == "head"
    with pytest.raises((NotAllowed, NotFound)):
        approve(office, pk, "clerk")
    approve(office, pk, "head")
    assert state(pk) == "form"
    approve(office, pk, "clerk")
    assert state(pk) == "signing"
    assert [e.owner_post_id for e in Entry.objects.filter(closed_at=None)] == [office.posts["chairman"].pk]


@pytest.mark.django_db
def test_the_checker_returns_it_to_one_earlier_step_and_the_rest_stays_approved(office):
    chain(
        office,
        HEAD,
        ChainStep(2, K.HEAD, W.POST, office.posts["econ_head"].pk),
        ChainStep(3, K.FORM, W.ROLE, role=Role.RECORDS_CLERK),
    )
    pk = submitted(office)
    approve(office, pk, "head")
    approve(office, pk, "econ_head")
    draft = Draft.objects.get(pk=pk)
    target = draft.steps.get(round=1, stage=2)
    return_draft(actor=office.actor("clerk"), draft_id=pk, reason="Xem lại số liệu mục 2", now=NOW, to_step=target.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.round) == ("head", 2)
    again = list(draft.steps.filter(round=2).order_by("position").values_list("state", flat=True))
    assert again == ["kept", "current", "waiting", "waiting"]
    assert [e.owner_post_id for e in Entry.objects.filter(closed_at=None)] == [office.posts["econ_head"].pk]
    approve(office, pk, "econ_head")
    approve(office, pk, "clerk")
    assert state(pk) == "signing"


@pytest.mark.django_db
def test_a_step_of_another_submission_is_no_way_back(office):
    pk, other = submitted(office), submitted(office)
    approve(office, other, "head")
    foreign = Draft.objects.get(pk=other).steps.get(kind="head")
    with pytest.raises(NoSuchStep):
        return_draft(actor=office.actor("head"), draft_id=pk, reason="x", now=NOW, to_step=foreign.pk)
    assert state(pk) == "head"


@pytest.mark.django_db
def test_one_of_two_returns_it_and_the_other_has_nothing_left_to_do(office):
    chain(office)
    pk = submitted(office)
    return_draft(actor=office.actor("econ_head"), draft_id=pk, reason="Sai căn cứ", now=NOW)
    assert state(pk) == "returned"
    with pytest.raises((NotAllowed, NotFound)):
        approve(office, pk, "head")
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    withdraw_draft(actor=office.actor("officer"), draft_id=pk, now=NOW)
    assert state(pk) == "drafting"


@pytest.mark.django_db
def test_a_running_draft_keeps_the_version_it_set_out_on(office):
    chain(office)
    pk = submitted(office)
    chain(office, FORM, now=NOW + timedelta(minutes=1))
    return_draft(actor=office.actor("head"), draft_id=pk, reason="Sửa", now=NOW)
    submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW + timedelta(hours=1))
    assert Draft.objects.get(pk=pk).chain.version == 1
    assert Draft.objects.get(pk=submitted(office)).chain.version == 2
    first = ApprovalChain.objects.get(version=1)
    assert first.valid_to == date(2026, 10, 13)


@pytest.mark.django_db
def test_a_chain_of_the_type_goes_before_the_chain_of_all(office):
    chain(office)
    chain(office, FORM, type_id=DocumentType.objects.get(code="cong-van").pk)
    assert state(submitted(office)) == "form"


@pytest.mark.django_db
def test_a_step_that_nobody_can_take_stops_the_submission_with_its_name(office):
    chain(office)
    Assignment.objects.filter(post=office.posts["econ_head"]).update(valid_to=NOW.date() - timedelta(days=1))
    pk = new_draft(office)
    with pytest.raises(ChainHasGaps, match="Ý kiến pháp chế"):
        submit_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    assert state(pk) == "drafting"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["officer", "head", "chairman"])
def test_only_the_office_and_administrators_set_chains(office, who):
    with pytest.raises(NotAllowed):
        set_chain(actor=office.actor(who), type_id=None, steps=[FORM], valid_from=NOW.date(), now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"valid_from": date(2026, 10, 13)}, "trước hôm nay"),
        ({"type_id": 10**12}, "Không có tên loại"),
        ({"steps": [FORM, legal(10**12)]}, "không thuộc cơ quan"),
        ({"steps": [ChainStep(1, K.FORM, W.ROLE, role="chủ nhà")]}, "vai trò không dùng"),
    ],
    ids=["past", "type", "foreign post", "role"],
)
def test_what_cannot_be_set(office, changes, part):
    values = {"type_id": None, "steps": [FORM], "valid_from": NOW.date(), **changes}
    with pytest.raises(ChainInvalid, match=part):
        set_chain(actor=office.actor("admin"), now=NOW, **values)
    assert ApprovalChain.objects.count() == 0


@pytest.mark.django_db
def test_both_halves_agree_while_steps_run_side_by_side(office):
    chain(office)
    submitted(office)
    for who in office.posts:
        actor = office.actor(who)
        visible = set(policy.visible_drafts(actor).values_list("pk", flat=True))
        assert set(policy.newest_visible(actor, most=500).values_list("pk", flat=True)) == visible
        assert set(policy.visible_among(actor, Draft.objects.all()).values_list("pk", flat=True)) == visible
        for draft in Draft.objects.all():
            assert bool(policy.may_view(actor, draft)) == (draft.pk in visible), who


@pytest.mark.django_db
def test_the_page_sets_a_chain(client, office):
    client.force_login(office.accounts["clerk"])
    empty = {
        f"b{n}-{name}": value for n in range(1, 7) for name, value in (("stage", n), ("kind", "form"), ("who", ""))
    }
    typed = {**empty, "valid_from": "31/12/2099", "b1-who": "unit_head", "b2-who": f"role:{Role.RECORDS_CLERK}"}
    wrong = client.post("/quy-trinh-trinh-ky/moi/", empty | {"valid_from": "31/12/2099"})
    assert (wrong.status_code, "ít nhất một bước" in wrong.content.decode()) == (422, True)
    done = client.post("/quy-trinh-trinh-ky/moi/", typed, follow=True)
    assert "2. Kiểm tra thể thức: Văn thư" in done.content.decode()
