import io
import zipfile

import pytest
from openpyxl import load_workbook

from congvu.identity.actions.imports import accept_sheet, upload_sheet
from congvu.identity.errors import DataMovedOn, ImportHasFaults, ImportRefused
from congvu.identity.models import Account, Assignment, ImportDraft, Person, Post, Unit
from congvu.identity.rules.sheets import harmless, plain
from congvu.identity.sheets import MOST_ROWS, as_csv, as_xlsx, read_table
from congvu.kernel.errors import NotAllowed
from congvu.kernel.models import AuditEntry

from .test_administration import as_admin  # noqa: F401 - a fixture

UNIT_HEAD = "Mã đơn vị,Tên đơn vị,Chữ viết tắt,Mã đơn vị cấp trên,Thứ tự,Văn thư cơ quan"
PEOPLE_HEAD = "Mã cán bộ,Họ và tên,Thư công vụ,Mã đơn vị,Chức danh,Vai trò,Hình thức,Từ ngày,Tên công vụ"


def upload(actor, committee, now, head, *lines, kind="units", name="don-vi.csv"):
    body = "\n".join([head, *lines]).encode()
    return upload_sheet(
        actor=actor,
        agency_id=committee.pk,
        kind=kind,
        source=io.BytesIO(body),
        name=name,
        size=len(body),
        now=now,
    )


def faults(draft) -> list[tuple[int, str, str]]:
    return [(p["line"], p["column"], p["sentence"]) for p in draft.problems]


@pytest.fixture
def admin(administrator, now):
    return administrator.actor(now)


def test_a_tree_is_previewed_then_accepted_as_a_whole(admin, committee, now):
    before = Unit.objects.count()
    draft = upload(admin, committee, now, UNIT_HEAD, "VP,Văn phòng,VP,,1,x", "TH,Phòng Tổng hợp,TH,VP,1,")
    assert faults(draft) == []
    assert Unit.objects.count() == before, "a preview changes nothing"
    assert accept_sheet(actor=admin, draft_id=draft.pk, now=now) == {"new": 2, "changed": 0}
    made = Unit.objects.get(code="TH")
    assert (made.parent.code, made.parent.is_records_office) == ("VP", True)
    assert AuditEntry.objects.latest("pk").code == "identity.sheet_accepted"
    accept_sheet(actor=admin, draft_id=draft.pk, now=now)
    assert Unit.objects.filter(code__in=["VP", "TH"]).count() == 2, "a second acceptance changes nothing"


def test_each_bad_row_is_named_with_line_column_and_sentence(admin, committee, now):
    draft = upload(
        admin,
        committee,
        now,
        UNIT_HEAD,
        "A,Phòng A,,B,1,",
        "B,Phòng B,,A,2,",
        "C,,,KHONG,hai,",
        "A,Phòng A nữa,,,,",
        "D,Phßng §æi míi ®Êt,,,,",
    )
    assert faults(draft) == [
        (2, "Mã đơn vị cấp trên", "Vòng lặp: đơn vị này sẽ nằm trong chính nó."),
        (3, "Mã đơn vị cấp trên", "Vòng lặp: đơn vị này sẽ nằm trong chính nó."),
        (4, "Tên đơn vị", "Không được để trống."),
        (4, "Mã đơn vị cấp trên", "Không có đơn vị mang mã “KHONG”."),
        (4, "Thứ tự", "Cần một số nguyên."),
        (5, "Mã đơn vị", "Trùng với dòng 2."),
        (6, "Tên đơn vị", "Chữ có vẻ ở bảng mã TCVN3 (phông .VnTime). Chuyển sang Unicode rồi tải lại."),
    ]
    with pytest.raises(ImportHasFaults):
        accept_sheet(actor=admin, draft_id=draft.pk, now=now)
    assert not Unit.objects.exclude(code="").exists()


def test_a_preview_is_refused_when_the_data_moved_on(admin, committee, office_unit, now):
    draft = upload(admin, committee, now, UNIT_HEAD, "A,Phòng A,,,1,")
    Unit.objects.filter(pk=office_unit.pk).update(name="Văn phòng mới")
    with pytest.raises(DataMovedOn):
        accept_sheet(actor=admin, draft_id=draft.pk, now=now)
    assert not Unit.objects.filter(code="A").exists()


def test_rights(clerk, admin, committee, now):
    with pytest.raises(NotAllowed):
        upload(clerk.actor(now), committee, now, UNIT_HEAD, "A,Phòng A,,,1,")
    draft = upload(admin, committee, now, UNIT_HEAD, "A,Phòng A,,,1,")
    with pytest.raises(NotAllowed):
        accept_sheet(actor=clerk.actor(now), draft_id=draft.pk, now=now)


