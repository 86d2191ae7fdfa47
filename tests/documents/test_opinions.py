"""Opinions of people and units, at once and in turn; what the drafter makes of them, and the table of both."""

from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse

from congvu.documents.actions.opinion_table import answer_opinion, attach_opinion_table
from congvu.documents.actions.opinions import ask_round, give_opinion, stop_waiting
from congvu.documents.drafting import opinions, policy, queries
from congvu.documents.drafting.attachments import of_version
from congvu.documents.drafting.errors import DraftInvalid, DraftReasonNeeded, DraftWrongState
from congvu.documents.drafting.types import Asked, AttachmentKind, OpinionOrder, OpinionRound
from congvu.documents.models import Draft, DraftOpinion
from congvu.identity.models import Assignment
from congvu.kernel.api import files
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.notices.models import Notice
from congvu.worklist.models import Entry
from tests.conftest import NOW
from tests.documents.drafts import at_step, new_draft

LATER = NOW + timedelta(days=1)


def asks(office, pk: int, *whom: str, **changes: object) -> int:
    """Ask posts by their short names and units by "unit:name"."""
    asked = tuple(
        Asked(unit_id=office.units[name[5:]].pk) if name.startswith("unit:") else Asked(post_id=office.posts[name].pk)
        for name in whom
    )
    return ask_round(actor=office.actor("officer"), draft_id=pk, wanted=OpinionRound(asked, **changes), now=NOW)


def work_of(office, who: str) -> int:
    return Entry.objects.filter(owner_post_id=office.posts[who].pk, closed_at=None).count()


def says(office, who: str, pk: int, words: str = "Nhất trí.", **changes: object) -> int:
    return give_opinion(actor=office.actor(who), draft_id=pk, words=words, **{"now": NOW, **changes})


def test_a_unit_is_asked_and_any_of_its_leaders_answers_for_it(office):
    pk = new_draft(office, who="econ_officer")
    wanted = OpinionRound((Asked(unit_id=office.units["general"].pk),), question="Số liệu?")
    assert ask_round(actor=office.actor("econ_officer"), draft_id=pk, wanted=wanted, now=NOW) == 1

    assert (work_of(office, "head"), work_of(office, "deputy")) == (1, 0)
    assert Notice.objects.filter(text__contains="xin ý kiến của Phòng Tổng hợp").count() == 2
    for who in ("head", "deputy", "officer"):  # cả đơn vị xem được để chuẩn bị
        assert policy.may_view(office.actor(who), Draft.objects.get())
    assert queries.waiting_count(actor=office.actor("deputy")) == 1
    assert queries.waiting_count(actor=office.actor("officer")) == 0

    says(office, "officer", pk, "Bổ sung số liệu.")  # của riêng chuyên viên, không thay đơn vị
    assert DraftOpinion.objects.get(asked_unit__isnull=False).given_at is None
    says(office, "deputy", pk, "", stance="agreed")
    answered = DraftOpinion.objects.get(asked_unit__isnull=False)
    assert (answered.by_name, answered.stance, answered.asked_name) == ("Lê Hoàng Phúc", "agreed", "Phòng Tổng hợp")
    assert work_of(office, "head") == 0


def test_in_turn_the_next_is_asked_when_the_one_before_has_answered(office):
    pk = new_draft(office)
    assert asks(office, pk, "head", "unit:economy", "chief", order=OpinionOrder.IN_TURN, days_each=2) == 3

    assert [work_of(office, who) for who in ("head", "econ_head", "chief")] == [1, 0, 0]
    assert not policy.may_view(office.actor("econ_officer"), Draft.objects.get())  # chưa đến lượt thì chưa thấy
    first = DraftOpinion.objects.get(turn=1)
    assert first.due_at == first.opened_at + timedelta(days=2)

    says(office, "head", pk, now=LATER)
    assert [work_of(office, who) for who in ("head", "econ_head", "chief")] == [0, 1, 0]
    second = DraftOpinion.objects.get(turn=2)
    assert (second.opened_at, second.version) == (LATER, 1)

    stop_waiting(actor=office.actor("officer"), draft_id=pk, opinion_id=second.pk, reason="Đi công tác", now=LATER)
    assert [work_of(office, who) for who in ("econ_head", "chief")] == [0, 1]
    assert policy.may_view(office.actor("econ_officer"), Draft.objects.get())  # đã được hỏi thì vẫn xem được


def test_dropping_a_turn_that_has_not_come_keeps_the_order(office):
    pk = new_draft(office)
    asks(office, pk, "econ_head", "chief", "head", order=OpinionOrder.IN_TURN)
    last = DraftOpinion.objects.get(turn=2)
    stop_waiting(actor=office.actor("officer"), draft_id=pk, opinion_id=last.pk, reason="Không cần", now=NOW)
    assert [work_of(office, who) for who in ("econ_head", "chief", "head")] == [1, 0, 0]
    says(office, "econ_head", pk)
    assert [work_of(office, who) for who in ("econ_head", "chief", "head")] == [0, 0, 1]


