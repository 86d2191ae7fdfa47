"""Search field by field: each input field of Phụ lục VI finds, rights hold, acts keep the marks right."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.documents.actions.handle import mark_seen, report_progress
from congvu.documents.actions.instruct import instruct
from congvu.documents.marks import facets_of
from congvu.documents.models import Document, Handling
from congvu.documents.queries import find as query
from congvu.documents.queries.find import Asked
from congvu.documents.types import HandlingRole, Target
from congvu.search.models import Entry
from tests.conftest import NOW
from tests.documents.conftest import new_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(register):
    """A letter with every field filled, and another that no field fits."""
    wanted = register(
        code_number="05",
        code_notation="BNV-CCHC",
        document_code="000.00.00.G12-2026-0005",
        signer_name="Trần Văn Ơn",
        signer_position="Thứ trưởng",
        signer_capacity="KT.",
        urgency=2,
        circulation="internal",
        language="Tiếng Anh",
        pages=12,
        copies=3,
        due_on=date(2026, 11, 5),
        received_via="axis",
        note="Kèm đĩa",
        files=[new_file()],
    )
    register(
        document_type="quyet-dinh", subject="Khác hẳn", issuing_agency_name="Sở Tài chính", code_number="77",
        code_notation="QĐ-STC", issued_on=date(2025, 1, 2), arrived_at=NOW - timedelta(days=300),
    )  # fmt: skip
    return wanted


def found(office, reader="clerk", **asked):
    page = query.find(actor=office.actor(reader), asked=Asked(**asked), now=NOW)
    return [row.uid for row in page.rows]


BY_FIELD = [
    {"q": "kinh gui"}, {"subject": "thu tuc hanh"}, {"direction": "incoming"}, {"type_codes": ("cong-van",)},
    {"code": "5"}, {"code": "05"}, {"notation": "bnv"}, {"notation": "BNV-CCHC"}, {"document_code": "000.00.00.g12"},
    {"agency": "bo noi vu"}, {"signer": "tran van on"}, {"position": "thứ trưởng"}, {"capacity": "KT."},
    {"note": "dia"}, {"language": "tiếng anh"}, {"states": ("open",)}, {"states": ("registered",)},
    {"urgencies": ("2",)}, {"via": "axis"}, {"circulation": "internal"}, {"year": 2026}, {"has_files": "1"},
    {"issued": (date(2026, 10, 1), date(2026, 10, 31))}, {"arrived": (date(2026, 10, 14), None)},
    {"reply": (None, date(2026, 11, 5))}, {"pages": (10, 20)}, {"copies": (3, 3)}, {"number": (1, 1)},
]  # fmt: skip


@pytest.mark.parametrize("asked", BY_FIELD, ids=[f"{n}-{next(iter(a))}" for n, a in enumerate(BY_FIELD)])
def test_each_field_finds_the_paper(office, paper, asked):
    assert paper.uid in found(office, **asked)


def test_all_fields_together_find_it_and_one_wrong_field_does_not(office, paper):
    everything = {}
    for one in BY_FIELD:
        everything |= one
    assert found(office, **everything) == [paper.uid]
    assert found(office, **everything | {"signer": "tran van em"}) == []
    assert found(office, **everything | {"pages": (13, None)}) == []
    assert found(office, "econ_officer", **everything) == []


def test_acts_keep_the_marks_as_the_rows_are(office, paper):
    targets = [Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk, due_at=NOW + timedelta(days=9))]
    instruct(actor=office.actor("chairman"), uid=paper.uid, text="Giao Phòng rà soát", targets=targets, now=NOW)
    assert found(office, words="ra soat", states=("assigned",), unit_id=office.units["general"].pk) == [paper.uid]
    assert found(office, "head", who="phong tong hop") == [paper.uid]
    mark_seen(actor=office.actor("head"), uid=paper.uid, now=NOW)
    assert found(office, states=("in_progress",)) == [paper.uid]
    handling = Handling.objects.get(to_unit=office.units["general"])
    report_progress(actor=office.actor("head"), handling_uid=handling.uid, percent=100, text="Xong", now=NOW)
    row = Document.objects.get(pk=paper.pk)
    assert found(office, states=(row.state,)) == [paper.uid]
    kept = {part.split("'")[1] for part in Entry.objects.get(key=row.search_key).facets.split()}
    assert kept == facets_of([row.pk])[row.pk]


def test_sorted_and_written_by_the_chosen_columns(office, paper):
    actor = office.actor("clerk")
    rising = query.find(actor=actor, asked=Asked(direction="incoming"), sort="ngay", now=NOW)
    assert rising.rows[-1].uid == paper.uid
    assert (rising.sorted_of, rising.cut) == (2, False)
    columns = [column for column in query.COLUMNS if column.key in {"ky-hieu", "so-trang"}]
    rows = list(query.export_rows(actor=actor, asked=Asked(signer="on"), columns=columns, now=NOW))
    assert rows == [["05/BNV-CCHC", "12"]]


def test_secret_lines_are_never_found(office, register):
    register(secrecy=1, subject="Chuyện mật")
    assert found(office, subject="chuyen mat") == []


def test_the_page_finds_sorts_exports_and_says_what_is_wrong(client, office, paper):
    client.force_login(office.accounts["clerk"])
    address = "/van-ban/tim/?nguoi-ky=tr%E1%BA%A7n+v%C4%83n&khan=2&ngay-tu=1/10/2026"
    page = client.get(address).content.decode()
    assert str(paper.uid) in page
    assert "Họ tên người ký: trần văn" in page
    assert "Ngày văn bản từ: 01/10/2026" in page
    wrong = client.get("/van-ban/tim/?ngay-tu=31/2/2026&so-tu=-4&loai=x%27")
    assert wrong.status_code == 422
    assert "tháng 2 năm 2026 chỉ có 28 ngày" in wrong.content.decode()
    for kind in ("csv", "xlsx", "docx", "pdf"):
        answer = client.get(f"/van-ban/tim/xuat/{kind}/?nguoi-ky=on")
        assert answer.status_code == 200, kind
        assert len(b"".join(answer.streaming_content) if answer.streaming else answer.content) > 100
    assert client.get("/van-ban/tim/xuat/exe/").status_code == 404


def test_ten_rows_cost_as_many_queries_as_twenty(office, register):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            query.find(actor=office.actor("clerk"), asked=Asked(direction="incoming"), now=NOW)
        return len(caught)

    for _n in range(5):
        register()
    few = queries()
    for _n in range(5):
        register()
    assert queries() == few
