"""Series of numbers of an agency's own: per type, per unit, per council; dated, gapless, never twice in a year."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congvu.documents.actions import number_rules
from congvu.documents.actions.issue import next_code
from congvu.documents.actions.number_rules import RuleTerms, end_number_rule, register_for, set_number_rule
from congvu.documents.actions.registers import open_year
from congvu.documents.drafting import compose
from congvu.documents.drafting.errors import BodyNotInForce, NoRegister, NumberRuleInvalid, NumberStandsElsewhere
from congvu.documents.drafting.types import DraftContent, NumberRuleKind
from congvu.documents.models import Document, DocumentType, Draft, NumberRule, Register
from congvu.documents.types import State
from congvu.kernel.api import take_number
from congvu.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOW
from tests.documents.drafts import LETTER, new_draft

TODAY = NOW.date()
YEAR_END = date(TODAY.year, 12, 31)


def rule(office, kind: NumberRuleKind, **changes: object) -> NumberRule:
    """Set a rule that holds from today."""
    values: dict[str, object] = {"name": "Sổ riêng", "valid_from": TODAY, "basis": "Quyết định 05/QĐ-UBND"}
    if kind == NumberRuleKind.TYPES:
        values["type_codes"] = ("quyet-dinh",)
    elif kind == NumberRuleKind.UNIT:
        values["unit_id"] = office.units["general"].pk
    else:
        values |= {"body_name": "Hội đồng tuyển dụng", "abbreviation": "HĐTD", "chair_title": "Chủ tịch Hội đồng"}
    pk = set_number_rule(actor=office.actor("clerk"), terms=RuleTerms(kind=kind, **{**values, **changes}), now=NOW)
    return NumberRule.objects.get(pk=pk)


def draft(office, type_code: str = "cong-van", **content: object) -> Draft:
    values = {**LETTER.to_json(), **content}
    pk = new_draft(office, type_code=type_code, content=DraftContent.from_json(values))
    return Draft.objects.select_related("document_type").get(pk=pk)


def content_of(row: Draft) -> DraftContent:
    return DraftContent.from_json(row.versions.get().content)


@transaction.atomic
def numbered(row: Draft, day: date = TODAY) -> tuple[str, int]:
    """Number a draft as issuing does, without its signatures; return the register's name and the number."""
    content = content_of(row)
    register = register_for(row, content, day, None)
    notation = compose.notation_of(compose.head_of(row), content)
    number_rules.begin_series(register, notation)
    number = take_number(key=register.series_key, year=register.year)
    number_rules.require_unprinted(register, number, "", notation, f"{number}/{notation}")
    Document.objects.create(
        direction="outgoing",
        agency_id=row.agency_id,
        register=register,
        year=day.year,
        number=number,
        document_type=row.document_type,
        code_number=str(number),
        code_notation=notation,
        subject="x",
        issued_on=day,
        registered_at=NOW,
        issued_at=NOW,
        state=State.ISSUED,
        created_by_post_id=row.drafter_post_id,
    )
    return register.name, number


def test_a_type_with_a_rule_has_its_series_others_the_usual_one(office):
    decision, letter = draft(office, "quyet-dinh"), draft(office)
    assert numbered(letter) == ("Sổ văn bản đi 2026", 1)
    rule(office, NumberRuleKind.TYPES, name="Sổ quyết định")
    assert [numbered(decision)[1] for _turn in range(3)] == [1, 2, 3]
    assert numbered(letter) == ("Sổ văn bản đi 2026", 2)
    assert next_code(decision, day=TODAY) == "04/QĐ-UBND"
    next_year = date(TODAY.year + 1, 1, 4)
    assert numbered(decision, next_year) == ("Sổ quyết định 2027", 1)


def test_a_rule_set_within_the_year_goes_on_behind_what_stands_with_its_notation(office):
    decision = draft(office, "quyet-dinh")
    assert [numbered(decision)[1] for _turn in range(2)] == [1, 2]
    rule(office, NumberRuleKind.TYPES)
    assert numbered(decision) == ("Sổ riêng 2026", 3)


def test_the_first_number_is_where_the_year_goes_on_from_paper(office):
    rule(office, NumberRuleKind.TYPES, first_number=120)
    decision = draft(office, "quyet-dinh")
    assert next_code(decision, day=TODAY) == "120/QĐ-UBND"
    assert [numbered(decision)[1] for _turn in range(2)] == [120, 121]
    assert numbered(decision, date(TODAY.year + 1, 2, 1))[1] == 1


