"""The directory of agencies from a file and from an axis: looked at first, then taken over whole."""

import io
import json
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from congvu.exchange import directory_rules as rules
from congvu.exchange.actions import directory_sync
from congvu.exchange.actions.directory_load import accept_directory, drop_directory, read_directory
from congvu.exchange.carriers.axis import AxisClient
from congvu.exchange.errors import DirectoryLoadClosed, DirectoryUnreadable
from congvu.exchange.models import DirectoryAgency, DirectoryLoad, DirectoryLoadRow, SendGroup
from congvu.exchange.queries.directory import find_agencies
from congvu.exchange.workbook_rows import first_sheet
from congvu.kernel.errors import NotAllowed
from tests.conftest import NOW
from tests.exchange.test_axis import ADDRESS, InProcess, system

CSV = """Danh bạ cơ quan năm 2025;;;;;
Mã định danh;Mã cũ;Tên cơ quan;Mã cấp trên;Hiệu lực đến;Mã kế thừa
H20;000.00.00.H20;Ủy ban nhân dân tỉnh Đồng Tháp;;;
H20.03;;Sở Nội vụ tỉnh Đồng Tháp;H20;;
H58.12;000.12.00.H58;Ủy ban nhân dân huyện Cai Lậy;H20;30/06/2025;H20
H20.03;;Sở Nội vụ lần thứ hai;;;
H20 04;;Mã có khoảng trắng;;;
H20.05;;;;;
H20.06;;Sở Công Thương;;31/02/2025;
H20.07;;Sở Y tế;H20;30/06/2025;H99
"""


