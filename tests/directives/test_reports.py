"""Reports and the leader's page: the numbers of report 1270, each opening to its rows, in a fixed number of queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.directives.api import accept, ask_extension, decide_extension
from congvu.directives.models import Directive
from congvu.directives.queries import reports
from congvu.directives.types import Party
from congvu.kernel.api import measures
from tests.conftest import NOW

from .conftest import DUE

pytestmark = pytest.mark.django_db
# Hàng của báo cáo 1270/BC-TCTTTg: trạng thái, hạn, ngày có kết quả, bao nhiêu.
PARTS = [
    ("done", "2017-06-30", "2017-06-30", 14_068),
    ("done", "2017-06-30", "2017-07-10", 1_983),
    ("running", "2018-03-31", None, 5_640),
    ("running", "2017-11-30", None, 223),
]
COPY = """
insert into directives_directive (uid, agency_id, year, number, depth, source, source_note, level, content, kind,
  repeat, urgency, product, product_note, giver_post_id, giver_name, giver_title, entered_by_name, supervisor_name,
  monitor_name, lead_key, lead_name, lead_unit_id, owner_name, grants, assigned_at, assigned_on, due_on, result_on,
  result_text, state, progress, has_difficulties, extended_count, returned_count, remind_step)
select gen_random_uuid(), agency_id, 2017, %s + n, 0, source, '', level, 'x', kind, '', 0, product, '', giver_post_id,
  giver_name, giver_title, '', '', '', lead_key, lead_name, lead_unit_id, '', grants, assigned_at, '2017-03-01',
  %s, %s, '', %s, 0, false, 0, 0, 0
