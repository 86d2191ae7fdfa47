"""Messages with something broken in them: bytes, tags, texts, whole parts."""

import io
import re
from collections import Counter

from congvu.exchange.edxml import shown
from congvu.exchange.edxml.errors import EdxmlRefused
from congvu.exchange.edxml.reader import read
from congvu.exchange.edxml.verdict import verify
from congvu.exchange.edxml.writer import rewrite

from . import keys, samples
from .makers import edoc, file, status, written

TOKENS = [
    b"<", b">", b"</", b"&", b"&#0;", b"&#x10FFFF;", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?x?>", b"<!DOCTYPE a>",
    b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b"xmlns=''", b"xmlns:edXML=''", b"null", b"-1", b"9" * 20,
    b"\r\n", b"<edXML:MessageHeader>", b"<edXML:From/>", b"</edXML:To>", b"<AttachmentEncoded/>", b"cid:", b"--",
    "ệ".encode(), b"<ds:Signature/>", b"2015/13/45", b"2015/09/30 25:61:61", b"encoding='utf-16'",
]  # fmt: skip


def original(kind):
    """Return a sound message of a kind."""
    if kind == "document":
        return written(edoc(file(), file("a.txt", b"tep", "text/plain")))
    if kind == "status":
        return written(status())
    if kind == "signed":
        return written(status(), signer=keys.signer("ecdsa"))
    return {"soap": samples.SOAP, "foreign": samples.FOREIGN}[kind].encode()


def mutate(data, chance):
    """Return the message with one to three things changed."""
    for _time in range(chance.randint(1, 3)):
        at, to = sorted(chance.randrange(len(data) + 1) for _one in range(2))
        to = min(to, at + chance.choice([0, 1, 4, 40, 400]))
        way = chance.randrange(6)
        if way == 0:
            data = data[:at] + bytes(chance.randrange(256) for _one in range(to - at or 1)) + data[to:]
        elif way == 1:
            data = data[:at] + data[to:]
        elif way == 2:
            data = data[:at] + chance.choice(TOKENS) + data[at:]
        elif way == 3:
            data = data[:at] + data[at:to] * 2 + data[to:]
        elif way == 4:
            data = _elsewhere(data, chance)
        else:
            data = data[:at] if chance.random() < 0.2 else data[:at] + chance.choice(TOKENS) + data[to:]
    return data


def _elsewhere(data, chance):
    """Take an element out, and put it in again at another place, or twice, or not at all."""
    found = [one.span() for one in re.finditer(rb"<([\w:]+)[^<>]*>[^<>]*</\1>", data)]
    if not found:
        return data
    begin, end = chance.choice(found)
    element, rest = data[begin:end], data[:begin] + data[end:]
    for _time in range(chance.randrange(3)):
        gaps = [one.start() for one in re.finditer(rb"<", rest)] or [0]
        at = chance.choice(gaps)
        rest = rest[:at] + element + rest[at:]
    return rest


def outcomes(kind, chance, count, folder):
    """Return how many of so many mutations were read and refused; anything else ends in its own error.

    One that is read is shown, judged and written again too.
    """
    seen = Counter()
    base = original(kind)
    for _time in range(count):
        data = mutate(base, chance)
        for old in folder.iterdir():
            old.unlink()
        try:
            found = read(io.BytesIO(data), folder)
        except EdxmlRefused as refusal:
            shown.refusal(refusal)
            seen["refused"] += 1
            continue
        shown.reading(found, verify(io.BytesIO(data)))
        rewrite(found.message, io.BytesIO())
        seen["read"] += 1
    return seen
