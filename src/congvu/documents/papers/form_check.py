"""Is a finished page as Phụ lục I of NĐ 30/2020 wants it? Pure: lines of the page in, a list of what is wrong out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from .reading import Line, Sheet

MM: Final = 72 / 25.4
A4: Final = (210 * MM, 297 * MM)
# Phụ lục I, mục I.2-I.5: lề trên, dưới 20-25 mm; trái 30-35 mm; phải 15-20 mm. Dung sai nửa milimét.
LEFT, RIGHT, TOP, BOTTOM = (30.0, 35.0), (15.0, 20.0), (20.0, 25.0), (20.0, 25.0)
SLACK_MM: Final = 0.6
SLACK_PT: Final = 0.26
TIMES: Final = ("tinos", "times", "liberationserif", "liberation serif", "timesnewroman")
LEGACY: Final = (".vn", "vni", "vntime")
TITLES: Final = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|Th\.S|BS|BSCK|CN|KS|KTS|LS|NGƯT|NGND|NSƯT|NSND)\b[\s.,/]*)+", re.IGNORECASE
)
COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
DATE: Final = re.compile(r"^(?P<place>[^,]{2,80}),\s*(?:ngày\s*(?P<d>\S*)\s*tháng\s*(?P<m>\S*)\s*năm\s*(?P<y>\S*))?$")

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What this paper should say. `signer_lines` as typed; empty texts are not checked."""

    agency: str
    type_name: str
    is_letter: bool  # công văn: no type name, "V/v" under the number
    notation: str
    place: str
    superior: str = ""
    signer_lines: tuple[str, ...] = ()
    signer_name: str = ""
    has_addressee: bool = False
    needs_addressee: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: by which rule, what stands there, what should, where, on what basis, how grave."""

    rule: str
    severity: Severity
    title: str
    found: str
    expected: str
    page: int  # from 1
    where: str
    basis: str


@dataclass(frozen=True, slots=True)
class _Paper:
    sheets: Sequence[Sheet]
    expected: Expected

    @property
    def first(self) -> Sheet:
        return self.sheets[0]

    @property
    def lines(self) -> list[Line]:
        return [line for sheet in self.sheets for line in sheet.lines]

    def find(self, text: str) -> Line | None:
        wanted = plain(text)
        return next((line for line in self.lines if plain(line.text) == wanted), None)


def plain(text: str) -> str:
    """Return a text for comparing: NFC, one space, no case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def check(sheets: Sequence[Sheet], expected: Expected) -> list[Finding]:
    """Return what is wrong with a paper, in the order of the page; empty when all is right."""
    if not sheets or not any(sheet.lines for sheet in sheets):
        why = _("không có chữ")
        return [_finding("empty", _("Trang giấy"), why, _("văn bản có chữ đọc được"), 1, "", "I.1")]
    paper = _Paper(sheets, expected)
    return [finding for rule in RULES for finding in rule(paper)]


def _finding(
    rule: str, title: str, found: str, expected: str, page: int, where: str, basis: str, *, warning: bool = False
) -> Finding:
    law = _("NĐ 30/2020, Phụ lục I, mục %(item)s") % {"item": basis}
    return Finding(rule, "warning" if warning else "error", title, found, expected, page, where, law)


def _mm(points: float) -> float:
    return round(points / MM, 1)


def _paper_size(paper: _Paper) -> Iterator[Finding]:
    for number, sheet in enumerate(paper.sheets, start=1):
        size = sorted((sheet.width, sheet.height))
        shown = f"{_mm(sheet.width)} × {_mm(sheet.height)} mm"
        if abs(size[0] - A4[0]) > 3 or abs(size[1] - A4[1]) > 3:
            yield _finding("paper", _("Khổ giấy"), shown, "A4, 210 × 297 mm", number, _("cả trang"), "I.1")
        elif number == 1 and sheet.width > sheet.height:
            yield _finding("turned", _("Chiều trang"), shown, _("A4 dọc"), number, _("cả trang"), "I.1")


def _is_page_number(line: Line, sheet: Sheet) -> bool:
    return line.text.isdigit() and line.y > sheet.height - TOP[1] * MM


