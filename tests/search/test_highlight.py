from congvu.search.rules import highlight
from congvu.search.rules.question import parse


def shown(text: str, typed: str) -> str:
    return "".join(f"[{p.text}]" if p.hit else p.text for p in highlight.pieces(text, parse(typed).terms))


def test_a_word_that_stands_there_whole_is_not_taken_for_an_unfinished_one():
    assert shown("Tình hình công nghệ thông tin", "thong tin") == "Tình hình công nghệ [thông] [tin]"


def test_an_unfinished_word_marks_what_begins_like_it():
    assert shown("Nghị định về văn thư", "nghi din") == "[Nghị] [định] về văn thư"
