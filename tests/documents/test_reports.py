"""Figures count what they say, open to exactly those rows, and show nobody what is not theirs."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.documents.models import Document
from congvu.documents.reports import rules
from congvu.documents.types import State
from congvu.kernel.api import measures

from .conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 14)


@pytest.fixture
def papers(office, register):
    """Nine incoming documents of the month: one for each figure and unit, a secret one and a cancelled one besides."""
    unit, other = office.units["general"], office.units["economy"]

    def put(number, state, *, lead=unit, due=None, closed=None, **more):
        document = register(code_number=str(number), arrived_at=NOW - timedelta(hours=2))
        values = {"state": state, "lead_unit": lead, "due_at": due, "closed_at": closed, **more}
        Document.objects.filter(pk=document.id).update(**values)
        return Document.objects.get(pk=document.id)

    before, later = NOW - timedelta(hours=1), timezone.now() + timedelta(days=400)
    return {
        "on time": put(1, State.DONE, due=NOW, closed=before),
        "without deadline": put(2, State.FILED, closed=NOW),
        "late": put(3, State.DONE, due=before, closed=NOW),
        "open": put(4, State.IN_PROGRESS, due=later),
        "overdue": put(5, State.ASSIGNED, due=before),
        "returned": put(6, State.RETURNED, lead=None),
        "elsewhere": put(7, State.DONE, lead=other, closed=NOW),
        "void": put(8, State.VOID, closing_note="Vào sổ nhầm"),
        "secret": put(9, State.DONE, secrecy=1, closed=NOW),
    }


@pytest.fixture
def register(office):
    from congvu.documents.api import register_incoming

    from .conftest import incoming

    return lambda **values: register_incoming(actor=office.actor("clerk"), data=incoming(**values), now=NOW)


def signed_in(client, office, who):
    client.force_login(office.accounts[who])
    return client


ADDRESS = "/bao-cao/den/?tu=01/10/2026&den=31/10/2026"


def numbers(page):
    return {line.label: line.numbers for line in page.context["report"].lines}


def test_each_paper_is_counted_once(client, office, papers):
    page = signed_in(client, office, "clerk").get(ADDRESS)
    found = numbers(page)
    assert found["Phòng Tổng hợp"] == {
        "nhan": 5, "dung-han": 2, "tre-han": 1, "dang": 1, "qua-han": 1, "khac": 0,
    }  # fmt: skip
    assert found["Phòng Kinh tế"]["dung-han"] == 1
    assert found["Chưa phân phối"]["khac"] == 1
    total = page.context["report"].total.numbers
    assert total["nhan"] == 7 == sum(total[f] for f in ("dung-han", "tre-han", "dang", "qua-han", "khac"))


@pytest.mark.parametrize(
    ("figure", "names"),
    [
        ("nhan", {"on time", "without deadline", "late", "open", "overdue"}),
        ("dung-han", {"on time", "without deadline"}),
        ("tre-han", {"late"}),
        ("dang", {"open"}),
        ("qua-han", {"overdue"}),
    ],
)
def test_a_number_opens_to_its_rows(client, office, papers, figure, names):
    unit = office.units["general"].pk
    page = signed_in(client, office, "clerk").get(
        f"/bao-cao/den/dong/{figure}/?tu=01/10/2026&den=31/10/2026&dong={unit}"
    )
    assert {row.pk for row, _progress in page.context["rows"]} == {papers[name].pk for name in names}
    assert page.context["count"] == len(names)


def test_another_period_counts_nothing(client, office, papers):
    page = signed_in(client, office, "clerk").get("/bao-cao/den/?tu=01/09/2026&den=30/09/2026")
    assert page.context["report"].lines == ()
    assert "Không có gì trong kỳ này" in page.content.decode()


def test_a_head_sees_her_unit_and_a_specialist_her_own_work(client, office, papers):
    assert set(numbers(signed_in(client, office, "econ_head").get(ADDRESS))) == {"Phòng Kinh tế"}
    page = signed_in(client, office, "officer").get(ADDRESS)
    assert numbers(page) == {}
    assert "Chỉ gồm việc của bạn" in page.content.decode()
    unit = office.units["general"].pk
    rows = signed_in(client, office, "econ_head").get(
        f"/bao-cao/den/dong/nhan/?tu=01/10/2026&den=31/10/2026&dong={unit}"
    )
    assert rows.context["rows"] == []


def test_another_agency_counts_nothing_of_ours(client, other_office, papers):
    assert signed_in(client, other_office, "clerk").get(ADDRESS).context["report"].lines == ()


def test_administrators_have_no_reports(client, office, settings):
    settings.REQUIRE_ADMIN_MFA = False
    assert signed_in(client, office, "admin").get("/bao-cao/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/bao-cao/khac/",
        "/bao-cao/den/dong/khong-co/",
        "/bao-cao/nguoi/dong/giao/?dong=999999",
        "/bao-cao/so/khac/xlsx/",
        "/bao-cao/so/theo-doi/exe/",
        "/bao-cao/den/?tep=exe",
    ],
)
def test_what_is_not_there(client, office, address):
    assert signed_in(client, office, "clerk").get(address).status_code in {404, 422}


@pytest.mark.parametrize(
    "query", ["tu=31/02/2026", "tu=01/10/2026&den=01/09/2026", "tu=01/01/1990&den=31/12/2026", "ky=%00", "dong=-1"]
)
def test_periods_that_cannot_be_are_told_and_answered_with_the_month(client, office, query):
    page = signed_in(client, office, "clerk").get(f"/bao-cao/den/?{query}")
    assert page.status_code in {200, 422}
    assert page.context["asked"].period.first.day == 1


@pytest.mark.parametrize(("kind", "file"), [("den", "xlsx"), ("nguoi", "docx"), ("di", "pdf"), ("loai", "csv")])
def test_each_report_leaves_as_a_file(client, office, papers, kind, file):
    answer = signed_in(client, office, "clerk").get(f"/bao-cao/{kind}/?tu=01/10/2026&den=31/10/2026&tep={file}")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if file in {"xlsx", "docx"}:
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    else:
        assert data.startswith(b"%PDF-" if file == "pdf" else b"\xef\xbb\xbf")


def test_the_follow_up_register_has_its_seven_columns_and_hides_secrets(client, office, papers):
    answer = signed_in(client, office, "clerk").get("/bao-cao/so/theo-doi/csv/?tu=01/10/2026&den=31/10/2026")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].count(",") >= 6
    assert len(lines) == 8
    assert "Hoàn thành 14/10/2026, đúng hạn" in lines[1]
    assert "quá hạn" in lines[5]


def test_more_papers_ask_no_more(client, office, register):
    client = signed_in(client, office, "clerk")

    def asked(count):
        for number in range(Document.objects.count(), count):
            register(code_number=str(number), code_notation=f"A{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    asked(1)
    assert asked(10) == asked(20)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("tuan", date(2026, 10, 12), date(2026, 10, 18)),
        ("thang", date(2026, 10, 1), date(2026, 10, 31)),
        ("thang-truoc", date(2026, 9, 1), date(2026, 9, 30)),
        ("quy", date(2026, 10, 1), date(2026, 12, 31)),
        ("nam", date(2026, 1, 1), date(2026, 12, 31)),
        ("nam-truoc", date(2025, 1, 1), date(2025, 12, 31)),
        ("khac", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_periods(word, first, last):
    assert rules.period(word, TODAY) == measures.Period(first, last)


def test_the_month_before_january_is_december():
    assert rules.period("thang-truoc", date(2026, 1, 31)) == measures.Period(date(2025, 12, 1), date(2025, 12, 31))


# --- measures ---------------------------------------------------------------------------------------------------

OCTOBER = measures.Period(date(2026, 10, 1), date(2026, 10, 31))


def value(office, code):
    [found] = measures.values(office.agency.pk, OCTOBER, [code])
    return found


def test_on_time_of_finished(office, papers):
    found = value(office, "documents.on_time")
    assert (found.numerator, found.denominator) == (3, 4)
    rows = measures.rows("documents.on_time", office.agency.pk, OCTOBER, actor=office.actor("clerk"))
    assert len(rows.rows) == 3


def test_regular_users_are_those_with_work_on_half_of_the_days(office, papers):
    found = value(office, "documents.regular_users")
    assert found.denominator == len(office.people)
    assert found.numerator == 0  # one day of work in a month is not regular
    [week] = measures.values(
        office.agency.pk, measures.Period(date(2026, 10, 14), date(2026, 10, 14)), ["documents.regular_users"]
    )
    assert week.numerator == 1


def test_every_figure_opens(office, papers):
    for measure in measures.registered():
        if measure.code.startswith("documents."):
            [found] = measures.values(office.agency.pk, OCTOBER, [measure.code])
            page = measures.rows(measure.code, office.agency.pk, OCTOBER, actor=office.actor("chairman"))
            assert len(page.rows) == found.numerator


@pytest.mark.parametrize(
    ("receiver", "are_leaders"),
    [
        ("Chủ tịch, các Phó Chủ tịch (để b/c)", True),
        ("- CT và các PCT UBND tỉnh Tiền Giang (để b/c);", True),
        ("Các đồng chí Phó Chủ tịch Ủy ban nhân dân tỉnh Tiền Giang (để báo cáo)", True),
        ("Lãnh đạo Văn phòng (để b/c).", True),
        ("Bộ trưởng (để b/c)", True),
        ("Chủ tịch UBND tỉnh, các PCT UBND tỉnh (để b/c)", True),
        ("Chủ tịch UBND huyện (để b/c)", False),
        ("Chủ tịch, các Phó Chủ tịch", False),
        ("Chủ tịch UBND tỉnh Đồng Tháp (để b/c)", False),
        ("Chủ tịch nước (để b/c)", False),
        ("Thường trực Tỉnh ủy (để b/c)", False),
        ("Bộ Nội vụ (để b/c)", False),
        ("Chủ tịch, các Phó Chủ tịch (để biết)", False),
        ("(để b/c)", False),
        ("", False),
        ("Giám đốc " * 2000 + "(để b/c", False),
    ],
    ids=["titles", "short", "own-name", "office", "minister", "tier", "another-tier", "unmarked", "another-agency",
         "president", "party", "agency", "to-know", "empty-mark", "nothing", "hostile"],
)  # fmt: skip
def test_who_a_report_counts_as_the_agencys_own_leaders(receiver, are_leaders):
    assert rules.names_own_leaders(receiver, agency_name="Ủy ban nhân dân tỉnh Tiền Giang") is are_leaders
