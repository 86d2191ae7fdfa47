"""What the first and last page of an official paper say about it (thể thức: NĐ 30/2020 Phụ lục I).

Works on text read by machine: marks may be lost, columns run together, letters mistaken for digits. Whatever is found
is a proposal for the clerk, never a registration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from congvu.kernel.api import text as vn

from ..types import Proposed, TypeName

HEAD_LINES: Final = 30  # the boxes 1-5 of Phụ lục I stand here
FOOT_LINES: Final = 60
LONGEST_SUBJECT: Final = 500
_CAPITALS: Final = "A-ZÀ-ỸĐƯƠÂÊÔĂ"
_NUMBER: Final = re.compile(
    rf"(?i:s[ốoôó0])\s*[:.,]?\s*(\d{{1,6}}[a-z]?)\s*[/|]\s*([\d{_CAPITALS}][\w{_CAPITALS}đ./&-]*?)(?=[\s,;)]|$)"
)
_DAY: Final = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")
_ABOUT: Final = re.compile(r"^\W*V\s*/\s*[vV]\b[\s:.]*(.*)$")
_STATE: Final = re.compile(r"C[OỘ]NG\s+H[OÒ]A\s+X[AÃ]\s+H[OỘ]I.*$", re.IGNORECASE)
_NOT_AGENCY: Final = ("doc lap", "tu do", "hanh phuc", "cong hoa xa hoi", "so:", "so ", "v/v", "kinh gui")
_JOINED_ABOVE: Final = (
    "uy ban nhan dan",
    "hoi dong nhan dan",
    "ban chi dao",
    "toa an nhan dan",
    "vien kiem sat nhan dan",
)
_SUBJECT_ENDS: Final = re.compile(
    r"^(can cu|kinh gui|thuc hien|theo |ngay |xet |de nghi|chuong |phan |dieu |i\.|1\.|ho[ -]+|hom nay|so:|[-_=*.]{3,})"
)
_CAPACITY: Final = re.compile(r"^\W*(TM|KT|TL|TUQ|Q)\s*[.,]\s*(\S.*)?$")
_POSITION: Final = re.compile(
    r"^(pho |quyen )?(chu tich|thu tuong|bo truong|thu truong|giam doc|pho giam doc|chanh van phong|chanh thanh tra|"
    r"truong phong|cuc truong|vu truong|tong cuc truong|hieu truong|truong ban|vien truong|chanh an|tong giam doc|"
    r"bo truong, chu nhiem|chu nhiem|bi thu|tong thanh tra|thong doc)\b"
)
_NAME: Final = re.compile(rf"^[{_CAPITALS}][^\W\d_]*(?: [{_CAPITALS}][^\W\d_]*){{1,5}}$")
_TITLES: Final = re.compile(r"^(?:(?:GS|PGS|TS|ThS|BS|KS|CN)\.?\s*)+", re.IGNORECASE)
URGENCIES: Final = {"hoa toc hen gio": 4, "hoa toc": 3, "thuong khan": 2, "khan": 1}
SECRECIES: Final = {"tuyet mat": 3, "toi mat": 2, "mat": 1}


def proposals(pages: Sequence[str], *, types: Iterable[TypeName], today: date) -> list[Proposed]:
    """Return what the text of the pages proposes for the registration, at most one value a field.

    Fields: code ("1234/BNV-CCHC"), issued_on, document_type, subject, issuing_agency_name, signer_capacity,
    signer_position, signer_name, urgency ("0"…"4"), secrecy ("1"…"3").
    """
    if not pages:
        return []
    lines = _lines(pages[0])
    head = lines[:HEAD_LINES]
    code = _code(head)
    found = [code, _issued(head, today), _agency(head)]
    known = list(types)
    kind, at = _type(head, code, known)
    found += [kind, _subject(lines, kind, at), *_marks(head), *_signer(_lines("\n".join(pages[-2:])))]
    return [one for one in found if one is not None]


def _lines(page: str) -> list[str]:
    return [line for line in (vn.clean_line(raw) for raw in page.splitlines()) if line]


def _fold(line: str) -> str:
    return re.sub(r"\s+", " ", vn.fold(line)).strip()


def _code(head: Sequence[str]) -> Proposed | None:
    for line in head:
        if match := _NUMBER.search(line):
            notation = match[2].rstrip(".-/").upper() if match[2].isascii() and match[2].islower() else match[2]
            notation = notation.rstrip(".-/")
            sure = bool(re.fullmatch(rf"[\d{_CAPITALS}][\d{_CAPITALS}a-zđ&/-]*", notation)) and len(notation) > 1
            return Proposed("code", f"{match[1]}/{notation}", line, sure)
    return None


def _issued(head: Sequence[str], today: date) -> Proposed | None:
    for line in head:
        if match := _DAY.search(_fold(line)):
            try:
                day = date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                continue
            return Proposed("issued_on", day, line, sure=day <= today)
    return None


def _agency(head: Sequence[str]) -> Proposed | None:
    """Return the issuing agency: the last line in capitals above the number, with the one that it continues."""
    names: list[str] = []
    for line in head:
        left = _STATE.sub("", line).strip(" -–—_")
        folded = _fold(left)
        if _NUMBER.search(line) or folded.startswith(("so:", "so ", "v/v")):
            break
        if len(folded) < 4 or folded.startswith(_NOT_AGENCY) or _DAY.search(folded):
            continue
        if left.upper() == left and any(letter.isalpha() for letter in left):
            names.append(left)
    if not names:
        return None
    name = names[-1]
    if len(names) > 1 and _fold(names[-2]) in _JOINED_ABOVE:
        name = f"{names[-2]} {name}"
    return Proposed("issuing_agency_name", _sentence_case(name), name, sure=False)


def _sentence_case(name: str) -> str:
    """Return a name in capitals as it is written in a line: the clerk sets the capitals that are right."""
    small = name.lower()
    return small[:1].upper() + small[1:]


def _type(head: Sequence[str], code: Proposed | None, types: Sequence[TypeName]) -> tuple[Proposed | None, int]:
    """Return the type and the line under which its subject stands (-1: at "V/v")."""
    normative = bool(code and re.match(r"\d+[a-z]?/\d{4}/", str(code.value)))
    likely = sorted(types, key=lambda one: one.normative == normative)
    by_name = {_fold(one.name): one for one in likely}
    in_notation = _by_notation(str(code.value) if code else "", types)
    for place, line in enumerate(head):
        if line.upper() == line and (one := by_name.get(_fold(line))):
            sure = bool(in_notation) and one.abbreviation == in_notation
            return Proposed("document_type", one.code, line, sure), place
    letter = by_name.get("cong van")
    if letter is not None and any(_ABOUT.match(line) for line in head):
        return Proposed("document_type", letter.code, "V/v", sure=not in_notation), -1
    for one in reversed(likely):
        if code is not None and in_notation and one.abbreviation == in_notation:
            return Proposed("document_type", one.code, code.line, sure=False), -1
    return None, -1


def _by_notation(code: str, types: Sequence[TypeName]) -> str:
    """Return the type's abbreviation in a notation: QĐ of 15/QĐ-BNV, NĐ of 30/2020/NĐ-CP; empty when none."""
    abbreviations = {one.abbreviation for one in types if one.abbreviation}
    parts = re.split(r"[/-]", code)[1:]
    return next((part for part in parts[:2] if part in abbreviations), "")


