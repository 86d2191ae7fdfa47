"""Who signs TM. for a council: the chair named by the decision in force at that minute, nobody else (N11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from congvu.documents.actions.sign import signatory_for
from congvu.documents.actions.signing_decisions import DecisionTerms, end_signing_decision, record_signing_decision
from congvu.documents.drafting import number_rules
from congvu.documents.drafting.compose import paper_of_draft
from congvu.documents.drafting.council_rights import (
    chair_problems,
    chair_ruling,
    council_lines,
    council_rulings,
    deputy_ruling,
)
from congvu.documents.drafting.errors import CapacityRefused, DecisionInvalid
from congvu.documents.drafting.signing_rights import Given, PaperScope, Seat
from congvu.documents.drafting.types import Council, DecisionKind, NumberRuleKind, SigningCapacity
from congvu.documents.models import SigningDecision
from tests.conftest import NOW
from tests.documents.test_number_rules import draft, rule

COUNCIL = Council(7, "Hội đồng tuyển dụng", "Chủ tịch Hội đồng")
LETTER, DECISION, UNIT = 1, 2, 3
PAPER = PaperScope(LETTER, "Công văn", frozenset({UNIT}), council=COUNCIL)
DAY = timedelta(days=1)
CHAIR, OTHER, DEPUTY = 1, 2, 3


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


def deputy(holder: int = DEPUTY, **changes: object) -> Given:
    return given(holder, **{"id": 20, "kind": DecisionKind.DEPUTY_CHAIR, "number": "32/QĐ-HĐTD", **changes})


@pytest.mark.parametrize(
    ("decisions", "said"),
    [
        ([given(), deputy()], ""),
        ([given(), deputy(OTHER), deputy(id=21)], ""),
        ([given()], "Chưa ghi quyết định cử vị trí này làm cấp phó"),
        ([given(), deputy(OTHER)], "Chưa ghi quyết định cử vị trí này"),
        ([given(), deputy(council_id=8)], "Chưa ghi quyết định cử vị trí này"),
        ([given(), given(DEPUTY, kind=DecisionKind.ASSIGNMENT)], "Chưa ghi quyết định cử vị trí này"),
        ([deputy()], "không có người đứng đầu theo quyết định đang hiệu lực"),
        ([given(ends_at=NOW), deputy()], "không có người đứng đầu"),
        ([given(starts_at=NOW + DAY), deputy()], "không có người đứng đầu"),
        ([given(), given(DEPUTY, id=10, starts_at=NOW - DAY), deputy()], "không ký thay chính mình"),
        ([given(), deputy(revoked_at=NOW)], "32/QĐ-HĐTD đã bị thu hồi"),
        ([given(), deputy(ends_at=NOW)], "32/QĐ-HĐTD đã hết hiệu lực"),
        ([given(), deputy(ends_at=NOW + timedelta(minutes=1))], ""),
        ([given(), deputy(starts_at=NOW + timedelta(minutes=1))], "mới có hiệu lực"),
        ([given(), deputy(starts_at=NOW)], ""),
        ([given(), deputy(type_ids=frozenset({DECISION}))], "32/QĐ-HĐTD không giao ký công văn"),
        ([given(), deputy(type_ids=frozenset({LETTER}))], ""),
        ([given(), deputy(unit_ids=frozenset({9}))], "không gồm lĩnh vực"),
        ([given(), deputy(ends_at=NOW), deputy(id=21, type_ids=frozenset({DECISION}))], "không giao ký công văn"),
    ],
    ids=[
        "named",
        "one of two deputies",
        "nothing on record",
        "another is deputy",
        "deputy of another council",
        "only a field of the agency",
        "a council without a chair",
        "the chair's decision over this minute",
        "the chair from tomorrow",
        "chair herself by now",
        "revoked this minute",
        "ended this minute",
        "the last minute",
        "a minute early",
        "the first minute",
        "another type only",
        "this type",
        "another field only",
        "the closest reason is said",
    ],
)
def test_a_deputy_signs_in_the_place_of_the_chair_of_that_minute(decisions: list[Given], said: str):
    found = deputy_ruling(frozenset({DEPUTY}), COUNCIL, PAPER, decisions, NOW)
    assert found.capacity == SigningCapacity.DEPUTY_FOR_BODY
    assert found.allowed is (said == "")
    assert said in found.sentence
    assert "Điều 13 khoản 2" in found.basis


def test_a_deputy_never_signs_as_chair_nor_the_chair_as_deputy():
    both = [given(), deputy()]
    for who, capacity in ((CHAIR, "tm"), (DEPUTY, "tm_kt")):
        allowed = [r.capacity.value for r in council_rulings(frozenset({who}), COUNCIL, PAPER, both, NOW) if r.allowed]
        assert allowed == [capacity]
    usual = council_rulings(frozenset({DEPUTY}), COUNCIL, PAPER, [given(), deputy(ends_at=NOW)], NOW)[0]
    assert "32/QĐ-HĐTD đã hết hiệu lực" in usual.sentence


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Chủ tịch Hội đồng", ("KT. Chủ tịch Hội đồng", "Phó Chủ tịch Hội đồng")),
        ("Trưởng ban", ("KT. Trưởng ban", "Phó Trưởng ban")),
        ("Tổ trưởng", ("KT. Tổ trưởng", "Tổ phó")),
    ],
    ids=["council", "board", "team"],
)
def test_what_stands_above_a_deputys_signature(title: str, lines: tuple[str, ...]):
    council = Council(7, "Ban", title)
    assert council_lines(council, SigningCapacity.DEPUTY_FOR_BODY) == ("TM. Ban", *lines)
    assert council_lines(council, None) == ("TM. Ban", title)


def test_what_is_missing_when_a_chair_or_deputy_is_recorded_is_said_by_field():
    seat, untitled = Seat(1, "Phó Chủ tịch"), Council(7, "Hội đồng")
    assert chair_problems(kind="deputy_chair", number="31/QĐ", council=COUNCIL, holder=seat) == {}
    assert chair_problems(kind="chair", number="31/QĐ", council=untitled, holder=seat) == {}
    assert set(chair_problems(kind="deputy_chair", number="31", council=untitled, holder=seat)) == {"council"}
    assert set(chair_problems(kind="chair", number=" ", council=None, holder=None)) == {"number", "council", "holder"}


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


def signs(office, who: str, row, at: datetime = NOW, capacity=SigningCapacity.FOR_BODY) -> str:
    signatory, ruling = signatory_for(office.actor(who), row, capacity, at)
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

    kt = SigningCapacity.DEPUTY_FOR_BODY
    with pytest.raises(CapacityRefused, match="Chưa ghi quyết định cử vị trí này"):
        signs(office, "head", row, capacity=kt)
    of_head = {"kind": "deputy_chair", "number": "32/QĐ-UBND", "holder_post_id": office.posts["head"].pk}
    record_signing_decision(actor=office.actor("clerk"), terms=terms(office, council, **of_head), now=NOW)
    assert signs(office, "head", row, capacity=kt) == (
        "TM. Hội đồng tuyển dụng / KT. Chủ tịch Hội đồng / Phó Chủ tịch Hội đồng: Trưởng phòng, 32/QĐ-UBND"
    )
    with pytest.raises(CapacityRefused, match="Theo 31/QĐ-UBND"):
        signs(office, "head", row)
    head = signatory_for(office.actor("head"), row, kt, NOW)[0]
    page = paper_of_draft(row, row.versions.get(), on=NOW.date(), signatory=head, capacity=kt)
    assert page.signer.lines == ("TM. Hội đồng tuyển dụng", "KT. Chủ tịch Hội đồng", "Phó Chủ tịch Hội đồng")
    ((listed,), _left) = number_rules.rows(actor=office.actor("clerk"), now=NOW)
    assert listed.leaders == (
        "Chủ tịch Hội đồng: Huỳnh Quốc Việt (31/QĐ-UBND)",
        "Phó Chủ tịch Hội đồng: Phan Thị Mỹ Hạnh (32/QĐ-UBND)",
    )

    end_signing_decision(actor=office.actor("clerk"), uid=uid, reason="QĐ 40", now=NOW)
    with pytest.raises(CapacityRefused, match="không có người đứng đầu"):
        signs(office, "head", row, capacity=kt)
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
