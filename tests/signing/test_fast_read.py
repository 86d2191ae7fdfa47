"""The quick reader of names answers exactly as pyHanko's own."""

import random
from io import BytesIO

import pytest

from congvu.signing.checking.fast_names import _slow, read_name


def both(data):
    answers = []
    for read in (_slow, read_name):
        stream = BytesIO(data)
        try:
            found = read(stream)
            answers.append((type(found), str(found), stream.tell()))
        except Exception as error:  # noqa: BLE001
            answers.append((type(error), str(error)))
    return answers


@pytest.mark.parametrize(
    "data",
    [b"/", b"/Type", b"/Type ", b"/A#20B/", b"/A#2", b"/A#2 ", b"/#zz>", b"x/Type ", b"", b"/Type<<", b"/a\x80b ",
     b"/" + b"a" * 62 + b" ", b"/" + b"a" * 63 + b" ", b"/" + b"a" * 200 + b"\n", b"/Nh\xc3\xa3n ", b"/x\x00"],
    ids=repr,
)  # fmt: skip
def test_both_readers_agree(data):
    slow, quick = both(data)
    assert slow == quick


def test_both_readers_agree_on_random_names():
    pick = random.Random(11)
    for _round in range(500):
        data = b"/" + bytes(pick.choice(b"ABab019#. \n()<>[]{}/%\x00\x80") for _ in range(pick.randrange(90)))
        slow, quick = both(data)
        assert slow == quick