def read(office, content, name="danh-ba.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    uid = read_directory(actor=office.actor("admin"), source=io.BytesIO(data), name=name, size=len(data), now=NOW)
    return DirectoryLoad.objects.get(uid=uid)


def axis_json(*rows):
    return json.dumps({"status": "OK", "data": {"items": rows}}, ensure_ascii=False)


@pytest.mark.django_db
def test_a_file_is_looked_at_before_anything_changes_and_bad_rows_are_named(province):
    DirectoryAgency.objects.create(code="H58.12", name="UBND huyện Cai Lậy", seen_at=NOW, email="cailay@example.vn")

    load = read(province, CSV)

    assert (load.row_count, load.new_count, load.changed_count, load.closing_count) == (3, 2, 0, 1)
    assert [(one["line"], one["code"]) for one in load.bad] == [
        (6, "H20.03"), (7, "H20 04"), (8, "H20.05"), (9, "H20.06"), (10, "H20.07")
    ]  # fmt: skip
    assert load.bad[0]["why"] == "Trùng mã với dòng 4."
    assert [one.name for one in DirectoryAgency.objects.all()] == ["UBND huyện Cai Lậy"]

    assert accept_directory(actor=province.actor("admin"), uid=load.uid, now=NOW) == 3

    closed = DirectoryAgency.objects.get(code="H58.12")
    assert (closed.valid_to, closed.successor_code, closed.old_code) == (date(2025, 6, 30), "H20", "000.12.00.H58")
    assert (closed.email, closed.parent_name) == ("cailay@example.vn", "Ủy ban nhân dân tỉnh Đồng Tháp")
    assert not DirectoryLoadRow.objects.exists()
    with pytest.raises(DirectoryLoadClosed):
        accept_directory(actor=province.actor("admin"), uid=load.uid, now=NOW)


@pytest.mark.django_db
def test_what_a_later_list_leaves_empty_stays_known(province):
    accept_directory(actor=province.actor("admin"), uid=read(province, CSV).uid, now=NOW)
    again = read(
        province,
        axis_json(
            {"id": "7", "code": "H58.12", "code102": "", "name": "Ủy ban nhân dân huyện Cai Lậy", "pid": "1"},
            {"id": "1", "code": "H20", "name": "Ủy ban nhân dân tỉnh Đồng Tháp", "active": False},
        ),
    )

    assert (again.row_count, again.changed_count, again.closing_count) == (2, 0, 1)
    accept_directory(actor=province.actor("admin"), uid=again.uid, now=NOW)

    kept = DirectoryAgency.objects.get(code="H58.12")
    assert (kept.valid_to, kept.successor_code, kept.parent_code) == (date(2025, 6, 30), "H20", "H20")
    assert DirectoryAgency.objects.get(code="H20").valid_to == NOW.date()


def xlsx(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_workbook_is_read_and_a_list_may_be_put_aside(province):
    load = read(province, xlsx(["name", "CODE", "parentId"], ["Sở Y tế", "H20.07", 12], ["Sở Tài chính", "H20.08", ""]))
    assert (load.row_count, load.new_count, load.bad_count) == (2, 2, 0)

    drop_directory(actor=province.actor("admin"), uid=load.uid, now=NOW)

    assert (DirectoryAgency.objects.count(), DirectoryLoadRow.objects.count()) == (0, 0)
    with pytest.raises(NotAllowed):
        read_directory(actor=province.actor("clerk"), source=io.BytesIO(b"[]"), name="x", size=2, now=NOW)


def packed(changes):
    """Return a workbook with parts put in another's place."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(["code", "name"], ["H20", "Đồng Tháp"]))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in {*old.namelist(), *changes}:
            new.writestr(name, changes[name] if name in changes else old.read(name))
    return out.getvalue()


def test_the_cells_of_a_workbook_say_what_a_workbook_program_reads():
    rows = [
        ["Mã", "Tên", "Từ ngày", "Đang dùng", "Số", "Lẻ"],
        ["H20.01", "Sở <Nội> & vụ", datetime.fromisoformat("2025-07-01"), True, 12, 0.5],
        [None, None, None, None, None, "cuối"],
    ]
    shared = list(first_sheet(io.BytesIO(xlsx(*rows))))
    assert shared == [*rows[:1], rows[1], rows[2]]
    book, out = Workbook(write_only=True), io.BytesIO()
    written = book.create_sheet("Danh bạ")
    for row in rows:
        written.append(row)
    book.save(out)
    assert list(first_sheet(io.BytesIO(out.getvalue()))) == shared
    strings = b"<sst><si><r><t>co</t></r><r><t>de</t></r><rPh><t>x</t></rPh></si><si><t>name</t></si></sst>"
    sheet = (
        b"<x:w xmlns:x='urn:x'><x:row><x:c r='B1' t='s'><x:v>1</x:v></x:c><x:c t='s'><x:v>0</x:v></x:c></x:row></x:w>"
    )
    kinds = (("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml"))
    related = "".join(f"<R:Relationship Id='{n}' Type='urn:x/{kind}' Target='{to}'/>" for n, kind, to in kinds)
    runs = packed(
        {
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": sheet,
            "xl/_rels/workbook.xml.rels": f"<R:Relationships xmlns:R='urn:r'>{related}</R:Relationships>".encode(),
        }
    )
    assert list(first_sheet(io.BytesIO(runs))) == [[None, "name", "code"]]


HOSTILE = {
    "empty": b"",
    "no-head": b"a;b;c\n1;2;3\n",
    "cut-json": b'[{"code":"H20","name":"A"},{"code":"H2',
    "no-list": b'{"status":"OK"}',
    "numbers": b"[1,2,3]",
    "deep": b"[" + b'{"a":' * 5000,
    "latin": "Mã;Tên\nH20;Đồng Tháp".encode("cp1258", "ignore"),
    "zip": b"PK\x03\x04rubbish",
    "no-sheet": packed({"xl/workbook.xml": b"<workbook/>"}),
    "entities": packed({"xl/worksheets/sheet1.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet>&b;</worksheet>"}),
    "no-such-string": packed({"xl/worksheets/sheet1.xml": b"<w><row><c t='s'><v>99</v></c></row></w>"}),
    "no-number": packed({"xl/worksheets/sheet1.xml": b"<w><row><c><v>1x</v></c></row></w>"}),
    "cut-sheet": packed({"xl/worksheets/sheet1.xml": b"<w><row><c t='s'><v>0</v>"}),
    "old-xls": b"\xd0\xcf\x11\xe0rubbish",
    "only-bad": b"code;name\nH 1;A\n",
    "quote": b'code;name\nH20;"never ends\n',
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_directory_is_refused_with_a_sentence(province, content):
    with pytest.raises(DirectoryUnreadable):
        read(province, content)
    assert (DirectoryLoad.objects.count(), DirectoryAgency.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_directory_of_an_axis_is_taken_over_page_by_page(province, monkeypatch):
    monkeypatch.setattr("congvu.exchange.web.axis.MOST_ROWS", 2)
    here = system("tinh", "H41")
    outer = system("truc", "H99", address=ADDRESS)
    for number in range(5):
        DirectoryAgency.objects.create(code=f"H41.0{number}", name=f"Sở số {number}", seen_at=NOW)
    with AxisClient(ADDRESS, here.system_id, "khoa-tinh", transport=InProcess()) as client:
        assert directory_sync.synchronise(outer, client, now=NOW) == 0

    load = DirectoryLoad.objects.get()
    assert (load.state, load.row_count, load.partner_id) == ("accepted", 5, outer.pk)


@pytest.mark.django_db
def test_an_agency_is_found_by_the_beginnings_of_its_words_and_of_its_code():
    for code, name in (
        ("H20.15.10", "Sở Nội vụ (tỉnh Đồng Tháp)"), ("H20.15", "Sở Nội vụ TP.HCM"), ("H41", "Văn phòng UBND'tỉnh"),
    ):  # fmt: skip
        DirectoryAgency.objects.create(code=code, name=name, seen_at=NOW)
    DirectoryAgency.objects.create(code="H99", name="Sở Nội vụ cũ", valid_to=date(2025, 6, 30), seen_at=NOW)

    def codes(typed):
        return [one.code for one in find_agencies(typed, on=NOW.date())]

    assert codes("so noi") == ["H20.15", "H20.15.10"]  # the shorter name first, the closed one not
    assert codes("vụ hcm") == ["H20.15"]
    assert codes("H20.15.1") == codes("tinh d") == codes("(tinh so") == ["H20.15.10"]
    assert codes("ubnd'ti") == codes("TỈNH van") == ["H41"]
    for rubbish in ("' | x", "\\", "!so & (", ":*", "''", "<->", "0\x00'\\"):
        assert codes(rubbish) == []


@pytest.mark.parametrize(
    ("held", "read_rows", "bad", "closing", "alone"),
    [(110_000, 110_000, 0, 5_500, True), (110_000, 110_000, 0, 5_501, False), (100, 100, 21, 0, False),
     (0, 500, 20, 0, True), (100, 0, 0, 0, False)],
    ids="few much bad first empty".split(),
)  # fmt: skip
def test_a_list_that_would_close_much_waits_for_a_person(held, read_rows, bad, closing, alone):
    assert rules.applies_alone(held=held, read=read_rows, bad=bad, closing=closing) is alone


@pytest.mark.django_db
def test_a_clerk_keeps_a_group_and_picks_it_whole(province, client):
    for code in ("H20", "H41"):
        DirectoryAgency.objects.create(code=code, name=f"Ủy ban nhân dân tỉnh {code}", seen_at=NOW)
    client.force_login(province.accounts["clerk"])
    clerk = client
    said = {"name": "Các tỉnh bạn", "gui-den": ["H20", "H41", "khong-co"]}

    assert clerk.post("/lien-thong/nhom-gui/them/", said).status_code == 302
    (group,) = SendGroup.objects.all()
    assert (group.name, group.codes) == ("Các tỉnh bạn", ["H20", "H41"])
    assert clerk.post("/lien-thong/nhom-gui/them/", said).status_code == 422  # the name is taken
    picked = clerk.get("/lien-thong/chon-co-quan/", {"nhom": str(group.uid)}).content.decode()
    assert picked.count("checked") == 2
    clerk.post(f"/lien-thong/nhom-gui/{group.uid}/thoi-dung/")
    assert "Các tỉnh bạn" not in clerk.get("/lien-thong/nhom-gui/").content.decode()
    client.force_login(province.accounts["officer"])
    assert client.get("/lien-thong/nhom-gui/").status_code == 403


@pytest.mark.django_db
def test_an_administrator_loads_a_file_on_the_pages(province, client, settings):
    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(province.accounts["admin"])
    keeper = client
    given = io.BytesIO(CSV.encode())
    given.name = "danh-ba.csv"

    page = keeper.post("/quan-tri/lien-thong/danh-ba/nap/", {"file": given}, follow=True)

    shown = page.content.decode()
    assert "Trùng mã với dòng 4." in shown
    assert "Sở Nội vụ tỉnh Đồng Tháp" in shown
    load = DirectoryLoad.objects.get()
    keeper.post(f"/quan-tri/lien-thong/danh-ba/{load.uid}/nhan/", {"viec": "nhan"})
    assert "Sở Nội vụ tỉnh Đồng Tháp" in keeper.get("/lien-thong/danh-ba/?q=so noi vu").content.decode()
    client.force_login(province.accounts["clerk"])
    clerk = client
    assert clerk.get(f"/quan-tri/lien-thong/danh-ba/{load.uid}/").status_code == 403
    assert clerk.post("/quan-tri/lien-thong/danh-ba/nap/", {"file": given}).status_code == 403


@pytest.mark.django_db
def test_an_agency_whose_own_name_holds_the_words_as_typed_comes_before_shorter_names():
    """The superior's name holds "ủy ban nhân dân" too; a party cell below it is not what was asked for."""
    above = "Ủy ban nhân dân tỉnh Tiền Giang"
    for code, name in (("H58.30", "Đảng ủy xã Cái Bè"), ("H58.31", "Ủy ban nhân dân xã Cái Bè"), ("H58.32", "Cái Bè")):
        DirectoryAgency.objects.create(code=code, name=name, parent_name=above, seen_at=NOW)
    found = [one.code for one in find_agencies("ủy ban nhân dân xã cái bè", on=NOW.date())]
    assert found == ["H58.31", "H58.30"]
    assert [one.code for one in find_agencies("cái bè", on=NOW.date())] == ["H58.32", "H58.30", "H58.31"]