from directives_directive, generate_series(1, %s) n where id = %s
"""


def test_report_1270_of_2017(office, give):
    one = give()
    with connection.cursor() as cursor:
        start = 0
        for state, due, result, count in PARTS:
            cursor.execute(COPY, [start, due, result, state, count, one.pk])
            start += count
    actor, today = office.actor("chairman"), date(2017, 12, 27)
    found = reports.by(reports.UNIT, actor=actor, period=measures.Period.year(2017), today=today)
    assert len(found.lines) == 1
    line = found.lines[0]
    counted = line.counted
    assert (counted.total, counted.done, counted.open) == (21_914, 16_051, 5_863)
    assert (counted.done_in_time, counted.done_late) == (14_068, 1_983)
    assert (counted.open_in_time, counted.open_late) == (5_640, 223)
    assert (line.rates.done_of_due, line.rates.overdue_of_due) == (Decimal("98.62"), Decimal("1.38"))
    assert line.rates.done_of_all == Decimal("73.24")
    assert line.delay == Decimal("11.7")  # (1983 × 10 + 223 × 27) ÷ 2206
    assert found.total == reports.whole(reports.in_period(actor, measures.Period.year(2017)), today=today)


@pytest.fixture
def worked(office, give, handed_in):
    """Tasks of two units: done, extended, late."""
    done = handed_in(field="Đầu tư công")
    accept(actor=office.actor("chairman"), uid=done.uid, note="", now=NOW)
    longer = give(field="đầu tư công")
    ask_extension(actor=office.actor("econ_head"), uid=longer.uid, until=date(2026, 11, 20), reason="Chờ", now=NOW)
    decide_extension(actor=office.actor("chairman"), uid=longer.uid, agree=True, until=None, answer="", now=NOW)
    give(lead=Party(unit_id=office.units["general"].pk))
    return [done, longer]


@pytest.mark.parametrize(
    ("group", "labels"),
    [
        (reports.UNIT, {"Phòng Kinh tế", "Phòng Tổng hợp"}),
        (reports.FIELD, {"Đầu tư công", "Chưa ghi lĩnh vực"}),
        (reports.GIVER, {"Nguyễn Văn Khải, Chủ tịch"}),
        (reports.AGENCY, set()),
    ],
    ids=["unit", "field", "giver", "agency"],
)
def test_each_report_names_its_lines(office, worked, group, labels):
    found = reports.by(group, actor=office.actor("chairman"), period=measures.Period.year(2026), today=DUE)
    assert {line.label for line in found.lines} == labels
    if labels:
        assert (found.total.counted.total, found.total.extended) == (3, 1)


def test_each_number_opens_as_many_rows_as_it_says(office, worked, client):
    client.force_login(office.accounts["chairman"])
    page = client.get(reverse("directives:report"), {"tu": "01/01/2026", "den": "31/12/2026"})
    cells = [cell for _line, cells in page.context["lines"] for cell in cells if cell[1]]
    assert {text for text, _url, _tone in cells} == {"1", "2"}
    for text, url, _tone in cells:
        assert client.get(url).context["found"] == int(text), url


def test_a_head_counts_her_unit_only(office, worked):
    found = reports.by(reports.UNIT, actor=office.actor("head"), period=measures.Period.year(2026), today=DUE)
    assert [(line.label, line.counted.total) for line in found.lines] == [("Phòng Tổng hợp", 1)]


def test_the_leaders_page_asks_the_same_for_few_and_for_many(office, give, client):
    client.force_login(office.accounts["chairman"])
    asked = []
    for count in (3, 12):
        for number in range(Directive.objects.count(), count):
            give(field=f"Lĩnh vực {number}")
        client.get(reverse("directives:overview"))
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse("directives:overview"))
        asked.append(len(found))
    assert page.status_code == 200
    assert asked[0] == asked[1]
    assert [line.label for line in page.context["heat"]] == ["Phòng Kinh tế"]
    for scope in ("toi-giao", "toi-lam", "khac"):
        assert client.get(reverse("directives:overview"), {"xem": scope}).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf", "csv"])
def test_a_report_leaves_as_a_file(office, worked, client, kind):
    client.force_login(office.accounts["chairman"])
    answer = client.get(reverse("directives:report"), {"tep": kind, "theo": "linh-vuc"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code == 200
    assert len(body) > 200


def test_a_wrong_period_is_said_and_shows_the_year(office, worked, client):
    client.force_login(office.accounts["chairman"])
    for query in ({"tu": "31/12/2026", "den": "01/01/2026"}, {"tu": "01/01/1999"}):
        assert client.get(reverse("directives:report"), query).status_code == 422


def test_many_tasks_are_given_out_of_one_text(office, client):
    client.force_login(office.accounts["chairman"])
    address = reverse("directives:many")
    text = "1. Phòng Kinh tế chủ trì báo cáo giải ngân, xong trước 30/12/2030.\n2. Văn phòng theo dõi, đôn đốc chung."
    shared = {"text": text, "source": "meeting", "source_note": "TB 402/TB-VPCP", "level": "chairman"}
    rows = client.post(address, shared).context["rows"]
    assert [(row.due, bool(row.lead)) for row in rows] == [("30/12/2030", True), ("", False)]
    assert not Directive.objects.exists()

    sent = {**shared, "giao": "1", "so-dong": "2"}
    for row in rows:
        sent |= {f"lay-{row.place}": "1", f"nd-{row.place}": row.content, f"han-{row.place}": row.due}
    sent["ct-0"] = str(rows[0].lead)
    page = client.post(address, sent)
    assert "Chọn nơi chủ trì." in page.content.decode()
    assert not Directive.objects.exists()
    sent["ct-1"] = str(office.units["office"].pk * 3)
    assert client.post(address, sent).status_code == 302
    assert list(Directive.objects.order_by("number").values_list("lead_name", "kind")) == [
        ("Phòng Kinh tế", "deadline"),
        ("Văn phòng", "open"),
    ]


def test_the_way_of_following_is_set_by_the_chief_only(office, client):
    address = reverse("directives:settings")
    values = {"remind_before": "7, 2", "overdue_every": "3", "follow": "all", "report_every": "month"}
    values |= {"entry_urgent_days": "0", "entry_days": "1", "entry_many_days": "3"}
    client.force_login(office.accounts["econ_head"])
    assert client.post(address, values).status_code == 403
    client.force_login(office.accounts["chief"])
    assert client.get(address).status_code == 200
    assert client.post(address, {**values, "remind_before": "năm"}).status_code == 422
    assert client.post(address, values).status_code == 302


def test_letters_are_asked_for_from_the_list(office, give, client):
    one = give()
    client.force_login(office.accounts["chairman"])
    for chosen in ([], ["rubbish"]):
        assert client.post(reverse("directives:urge"), {"nhiem-vu": chosen}).status_code == 302
    assert client.post(reverse("directives:urge"), {"nhiem-vu": [str(one.uid)]}).url == reverse("documents:drafts")
