"""Lists of what is due and of what is over are paged by key: nothing stays out of reach."""

from datetime import date

import pytest
import uuid6
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.archive import api as archive
from congvu.archive.actions import disposal
from congvu.archive.models import CaseFile, Disposal, FileEntry, KeepBack, Material, PlanRow
from congvu.archive.papers import contents, xml
from congvu.archive.papers.lists import Listing, pdf
from congvu.archive.queries import export, files, handovers, history, plan_rows
from congvu.archive.types import FileState
from congvu.archive.web import disposals
from congvu.kernel.api import audit
from tests.archive.conftest import file_data, new_file
from tests.conftest import NOW

TODAY = date(2026, 10, 14)
HELD = ("file_id", "role", "name", "media_type", "size", "sha256", "pages", "position", "added_at")


@pytest.fixture
def many(office, case_file, monkeypatch):
    """Seven closed files, due and over on a few days."""
    monkeypatch.setattr(handovers, "DUE_SHOWN", 3)
    monkeypatch.setattr(disposal.rules, "MOST_AT_ONCE", 3)
    for number in range(1, 8):
        file = case_file("officer", notation=f"{number:02d}.TH")
        day = date(2026, 9, 1 + number % 3)
        CaseFile.objects.filter(pk=file.pk).update(state=FileState.CLOSED, handover_due_on=day, retention_ends_on=day)
    return office


def walked(ask):
    seen, sizes, after = [], [], None
    while True:
        page = ask(after)
        seen += [row.uid for row in page.rows]
        sizes.append(len(page.rows))
        if page.next is None:
            return seen, sizes
        after = page.next


@pytest.mark.parametrize("what", ["due", "over"])
def test_every_row_is_reached_once_and_in_order(many, what):
    actor = many.actor("archivist")

    def ask(after):
        if what == "due":
            return handovers.due_files(actor=actor, today=TODAY, mine=False, after=after)
        return disposal.worn_out(actor, today=TODAY, after=after)

    seen, sizes = walked(ask)
    field = "handover_due_on" if what == "due" else "retention_ends_on"
    assert seen == list(CaseFile.objects.order_by(field, "pk").values_list("uid", flat=True))
    assert sizes == [3, 3, 1]


def test_the_pages_lead_on(many, client):
    client.force_login(many.accounts["officer"])
    first = client.get("/nop-luu/moi/").content.decode()
    assert first.count('name="ho-so"') == 3
    assert "?sau=" in first
    client.force_login(many.accounts["archivist"])
    assert "?sau=" in client.get("/huy-tai-lieu/").content.decode()
    assert client.get("/nop-luu/").status_code == 200


def one_page():
    return pdf(Listing(title="Báo cáo", agency="Ủy ban nhân dân tỉnh Tiền Giang"))


def fill(file, register, papers, sheets):
    """Put documents with one stored PDF each, and sheets of paper, into a file; copied by the database."""
    first = register(code_number="1", files=[new_file(one_page(), "5412.pdf")])
    stored = list(first.files.all())
    copies = [type(first).objects.get(pk=first.pk) for _one in range(papers - 1)]
    for place, copy in enumerate(copies, 2):
        copy.pk, copy.uid, copy.number, copy.code_number = (
            None,
            uuid6.uuid7(),
            first.number * 10_000 + place,
            str(place),
        )
        copy.document_code, copy.once_key = "", ""
    rows = [first, *type(first).objects.bulk_create(copies, batch_size=1000)]
    held = [type(one)(**{f: getattr(one, f) for f in HELD}, document=row) for row in rows[1:] for one in stored]
    type(stored[0]).objects.bulk_create(held, batch_size=1000)
    made = [Material(kind="paper", title=f"Tờ {n}", sheets=1) for n in range(sheets)]
    things = [{"document": one} for one in rows]
    things += [{"material": one} for one in Material.objects.bulk_create(made, batch_size=1000)]
    FileEntry.objects.bulk_create(
        [
            FileEntry(file=file, ordinal=n, dated_on=TODAY, added_at=NOW, added_by="Văn thư", **thing)
            for n, thing in enumerate(things, 1)
        ],
        batch_size=1000,
    )
    CaseFile.objects.filter(pk=file.pk).update(doc_total=papers + sheets, page_total=papers + sheets)
    file.refresh_from_db()