def _margins(paper: _Paper) -> Iterator[Finding]:
    for number, sheet in enumerate(paper.sheets, start=1):
        inside = [line for line in sheet.lines if not _is_page_number(line, sheet)]
        # Dưới lề dưới trang đầu là chỗ của ô 13 (địa chỉ) và mã kiểm tra.
        inside = [line for line in inside if number > 1 or line.y > BOTTOM[0] * MM - 2]
        if not inside or sheet.width > sheet.height:
            continue
        left, right = min(line.x0 for line in inside), sheet.width - max(line.x1 for line in inside)
        top, bottom = sheet.height - max(line.y + 0.68 * line.size for line in inside), min(line.y for line in inside)
        yield from _margin(_("Lề trái"), _mm(left), LEFT, number, exact=number == 1)
        yield from _margin(_("Lề phải"), _mm(right), RIGHT, number, exact=False)
        yield from _margin(_("Lề trên"), _mm(top), TOP, number, exact=number == 1)
        yield from _margin(_("Lề dưới"), _mm(bottom), BOTTOM, number, exact=False)


def _margin(name: str, found: float, span: tuple[float, float], page: int, *, exact: bool) -> Iterator[Finding]:
    """Text may not stand nearer to the edge than the law's least; further in only where a line always reaches it."""
    low, high = span
    if found < low - SLACK_MM or (exact and found > high + SLACK_MM):
        yield _finding("margin", name, f"{found:g} mm", f"{low:g}-{high:g} mm", page, name.lower(), "I.3")


def _fonts(paper: _Paper) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in paper.lines:
        name = line.font.casefold().replace("-", "").replace(",", "")
        if line.font in seen or any(name.startswith(known.replace(" ", "")) for known in TIMES):
            continue
        seen.add(line.font)
        legacy = any(name.startswith(known) for known in LEGACY)
        wanted = _("Times New Roman, bộ mã Unicode TCVN 6909:2001")
        title = _("Bộ mã chữ") if legacy else _("Phông chữ")
        yield _finding("font", title, line.font or "?", wanted, line.page + 1, _shown(line), "I.2")


