"""The helpers that read PDFs: quick because they stay, harmless because they can be killed."""

import os
import signal

import pytest
import typst

from congvu.documents import pdf_reader

ODD = """
import json, os, sys, time
for line in sys.stdin:
    path = json.loads(line)[0]
    if "hang" in path:
        time.sleep(60)
    if "die" in path:
        os._exit(1)
    if "chatter" in path:
        sys.stdout.write("x" * 5000)
    print(json.dumps({"text": str(os.getpid()), "pages": 1}), flush=True)
"""


@pytest.fixture(autouse=True)
def own_helpers(monkeypatch):
    helpers = []
    monkeypatch.setattr(pdf_reader, "_idle", helpers)
    yield
    for helper in helpers:
        helper.end()


@pytest.fixture
def odd(monkeypatch, tmp_path):
    program = tmp_path / "odd.py"
    program.write_text(ODD)
    monkeypatch.setattr(pdf_reader, "PROGRAM", program)


def read(path, seconds=20.0):
    return pdf_reader.read(str(path), most_pages=3, most_characters=40, seconds=seconds)


@pytest.fixture
def paper(tmp_path):
    made = tmp_path / "giấy mời.pdf"
    made.write_bytes(typst.compile("#pagebreak()\n".join(f"Phòng số {n}\n" for n in range(5)).encode(), format="pdf"))
    return made


def test_words_and_pages_up_to_the_limits(paper):
    text, pages = read(paper)
    assert pages == 5
    assert [line for line in text.splitlines() if line] == ["Phòng số 0", "Phòng số 1", "Phòng số 2"]
    assert pdf_reader.read(str(paper), most_pages=9, most_characters=5, seconds=20) == ("Phòng", 5)


def test_one_helper_reads_one_paper_after_another(odd):
    assert read("a") == read("b")


@pytest.mark.parametrize("illness", ["hang", "die"])
def test_a_helper_that_fails_is_killed_and_another_one_reads_on(odd, illness):
    first = read("a")
    with pytest.raises(pdf_reader.HelperFailed):
        read(illness, seconds=0.5)
    assert pdf_reader._idle == []
    assert read("b") != first


def test_an_answer_without_end_is_not_waited_for(odd, monkeypatch):
    monkeypatch.setattr(pdf_reader, "MOST_ANSWER", 1000)
    with pytest.raises(pdf_reader.HelperFailed):
        read("chatter")


def test_a_helper_killed_from_outside_costs_no_paper(odd):
    read("a")
    os.kill(pdf_reader._idle[0].process.pid, signal.SIGKILL)
    assert read("b")[1] == 1


def test_what_is_no_pdf_has_no_words(tmp_path):
    rubbish = tmp_path / "x.pdf"
    rubbish.write_bytes(b"%PDF-1.7 rubbish")
    assert read(rubbish) is None
    assert read(tmp_path / "none.pdf") is None


def test_a_helper_ends_when_nobody_can_ask_it_any_more(odd):
    read("a")
    process = pdf_reader._idle[0].process
    process.stdin.close()
    assert process.wait(10) == 0