def count(ask):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask()
    return len(seen)


def queries(ask):
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def test_the_contents_are_walked_to_the_end_in_a_fixed_number_of_queries(
    office, case_file, register, monkeypatch, client
):
    file, actor = case_file("officer"), office.actor("clerk")
    fill(file, register, papers=20, sheets=3)
    monkeypatch.setattr(files, "ENTRIES_SHOWN", 10)

    seen, after, sizes = [], None, []
    while True:
        page = files.entries(actor=actor, file=file, today=TODAY, after=after)
        seen += [row.ordinal for row in page.rows]
        sizes.append(len(page.rows))
        after = page.next
        if after is None:
            break

    assert (seen, sizes) == (list(range(1, 24)), [10, 10, 3])
    ten = queries(lambda: files.entries(actor=actor, file=file, today=TODAY))
    monkeypatch.setattr(files, "ENTRIES_SHOWN", 20)
    assert queries(lambda: files.entries(actor=actor, file=file, today=TODAY)) == ten
    client.force_login(office.accounts["clerk"])
    shown = client.get(f"/ho-so/{file.uid}/").content.decode()
    assert "Số thứ tự 1–20 trong 23" in shown
    assert "?sau=" in shown
    assert client.get(f"/ho-so/{file.uid}/?sau=xyz").status_code == 400


def test_every_form_of_the_whole_file_holds_every_entry(office, case_file, register, monkeypatch):
    file, actor = case_file("officer"), office.actor("clerk")
    fill(file, register, papers=10, sheets=2)
    few = queries(lambda: export.export_of(actor=actor, uid=file.uid, now=NOW))
    other = case_file("officer", notation="02.TH")
    fill(other, register, papers=20, sheets=2)
    made = []
    assert queries(lambda: made.append(export.export_of(actor=actor, uid=other.uid, now=NOW))) == few

    whole = made[0]
    assert xml.document(whole).count(b"<Document ") == 22
    assert [row.cells[0] for row in contents.listing(whole).rows] == [str(n) for n in range(1, 23)]
    assert sum(len(one.files) for one in whole.documents) == 20


def test_what_was_taken_out_and_the_acts_are_walked_to_the_end(office, case_file, register, monkeypatch):
    file = case_file("officer")
    fill(file, register, papers=1, sheets=6)
    file.entries.filter(ordinal__gt=2).update(removed_at=NOW, removed_by="Văn thư", removal="wrong")
    monkeypatch.setattr(files, "REMOVED_SHOWN", 2)
    monkeypatch.setattr(history, "ACTS_SHOWN", 2)

    first = files.removed(file)
    second = files.removed(file, after=first.next)
    last = files.removed(file, after=second.next)
    assert [row.what for page in (first, second, last) for row in page.rows] == [
        f"Tài liệu giấy: Tờ {n}" for n in (5, 4, 3, 2, 1)
    ]
    assert (files.removed_count(file), last.next) == (5, None)
    for percent in (10, 20):
        audit.record(office.actor("officer"), "archive.progress_reported", file, at=NOW, percent=percent)
    newest, older = history.timeline(file)
    oldest, end = history.timeline(file, before=older)
    assert [one.text.rpartition(" ")[2] for one in newest] == ["20%", "10%"]
    assert (len(oldest), end) == (1, "")
    assert history.timeline(file, before="rubbish_1")[0] == newest


