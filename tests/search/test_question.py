import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.search.errors import QuestionTooLong
from congvu.search.rules.highlight import pieces, snippet
from congvu.search.rules.question import parse
from congvu.search.rules.telex import from_telex


@pytest.mark.parametrize(
    ("typed", "tsquery"),
    [
        ("nghị định", "nghi & dinh:*"),
        ("nghị định ", "nghi & dinh"),
        ('"cải cách" hành chính', "(cai <-> cach) & hanh & chinh:*"),
        ("“cải cách hành chính”", "(cai <-> cach <-> hanh <-> chinh)"),
        ("5412/BNV-CCHC", "(5412 <-> bnv <-> cchc:*)"),
        ("30/2020/NĐ-CP", "(30 <-> 2020 <-> nd <-> cp:*)"),
        ("54", "54"),
        ("541", "541:*"),
        ("a", "a"),
        ("Đ", "d"),
        ('"không đóng ngoặc', "khong & dong & ngoac:*"),
        ("", ""),
        ("   ", ""),
        ("& | ! ( ) <-> :* '", ""),
        ("a & !b | (c:*)", "a & b & c"),
        ("\x00nghị\x00định", "nghi & dinh:*"),
        ("%_\\", ""),
    ],
)
def test_what_is_typed_becomes_words_of_the_index(typed, tsquery):
    assert parse(typed).tsquery() == tsquery


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5412/BNV-CCHC", "5412/bnv-cchc"),
        ("5412 /BNV-CCHC", "5412/bnv-cchc"),
        ("5412", "5412"),
        ("nghị định", ""),
        ("báo cáo quý 3 năm 2026", ""),
        ("7", ""),
    ],
)
def test_what_may_be_a_number_is_compared_with_numbers(typed, number):
    assert parse(typed).number == number


def test_a_pasted_page_is_refused_with_a_sentence():
    with pytest.raises(QuestionTooLong) as refusal:
        parse("a" * 10_000)
    assert str(refusal.value) == "Chỉ tìm được tối đa 500 ký tự, đoạn đang tìm có 10000. Hãy dùng vài từ chính."


def test_accents_count_only_when_some_were_typed():
    assert parse("Nghị định").accents == ("nghị", "định")
    assert parse("nghi dinh").accents == ()


@given(st.text(max_size=500))
@settings(max_examples=300)
def test_whatever_is_typed_gives_a_question(typed):
    question = parse(typed)
    assert sum(len(term.words) for term in question.terms) <= 16
    assert all(word.isascii() and word.isalnum() for term in question.terms for word in term.words)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("nghij ddinhj", "nghị định"),
        ("nghij dinhj", "nghị dịnh"),
        ("cair cachs hanhf chinhs", "cải cách hành chính"),
        ("truowngf", "trường"),
        ("quys", "quý"),
        ("gias", "giá"),
        ("hoaf", "hòa"),
        ("thur tucj", "thủ tục"),
        ("uyr ban", "ủy ban"),
        ("nghị", "nghị"),
        ("report", "report"),
        ("5412", "5412"),
    ],
)
def test_telex_is_read(typed, read):
    assert from_telex(typed) == read


def shown(found):
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in found)


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Nghị định về văn thư", "nghi dinh ", "[Nghị] [định] về văn thư"),
        ("ĐỊNH dịnh định-kỳ", "dinh ", "[ĐỊNH] [dịnh] [định]-kỳ"),
        ("Thông tư 5412/BNV-CCHC", "5412/bnv-cchc ", "Thông tư [5412]/[BNV]-[CCHC]"),
        ("cải cách cái cải", "cai cá", "[cải] [cách] [cái] [cải]"),
        ("hành chính", "han ", "hành chính"),
        ("e\u0302\u0301 ế", "e ", "[e\u0302\u0301] [ế]"),
    ],
)
def test_found_words_are_marked_under_their_own_accents(text, typed, marked):
    assert shown(pieces(text, parse(typed).terms)) == marked


def test_the_snippet_shows_the_first_found_word_with_text_around_it():
    body = "mở đầu " * 100 + "cải cách hành chính " + "phần sau " * 100
    text = shown(snippet(body, parse("cai cach ").terms))
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert "[cải] [cách] hành chính" in text
    assert len(text) < 260


def test_the_snippet_shows_where_the_most_different_words_stand():
    body = "Chính phủ ban hành văn bản. " + "phần giữa " * 60 + "Về thủ tục hành chính của tỉnh. " + "phần sau " * 60
    assert "[thủ] [tục] [hành] [chính] của tỉnh" in shown(snippet(body, parse("thu tuc hanh chinh ").terms))


@given(st.text(max_size=300), st.text(max_size=40))
@settings(max_examples=200)
def test_marking_never_changes_the_text(text, typed):
    assert "".join(piece.text for piece in pieces(text, parse(typed).terms)) == text
