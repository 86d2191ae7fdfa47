"""Long lists are set in a process of their own: the same paper, and a refusal when that process fails."""

import io
import sys
from dataclasses import asdict

import pytest
from pypdf import PdfReader

from congvu.archive.errors import CannotExport
from congvu.archive.papers import setting
from congvu.archive.papers.lists import TEMPLATE, Column, Listing, Row, Sign, pdf, sheets, to_sign


def listing(rows: int = 2) -> Listing:
    return Listing(
        title="Mục lục văn bản, tài liệu",
        agency="Ủy ban nhân dân tỉnh Đồng Tháp",
        columns=(Column("Trích yếu"),),
        rows=tuple(Row((f"Tờ trình thứ {n} về “điện lưới” #1 [x]",)) for n in range(rows)),
        signers=(Sign("Người nộp", "Nguyễn Văn Ước"),),
    )


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> list[tuple[str, list[str]]]:
    """Return text and letters of each page."""
    return [(page.extract_text(), sorted(_fonts(page))) for page in read(content).pages]


def _fonts(page) -> list[str]:
    return [str(one["/BaseFont"]) for one in page["/Resources"]["/Font"].values()]


@pytest.fixture
def apart(monkeypatch):
    """Whatever has a line is set apart."""
    monkeypatch.setattr(setting, "MOST_HERE", 0)


def test_a_long_list_is_the_same_paper(monkeypatch):
    here, marked = words(pdf(listing())), to_sign(listing())
    papers, firsts = sheets([listing(), listing()])
    monkeypatch.setattr(setting, "MOST_HERE", 0)
    monkeypatch.setattr(setting, "_compiler", None)  # not asked any more

    assert words(pdf(listing())) == here
    assert list(read(to_sign(listing())).get_fields()) == list(read(marked).get_fields())
    papers_apart, firsts_apart = sheets([listing(), listing()])
    assert (words(papers_apart), firsts_apart) == (words(papers), firsts)
    assert here[0][0].count("điện lưới") == 2


@pytest.mark.parametrize(
    ("program", "seconds"),
    [("import time; time.sleep(60)", 0.3), ("import os; os.kill(os.getpid(), 9)", 60)],
    ids=["hangs", "is killed"],
)
def test_a_process_that_fails_is_a_refusal(apart, monkeypatch, tmp_path, program, seconds):
    (tmp_path / "program.py").write_text(program)
    monkeypatch.setattr(setting, "PROGRAM", tmp_path / "program.py")
    monkeypatch.setattr(setting, "SECONDS", seconds)
    with pytest.raises(CannotExport, match="danh sách dài chưa dàn trang được"):
        pdf(listing())


def test_what_cannot_be_set_says_why(apart, tmp_path):
    (tmp_path / "wrong.typ").write_text('#panic("không dàn được")')
    with pytest.raises(CannotExport, match="không dàn được"):
        setting.paper(tmp_path / "wrong.typ", {}, lines=1)


def test_the_threshold_spares_short_lists_a_process(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/khong-co")
    assert setting.paper(TEMPLATE, _data(), lines=setting.MOST_HERE)[0].startswith(b"%PDF")
    with pytest.raises(CannotExport):
        setting.paper(TEMPLATE, _data(), lines=setting.MOST_HERE + 1)


def _data() -> dict[str, object]:
    return asdict(listing())
