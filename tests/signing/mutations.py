"""Random changes of a signed PDF, and which of them a check lets through."""

import re
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.signing.checking.document import check_file
from congvu.signing.report_json import to_json

from .conftest import minutes


def change_byte(data, pick):
    at = pick.randrange(len(data))
    return data[:at] + bytes([(data[at] + pick.randrange(1, 256)) % 256]) + data[at + 1 :]


def change_bit(data, pick):
    at = pick.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << pick.randrange(8))]) + data[at + 1 :]


def insert(data, pick):
    at = pick.randrange(len(data) + 1)
    return data[:at] + pick.randbytes(pick.randrange(1, 60)) + data[at:]


def remove(data, pick):
    at = pick.randrange(len(data))
    return data[:at] + data[at + pick.randrange(1, 60) :]


def cut(data, pick):
    return data[: pick.randrange(len(data))]


def swap(data, pick):
    one, two = sorted(pick.sample(range(len(data) - 40), 2))
    size = min(pick.randrange(1, 40), two - one)
    return data[:one] + data[two : two + size] + data[one + size : two] + data[one : one + size] + data[two + size :]


def repeat(data, pick):
    at = pick.randrange(len(data))
    part = data[at : at + pick.randrange(1, 400)]
    return data[:at] + part + data[at:]


def change_number(data, pick):
    """Another number where one stands: lengths, offsets, references, byte ranges."""
    found = pick.choice(list(re.finditer(rb"\d+", data)))
    other = str(pick.choice([0, 1, 7, pick.randrange(10**6), 2**31, 10**12])).encode()
    return data[: found.start()] + other + data[found.end() :]


def append(data, pick):
    return data + pick.choice([b"\n%%EOF\n", b"\0" * 9, b"\nstartxref\n0\n%%EOF", pick.randbytes(80)])


_SAME_END = re.compile(rb"(\s|startxref\s+\d+\s+%%EOF)*")
WAYS = (change_byte, change_byte, change_bit, change_number, insert, remove, cut, swap, repeat, append)


def covered_differs(before, after):
    """Return whether a byte differs that the last signature of the sound file covers, or whether bytes were added."""
    hole = PdfFileReader(BytesIO(before)).embedded_signatures[-1].byte_range
    if len(before) != len(after):  # thêm dòng trắng hay nhắc lại chỗ kết thúc thì tệp vẫn là tệp ấy
        return not (after.startswith(before) and _SAME_END.fullmatch(after[len(before) :]))
    return before[: hole[1]] != after[: hole[1]] or before[hole[2] :] != after[hole[2] :]


def facts(report):
    """What people go by: who signed, when it is proven, what it is worth.

    A time stamp stands in the container as an unsigned attribute, which the signature does not cover. One whose label,
    place or content was changed is told (`timestamp_hidden`, `timestamp_wrong`), so the facts of what stays valid are
    the same. The one loss that nothing can tell is a container built anew without the attribute: it is byte for byte
    what the signer would have made without a time-stamp service (`test_a_stamp_cut_out_leaves_a_sound_b_b`).
    """
    return [(row.signer, row.proven_at, row.verdict) for row in report.signatures]


def survivors(data, trust, pick, rounds):
    """Return what was reported valid though a covered byte differs, or though signer or proven time differ."""
    sound = check_file(data, trust, at=minutes(30))
    assert sound.verdict == "valid"
    found = []
    for number in range(rounds):
        way = WAYS[number % len(WAYS)]
        changed = way(data, pick)
        if changed == data:
            continue
        report = check_file(changed, trust, at=minutes(30))
        to_json(report)
        if report.verdict != "valid":
            continue
        if covered_differs(data, changed) or facts(report) != facts(sound):
            found.append((number, way.__name__))
    return found