def test_a_unit_has_its_own_letters_and_others_do_not_take_part(office):
    rule(office, NumberRuleKind.UNIT, name="Công văn Phòng Tổng hợp")
    assert numbered(draft(office)) == ("Công văn Phòng Tổng hợp 2026", 1)
    assert numbered(draft(office, notation_unit="KT")) == ("Sổ văn bản đi 2026", 1)  # ký hiệu của nơi khác
    assert numbered(draft(office, "quyet-dinh"))[0] == "Sổ văn bản đi 2026"
    pk = new_draft(office, who="econ_officer")
    assert numbered(Draft.objects.select_related("document_type").get(pk=pk))[0] == "Sổ văn bản đi 2026"


def test_a_council_prints_its_name_abbreviation_and_chair_and_counts_apart(office):
    council = rule(office, NumberRuleKind.BODY)
    row = draft(office, "thong-bao", issued_by=str(council.uid))
    page = compose.paper_of_draft(row, row.versions.get(), on=TODAY)
    assert (page.agency, page.superior, page.notation) == ("Hội đồng tuyển dụng", office.agency.name, "/TB-HĐTD")
    assert page.signer.lines == ("TM. Hội đồng tuyển dụng", "Chủ tịch Hội đồng")
    numbered(draft(office, "thong-bao"))
    assert numbered(row) == ("Sổ riêng 2026", 1)


def test_a_council_that_ended_issues_nothing(office):
    council = rule(office, NumberRuleKind.BODY)
    row = draft(office, issued_by=str(council.uid))
    end_number_rule(actor=office.actor("clerk"), uid=council.uid, last_day=TODAY, now=NOW)
    assert numbered(row)[1] == 1
    with pytest.raises(BodyNotInForce, match="15/10/2026"):
        numbered(row, TODAY + timedelta(days=1))


def test_another_agencys_council_is_nobody(office, other_office):
    council = rule(other_office, NumberRuleKind.BODY)
    row = draft(office, issued_by=str(council.uid))
    assert compose.paper_of_draft(row, row.versions.get(), on=TODAY).agency == office.agency.name
    with pytest.raises(BodyNotInForce):
        numbered(row)