def test_people_with_posts_roles_and_accounts(admin, committee, office_unit, now):
    Unit.objects.filter(pk=office_unit.pk).update(code="VP")
    draft = upload(
        admin,
        committee,
        now,
        PEOPLE_HEAD,
        "001,Nguyễn Thị Ngọc Ánh,anh@tg.gov.vn,VP,Chánh Văn phòng,Chánh Văn phòng; archivist,,01/09/2026,ngoc.anh",
        "001,Nguyễn Thị Ngọc Ánh,anh@tg.gov.vn,VP,Thư ký Ban Chỉ đạo,,kiêm nhiệm,01/09/2026,ngoc.anh",
        kind="people",
    )
    assert faults(draft) == [
        (2, "Vai trò", "Không có vai trò “Chánh Văn phòng”."),
    ]
    draft = upload(
        admin,
        committee,
        now,
        PEOPLE_HEAD,
        "001,Nguyễn Thị Ngọc Ánh,anh@tg.gov.vn,VP,Chánh Văn phòng,Lãnh đạo đơn vị; archivist,,01/09/2026,ngoc.anh",
        "001,Nguyễn Thị Ngọc Ánh,anh@tg.gov.vn,VP,Thư ký Ban Chỉ đạo,,kiêm nhiệm,01/09/2026,ngoc.anh",
        kind="people",
    )
    assert faults(draft) == []
    done = accept_sheet(actor=admin, draft_id=draft.pk, now=now)
    assert done == {"new": 1, "changed": 0, "posts": 2, "assignments": 2, "accounts": 1}
    person = Person.objects.get(code="001")
    assert sorted(a.kind for a in person.assignments.all()) == ["concurrent", "main"]
    assert Post.objects.get(title="Chánh Văn phòng").roles == ["archivist", "unit_leader"]
    assert not Account.objects.get(username="ngoc.anh").has_usable_password()


def test_people_that_cannot_be_are_named(admin, administrator, clerk, committee, office_unit, now):
    Unit.objects.filter(pk=office_unit.pk).update(code="VP")
    Person.objects.filter(pk=administrator.person.pk).update(code="QT")
    draft = upload(
        admin,
        committee,
        now,
        PEOPLE_HEAD,
        "1,Trần A,sai,VP,Chuyên viên,,,31/02/2026,",
        "2,Trần B,,KHONG,Chuyên viên,,làm thêm,01/01/2026,be.ba",
        "3,Trần C,,VP,Chuyên viên,,,01/01/2026,",
        "3,Trần D,,VP,Phó phòng,,,01/01/2026,",
        "QT,Bùi Quốc Đạt,,VP,Giám đốc,,kiêm nhiệm,01/01/2026,",
        kind="people",
    )
    assert faults(draft) == [
        (2, "Từ ngày", "Ngày “31/02/2026” không có trong lịch."),
        (2, "Thư công vụ", "“sai” không đúng dạng."),
        (3, "Mã đơn vị", "Cơ quan không có đơn vị mang mã “KHONG”."),
        (3, "Hình thức", "Không có hình thức “làm thêm”."),
        (3, "Tên công vụ", "“be.ba” đã thuộc người khác."),
        (4, "Hình thức", "Một người chỉ có một vị trí chính; các dòng khác ghi “kiêm nhiệm”."),
        (5, "Mã cán bộ", "Mã này là của “Trần C” ở dòng 4."),
        (5, "Hình thức", "Một người chỉ có một vị trí chính; các dòng khác ghi “kiêm nhiệm”."),
        (6, "Mã cán bộ", "Không tự giao vị trí cho chính mình."),
    ]


def test_five_thousand_people_take_a_fixed_number_of_queries(
    admin, committee, office_unit, now, django_assert_num_queries
):
    Unit.objects.filter(pk=office_unit.pk).update(code="VP")
    lines = [f"{n},Nguyễn Văn Số {n},,VP,Chuyên viên {n % 50},,,01/01/2026,so{n}xx" for n in range(5000)]
    with django_assert_num_queries(16):
        draft = upload(admin, committee, now, PEOPLE_HEAD, *lines, kind="people")
    assert draft.summary == {"rows": 5000, "faults": 0}
    done = accept_sheet(actor=admin, draft_id=draft.pk, now=now)
    assert done == {"new": 5000, "changed": 0, "posts": 50, "assignments": 5000, "accounts": 5000}
    assert Assignment.objects.filter(post__unit=office_unit).count() == 5001


