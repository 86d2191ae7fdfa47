"""The office records who signs: on whose word, in writing, with scope and end; lists, ends, and closed doors."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from congvu.documents.actions.signing_decisions import DecisionTerms, end_signing_decision, record_signing_decision
from congvu.documents.drafting.decision_lists import decisions
from congvu.documents.drafting.errors import DecisionEnded, DecisionInvalid, DraftReasonNeeded
from congvu.documents.models import DocumentType, SigningDecision
from congvu.kernel.errors import FileRefused, NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def terms(office, **changes: object) -> DecisionTerms:
    values: dict[str, object] = {
        "kind": "authorisation",
        "number": " 05/GUQ-UBND ",
        "dated_on": date(2026, 10, 1),
        "giver_post_id": office.posts["chairman"].pk,
        "holder_post_id": office.posts["econ_head"].pk,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(days=10),
        "type_ids": (DocumentType.objects.get(code="cong-van").pk,),
        "unit_ids": (office.units["economy"].pk,),
    }
    return DecisionTerms(**{**values, **changes})


def recorded(office, who: str = "clerk", **changes: object):
    return record_signing_decision(actor=office.actor(who), terms=terms(office, **changes), now=NOW)


def test_the_office_records_a_decision_and_history_keeps_it(office):
    pdf = io.BytesIO(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    uid = record_signing_decision(
        actor=office.actor("clerk"), terms=terms(office), now=NOW, stream=pdf, file_name="guq.pdf"
    )
    row = SigningDecision.objects.get(uid=uid)
    assert (row.number, row.recorded_by, row.agency_id) == ("05/GUQ-UBND", "Đỗ Thị Bé Ba", office.agency.pk)
    assert row.file_id is not None
    assert AuditEntry.objects.get(code="documents.signing_decision_recorded").data["number"] == "05/GUQ-UBND"
    line = decisions(actor=office.actor("officer"), now=NOW, in_force=True).rows[0]
    assert (line.holder, line.scope, line.state_label) == (
        "Huỳnh Quốc Việt, Trưởng phòng",
        "Công văn; Phòng Kinh tế",
        "Đang hiệu lực",
    )


@pytest.mark.parametrize("who", ["officer", "head", "chairman", "admin"])
def test_only_the_office_records_and_ends(office, who):
    with pytest.raises(NotAllowed):
        recorded(office, who)
    uid = recorded(office)
    with pytest.raises(NotAllowed):
        end_signing_decision(actor=office.actor(who), uid=uid, reason="x", now=NOW)
    assert SigningDecision.objects.get(uid=uid).revoked_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "x"}, "kind"),
        ({"ends_at": None}, "ends_at"),
        ({"type_ids": (10**12,)}, "types"),
        ({"unit_ids": (10**12,)}, "units"),
        ({"holder_post_id": 10**12}, "holder"),
        ({"giver_post_id": 10**12}, "giver"),
        ({"number": "\u200b "}, "number"),
    ],
    ids=["kind", "no end", "unknown type", "unknown unit", "unknown holder", "unknown giver", "no number"],
)
def test_what_the_law_wants_is_demanded(office, changes, field):
    with pytest.raises(DecisionInvalid) as refusal:
        recorded(office, **changes)
    assert field in refusal.value.problems
    assert SigningDecision.objects.count() == 0


def test_nobody_records_a_decision_for_herself(office):
    with pytest.raises(DecisionInvalid, match="chính mình"):
        recorded(office, "chief", kind="by_order", holder_post_id=office.posts["chief"].pk)


def test_a_file_that_is_no_paper_is_refused(office):
    with pytest.raises(FileRefused):
        record_signing_decision(
            actor=office.actor("clerk"), terms=terms(office), now=NOW, stream=io.BytesIO(b"MZ\x90"), file_name="a.exe"
        )
    assert SigningDecision.objects.count() == 0


def test_an_ended_decision_is_ended_once_with_a_reason(office):
    uid, actor = recorded(office), office.actor("chief")
    with pytest.raises(DraftReasonNeeded):
        end_signing_decision(actor=actor, uid=uid, reason=" ", now=NOW)
    end_signing_decision(actor=actor, uid=uid, reason="Theo 06/QĐ-UBND", now=NOW)
    with pytest.raises(DecisionEnded, match="10:20 ngày 14/10/2026"):
        end_signing_decision(actor=actor, uid=uid, reason="lần nữa", now=NOW + timedelta(hours=1))
    assert decisions(actor=actor, now=NOW, in_force=True).rows == []
    assert decisions(actor=actor, now=NOW, in_force=False).rows[0].revoked_reason == "Theo 06/QĐ-UBND"


def test_another_agency_neither_sees_nor_ends(office, other_office):
    uid = recorded(office)
    assert decisions(actor=other_office.actor("clerk"), now=NOW, in_force=False).rows == []
    with pytest.raises(NotFound):
        end_signing_decision(actor=other_office.actor("clerk"), uid=uid, reason="x", now=NOW)


@pytest.mark.parametrize("rows", [10, 20])
def test_the_list_asks_a_fixed_number_of_questions(office, rows, django_assert_num_queries):
    for number in range(rows):
        recorded(office, number=f"{number}/GUQ-UBND")
    actor = office.actor("clerk")
    with django_assert_num_queries(4):
        assert len(decisions(actor=actor, now=NOW, in_force=True).rows) == rows


def test_the_pages_record_and_end(client, office):
    client.force_login(office.accounts["clerk"])
    page = client.get("/quyet-dinh-giao-ky/moi/")
    assert page.status_code == 200
    values = {
        "kind": "authorisation",
        "number": "05/GUQ-UBND",
        "dated_on": "01/10/2026",
        "giver": office.posts["chairman"].pk,
        "holder": office.posts["econ_head"].pk,
        "starts_at": "01/10/2026 00:00",
        "ends_at": "",
        "types": [DocumentType.objects.get(code="cong-van").pk],
    }
    refused = client.post("/quyet-dinh-giao-ky/moi/", values)
    assert refused.status_code == 422
    assert "phải giới hạn thời gian" in refused.content.decode()
    done = client.post("/quyet-dinh-giao-ky/moi/", {**values, "ends_at": "31/12/2099 00:00"}, follow=True)
    assert "05/GUQ-UBND" in done.content.decode()
    uid = SigningDecision.objects.get().uid
    ended = client.post(f"/quyet-dinh-giao-ky/{uid}/thu-hoi/", {"reason": "Hết việc"}, follow=True)
    assert "Chưa ghi quyết định nào" in ended.content.decode()
