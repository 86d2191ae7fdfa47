"""The words that go into the index are those that the database itself would compute."""

import random

import pytest
from django.db import connection

from congvu.search.rules.lexemes import vector

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzAĐÊƠ0123456789"
MARKS = ["", "", "", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
BETWEEN = [" ", " ", " ", "\n", "-", "/", ".", ", ", "'", ":", "@", "\u00a0", "\u3000", "…", "“", "_", "\t", "+", "%"]
WRITTEN = [
    "",
    "Số 5412/BNV-CCHC ngày 01/10/2026 của Bộ Nội vụ về việc nộp hồ sơ",
    "1e5 12abc 0x1f 3.14 -7 1e5e 00 12e a1b2c3 9e10x e10 1e",
    "www.tiengiang.gov.vn ab.vanthu@tiengiang.gov.vn /van-ban/x?y=1&z=2 <b>chữ</b> &amp; ABC-12-def",
    "Điều 1. ĐIỀU điều ĐIề\u0300u İstanbul ﬁne ß ΑΒΓ",
    "' \\ '' :1 a:2,3A \u0301 \u200bẩn",
    "w" * 2046 + " giữa " + "w" * 2047 + " cuối",
    "lặp " * 300 + "hết",
]


def computed(text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select to_tsvector('simple', search_words(%s))::text, %s::tsvector::text", [text, vector(text)])
        theirs, ours = cursor.fetchone()
    assert ours == theirs
    return ours


@pytest.mark.django_db
def test_words_and_places_are_those_of_the_database():
    for text in WRITTEN:
        computed(text)
    dice = random.Random(7)
    for _round in range(60):
        text = "".join(
            "".join(dice.choice(LETTERS) + dice.choice(MARKS) for _ in range(dice.randint(0, 9))) + dice.choice(BETWEEN)
            for _ in range(40)
        )
        computed(text)
    computed(" ".join("".join(dice.choice("012eexd") for _ in range(dice.randint(1, 9))) for _ in range(2_000)))


@pytest.mark.django_db
def test_places_end_where_an_index_ends_counting():
    assert computed(" ".join(f"chu{n % 9000}" for n in range(17_000)) + " cuối lặp lặp cuối").endswith("'lap':16383")


@pytest.mark.django_db
def test_title_number_and_body_stand_in_one_index():
    with connection.cursor() as cursor:
        cursor.execute(
            "select search_document(%s, %s, '') || %s::tsvector = search_document(%s, %s, %s)",
            ["Về việc nộp", "12/BNV", vector("nộp hồ sơ 12"), "Về việc nộp", "12/BNV", "nộp hồ sơ 12"],
        )
        assert cursor.fetchone() == (True,)
