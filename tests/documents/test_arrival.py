"""The ĐẾN stamp on a copy of the paper, and the handling slip as PDF."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader, PdfWriter

from congvu.documents.api import instruct, submit_to_leader
from congvu.documents.papers.arrival import ArrivalStamp, stamp_pdf, stamped
from congvu.documents.papers.errors import PaperFailed
from congvu.documents.types import HandlingRole, Target
from congvu.kernel.api import files

from .conftest import new_file

STAMP = ArrivalStamp(
    agency="Ủy ban nhân dân tỉnh Tiền Giang", number="05", day="14/10/2026", passed_to='#panic("x") Phòng Tổng hợp'
)


def blank_pdf(pages: int = 2) -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595.28, 841.89)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def words(pdf: bytes, page: int = 0) -> str:
    return re.sub(r"\s+", " ", PdfReader(io.BytesIO(pdf)).pages[page].extract_text())


def test_the_stamp_has_the_size_and_the_words_of_the_decree():
    page = PdfReader(io.BytesIO(stamp_pdf(STAMP))).pages[0]
    width, height = (round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height))
    assert (width, height) == (50, 35)
    text = words(stamp_pdf(STAMP))
    for part in (
        "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
        "ĐẾN",
        "Số: 05",
        "Ngày: 14/10/2026",
        "Chuyển:",
        "Số và ký hiệu HS:",
    ):
        assert part in text


def test_the_stamp_is_on_the_first_page_of_a_copy_only():
    made = stamped(blank_pdf(), STAMP)
    assert "ĐẾN" in words(made, 0)
    assert words(made, 1).strip() == ""


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"\x00" * 500], ids=["empty", "cut", "zeros"])
def test_a_broken_file_is_refused_with_a_sentence(content):
    with pytest.raises(PaperFailed):
        stamped(content, STAMP)


@pytest.mark.django_db
def test_the_page_hands_over_a_stamped_copy_and_the_original_stays(client, office, register):
    document = register(files=[new_file(blank_pdf(), "cong-van.pdf")])
    file = document.files.get()
    client.force_login(office.accounts["clerk"])
    answer = client.get(f"/van-ban/{document.uid}/dau-den.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "Số: 01" in words(answer.content)
    assert hashlib.sha256(files.read_bytes(file.file_id)).hexdigest() == file.sha256
    client.force_login(office.accounts["officer"])
    assert client.get(f"/van-ban/{document.uid}/dau-den.pdf").status_code == 404


@pytest.mark.django_db
def test_the_slip_has_its_three_parts_from_the_acts(client, office, register, now):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    instruct(
        actor=office.actor("chairman"),
        uid=document.uid,
        text="Giao Phòng Tổng hợp chủ trì #sys.inputs.",
        targets=[Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk)],
        now=now,
    )
    client.force_login(office.accounts["clerk"])
    text = words(client.get(f"/van-ban/{document.uid}/phieu-giai-quyet.pdf").content)
    for part in (
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN",
        "1. Ý kiến của lãnh đạo cơ quan",
        "Nguyễn Văn Khải, Chủ tịch",
        "Giao Phòng Tổng hợp chủ trì #sys.inputs.",
        "Chủ trì: Phòng Tổng hợp",
        "2. Ý kiến của lãnh đạo đơn vị",
        "3. Ý kiến đề xuất của người giải quyết",
    ):
        assert part in text
