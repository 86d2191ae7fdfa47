"""Checking rows of an upload against what stands: every fault with line, column and sentence; then the plan."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..types import AssignmentKind, Role
from . import tree

FIRST_LINE = 2  # dòng 1 là đầu bảng
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,98}")
YES = {"x", "có", "co", "1", "yes"}
# Chữ chỉ có khi văn bản TCVN3 (.VnTime) bị đọc như Unicode: không từ tiếng Việt nào chứa chúng.
TCVN3_SURE = frozenset("®¨©ª«¬\u00adµ¶·¸¹»¼½¾")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    key: str
    head: str | Promise
    needed: bool = False
    longest: int = 250
    hint: str | Promise = ""


UNIT_COLUMNS = (
    Column("code", gettext_lazy("Mã đơn vị"), True, 30, gettext_lazy("Không trùng trong cơ quan.")),
    Column("name", gettext_lazy("Tên đơn vị"), True),
    Column("abbreviation", gettext_lazy("Chữ viết tắt"), False, 20),
    Column(
        "parent_code", gettext_lazy("Mã đơn vị cấp trên"), False, 30, gettext_lazy("Để trống nếu trực thuộc cơ quan.")
    ),
    Column("position", gettext_lazy("Thứ tự"), False, 6, gettext_lazy("Số nhỏ đứng trước.")),
    Column("is_records_office", gettext_lazy("Văn thư cơ quan"), False, 5, gettext_lazy("Đánh dấu x.")),
)
PEOPLE_COLUMNS = (
    Column(
        "code", gettext_lazy("Mã cán bộ"), True, 30, gettext_lazy("Mỗi người một mã; kiêm nhiệm thì thêm dòng cùng mã.")
    ),
    Column("full_name", gettext_lazy("Họ và tên"), True),
    Column("email", gettext_lazy("Thư công vụ"), False, 254),
    Column("phone", gettext_lazy("Điện thoại"), False, 30),
    Column("unit_code", gettext_lazy("Mã đơn vị"), True, 30, gettext_lazy("Đơn vị phải có mã này.")),
    Column("title", gettext_lazy("Chức danh"), True),
    Column("roles", gettext_lazy("Vai trò"), False, 300, gettext_lazy("Tên vai trò, cách nhau bằng dấu chấm phẩy.")),
    Column(
        "kind",
        gettext_lazy("Hình thức"),
        False,
        30,
        gettext_lazy("chính, kiêm nhiệm, phụ trách, quyền, biệt phái, tạm giao."),
    ),
    Column("valid_from", gettext_lazy("Từ ngày"), True, 10, gettext_lazy("Ngày/tháng/năm.")),
    Column("decision_no", gettext_lazy("Số quyết định"), False, 100),
    Column(
        "username", gettext_lazy("Tên công vụ"), False, 100, gettext_lazy("Có thì lập tài khoản; mật khẩu cấp sau.")
    ),
)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Checked:
    """Rows in the order of the file, with the line each stands on, and everything wrong with them."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: Row, column: str, sentence: str) -> None:
        """Note a fault of a row."""
        self.faults.append(Fault(int(row["line"]), column, sentence))


def named(table: Sequence[Sequence[str]], columns: Sequence[Column]) -> Checked:
    """Return the rows by column key. Unknown or missing heads are faults of line 1; empty rows are left out."""
    heads = {str(column.head).casefold(): column for column in columns}
    found = [heads.get(text.strip().casefold()) for text in table[0]]
    checked = Checked()
    for column in columns:
        if column.needed and column not in found:
            checked.faults.append(Fault(1, str(column.head), _("Thiếu cột này.")))
    repeated = [c for c, n in Counter(c for c in found if c).items() if n > 1]
    for column in repeated:
        checked.faults.append(Fault(1, str(column.head), _("Cột này có hai lần.")))
    if checked.faults:
        return checked
    for number, cells in enumerate(table[1:], start=FIRST_LINE):
        if not any(cells):
            continue
        row = {column.key: "" for column in columns} | {"line": str(number)}
        row |= {column.key: cell for column, cell in zip(found, cells, strict=False) if column}
        checked.rows.append(row)
        _check_cells(checked, row, columns)
    return checked


def check_units(checked: Checked, *, existing: Mapping[str, str]) -> None:
    """Check units: codes once, parents known, no cycle. `existing` gives the parent's code of each code that stands."""
    _check_once(checked, "code", _("Mã đơn vị"))
    codes = {row["code"] for row in checked.rows}
    for row in checked.rows:
        if row["parent_code"] and row["parent_code"] not in codes and row["parent_code"] not in existing:
            checked.fault(
                row, _("Mã đơn vị cấp trên"), _("Không có đơn vị mang mã “%(code)s”.") % {"code": row["parent_code"]}
            )
        if row["position"] and not row["position"].isdigit():
            checked.fault(row, _("Thứ tự"), _("Cần một số nguyên."))
    parents: dict[str, str | None] = {code: parent or None for code, parent in existing.items()}
    parents |= {row["code"]: row["parent_code"] or None for row in reversed(checked.rows)}
    cycling = tree.in_cycles(parents)
    for row in checked.rows:
        if row["parent_code"] and row["code"] in cycling:
            checked.fault(row, _("Mã đơn vị cấp trên"), _("Vòng lặp: đơn vị này sẽ nằm trong chính nó."))


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """What stands before an import of people; names of accounts and mails in lower case, with their owner's code."""

    unit_codes: frozenset[str]
    usernames: Mapping[str, str]
    emails: Mapping[str, str]
    foreign_codes: frozenset[str]  # codes of people whom the actor may not administer
    own_code: str  # the importing administrator herself, empty without a code


