"""Both registers in the order of any column, with chosen columns, saved filters, and as files."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from congvu.documents.models import Document
from congvu.documents.models.places import PLACES
from congvu.documents.queries import ordered
from congvu.documents.queries.order import Order, read_edge, write_edge
from congvu.documents.queries.register import RegisterFilter, page_in_order
from congvu.documents.queries.register_columns import INCOMING_COLUMNS, NEWEST, OUTGOING_COLUMNS, order_of
from congvu.documents.types import Direction
from congvu.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db

ISSUERS = ("Sở Y tế", "Bộ Tài chính", "Đài Phát thanh", "Sở Ấp Bắc", "Ủy ban Dân tộc")
IN_ORDER = ["An ninh", "Ăn toàn", "Ấp văn hóa", "Báo cáo", "Bão số 5", "Dê núi", "đê điều"]
SUBJECTS = ("Bão số 5", "Báo cáo", "đê điều", "Dê núi", "Ấp văn hóa", "An ninh", "Ăn toàn")


@pytest.fixture
def papers(register):
    """Nine letters whose columns all stand in different orders."""
    now = timezone.now()
    made = []
    for n in range(9):
        one = register(
            now=now,
            code_number=("5", "12", "105", "12a", "", "007", "99", "1000", "12")[n],
            code_notation="BNV" if n % 2 else "BTC",
            subject=SUBJECTS[n % 7],
            issuing_agency_name=ISSUERS[n % 5],
            arrived_at=now - timedelta(hours=1, minutes=(n * 4) % 9),
            issued_on=date(2026, 1, 1 + (n * 5) % 9) if n != 4 else None,
            signer_name=("Trần Ơn", "Trần Ôn", "")[n % 3],
            document_type=("cong-van", "bao-cao")[n % 2],
        )
        Document.objects.filter(pk=one.pk).update(
            due_at=None if n % 4 == 3 else now + timedelta(days=(n * 7) % 9),
            forwarded_at=None if n % 2 else now - timedelta(days=n),
            state=("done", "registered", "assigned")[n % 3],
            handler_text=("Phòng Đất đai", "Phòng Dân tộc", "")[n % 3],
        )
        made.append(Document.objects.get(pk=one.pk))
    return made


KEYS = {
    "number": lambda d: d.number,
    "arrived": lambda d: d.arrived_at,
    "issued": lambda d: d.issued_on or date(9000, 1, 1),
    "due": lambda d: (d.due_at is None, d.due_at or 0),
    "passed": lambda d: (d.forwarded_at is None, d.forwarded_at or 0),
    "type": lambda d: (d.document_type_id, d.number),
    "state": lambda d: ["registered", "assigned", "done"].index(d.state),
    "code": lambda d: (
        int("".join(c for c in d.code_number if c.isdigit()) or 0),
        d.code_number,
        d.code_notation,
    ),
    "subject": lambda d: IN_ORDER.index(d.subject),
    "issuer": lambda d: ["Bộ Tài chính", "Đài Phát thanh", "Sở Ấp Bắc", "Sở Y tế", "Ủy ban Dân tộc"].index(
        d.issuing_agency_name
    ),
    "signer": lambda d: ["", "Trần Ôn", "Trần Ơn"].index(d.signer_name),
    "handler": lambda d: ["", "Phòng Dân tộc", "Phòng Đất đai"].index(d.handler_text),
}  # fmt: skip


def test_every_order_is_paged_forth_and_back_without_a_line_lost_or_doubled(office, papers):
    for name in PLACES:
        for falling in (False, True):
            _paged_forth_and_back(office, papers, name, falling)


def _paged_forth_and_back(office, papers, name, falling):
    order = Order(name, falling)
    asked = {
        "actor": office.actor("clerk"), "register": papers[0].register, "asked": RegisterFilter(),
        "order": order, "now": timezone.now(), "size": 4,
    }  # fmt: skip
    wanted = [d.number for d in sorted(papers, key=lambda d: (KEYS[name](d), d.pk), reverse=falling)]
    pages = [page_in_order(**asked)]
    while pages[-1].next:
        pages.append(page_in_order(**asked, edge=read_edge(pages[-1].next, order)))
    assert [row.number for page in pages for row in page.rows] == wanted, order
    assert [len(page.rows) for page in pages] == [4, 4, 1]
    assert pages[0].previous == ""
    back = page_in_order(**asked, edge=read_edge(pages[2].previous, order))
    assert [row.number for row in back.rows] == wanted[4:8]
    first = page_in_order(**asked, edge=read_edge(back.previous, order))
    assert ([row.number for row in first.rows], first.previous) == (wanted[:4], "")


def test_every_column_that_stands_there_at_first_sorts():
    for columns in (INCOMING_COLUMNS, OUTGOING_COLUMNS):
        assert all(column.sort in PLACES for column in columns if column.shown)
    assert order_of(INCOMING_COLUMNS, "-so") is None
    assert order_of(INCOMING_COLUMNS, "-han") == Order("due", descending=True)
    assert order_of(INCOMING_COLUMNS, "'; drop table") is None


def test_of_lines_that_hold_words_the_newest_are_sorted_and_the_rest_is_said(office, papers, monkeypatch):
    asked = {
        "actor": office.actor("clerk"), "register": papers[0].register, "asked": RegisterFilter(text="bao"),
        "order": Order("subject"), "now": timezone.now(),
    }  # fmt: skip
    whole = page_in_order(**asked)
    assert [row.number for row in whole.rows] == [2, 9, 1, 8]
    assert (whole.sorted_of, whole.cut) == (4, False)
    monkeypatch.setattr(ordered, "SORTED", 2)
    some = page_in_order(**asked)
    assert ([row.number for row in some.rows], some.sorted_of, some.cut) == ([9, 8], 2, True)


@pytest.mark.parametrize("few", [0, 1000], ids=["walked", "collected"])
def test_filtered_lines_are_the_same_walked_or_collected(office, papers, monkeypatch, few):
    monkeypatch.setattr(ordered, "FEW", few)
    monkeypatch.setattr(ordered, "WALKED", 1)
    for name, numbers in (("subject", [6, 9, 3]), ("due", [9, 3, 6])):
        asked = {
            "actor": office.actor("clerk"), "register": papers[0].register, "now": timezone.now(),
            "asked": RegisterFilter(state="assigned"), "order": Order(name), "size": 2,
        }  # fmt: skip
        first = page_in_order(**asked)
        second = page_in_order(**asked, edge=read_edge(first.next, asked["order"]))
        assert [row.number for row in (*first.rows, *second.rows)] == numbers, name


def test_an_edge_of_another_order_or_made_up_is_the_first_page():
    order = Order("due")
    text = write_edge(order, ["2026-01-01", 5], backward=False)
    assert read_edge(text, order).place == ("2026-01-01", "5")
    assert read_edge(text, Order("due", descending=True)) is None
    assert read_edge(text, Order("type")) is None
    assert [read_edge(bad, order) for bad in ("", "x", "12", text[:-1] + "!", "y" * 5000)] == [None] * 5


def test_an_officer_sees_only_hers_in_any_order(client, office, papers):
    client.force_login(office.accounts["officer"])
    assert client.get("/van-ban-den/?sap=han").context["page"].rows == []


def test_heads_sort_and_pages_keep_the_order(client, office, papers):
    client.force_login(office.accounts["clerk"])
    page = client.get("/van-ban-den/?sap=-han&trang-thai=open")
    heads = {head.key: head for head in page.context["view"].heads}
    assert (heads["han"].sorted, heads["han"].url) == ("descending", "?trang-thai=open&sap=han")
    assert (heads["so"].sorted, heads["so"].url) == ("", "?trang-thai=open")
    assert heads["ngay-den"].url == "?trang-thai=open&sap=-ngay-den"
    assert heads["trich-yeu"].url == "?trang-thai=open&sap=trich-yeu"
    assert '<option value="-han" selected>' in page.content.decode()
    assert client.get("/van-ban-den/?sap=so").context["page"].rows[0].number == 1


def test_columns_are_chosen_on_the_register_itself_and_the_row_still_opens(client, office, papers):
    client.force_login(office.accounts["clerk"])
    client.post("/bo-loc/documents.incoming_register/cot/", {"cot": ["so", "nguoi-ky", "han"], "loc": "sap=han"})
    text = client.get("/van-ban-den/?sap=nguoi-ky").content.decode()
    heads = [part.split(">")[0] for part in text.split('<th scope="col" class="w-')[1:]]
    assert [head.split('"')[0] for head in heads] == ["ck", "so", "nguoi-ky", "han"]
    assert "Trần Ơn" in text
    assert f'href="/van-ban/{papers[0].uid}/"' in text


def test_a_saved_filter_of_the_usual_register_opens_next_years_too(client, office, papers):
    client.force_login(office.accounts["clerk"])
    address = f"/van-ban-den/?so={papers[0].register_id}&trang-thai=open&sap=-han"
    bar = client.get(address).context["view"].bar
    assert bar.query == "trang-thai=open&sap=-han"
    answer = client.post("/bo-loc/documents.incoming_register/luu/", {"ten": "Đang mở", "loc": bar.query}, follow=True)
    assert answer.redirect_chain[-1][0] == "/van-ban-den/?trang-thai=open&sap=-han"
    assert answer.context["view"].bar.current.name == "Đang mở"


def test_the_filtered_register_leaves_in_four_kinds_and_the_columns_that_stand_there(client, office, papers):
    client.force_login(office.accounts["clerk"])
    as_shown = client.get("/van-ban-den/xuat/csv/?sap=-so&cot=1&tim=b%C3%A1o")
    rows = list(csv.reader(io.StringIO(b"".join(as_shown.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == [str(column.label) for column in INCOMING_COLUMNS if column.shown]
    assert [row[5] for row in rows[1:]] == ["Bão số 5", "Báo cáo", "Bão số 5", "Báo cáo"]
    paper = docx.Document(io.BytesIO(client.get("/van-ban-den/xuat/docx/").content))
    assert [cell.text for cell in paper.tables[0].rows[0].cells][:3] == ["Ngày đến", "Số đến", "Tác giả"]
    assert len(paper.tables[0].rows) == 10
    assert client.get("/van-ban-den/xuat/pdf/").content.startswith(b"%PDF")
    assert client.get("/van-ban-den/xuat/exe/").status_code in {400, 404, 409, 422}
    said = AuditEntry.objects.filter(code="documents.register_exported").order_by("pk").first().data
    assert said == {"kind": "csv", "asked": ["Tìm: báo"]}


def test_the_number_of_queries_does_not_grow_with_the_rows(client, office, papers):
    client.force_login(office.accounts["clerk"])
    client.get("/van-ban-den/?sap=han")
    client.get("/van-ban-den/?sap=han&tim=bao")
    seen = []
    for address in ("/van-ban-den/?sap=han", "/van-ban-den/?sap=han&trang-thai=done"):
        with CaptureQueriesContext(connection) as captured:
            rows = client.get(address).context["page"].rows
        seen.append((len(rows), len(captured)))
    assert [rows for rows, _queries in seen] == [9, 3]
    assert seen[0][1] == seen[1][1]  # what stands there whole is not counted


def test_outgoing_lines_stand_in_any_order_too(client, office, papers):
    Document.objects.update(direction=Direction.OUTGOING, state="issued")
    papers[0].register.__class__.objects.update(direction=Direction.OUTGOING)
    client.force_login(office.accounts["clerk"])
    page = client.get("/van-ban-di/?sap=trich-yeu")
    assert [row.subject for row in page.context["page"].rows][:3] == ["An ninh", "Ăn toàn", "Ấp văn hóa"]
    assert client.get("/van-ban-di/?sap=-ngay").context["page"].rows[0].issued_on is None
    rows = b"".join(client.get("/van-ban-di/xuat/csv/?sap=ngay").streaming_content).decode("utf-8-sig")
    assert rows.splitlines()[0].startswith('"Số, ký hiệu văn bản",Ngày tháng văn bản,')
    assert client.get("/van-ban-di/xuat/pdf/").content.startswith(b"%PDF")
    assert NEWEST.name == "number"
