import time
import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.kernel import text

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [
    unicodedata.normalize("NFC", letter + tone) for base in VOWELS for tone in TONES for letter in (base, base.upper())
] + list("bcdđghklmnpqrstvxfjwzBCDĐGHKLMNPQRSTVXFJWZ")


def in_sql(function, values):
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(x) from unnest(%s::text[]) with ordinality t(x, n) order by n", [values])
        return [row[0] for row in cursor.fetchall()]


def test_every_vietnamese_letter_is_here():
    assert len({letter.lower() for letter in LETTERS}) == 12 * 6 + 21


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_python_and_sql_agree_on_every_letter(form):
    words = [unicodedata.normalize(form, w) for w in LETTERS + [a + b for a in LETTERS[:24] for b in LETTERS]]
    assert in_sql("vn_fold", words) == [text.fold(w) for w in words]
    assert in_sql("vn_sort", words) == [text.sort_key(w) for w in words]


# PostgreSQL's tables of Unicode are newer than Python's: only characters that both know can be compared.
KNOWN = st.characters(blacklist_categories=("Cs", "Cn"), blacklist_characters="\x00")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.text(KNOWN, max_size=25), st.text(st.sampled_from(LETTERS), max_size=25)), max_size=40))
def test_python_and_sql_agree_on_random_unicode(values):
    assert in_sql("vn_fold", values) == [text.fold(v) for v in values]
    assert in_sql("vn_sort", values) == [text.sort_key(v) for v in values]


@pytest.mark.django_db
def test_python_and_sql_agree_on_letters_with_odd_cases():
    values = ["İSTANBUL", "ΣΊΣΥΦΟΣ", "ẞ", "ǅ", "Å", "ﬁ", "a\nb", "\u0344", "\u1e9b\u0323", "가각", "Ω"]
    assert in_sql("vn_fold", values) == [text.fold(v) for v in values]
    assert in_sql("vn_sort", values) == [text.sort_key(v) for v in values]


def test_dictionary_order_of_tones_and_letters():
    words = ["mo", "mâ", "mă", "mạ", "má", "mã", "mả", "mà", "ma"]
    assert sorted(words, key=text.sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mâ", "mo"]


def test_fold_finds_without_marks():
    assert text.fold("Quyết định Số 01/QĐ-UBND") == "quyet dinh so 01/qd-ubnd"


@settings(deadline=None)
@given(st.text(KNOWN, max_size=60))
def test_fold_and_nfc_change_nothing_the_second_time(value):
    assert text.nfc(text.nfc(value)) == text.nfc(value)
    assert text.fold(text.nfc(value)) == text.fold(value)


def test_names_are_ordered_by_the_last_word_then_the_middle_then_the_family():
    names = ["Trần Văn Đức", "Nguyễn Thị An", "Lê Văn An", "Nguyễn Văn An", "Đỗ Thị Bé Ba", "Y Moan", "Ánh", ""]
    assert sorted(names, key=text.name_key) == [
        "", "Nguyễn Thị An", "Lê Văn An", "Nguyễn Văn An", "Ánh", "Đỗ Thị Bé Ba", "Trần Văn Đức", "Y Moan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  Vie\u0323\u0302t \t Nam\r\n", "Việt Nam"),
        ("hop-dong\u202efdp.exe", "hop-dongfdp.exe"),
        ("a\x00b\u200bc\ufeff", "a bc"),
        ("lỗi \udc80 byte", "lỗi byte"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(dirty, clean):
    assert text.clean_line(dirty) == clean


def test_lines_stay_in_a_text():
    assert text.clean_text(" Dòng một\r\nDòng\x00 hai\u2028ba ") == "Dòng một\nDòng hai\nba"


def test_hostile_runs_of_marks_cost_little_and_are_cut():
    hostile = "a" + "\u0301\u0316" * 100_000 + " Việt"
    start = time.process_time()
    assert len(text.nfc(hostile)) < 40
    assert text.fold(hostile).endswith(" viet")
    text.sort_key(hostile)
    assert time.process_time() - start < 5  # without the cut: minutes


def test_ordinary_marks_are_kept():
    assert text.nfc("a\u0323\u0302") == "ậ"
    assert text.nfc("—" * 60) == "—" * 60


TCVN3 = "CéNG HßA X\xb7 HéI; Céng hßa x\xb7 héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
VNI = "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM, Ñoäc laäp - Töï do - Haïnh phuùc; ñöôøng Traàn Höng Ñaïo, nguyeãn"


def test_tcvn3_becomes_unicode_from_text_and_from_bytes():
    expected = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    assert text.from_tcvn3(TCVN3).split("; ")[1] == expected
    assert text.from_tcvn3(TCVN3.encode("latin-1")).split("; ")[1] == expected
    assert text.from_tcvn3("“§iÒu 1”") == "“Điều 1”"


def test_the_tcvn3_table_is_whole():
    from congvu.kernel.legacy_text import TCVN3 as table

    assert len(table) == 256
    assert table[0x20:0x7F] == "".join(map(chr, range(0x20, 0x7F)))
    vietnamese = {letter for letter in LETTERS if not letter.isascii()}
    assert vietnamese - set(table) == set()
    assert text.from_tcvn3(bytes(range(256)))  # no byte is refused


def test_vni_becomes_unicode_from_text_and_from_bytes():
    expected = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Độc lập - Tự do - Hạnh phúc; đường Trần Hưng Đạo, nguyễn"
    assert text.from_vni(VNI) == expected
    assert text.from_vni(VNI.encode("cp1252")) == expected


def vni_of(word):
    """Write a Vietnamese word the VNI way, from Unicode's own decomposition."""
    signs = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    hats = {"\u0302": "âáàåãä", "\u0306": "êéèúüë"}
    order = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]
    out = ""
    for letter in word:
        lower = letter.lower()
        base, *marks = unicodedata.normalize("NFD", lower)
        tone = next((m for m in marks if m in signs), "")
        hat = next((m for m in marks if m in hats), None)
        if lower == "đ":
            made = "ñ"
        elif "\u031b" in marks:
            made = {"o": "ô", "u": "ö"}[base] + signs[tone]
        elif base == "i" and tone:
            made = {"\u0301": "í", "\u0300": "ì", "\u0309": "æ", "\u0303": "ó", "\u0323": "ò"}[tone]
        elif base == "y" and tone == "\u0323":
            made = "î"
        elif hat:
            made = base + hats[hat][order.index(tone)]
        else:
            made = base + signs[tone]
        out += made.upper() if letter.isupper() else made
    return out


def test_vni_knows_every_letter():
    assert [text.from_vni(vni_of(letter)) for letter in LETTERS] == LETTERS


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        (TCVN3, "tcvn3"),
        (TCVN3.encode("latin-1"), "tcvn3"),
        (VNI, "vni"),
        (VNI.encode("cp1252"), "vni"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam", "unicode"),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam".encode(), "unicode"),
        (b"plain ASCII", "unicode"),
        (b"", "unicode"),
    ],
)
def test_the_encoding_is_detected(sample, encoding):
    found = text.detect(sample)
    assert found.encoding == encoding
    assert found.confidence >= 0.8


@given(st.binary(max_size=300))
def test_noise_is_read_without_an_error(noise):
    assert 0 <= text.detect(noise).confidence <= 1
    text.from_vni(noise)
    text.from_tcvn3(noise)


def test_french_is_not_taken_for_vietnamese_with_confidence():
    assert text.detect("Réunion générale à l’hôtel, où été et forêt".encode("cp1252")).confidence < 0.8
