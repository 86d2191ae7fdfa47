"""Who signs TM. for a council: the chair named by the decision in force at that minute, nobody else (N11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from congvu.documents.actions.sign import signatory_for
from congvu.documents.actions.signing_decisions import DecisionTerms, end_signing_decision, record_signing_decision
from congvu.documents.drafting.council_rights import chair_problems, chair_ruling
from congvu.documents.drafting.errors import CapacityRefused, DecisionInvalid
from congvu.documents.drafting.signing_rights import Given, Seat
from congvu.documents.drafting.types import Council, DecisionKind, NumberRuleKind, SigningCapacity
from congvu.documents.models import SigningDecision
from tests.conftest import NOW
from tests.documents.test_number_rules import draft, rule

COUNCIL = Council(7, "Hội đồng tuyển dụng")
DAY = timedelta(days=1)
CHAIR, OTHER = 1, 2


def given(holder: int = CHAIR, **changes: object) -> Given:
    values: dict[str, object] = {
        "id": 9,
        "kind": DecisionKind.CHAIR,
        "number": "31/QĐ-UBND",
        "giver_post_id": 1,
        "holder_post_id": holder,
        "starts_at": NOW - 30 * DAY,
        "council_id": COUNCIL.id,
    }
    return Given(**{**values, **changes})


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ([given()], ""),
        ([], "Chưa ghi quyết định cử người đứng đầu Hội đồng tuyển dụng"),
        ([given(council_id=8)], "Chưa ghi quyết định"),
        ([given(kind=DecisionKind.ASSIGNMENT)], "Chưa ghi quyết định"),
        ([given(OTHER)], "Theo 31/QĐ-UBND"),
        ([given(), given(OTHER, id=10, number="40/QĐ-UBND", starts_at=NOW - DAY)], "Theo 40/QĐ-UBND"),
        ([given(), given(OTHER, id=10, number="40/QĐ-UBND", starts_at=NOW + DAY)], ""),
        ([given(), given(OTHER, id=10, starts_at=NOW - DAY, revoked_at=NOW)], ""),
        ([given(revoked_at=NOW)], "đã bị thu hồi"),
        ([given(ends_at=NOW)], "đã hết hiệu lực"),
        ([given(ends_at=NOW + timedelta(minutes=1))], ""),
        ([given(starts_at=NOW + timedelta(minutes=1))], "mới có hiệu lực"),
        ([given(ends_at=NOW - DAY), given(OTHER, id=10, ends_at=NOW)], "đã hết hiệu lực"),
    ],
    ids=[
        "named",
        "nothing on record",
        "chair of another council",
        "only a field of the agency",
        "somebody else",
        "replaced",
        "replaced from tomorrow",
        "the replacement revoked",
        "revoked this minute",
        "ended this minute",
        "the last minute",
        "a minute early",
        "all over",
    ],
)
def test_a_council_is_signed_for_by_its_chair_of_that_minute(decisions: list[Given], said: str):
    found = chair_ruling(frozenset({CHAIR}), COUNCIL, decisions, NOW)
    assert found.capacity == SigningCapacity.FOR_BODY
    assert found.allowed is (said == "")
    assert said in found.sentence
    assert "Điều 13 khoản 2" in found.basis


def test_what_is_missing_when_a_chair_is_recorded_is_said_by_field():
    assert chair_problems(number="31/QĐ", council=COUNCIL, holder=Seat(1, "Phó Chủ tịch")) == {}
    assert set(chair_problems(number=" ", council=None, holder=None)) == {"number", "council", "holder"}


def terms(office, council, **changes: object) -> DecisionTerms:
    values: dict[str, object] = {
        "kind": "chair",
        "number": "31/QĐ-UBND",
        "dated_on": date(2026, 10, 1),
        "giver_post_id": office.posts["chairman"].pk,
        "holder_post_id": office.posts["econ_head"].pk,
        "starts_at": NOW - DAY,
        "council_uid": str(council.uid),
    }
    return DecisionTerms(**{**values, **changes})


def signs(office, who: str, row, at: datetime = NOW) -> str:
    signatory, ruling = signatory_for(office.actor(who), row, SigningCapacity.FOR_BODY, at)
    assert ruling.decision is not None
    return f"{' / '.join(signatory.lines(ruling.capacity))}: {signatory.title}, {ruling.decision.number}"


@pytest.mark.django_db
def test_the_head_of_the_agency_does_not_sign_for_a_council_that_another_chairs(office, other_office):
    council = rule(office, NumberRuleKind.BODY)
    row, ordinary = draft(office, issued_by=str(council.uid)), draft(office)
    with pytest.raises(CapacityRefused, match="Chưa ghi quyết định cử người đứng đầu"):
        signs(office, "chairman", row)
    uid = record_signing_decision(actor=office.actor("clerk"), terms=terms(office, council), now=NOW)
    assert signs(office, "econ_head", row) == "TM. Hội đồng tuyển dụng / Chủ tịch Hội đồng: Trưởng phòng, 31/QĐ-UBND"
    with pytest.raises(CapacityRefused, match="Theo 31/QĐ-UBND"):
        signs(office, "chairman", row)
    assert signatory_for(office.actor("chairman"), ordinary, SigningCapacity.FOR_BODY, NOW)[1].allowed
    with pytest.raises(CapacityRefused):
        signatory_for(office.actor("econ_head"), ordinary, SigningCapacity.FOR_BODY, NOW)
    end_signing_decision(actor=office.actor("clerk"), uid=uid, reason="QĐ 40", now=NOW)
    with pytest.raises(CapacityRefused, match="đã bị thu hồi"):
        signs(office, "econ_head", row)

    wrong = terms(office, rule(other_office, NumberRuleKind.BODY))
    with pytest.raises(DecisionInvalid) as refusal:
        record_signing_decision(actor=office.actor("clerk"), terms=wrong, now=NOW)
    assert "council" in refusal.value.problems
    with pytest.raises(DecisionInvalid):
        record_signing_decision(actor=office.actor("clerk"), terms=terms(office, council, council_uid="x"), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningDecision.objects.filter(uid=uid).update(kind="acting")


@pytest.mark.django_db
def test_the_clerk_records_a_chair_on_the_page(client, office):
    council = rule(office, NumberRuleKind.BODY)
    client.force_login(office.accounts["clerk"])
    typed = {
        "kind": "chair",
        "number": "31/QĐ-UBND",
        "dated_on": "01/10/2026",
        "giver": office.posts["chairman"].pk,
        "holder": office.posts["econ_head"].pk,
        "starts_at": "01/10/2026 00:00",
    }
    new = reverse("documents:decision_new")
    answer = client.post(new, typed)
    assert answer.status_code == 422
    assert "Chọn hội đồng, ban, tổ" in answer.content.decode()
    assert client.post(new, {**typed, "council": str(council.uid)}).status_code == 302
    assert "Hội đồng tuyển dụng" in client.get(reverse("documents:decisions")).content.decode()
