"""Starting a draft, saving versions, two editors, cancelling."""

import dataclasses
from datetime import timedelta

import pytest

from congvu.documents.actions.draft import cancel_draft, create_draft, save_draft
from congvu.documents.drafting.errors import (
    DraftChangedMeanwhile,
    DraftInvalid,
    DraftReasonNeeded,
    DraftWrongState,
    NothingToAnswer,
)
from congvu.documents.drafting.types import DraftContent
from congvu.documents.models import Draft, DraftVersion
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW
from tests.documents.drafts import LETTER, new_draft

pytestmark = pytest.mark.django_db


def test_a_draft_starts_with_version_one_and_is_recorded(office):
    pk = new_draft(office)

    draft = Draft.objects.get(pk=pk)
    assert (draft.state, draft.latest_version, draft.subject) == ("drafting", 1, LETTER.subject)
    assert draft.unit_ids == [office.units["general"].pk, office.units["office"].pk]
    assert DraftContent.from_json(draft.versions.get().content) == LETTER
    assert AuditEntry.objects.filter(code="documents.draft_created", subject_id=pk).count() == 1


def test_the_same_form_sent_twice_makes_one_draft(office):
    assert new_draft(office, once_key="k1") == new_draft(office, once_key="k1")
    assert Draft.objects.count() == 1


def test_an_administrator_drafts_nothing_and_is_told_why(office):
    with pytest.raises(NotAllowed, match="không soạn văn bản"):
        new_draft(office, who="admin")
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type_code": "nghi-dinh"}, "type"),
        ({"type_code": "khong-co"}, "type"),
        ({"urgency": 4}, "urgency"),
        ({"urgency": 9}, "urgency"),
        ({"circulation": "x"}, "circulation"),
        ({"content": dataclasses.replace(LETTER, subject="x" * 501)}, "subject"),
        ({"content": dataclasses.replace(LETTER, recipients=("a",) * 201)}, "recipients"),
        ({"content": dataclasses.replace(LETTER, send_to=("a" * 1001,))}, "send_to"),
    ],
)
def test_wrong_values_are_refused_by_field_and_nothing_is_written(office, changes, field):
    with pytest.raises(DraftInvalid) as refusal:
        new_draft(office, **changes)
    assert list(refusal.value.problems) == [field]
    assert Draft.objects.count() == 0


def test_a_specialist_cannot_be_chosen_to_sign(office):
    with pytest.raises(DraftInvalid) as refusal:
        new_draft(office, signer_post_id=office.posts["econ_officer"].pk)
    assert list(refusal.value.problems) == ["signer"]


def test_another_agencys_leader_cannot_be_chosen_to_sign(office, other_office):
    with pytest.raises(DraftInvalid):
        new_draft(office, signer_post_id=other_office.posts["chairman"].pk)


def test_what_is_not_an_incoming_document_of_the_agency_is_not_answered(office):
    with pytest.raises(NothingToAnswer):
        new_draft(office, answers_id=999_999)


def test_each_save_is_a_version_with_who_and_when(office):
    pk = new_draft(office)
    later = NOW + timedelta(minutes=5)
    changed = dataclasses.replace(LETTER, body="Nội dung mới.")

    number = save_draft(
        actor=office.actor("officer"),
        draft_id=pk,
        read_version=1,
        content=changed,
        signer_post_id=office.posts["chairman"].pk,
        note="sửa mục 1",
        now=later,
    )

    assert number == 2
    second = DraftVersion.objects.get(draft_id=pk, number=2)
    assert (second.by_name, second.saved_at, second.note) == (office.people["officer"].full_name, later, "sửa mục 1")
    assert DraftContent.from_json(DraftVersion.objects.get(draft_id=pk, number=1).content) == LETTER


def test_saving_without_a_change_makes_no_version(office):
    pk = new_draft(office)
    number = save_draft(
        actor=office.actor("officer"),
        draft_id=pk,
        read_version=1,
        content=LETTER,
        signer_post_id=office.posts["chairman"].pk,
        now=NOW,
    )
    assert number == 1
    assert DraftVersion.objects.filter(draft_id=pk).count() == 1


def test_of_two_editors_the_second_is_told_and_overwrites_nothing(office):
    pk = new_draft(office)
    signer = office.posts["chairman"].pk
    first = dataclasses.replace(LETTER, body="Bản của cửa sổ một.")
    second = dataclasses.replace(LETTER, body="Bản của cửa sổ hai.")
    me = office.actor("officer")
    save_draft(actor=me, draft_id=pk, read_version=1, content=first, signer_post_id=signer, now=NOW)

    with pytest.raises(DraftChangedMeanwhile) as refusal:
        save_draft(actor=me, draft_id=pk, read_version=1, content=second, signer_post_id=signer, now=NOW)

    assert "phiên bản 2 lúc 10:20 ngày 14/10/2026" in str(refusal.value)
    assert Draft.objects.get(pk=pk).latest_version == 2
    assert DraftContent.from_json(DraftVersion.objects.get(draft_id=pk, number=2).content).body == first.body


def test_the_head_of_unit_reads_a_draft_but_does_not_change_it_before_it_comes_to_her(office):
    pk = new_draft(office)
    with pytest.raises(NotAllowed, match="Chỉ người soạn"):
        save_draft(actor=office.actor("head"), draft_id=pk, read_version=1, content=LETTER, now=NOW)


def test_a_stranger_does_not_learn_that_the_draft_exists(office, other_office):
    pk = new_draft(office)
    for actor in (office.actor("econ_officer"), other_office.actor("chairman")):
        with pytest.raises(NotFound):
            save_draft(actor=actor, draft_id=pk, read_version=1, content=LETTER, now=NOW)


def test_texts_are_cleaned_and_leads_the_page_adds_are_dropped(office):
    messy = dataclasses.replace(
        LETTER, subject="  V/v   báo cáo\u0000 kết quả ", send_to=("- Bộ Nội vụ;", "", "  + Bộ Tài chính.  ")
    )
    messy = dataclasses.replace(messy, recipients=("Như trên;", "- Sở Nội vụ;", "- Lưu: VT, TH."))
    draft = Draft.objects.get(pk=new_draft(office, content=messy))
    content = DraftContent.from_json(draft.versions.get().content)
    assert content.recipients == ("Sở Nội vụ",)
    assert content.subject == "báo cáo kết quả"
    assert content.send_to == ("Bộ Nội vụ", "Bộ Tài chính")


def test_a_cancelled_draft_is_kept_with_its_reason(office):
    pk = new_draft(office)
    with pytest.raises(DraftReasonNeeded):
        cancel_draft(actor=office.actor("officer"), draft_id=pk, reason="  ", now=NOW)
    cancel_draft(actor=office.actor("officer"), draft_id=pk, reason="Không còn cần", now=NOW)
    draft = Draft.objects.get(pk=pk)
    assert (draft.state, draft.closing_note) == ("cancelled", "Không còn cần")
    with pytest.raises(DraftWrongState, match="Đã hủy"):
        save_draft(actor=office.actor("officer"), draft_id=pk, read_version=1, content=LETTER, now=NOW)


def test_a_type_of_the_law_is_needed(office):
    with pytest.raises(DraftInvalid):
        create_draft(actor=office.actor("officer"), type_code="", content=LETTER, now=NOW)