def check_people(checked: Checked, *, facts: PeopleFacts) -> None:
    """Check people: units, roles, dates, names of accounts, one person a code, one main post a person."""
    _check_same_person(checked)
    for row in checked.rows:
        for check in (_check_place, _check_post, _check_account):
            check(checked, row, facts)
    mains = Counter(row["code"] for row in checked.rows if kind_of(row["kind"]) == AssignmentKind.MAIN)
    seen: set[tuple[str, str, str]] = set()
    for row in checked.rows:
        if mains[row["code"]] > 1 and kind_of(row["kind"]) == AssignmentKind.MAIN:
            checked.fault(row, _("Hình thức"), _("Một người chỉ có một vị trí chính; các dòng khác ghi “kiêm nhiệm”."))
        key = (row["code"], row["unit_code"], row["title"].casefold())
        if key in seen:
            checked.fault(row, _("Mã cán bộ"), _("Dòng trùng: người này đã có vị trí này ở dòng trên."))
        seen.add(key)


def kind_of(words: str) -> str | None:
    """Return the kind of assignment that words mean; main when empty, None when unknown."""
    wanted = words.strip().casefold()
    if not wanted:
        return AssignmentKind.MAIN
    return next((kind.value for kind in AssignmentKind if str(kind.label).casefold() == wanted), None)


def roles_of(words: str) -> tuple[list[str], list[str]]:
    """Return the roles that words mean, and the words that mean none."""
    labels = {str(role.label).casefold(): role.value for role in Role} | {role.value: role.value for role in Role}
    parts = [part.strip() for part in words.split(";") if part.strip()]
    unknown = [part for part in parts if part.casefold() not in labels]
    return sorted({labels[part.casefold()] for part in parts if part.casefold() in labels}), unknown


def day_of(words: str) -> date | None:
    """Return the day written as day/month/year, or None."""
    for shape in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(words.strip(), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def looks_like_tcvn3(text: str) -> bool:
    """Whether text seems to be TCVN3 read as Unicode."""
    return any(letter in TCVN3_SURE for letter in text)


def _check_cells(checked: Checked, row: Row, columns: Sequence[Column]) -> None:
    for column in columns:
        value = row[column.key]
        if column.needed and not value:
            checked.fault(row, str(column.head), _("Không được để trống."))
        if len(value) > column.longest:
            checked.fault(row, str(column.head), _("Dài quá %(count)d ký tự.") % {"count": column.longest})
        if looks_like_tcvn3(value):
            checked.fault(
                row, str(column.head), _("Chữ có vẻ ở bảng mã TCVN3 (phông .VnTime). Chuyển sang Unicode rồi tải lại.")
            )


def _check_once(checked: Checked, key: str, head: str) -> None:
    first: dict[str, str] = {}
    for row in checked.rows:
        value = row[key]
        if value and value in first:
            checked.fault(row, head, _("Trùng với dòng %(line)s.") % {"line": first[value]})
        first.setdefault(value, row["line"])


def _check_same_person(checked: Checked) -> None:
    first: dict[str, Row] = {}
    for row in checked.rows:
        before = first.setdefault(row["code"], row)
        if row["code"] and before["full_name"] != row["full_name"]:
            words = _("Mã này là của “%(name)s” ở dòng %(line)s.") % {
                "name": before["full_name"],
                "line": before["line"],
            }
            checked.fault(row, _("Mã cán bộ"), words)


def _check_place(checked: Checked, row: Row, facts: PeopleFacts) -> None:
    if row["unit_code"] and row["unit_code"] not in facts.unit_codes:
        checked.fault(
            row, _("Mã đơn vị"), _("Cơ quan không có đơn vị mang mã “%(code)s”.") % {"code": row["unit_code"]}
        )
    if row["code"] in facts.foreign_codes:
        checked.fault(row, _("Mã cán bộ"), _("Người mang mã này thuộc cơ quan khác mà bạn không quản trị."))
    if row["code"] and row["code"] == facts.own_code:
        checked.fault(row, _("Mã cán bộ"), _("Không tự giao vị trí cho chính mình."))


def _check_post(checked: Checked, row: Row, facts: PeopleFacts) -> None:
    if kind_of(row["kind"]) is None:
        checked.fault(row, _("Hình thức"), _("Không có hình thức “%(words)s”.") % {"words": row["kind"]})
    if unknown := roles_of(row["roles"])[1]:
        checked.fault(row, _("Vai trò"), _("Không có vai trò “%(words)s”.") % {"words": unknown[0]})
    if row["valid_from"] and day_of(row["valid_from"]) is None:
        checked.fault(row, _("Từ ngày"), _("Ngày “%(words)s” không có trong lịch.") % {"words": row["valid_from"]})


def _check_account(checked: Checked, row: Row, facts: PeopleFacts) -> None:
    shapes: tuple[tuple[str, str, re.Pattern[str], Callable[[], Mapping[str, str]]], ...] = (
        ("email", _("Thư công vụ"), EMAIL, lambda: facts.emails),
        ("username", _("Tên công vụ"), USERNAME, lambda: facts.usernames),
    )
    for key, head, shape, taken in shapes:
        value = row[key]
        if not value:
            continue
        if not shape.fullmatch(value):
            checked.fault(row, head, _("“%(words)s” không đúng dạng.") % {"words": value[:60]})
        elif taken().get(value.lower(), row["code"]) != row["code"]:
            checked.fault(row, head, _("“%(words)s” đã thuộc người khác.") % {"words": value[:60]})