# --- hostile files -------------------------------------------------------------------------------------------------


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name.replace("__", "/"), body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "Chỉ nhận tệp"),
        ("a.xlsx", b"%PDF-1.7 ...", "không đúng loại"),
        ("a.xlsx", packed(word__document=b"x"), "không phải bảng tính"),
        ("a.xlsx", packed(**{"xl__workbook.xml": b"<broken"}), "tệp hỏng"),
        ("a.xlsx", b"PK\x03\x04 cut", "tệp hỏng"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls kiểu cũ"),
        ("a.csv", "Mã đơn vị\nPhòng".encode("utf-16-le")[1:], "Unicode"),
        ("a.csv", b"M\xb7 \xae\xacn v\xde,T\xaan\nA,V\xa8n ph\xdfng", "TCVN3"),
        ("a.csv", b"", "không có dòng"),
        ("a.csv", "Mã đơn vị,Tên đơn vị".encode(), "không có dòng"),
        ("a.csv", b"a,b\n" + b"x,y\n" * (MOST_ROWS + 1), "20.000 dòng"),
        ("a.csv", b'a,b\n"x,y\n', "hỏng"),
    ],
)
def test_files_that_are_not_a_sheet_are_refused_with_a_sentence(name, body, says):
    with pytest.raises(ImportRefused) as refusal:
        read_table(io.BytesIO(body), name=name, size=len(body))
    assert says in str(refusal.value)


def test_a_sheet_that_unpacks_without_end_is_refused_unread():
    bomb = packed(**{"xl__workbook.xml": b"0" * (201 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(ImportRefused) as refusal:
        read_table(io.BytesIO(bomb), name="a.xlsx", size=len(bomb))
    assert "nở ra" in str(refusal.value)


def test_unknown_heads_are_a_fault_of_line_one(admin, committee, now):
    draft = upload(admin, committee, now, "Mã,Tên", "A,B")
    assert faults(draft) == [(1, "Mã đơn vị", "Thiếu cột này."), (1, "Tên đơn vị", "Thiếu cột này.")]


@pytest.mark.parametrize("value", ["=1+1", "+84", "-1", "@x", "|cmd", "\t=1"])
def test_formulas_go_out_harmless_and_come_back_as_they_were(value):
    assert harmless(value).startswith("'")
    assert plain(harmless(value)) == value


def test_what_goes_out_comes_in_again(db):
    rows = [["A", "=HYPERLINK(1)", "Đơn vị một"], ["B", "-2", ""]]
    head = ["Mã", "Tên", "Ghi chú"]
    for name, body in (("a.csv", as_csv(head, rows)), ("a.xlsx", as_xlsx(head, rows))):
        assert read_table(io.BytesIO(body), name=name, size=len(body)) == [head, *rows]
    sheet = load_workbook(io.BytesIO(as_xlsx(head, rows))).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s"]


def test_the_pages(as_admin, committee, office_unit, clerk):  # noqa: F811
    from django.core.files.uploadedfile import SimpleUploadedFile

    address = f"/quan-tri/co-quan/{committee.pk}/nhap/don-vi/"
    assert as_admin.get(address).status_code == 200
    bad = SimpleUploadedFile("a.csv", f"{UNIT_HEAD}\nA,,,,,".encode())
    page = as_admin.post(address, {"sheet": bad}, follow=True)
    assert "Không được để trống." in page.content.decode()
    good = SimpleUploadedFile("a.csv", f"{UNIT_HEAD}\nA,Phòng A,,,,".encode())
    answer = as_admin.post(address, {"sheet": good})
    assert "Nhận cả 1 dòng" in as_admin.get(answer["Location"]).content.decode()
    assert as_admin.post(answer["Location"]).status_code == 302
    assert Unit.objects.filter(code="A").exists()
    refused = as_admin.post(address, {"sheet": SimpleUploadedFile("a.pdf", b"%PDF")})
    assert "Chỉ nhận tệp" in refused.content.decode()
    for sheet in ("don-vi", "can-bo"):
        for extension in ("csv", "xlsx"):
            assert as_admin.get(f"/quan-tri/co-quan/{committee.pk}/xuat/{sheet}.{extension}").status_code == 200
    assert as_admin.get(f"/quan-tri/co-quan/{committee.pk}/nhap/khac/").status_code == 404
    assert ImportDraft.objects.count() == 2