def test_disposals_are_walked_to_the_end(office, client, monkeypatch):
    monkeypatch.setattr(disposals, "PAGE_SIZE", 2)
    Disposal.objects.bulk_create(
        [
            Disposal(agency=office.agency, year=2026, number=n, reason=f"Đợt thứ {n}", created_by="Lưu", created_at=NOW)
            for n in range(1, 4)
        ]
    )
    client.force_login(office.accounts["archivist"])
    first = client.get("/huy-tai-lieu/")
    assert [one.number for one, _label, _tone in first.context["rows"]] == [3, 2]
    second = client.get("/huy-tai-lieu/" + first.context["rows_older_url"])
    assert [one.number for one, _label, _tone in second.context["rows"]] == [1]


def test_rows_of_the_plan_beyond_the_first_page_are_opened_from_the_plan(office, client, monkeypatch):
    issued_plan(office, rows=5)
    monkeypatch.setattr(plan_rows, "PLAN_ROWS_SHOWN", 2)
    actor = office.actor("officer")
    seen, after = [], None
    while True:
        page = plan_rows.plan_rows_for(actor=actor, year=2026, after=after)
        seen += [row.pk for row in page.rows]
        if (after := page.next) is None:
            break
    assert seen == list(PlanRow.objects.order_by("heading_id", "number").values_list("pk", flat=True))
    last = plan_rows.plan_row_for(actor=actor, year=2026, row_id=seen[-1])
    assert last.pk == seen[-1]
    archive.open_file(actor=actor, data=file_data(notation=last.notation), plan_row_id=last.pk, now=NOW)
    assert plan_rows.plan_row_for(actor=actor, year=2026, row_id=last.pk) is None


def issued_plan(office, *, rows):
    archivist, leader = office.actor("archivist"), office.actor("chairman")
    pk = archive.start_plan(actor=archivist, year=2026, now=NOW)
    top = archive.add_heading(actor=archivist, plan_id=pk, title="Tổng hợp", abbreviation="TH", now=NOW)
    for number in range(rows):
        archive.add_row(
            actor=archivist, plan_id=pk, heading_id=top, title=f"Việc {number}", retention="20",
            creator_post_id=office.posts["officer"].pk, now=NOW,
        )  # fmt: skip
    archive.submit_plan(actor=archivist, plan_id=pk, leader_post_id=leader.post_id, now=NOW)
    archive.approve_plan(actor=leader, plan_id=pk, now=NOW)
    archive.issue_plan(actor=archivist, plan_id=pk, decision_code="15/QĐ-UBND", decision_on=TODAY, now=NOW)


def test_sub_files_and_requests_to_keep_back_are_walked_to_the_end(many, client, monkeypatch):
    every, post = list(CaseFile.objects.order_by("pk")), many.posts["officer"]
    CaseFile.objects.filter(pk__in=[one.pk for one in every[1:]]).update(parent=every[0])
    monkeypatch.setattr(files, "CHILDREN_SHOWN", 4)
    monkeypatch.setattr(handovers, "KEEP_BACKS_SHOWN", 4)
    KeepBack.objects.bulk_create(
        [
            KeepBack(file=one, until=TODAY, reason="Còn dùng.", asked_by="Phương", asked_by_post=post, asked_at=NOW)
            for one in every
        ]
    )
    first = files.children(every[0])
    rest = files.children(every[0], after=first.next)
    assert [row.pk for row in (*first.rows, *rest.rows)] == [one.pk for one in every[1:]]
    waiting = handovers.keep_backs_waiting(actor=many.actor("chairman"))
    more = handovers.keep_backs_waiting(actor=many.actor("chairman"), after=waiting.next)
    assert [row.file_id for row in (*waiting.rows, *more.rows)] == [one.pk for one in every]
    client.force_login(many.accounts["officer"])
    assert "?con=" in client.get(f"/ho-so/{every[0].uid}/").content.decode()
    client.force_login(many.accounts["chairman"])
    assert "?giu=" in client.get("/nop-luu/").content.decode()