def test_the_same_number_with_the_same_notation_is_refused_and_given_back(office):
    decision = draft(office, "quyet-dinh")
    numbered(decision)
    rogue = Register.objects.create(agency=office.agency, direction="outgoing", year=TODAY.year, name="Sổ lạc")
    with pytest.raises(NumberStandsElsewhere, match="1/QĐ-UBND"):
        number_rules.require_unprinted(rogue, 1, "", "QĐ-UBND", "1/QĐ-UBND")
    number_rules.require_unprinted(rogue, 1, "a", "QĐ-UBND", "1a/QĐ-UBND")


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("types", {"type_codes": ()}),
        ("types", {"type_codes": ("quyet-dinh", "khong-co")}),
        ("types", {"valid_from": TODAY - timedelta(days=1)}),
        ("types", {"basis": "  "}),
        ("types", {"name": "x" * 151}),
        ("types", {"first_number": 0}),
        ("unit", {"unit_id": None}),
        ("unit", {"unit_id": 10**9}),
        ("body", {"body_name": ""}),
        ("body", {"abbreviation": ""}),
        ("body", {"abbreviation": "UBND"}),
        ("body", {"abbreviation": " T H "}),
    ],
    ids=[
        "no-type", "no-such-type", "past", "no-basis", "long-name", "zero", "no-unit", "no-such-unit", "no-name",
        "no-abbreviation", "agencys-own", "units-own",
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_and_nothing_is_written(office, kind, changes):
    with pytest.raises(NumberRuleInvalid):
        rule(office, NumberRuleKind(kind), **changes)
    assert NumberRule.objects.count() == 0


def test_a_unit_without_an_abbreviation_gets_no_series(office):
    with pytest.raises(NumberRuleInvalid, match="chưa có chữ viết tắt"):
        rule(office, NumberRuleKind.UNIT, unit_id=office.units["leaders"].pk)


@pytest.mark.parametrize("kind", list(NumberRuleKind), ids=str)
def test_two_rules_for_the_same_papers_are_refused(office, kind):
    rule(office, kind)
    with pytest.raises(NumberRuleInvalid):
        rule(office, kind)


def test_a_used_series_ends_with_the_year_an_unused_one_any_day(office):
    used, council = rule(office, NumberRuleKind.TYPES), rule(office, NumberRuleKind.BODY)
    numbered(draft(office, "quyet-dinh"))
    clerk = office.actor("clerk")
    with pytest.raises(NumberRuleInvalid, match="31/12/2026"):
        end_number_rule(actor=clerk, uid=used.uid, last_day=TODAY + timedelta(days=5), now=NOW)
    with pytest.raises(NumberRuleInvalid, match="Ngày cuối"):
        end_number_rule(actor=clerk, uid=used.uid, last_day=TODAY - timedelta(days=1), now=NOW)
    end_number_rule(actor=clerk, uid=used.uid, last_day=YEAR_END, now=NOW)
    end_number_rule(actor=clerk, uid=council.uid, last_day=TODAY + timedelta(days=5), now=NOW)
    with pytest.raises(NotFound):  # đã thôi rồi
        end_number_rule(actor=clerk, uid=used.uid, last_day=YEAR_END, now=NOW)
    assert numbered(draft(office, "quyet-dinh"), YEAR_END + timedelta(days=3))[0] == "Sổ văn bản đi 2027"


def test_only_those_who_keep_registers_of_this_agency_set_and_end(office, other_office):
    terms = RuleTerms(NumberRuleKind.TYPES, "x", TODAY, "x", ("quyet-dinh",))
    for who in ("officer", "head", "chairman"):
        with pytest.raises(NotAllowed):
            set_number_rule(actor=office.actor(who), terms=terms, now=NOW)
    kept = rule(office, NumberRuleKind.TYPES)
    with pytest.raises(NotFound):
        end_number_rule(actor=other_office.actor("clerk"), uid=kept.uid, last_day=YEAR_END, now=NOW)


def test_opening_a_year_does_not_copy_registers_of_rules(office):
    rule(office, NumberRuleKind.TYPES)
    numbered(draft(office, "quyet-dinh"))
    open_year(actor=office.actor("clerk"), year=TODAY.year + 1, now=NOW)
    assert not Register.objects.filter(year=TODAY.year + 1, name__startswith="Sổ riêng").exists()


def test_a_closed_register_of_a_rule_takes_no_more(office):
    rule(office, NumberRuleKind.TYPES)
    row = draft(office, "quyet-dinh")
    numbered(row)
    Register.objects.filter(rule__isnull=False).update(closed_on=TODAY)
    with pytest.raises(NoRegister):
        numbered(row)


def test_the_pages_set_list_and_end(client, office):
    client.force_login(office.accounts["clerk"])
    new = reverse("documents:number_rule_new")
    typed = {"kind": "body", "name": "Sổ Hội đồng", "body_name": "Hội đồng tuyển dụng", "abbreviation": "HĐTD"}
    day = f"{timezone.localdate():%d/%m/%Y}"
    typed |= {"chair_title": "Chủ tịch", "first_number": "1", "valid_from": day, "basis": "QĐ 05", "unit": ""}
    assert client.post(new, {**typed, "abbreviation": "UBND"}).status_code == 422
    assert client.post(new, {**typed, "kind": "lạ"}).status_code == 422
    assert client.post(new, typed).status_code == 302
    listed = client.get(reverse("documents:number_rules")).content.decode()
    assert "Hội đồng tuyển dụng" in listed
    end = reverse("documents:number_rule_end", args=[NumberRule.objects.get().uid])
    client.post(end, {"last_day": "hôm nay"})
    assert NumberRule.objects.get().valid_to is None
    client.post(end, {"last_day": day})
    assert NumberRule.objects.get().valid_to == timezone.localdate()
    assert "Hội đồng tuyển dụng" in client.get(reverse("documents:draft_start", args=["cong-van"])).content.decode()

    client.force_login(office.accounts["officer"])
    assert client.get(new).status_code == 403


def test_every_type_of_the_catalogue_may_have_its_series(office):
    codes = DocumentType.objects.filter(kind="administrative", valid_to=None).values_list("code", flat=True)
    assert rule(office, NumberRuleKind.TYPES, type_codes=tuple(codes)).types.count() == len(codes)