def _subject(lines: Sequence[str], kind: Proposed | None, at: int) -> Proposed | None:
    if at >= 0:
        return _gathered(lines[at + 1 : at + 8], lines[at]) if kind else None
    for place, line in enumerate(lines[:HEAD_LINES]):
        if match := _ABOUT.match(line):
            first = [match[1]] if match[1] else []
            rest = [_STATE.sub("", one).strip() for one in lines[place + 1 : place + 6]]
            return _gathered([*first, *rest], line)
    return None


def _gathered(lines: Sequence[str], said: str) -> Proposed | None:
    kept: list[str] = []
    for line in lines:
        folded = _fold(line)
        if kept and (_SUBJECT_ENDS.match(folded) or (line.upper() == line and len(folded) > 3)):
            break
        if _DAY.search(folded) or folded.startswith(("doc lap", "cong hoa")) or re.fullmatch(r"[\W_]+", line):
            continue
        if not kept and (_SUBJECT_ENDS.match(folded)):
            break
        kept.append(line)
    subject = " ".join(kept)[:LONGEST_SUBJECT].strip()
    if subject.upper() == subject:
        subject = _sentence_case(subject)
    return Proposed("subject", subject, said, sure=False) if subject else None


def _marks(head: Sequence[str]) -> list[Proposed]:
    """Return the stamps of urgency and secrecy, which stand alone on their line in capitals."""
    found: list[Proposed] = []
    for field, words in (("urgency", URGENCIES), ("secrecy", SECRECIES)):
        for line in head:
            if line.upper() == line and (level := words.get(_fold(line).strip(" .|[]()"))):
                found.append(Proposed(field, str(level), line, sure=True))
                break
    return found


def _signer(lines: Sequence[str]) -> list[Proposed]:
    """Return capacity, position and name below the last capacity or position of the foot."""
    foot = list(lines[-FOOT_LINES:])
    for place in range(len(foot) - 1, -1, -1):
        capacity = _CAPACITY.match(foot[place])
        if capacity is None and not (foot[place].upper() == foot[place] and _POSITION.match(_fold(foot[place]))):
            continue
        if capacity is None and place and _CAPACITY.match(foot[place - 1]):
            continue  # the line above begins the block
        return _signed(foot[place:], capacity)
    return []


def _signed(block: Sequence[str], capacity: re.Match[str] | None) -> list[Proposed]:
    found: list[Proposed] = []
    if capacity is not None:
        found.append(Proposed("signer_capacity", f"{capacity[1]}.", block[0], sure=True))
    for line in block[:4]:
        if line.upper() == line and _POSITION.match(_fold(line)):
            found.append(Proposed("signer_position", _sentence_case(line), line, sure=False))
            break
    for line in block[1:12]:
        name = _TITLES.sub("", line)
        if _NAME.match(name) and name.upper() != name:
            found.append(Proposed("signer_name", name, line, sure=False))
            break
    return found