def test_after_submission_no_further_turn_opens(office):
    pk = at_step(office, "head")
    Draft.objects.filter(pk=pk).update(state="opinions")
    asks(office, pk, "econ_head", "chief", order=OpinionOrder.IN_TURN)
    Draft.objects.filter(pk=pk).update(state="head")
    says(office, "econ_head", pk)
    assert DraftOpinion.objects.get(turn=2).opened_at is None


@pytest.fixture
def as_(client, office):
    """Return a client signed in as somebody of the committee."""

    def login(who: str):
        client.force_login(office.accounts[who])
        return client

    return login


@pytest.mark.parametrize(
    ("whom", "changes"),
    [
        ((), {}),
        (("unit:leaders",), {}),  # đơn vị không có lãnh đạo đơn vị
        (("officer",), {}),  # chính người soạn
        (("head",), {"due_at": NOW - timedelta(hours=1)}),
        (("head",), {"days_each": 0}),
        (("head",), {"days_each": 10_000}),
    ],
    ids=["nobody", "headless-unit", "oneself", "past", "no-days", "many-days"],
)
def test_a_wrong_asking_is_refused_and_nothing_is_written(office, whom, changes):
    pk = new_draft(office)
    with pytest.raises(DraftInvalid):
        asks(office, pk, *whom, **changes)
    assert (DraftOpinion.objects.count(), Draft.objects.get().state) == (0, "drafting")


def test_a_unit_or_post_of_another_agency_cannot_be_asked(office, other_office):
    pk = new_draft(office)
    for asked in (Asked(unit_id=other_office.units["general"].pk), Asked(post_id=other_office.posts["head"].pk)):
        with pytest.raises(DraftInvalid):
            ask_round(actor=office.actor("officer"), draft_id=pk, wanted=OpinionRound((asked,)), now=NOW)


def test_a_unit_whose_leader_left_is_not_asked(office):
    Assignment.objects.filter(post=office.posts["econ_head"]).update(valid_to=NOW.date() - timedelta(days=2))
    with pytest.raises(DraftInvalid, match="Phòng Kinh tế chưa có lãnh đạo"):
        asks(office, new_draft(office), "unit:economy")


def test_a_stance_without_words_is_enough_only_for_agreeing(office):
    pk = new_draft(office)
    asks(office, pk, "econ_head")
    for stance in ("", "refused", "remarks", "<script>"):
        with pytest.raises(DraftInvalid):
            says(office, "econ_head", pk, "", stance=stance)
    says(office, "econ_head", pk, "Thiếu bảng số liệu", stance="refused")
    assert DraftOpinion.objects.get().stance == "refused"


def test_the_drafter_accepts_or_explains_each_opinion(office):
    pk = new_draft(office)
    asks(office, pk, "econ_head", "head")
    given = says(office, "econ_head", pk, "Thêm bảng.")
    waiting = DraftOpinion.objects.get(given_at=None).pk
    mine = {"actor": office.actor("officer"), "draft_id": pk, "now": LATER}

    answer_opinion(**mine, opinion_id=given, answer="accepted", note="")
    for bad in (
        {"opinion_id": given, "answer": "explained", "note": "  "},
        {"opinion_id": given, "answer": "perhaps", "note": "x"},
        {"opinion_id": waiting, "answer": "accepted", "note": ""},
    ):
        with pytest.raises(DraftInvalid):
            answer_opinion(**mine, **bad)
    with pytest.raises(NotAllowed):
        answer_opinion(**{**mine, "actor": office.actor("econ_head")}, opinion_id=given, answer="accepted", note="")
    with pytest.raises(NotFound):
        answer_opinion(**{**mine, "actor": office.actor("admin")}, opinion_id=given, answer="accepted", note="")
    assert DraftOpinion.objects.get(pk=given).answer == "accepted"

    with pytest.raises(DraftReasonNeeded):
        stop_waiting(**mine, opinion_id=waiting, reason=" ")
    with pytest.raises(DraftInvalid, match="đã có hoặc không còn"):
        stop_waiting(**mine, opinion_id=given, reason="x")


def test_after_signature_nothing_is_explained_any_more(office):
    pk = new_draft(office)
    Draft.objects.filter(pk=pk).update(state="signed", signed_file_id=1)
    opinion = DraftOpinion.objects.create(draft_id=pk, version=1, text="x", given_at=NOW)
    with pytest.raises(DraftWrongState):
        answer_opinion(
            actor=office.actor("officer"), draft_id=pk, opinion_id=opinion.pk, answer="accepted", note="", now=NOW
        )


