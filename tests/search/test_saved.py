"""Searches kept under a name, columns, and lists as files."""

import io
import zipfile

import docx
import openpyxl
import pytest

from congvu.identity.api import Role
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.search import api, lists
from congvu.search.errors import ColumnsUnknown, ExportKindUnknown, SavedNameNeeded, SavedTooMany
from congvu.search.models import SavedSearch
from tests.conftest import NOW, make_actor


@pytest.fixture(autouse=True)
def one_list(monkeypatch):
    monkeypatch.setattr(lists, "_pages", {})
    columns = (api.Column("so", "Số"), api.Column("ngay", "Ngày"), api.Column("ghi-chu", "Ghi chú", shown=False))
    counted = api.ListPage("k", "Danh sách", "search:results", columns, count=lambda actor, query: len(query))
    api.register_list_page(counted)


def save(actor=None, **changes):
    values = {"page": "k", "name": "Khẩn tháng này", "query": "?q=khan&sau=12.3.4.5&tu=", "now": NOW}
    return api.save_search(actor=actor or make_actor(), **{**values, **changes})


@pytest.mark.django_db
class TestSaved:
    def test_kept_without_paging_and_replaced_by_name(self):
        assert save() == save(query="q=hoa+toc")
        (line,) = api.saved_searches(actor=make_actor(), page="k", counted=True)
        assert (line.name, line.url, line.count) == ("Khẩn tháng này", "/tim-kiem/?q=hoa+toc", 9)

    def test_own_stays_own_and_shared_reaches_the_agency(self):
        head = make_actor(roles=frozenset({Role.UNIT_LEADER}))
        save(head)
        shared = save(head, name="Chung", shared=True)
        other = make_actor(post_id=77, person_id=77, roles=frozenset({Role.SPECIALIST}))
        assert [line.name for line in api.saved_searches(actor=other, page="k")] == ["Chung"]
        assert api.saved_searches(actor=make_actor(post_id=78, agency_id=9), page="k") == []
        with pytest.raises(NotAllowed):
            api.drop_search(actor=other, uid=shared)
        assert api.drop_search(actor=head, uid=shared) == "Chung"
        assert SavedSearch.objects.count() == 1

    def test_refusals_write_nothing(self):
        specialist = make_actor(roles=frozenset({Role.SPECIALIST}))
        with pytest.raises(NotAllowed):
            save(specialist, shared=True)
        with pytest.raises(SavedNameNeeded):
            save(name="  \x00 ")
        with pytest.raises(NotFound):
            save(page="no such list")
        assert not SavedSearch.objects.exists()
        SavedSearch.objects.bulk_create(
            [
                SavedSearch(page="k", agency_id=1, post_id=specialist.post_id, name=str(n), query="", saved_at=NOW)
                for n in range(50)
            ]
        )
        with pytest.raises(SavedTooMany):
            save(specialist)

    def test_columns_are_chosen_in_the_order_of_the_list(self):
        actor = make_actor()
        assert [c.key for c in api.columns_of(actor=actor, page="k")] == ["so", "ngay"]
        api.choose_columns(actor=actor, page="k", columns=["ghi-chu", "so"])
        assert [c.key for c in api.columns_of(actor=actor, page="k")] == ["so", "ghi-chu"]
        with pytest.raises(ColumnsUnknown):
            api.choose_columns(actor=actor, page="k", columns=["so", "x'--"])
        api.choose_columns(actor=actor, page="k", columns=[])
        assert [c.key for c in api.columns_of(actor=actor, page="k")] == ["so", "ngay"]


def table(rows=(("05/QĐ-UBND", "=1+1"), ("Ngày ắậữ \x0b", None))):
    return api.Table("Kết quả: tìm/văn bản", ["Số", "Ghi chú"], iter(rows), (1, 3), "UBND tỉnh", "Từ 1/1", "Hết.")


def body(kind, given=None):
    answer = api.export(given or table(), kind=kind)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_each_kind_of_file_holds_the_rows_and_no_formula():
    said = body("csv").decode("utf-8-sig").splitlines()
    assert said[1] == "05/QĐ-UBND,'=1+1"
    sheet = openpyxl.load_workbook(io.BytesIO(body("xlsx"))).active
    assert [cell.value for cell in sheet[2]] == ["05/QĐ-UBND", "'=1+1"]
    paper = docx.Document(io.BytesIO(body("docx")))
    assert [cell.text for cell in paper.tables[0].rows[2].cells] == ["Ngày ắậữ", ""]
    assert body("pdf").startswith(b"%PDF-")
    with pytest.raises(ExportKindUnknown):
        api.export(table(), kind="exe")


def test_a_paper_is_bounded(monkeypatch):
    monkeypatch.setattr("congvu.search.exports.MOST_ON_PAPER", 3)
    made = body("docx", table([(str(n), "x") for n in range(9)]))
    assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None
    assert len(docx.Document(io.BytesIO(made)).tables[0].rows) == 4
