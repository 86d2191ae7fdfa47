"""What a paper is made of, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "cong_van",
    "quyet_dinh",
    "quyet_dinh_ban_hanh",
    "nghi_quyet",
    "co_ten",
    "giay_moi",
    "cong_dien",
    "giay_gioi_thieu",
    "bien_ban",
    "giay_nghi_phep",
]
Urgency = Literal["", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"]
Box = tuple[float, float, float, float]  # left, bottom, right, top in PDF points from the page's lower left corner


@dataclass(frozen=True, slots=True)
class Signer:
    """Box 7: the lines of capacity and post ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH") and the name without titles."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Annex:
    """A part after the signature, numbered in Roman figures when there are several; `body` is markup."""

    title: str
    body: str
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything printed on one paper, as plain text.

    `number` and `date_text` stay empty until the records office fills them. `subject` has no "V/v". `fields` holds
    what single forms ask for beside the body (an invitation's time and place), by the names of `forms`.
    """

    form: Form
    type_name: str
    agency: str
    notation: str  # "/QĐ-BNV" or "/BNV-VP"
    place: str
    subject: str
    body: str
    signer: Signer
    superior: str = ""
    number: str = ""
    date_text: str = ""
    send_to: tuple[str, ...] = ()
    authority: str = ""
    grounds: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    file_line: str = ""
    urgency: Urgency = ""
    circulation: str = ""
    contact: str = ""
    annexes: tuple[Annex, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    check_url: str = ""
    seal_mm: float = 36.0  # real diameter of the seal
    expected_number: int = 999  # widest number to leave room for
    body_size: float = 14.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the empty places stand. Number and date are on the first page; the signatures on `page_of_signatures`."""

    number_box: Box
    date_box: Box
    person_box: Box
    seal_box: Box
    page_of_signatures: int  # from 0
    qr_url: str = ""
    qr_box: Box | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF/A-2b and its empty places."""

    pdf: bytes
    layout: Layout
    pages: int