def test_the_table_counts_and_says_how_each_stands(office):
    pk = new_draft(office)
    asks(office, pk, "econ_head", "chief", order=OpinionOrder.IN_TURN, due_at=NOW + timedelta(hours=1))
    asks(office, pk, "head")
    says(office, "head", pk, "Sửa căn cứ.", now=LATER)

    found = opinions.opinion_table(Draft.objects.get(), now=LATER)
    assert [(row.who, row.state) for row in found.rows] == [
        ("Huỳnh Quốc Việt, Trưởng phòng", "late"),
        ("Trần Thị Ngọc Ánh, Chánh Văn phòng", "turn"),
        ("Phan Thị Mỹ Hạnh, Trưởng phòng", "given"),
    ]
    assert (found.asked, found.given, found.waiting, found.unanswered) == (3, 1, 2, 1)


def test_the_table_goes_with_the_draft_as_a_paper_of_the_submission(office):
    pk = new_draft(office)
    with pytest.raises(DraftInvalid, match="Chưa có ý kiến"):
        attach_opinion_table(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW)
    asks(office, pk, "head")
    given = says(office, "head", pk, "Sửa căn cứ pháp lý.")
    answer_opinion(
        actor=office.actor("officer"),
        draft_id=pk,
        opinion_id=given,
        answer="explained",
        note="Đã viện dẫn đủ.",
        now=NOW,
    )
    assert attach_opinion_table(actor=office.actor("officer"), draft_id=pk, read_version=1, now=NOW) == 2
    (kept,) = of_version(Draft.objects.get().versions.get(number=2))
    assert kept.kind == AttachmentKind.PAPERS
    with files.open(kept.file_id) as stream:
        shown = " ".join(page.extract_text() for page in pypdf.PdfReader(stream).pages)
    for words in ("Sửa căn cứ pháp lý", "Giải trình: Đã viện dẫn đủ", "Phan Thị Mỹ Hạnh"):
        assert words in " ".join(shown.split())


def test_both_halves_of_the_right_to_see_agree_when_units_are_asked(office, other_office):
    asks(office, new_draft(office), "unit:economy", "unit:office")
    asks(office, new_draft(office), "unit:economy", "unit:office", order=OpinionOrder.IN_TURN)
    for house in (office, other_office):
        for who in house.posts:
            actor = house.actor(who)
            visible = set(policy.visible_drafts(actor).values_list("pk", flat=True))
            assert set(policy.newest_visible(actor, most=500).values_list("pk", flat=True)) == visible
            assert set(policy.visible_among(actor, Draft.objects.all()).values_list("pk", flat=True)) == visible
            for draft in Draft.objects.all():
                assert bool(policy.may_view(actor, draft)) == (draft.pk in visible), (who, draft.pk)


def test_the_pages_ask_show_answer_and_export(as_, office):
    pk = new_draft(office)
    uid = Draft.objects.get().uid
    officer = as_("officer")
    ask_url = reverse("documents:draft_ask_round", args=[uid])
    form = {"order": "in_turn", "question": "", "due_on": "", "days_each": "2"}
    assert officer.post(ask_url, form).status_code == 422
    chosen = {
        "ai-1": f"v{office.posts['head'].pk}",
        "ai-2": f"d{office.units['economy'].pk}",
        "ai-3": "d99999999999999",
    }
    assert officer.post(ask_url, form | chosen).status_code == 302
    assert list(DraftOpinion.objects.order_by("turn").values_list("turn", "asked_unit")) == [
        (1, None),
        (2, office.units["economy"].pk),
    ]
    given = says(office, "head", pk, "Sửa căn cứ.")
    table_url = reverse("documents:draft_opinions", args=[uid])
    page = officer.get(table_url).content.decode()
    assert [words in page for words in ("Sửa căn cứ.", "Không chờ nữa", "Phòng Kinh tế")] == [True, True, True]
    officer.post(reverse("documents:draft_answer_opinion", args=[uid, given]), {"answer": "accepted", "note": ""})
    officer.post(reverse("documents:draft_attach_opinions", args=[uid]), {"read_version": "1"})
    assert (DraftOpinion.objects.get(pk=given).answer, Draft.objects.get().latest_version) == ("accepted", 2)
    assert officer.get(f"{table_url}?tep=docx").content[:2] == b"PK"
    assert "Bảng tổng hợp" in officer.get(reverse("documents:draft", args=[uid])).content.decode()

    econ = as_("econ_officer")
    assert econ.get(table_url).status_code == 200
    assert econ.get(ask_url).status_code == 403
    assert as_("clerk").get(table_url).status_code == 404