def _colours(paper: _Paper) -> Iterator[Finding]:
    stamps = {"KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "MẬT", "TỐI MẬT", "TUYỆT MẬT"}
    line = next((one for one in paper.lines if not one.black and one.text.upper() not in stamps), None)
    if line is not None:
        yield _finding(
            "colour", _("Màu chữ"), _("chữ màu"), _("màu đen"), line.page + 1, _shown(line), "I.2", warning=True
        )


def _country(paper: _Paper) -> Iterator[Finding]:
    line = next((one for one in paper.first.lines if plain(one.text) == plain(COUNTRY)), None)
    where = _("đầu trang, bên phải")
    if line is None:
        yield _finding("country", _("Quốc hiệu"), _("không có"), COUNTRY, 1, where, "II.1.a")
        return
    if line.text != COUNTRY:
        yield _finding("country", _("Quốc hiệu"), line.text, COUNTRY, 1, where, "II.1.a")
    yield from _letters("country", _("Quốc hiệu"), line, (12, 13), where, "II.1.a", bold=True)
    if line.middle < paper.first.width / 2:
        yield _finding("country", _("Quốc hiệu"), _("bên trái"), _("phía trên, bên phải"), 1, where, "II.1.c")


def _motto(paper: _Paper) -> Iterator[Finding]:
    where = _("dưới Quốc hiệu")
    line = next((one for one in paper.first.lines if plain(one.text).replace("–", "-") == plain(MOTTO)), None)
    if line is None:
        yield _finding("motto", _("Tiêu ngữ"), _("không có, hoặc viết khác"), MOTTO, 1, where, "II.1.b")
        return
    if line.text != MOTTO:
        yield _finding("motto", _("Tiêu ngữ"), line.text, MOTTO, 1, where, "II.1.b")
    yield from _letters("motto", _("Tiêu ngữ"), line, (13, 14), where, "II.1.b", bold=True)


def _agency(paper: _Paper) -> Iterator[Finding]:
    where = _("đầu trang, bên trái")
    head = [one for one in paper.first.lines if one.middle < paper.first.width / 2 and one.y > paper.first.height * 0.8]
    wanted = plain(paper.expected.agency)
    spoken = " ".join(plain(one.text) for one in head)
    if wanted not in spoken:
        shown = "; ".join(one.text for one in head[:3]) or _("không có")
        yield _finding("agency", _("Tên cơ quan ban hành"), shown, paper.expected.agency.upper(), 1, where, "II.2.a")
        return
    for one in head:
        if plain(one.text) not in wanted or len(one.text) < 4:
            continue
        if one.text != one.text.upper():
            yield _finding("agency", _("Tên cơ quan ban hành"), one.text, one.text.upper(), 1, where, "II.2.b")
        yield from _letters("agency", _("Tên cơ quan ban hành"), one, (12, 13), where, "II.2.b", bold=True)


def _number(paper: _Paper) -> Iterator[Finding]:
    where = _("dưới tên cơ quan")
    rows = sorted((one for one in paper.first.lines if one.middle < paper.first.width / 2), key=lambda one: -one.y)
    start = next((one for one in rows if re.match(r"^Số\s*:", one.text, re.IGNORECASE)), None)
    if start is None:
        wanted = f"Số: …/{paper.expected.notation}"
        yield _finding("number", _("Số, ký hiệu"), _("không có"), wanted, 1, where, "II.3")
        return
    text = " ".join(one.text for one in sorted((r for r in rows if abs(r.y - start.y) < 2), key=lambda one: one.x0))
    yield from _letters("number", _("Số, ký hiệu"), start, (13, 13), where, "II.3.c", bold=False)
    typed = re.match(r"^Số\s*:\s*(?P<number>[\d….]*[a-zđ]?)\s*/(?P<notation>.*)$", text)
    if typed is None or not text.startswith("Số:"):
        yield _finding("number", _("Số, ký hiệu"), text, f"Số: …/{paper.expected.notation}", 1, where, "II.3.c")
        return
    notation = unicodedata.normalize("NFC", typed["notation"]).strip()
    if notation != paper.expected.notation:
        yield _finding("notation", _("Ký hiệu"), notation, paper.expected.notation, 1, where, "II.3.b")
    number = typed["number"].strip("….")
    if re.fullmatch(r"[1-9]", number):
        yield _finding("number", _("Số văn bản"), number, f"0{number}", 1, where, "II.3.a")


def _place_and_date(paper: _Paper) -> Iterator[Finding]:
    where = _("dưới Tiêu ngữ")
    right = [
        one for one in paper.first.lines if one.middle > paper.first.width / 2 and one.y > paper.first.height * 0.7
    ]
    line = next((one for one in right if "," in one.text and DATE.match(one.text)), None)
    if line is None:
        yield _finding(
            "date",
            _("Địa danh và thời gian"),
            _("không có"),
            _("%(place)s, ngày … tháng … năm …") % {"place": paper.expected.place},
            1,
            where,
            "II.4",
        )
        return
    found = DATE.match(line.text)
    assert found is not None
    if paper.expected.place and plain(found["place"]) != plain(paper.expected.place):
        yield _finding("place", _("Địa danh"), found["place"], paper.expected.place, 1, where, "II.4.a")
    yield from _letters("date", _("Địa danh và thời gian"), line, (13, 14), where, "II.4.d", bold=False, italic=True)
    for name, value in ((_("Ngày"), found["d"]), (_("Tháng"), found["m"])):
        wants_zero = value and value.isdigit() and len(value) == 1 and (name == _("Ngày") or int(value) < 3)
        if wants_zero:
            yield _finding("date", name, value, f"0{value}", 1, where, "II.4.b")
    if found["m"] and re.fullmatch(r"0[3-9]", found["m"]):
        yield _finding("date", _("Tháng"), found["m"], found["m"][1:], 1, where, "II.4.b")


def _title(paper: _Paper) -> Iterator[Finding]:
    if paper.expected.is_letter:
        yield from _letter_subject(paper)
        return
    where = _("giữa trang, trên nội dung")
    wanted = paper.expected.type_name.upper()
    line = next((one for one in paper.first.lines if plain(one.text) == plain(wanted)), None)
    if line is None:
        yield _finding("type", _("Tên loại"), _("không có"), wanted, 1, where, "II.5.a")
        return
    if line.text != wanted:
        yield _finding("type", _("Tên loại"), line.text, wanted, 1, where, "II.5.a")
    yield from _letters("type", _("Tên loại"), line, (13, 14), where, "II.5.c", bold=True)
    under = next((one for one in paper.first.lines if 0 < line.y - one.y < 30), None)
    if under is None or not under.bold:
        shown = under.text if under else _("không có")
        yield _finding(
            "subject", _("Trích yếu"), shown, _("chữ in thường, đứng, đậm dưới tên loại"), 1, where, "II.5.c"
        )
    else:
        yield from _letters("subject", _("Trích yếu"), under, (13, 14), where, "II.5.c", bold=True)


def _letter_subject(paper: _Paper) -> Iterator[Finding]:
    where = _("dưới số, ký hiệu")
    line = next((one for one in paper.first.lines if one.text.startswith(("V/v", "v/v", "V/V"))), None)
    if line is None:
        yield _finding("subject", _("Trích yếu công văn"), _("không có"), "V/v …", 1, where, "II.5.b")
        return
    if not line.text.startswith("V/v "):
        yield _finding("subject", _("Trích yếu công văn"), line.text, "V/v …", 1, where, "II.5.b")
    yield from _letters("subject", _("Trích yếu công văn"), line, (12, 13), where, "II.5.c", bold=False)


def _addressee(paper: _Paper) -> Iterator[Finding]:
    if not paper.expected.needs_addressee:
        return
    line = next((one for one in paper.first.lines if plain(one.text).startswith(("kính gửi:", "kính mời:"))), None)
    where = _("trên nội dung")
    if line is None:
        yield _finding("addressee", _("Kính gửi"), _("không có"), _("Kính gửi: tên nơi nhận"), 1, where, "II.9.a")
        return
    yield from _letters("addressee", _("Kính gửi"), line, (13, 14), where, "II.9.a", bold=False)


def _body(paper: _Paper) -> Iterator[Finding]:
    """The body: lines that fill the column, between the head and Nơi nhận."""
    wide = [one for one in paper.lines if one.x1 - one.x0 > 0.55 * paper.first.width and one.text != COUNTRY]
    wrong = [one for one in wide if not 13 - SLACK_PT <= one.size <= 14 + SLACK_PT]
    if wrong:
        where = _shown(wrong[0])
        yield _finding("body", _("Cỡ chữ nội dung"), f"{wrong[0].size:g}", "13-14", wrong[0].page + 1, where, "II.6.d")


def _signer(paper: _Paper) -> Iterator[Finding]:
    where = _("phần ký")
    for wanted in paper.expected.signer_lines:
        line = next((one for one in reversed(paper.lines) if plain(one.text) == plain(wanted)), None)
        if line is None:
            yield _finding("capacity", _("Quyền hạn, chức vụ"), _("không có"), wanted.upper(), 0, where, "II.7.b")
            continue
        if line.text != line.text.upper():
            yield _finding(
                "capacity", _("Quyền hạn, chức vụ"), line.text, line.text.upper(), line.page + 1, where, "II.7.đ"
            )
        yield from _letters("capacity", _("Quyền hạn, chức vụ"), line, (13, 14), where, "II.7.đ", bold=True)
    yield from _signer_name(paper, where)


def _signer_name(paper: _Paper, where: str) -> Iterator[Finding]:
    name = paper.expected.signer_name
    if not name or name == "…":
        return
    line = next((one for one in reversed(paper.lines) if plain(TITLES.sub("", one.text)) == plain(name)), None)
    if line is None:
        yield _finding("name", _("Họ tên người ký"), _("không có"), name, 0, where, "II.7.c")
        return
    if TITLES.match(line.text):
        yield _finding("name", _("Học hàm, học vị trước họ tên"), line.text, name, line.page + 1, where, "II.7.c")
    yield from _letters("name", _("Họ tên người ký"), line, (13, 14), where, "II.7.đ", bold=True)


def _recipients(paper: _Paper) -> Iterator[Finding]:
    where = _("cuối văn bản, bên trái")
    start = next((one for one in paper.lines if plain(one.text).rstrip(":") == "nơi nhận"), None)
    if start is None:
        yield _finding("recipients", _("Nơi nhận"), _("không có"), _("Nơi nhận:"), 0, where, "II.9.b")
        return
    page = start.page + 1
    yield from _letters("recipients", _("Từ “Nơi nhận”"), start, (12, 12), where, "II.9.b", bold=True, italic=True)
    after = [one for one in paper.lines if one.page == start.page and one.y < start.y and one.x0 < start.x0 + 60]
    listed = [one for one in after if one.text.startswith("-")]
    if not any(re.match(r"^-\s*Lưu\s*:\s*VT", one.text) for one in listed):
        yield _finding("keeping", _("Dòng lưu"), _("không có"), "- Lưu: VT, …", page, where, "II.9.b")
    elif not listed[-1].text.endswith("."):
        yield _finding(
            "keeping", _("Dòng cuối Nơi nhận"), listed[-1].text, _("hết bằng dấu chấm"), page, where, "II.9.b"
        )
    for one in listed[:-1]:
        if not one.text.endswith(";") and not one.text.endswith((",", "và")):
            yield _finding(
                "recipients",
                _("Dòng Nơi nhận"),
                one.text,
                _("hết bằng dấu chấm phẩy"),
                page,
                where,
                "II.9.b",
                warning=True,
            )
            break
    wrong = next((one for one in listed if abs(one.size - 11) > SLACK_PT), None)
    if wrong is not None:
        yield _finding("recipients", _("Cỡ chữ Nơi nhận"), f"{wrong.size:g}", "11", page, where, "II.9.b")


def _page_numbers(paper: _Paper) -> Iterator[Finding]:
    where = _("giữa lề trên")
    for number, sheet in enumerate(paper.sheets, start=1):
        shown = next((one for one in sheet.lines if _is_page_number(one, sheet)), None)
        if number == 1:
            if shown is not None:
                yield _finding("page", _("Số trang"), shown.text, _("không hiện ở trang thứ nhất"), 1, where, "I.7")
            continue
        if shown is None:
            if not _begins_annex(sheet):
                yield _finding("page", _("Số trang"), _("không có"), str(number), number, where, "I.7")
            continue
        if abs(shown.middle - sheet.width / 2) > 12 * MM:
            yield _finding("page", _("Số trang"), _("lệch"), _("canh giữa theo chiều ngang"), number, where, "I.7")
        yield from _letters("page", _("Số trang"), shown, (13, 14), where, "I.7", bold=False)


def _begins_annex(sheet: Sheet) -> bool:
    """An annex counts its pages anew, and its first page shows no number."""
    return any(plain(line.text).startswith("phụ lục") for line in sheet.lines[:3])


def _letters(
    rule: str,
    title: str,
    line: Line,
    sizes: tuple[float, float],
    where: str,
    basis: str,
    *,
    bold: bool,
    italic: bool = False,
) -> Iterator[Finding]:
    low, high = sizes
    span = f"{low:g}" if low == high else f"{low:g}-{high:g}"
    if not low - SLACK_PT <= line.size <= high + SLACK_PT:
        wanted = _("cỡ chữ %(span)s") % {"span": span}
        yield _finding(rule, title, _("cỡ chữ %(n)g") % {"n": line.size}, wanted, line.page + 1, where, basis)
    if (line.bold, line.italic) != (bold, italic):
        yield _finding(rule, title, _style(line.bold, line.italic), _style(bold, italic), line.page + 1, where, basis)


def _style(bold: bool, italic: bool) -> str:
    return ", ".join([_("nghiêng") if italic else _("đứng"), _("đậm") if bold else _("không đậm")])


def _shown(line: Line) -> str:
    return f"“{line.text[:50]}”"


RULES: Final[tuple[Callable[[_Paper], Iterator[Finding]], ...]] = (
    _paper_size,
    _margins,
    _fonts,
    _colours,
    _country,
    _motto,
    _agency,
    _number,
    _place_and_date,
    _title,
    _addressee,
    _body,
    _signer,
    _recipients,
    _page_numbers,
)
