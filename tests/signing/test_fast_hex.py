"""The quick reader of hexadecimal strings answers exactly as pyHanko's own."""

import random
from io import BytesIO

import pytest

from congvu.signing.checking.fast_hex import _slow, read_hex_string


def both(data):
    answers = []
    for read in (_slow, read_hex_string):
        stream = BytesIO(data)
        try:
            found = read(stream)
            answers.append((type(found), bytes(found.original_bytes), stream.tell()))
        except Exception as error:  # noqa: BLE001
            answers.append((type(error), str(error)))
    return answers


@pytest.mark.parametrize(
    "data",
    [b"<>", b"<a>", b"<AB>x", b"<ab cd\n0>", b"<ab%nhan\ncd>", b"<zz>", b"<abc", b"<", b"<" + b"0f" * 20_000 + b">>",
     b"<FEFF1EA0>", b"<" + b"0" * 16_383 + b">", b"<" + b"0" * 16_384 + b">"],
)  # fmt: skip
def test_both_readers_agree(data):
    slow, quick = both(data)
    assert slow == quick


def test_both_readers_agree_on_random_strings():
    pick = random.Random(5)
    for _round in range(500):
        slow, quick = both(b"<" + bytes(pick.choice(b"0123456789abcdefAB \n%>x") for _ in range(pick.randrange(40))))
        assert slow == quick
