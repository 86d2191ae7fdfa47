"""Files whose text goes past the parser are read as they are through it, and refused for the same at the same place."""

import io
import random

import pytest

from congvu.exchange.edxml import reader, sax
from congvu.exchange.edxml.errors import EdxmlRefused
from congvu.exchange.edxml.tree import Builder

from . import samples
from .makers import edoc, file, written
from .mutated import mutate, original


def answer(data, folder):
    """All that a reading says: the message with its files' digests and what was noted, or the refusal."""
    folder.mkdir()
    try:
        found = reader.read(io.BytesIO(data), folder)
    except EdxmlRefused as refusal:
        return refusal.code, refusal.place, str(refusal)
    files = [(one.name, one.size, one.sha256, one.open().read()) for one in getattr(found.message, "attachments", ())]
    return files, found.notes, str(found.message.frame), str(found.message.sender)


def both(data, folder, monkeypatch):
    """The answers with and without the way past the parser, and how many pieces went past it."""
    taken = []
    now = answer(data, folder / "a")
    with monkeypatch.context() as patch:
        take = Builder.take
        patch.setattr(Builder, "take", lambda self, piece: take(self, piece) and (taken.append(piece) or True))
        assert answer(data, folder / "b") == now
    with monkeypatch.context() as patch:
        patch.setattr(Builder, "wants", lambda _self: False)
        return now, answer(data, folder / "c"), len(taken)


def message(text):
    """A message whose file is written as the text says."""
    sound = written(edoc(file("a.pdf", b"%PDF-1.7 mot"))).decode()
    start = sound.index("ContentTransferEncoded>") + len("ContentTransferEncoded>")
    return (sound[:start] + text + sound[sound.index("</", start) :]).encode()


TEXTS = {
    "plain": "JVBERi0xLjcK",
    "lines": "JVBE\n  Ri0x\r\nLjcK\n",
    "entity": "JVBE&#82;i0xLjcK",
    "comment": "JVBE<!-- x > -->Ri0xLjcK",
    "section": "JVBE<![CDATA[Ri0x]]>LjcK",
    "section of signs": "JVBE<![CDATA[&#82;]]>LjcK",
    "element": "JVBE<a/>Ri0x",
    "unpadded": "JVBERi0xLjc",
    "padded": "JVBERi0xLjcKCg==",
    "padded within": "JVBERg==JVBE",
    "one letter": "J",
    "not base64": "JVBE*i0x",
    "not base64 at the end": "JVBE*",
    "no ascii": "JVBEệi0x",
    "empty": "",
    "control": "JVBE\x01i0x",
    "instruction": "JV<?x y?>BE",
    "lost entity": "JVBE&a;",
    "closing": "JVBE]]>Ri0x",
    "cut tag": "JVBE<",
    "its own name": "JVBE<!-- <ContentTransferEncoded> -->Ri0x",
}


@pytest.mark.parametrize("chunk", [1 << 18, 1, 7, 64])
def test_every_way_to_write_a_file_is_read_alike(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(sax, "CHUNK", chunk)
    went = {}
    for number, (name, text) in enumerate(TEXTS.items()):
        (tmp_path / str(number)).mkdir()
        now, then, went[name] = both(message(text), tmp_path / str(number), monkeypatch)
        assert now == then, name
    assert went["plain"]
    assert went["lines"]


def test_random_changes_are_read_alike_in_pieces_of_any_size(tmp_path, monkeypatch):
    pick, sound, past = random.Random(2026), original("document"), 0
    for number in range(300):
        monkeypatch.setattr(sax, "CHUNK", pick.choice((5, 33, 200, 1 << 18)))
        (tmp_path / str(number)).mkdir()
        now, then, taken = both(mutate(sound, pick), tmp_path / str(number), monkeypatch)
        assert now == then, number
        past += bool(taken)
    assert past > 25


def test_a_refusal_behind_a_file_names_its_line_and_column(tmp_path, monkeypatch):
    for number, text in enumerate(("JVBE\nRi0x\nLjcK", "JVBERi0xLjcK")):
        data = message(text).replace(b"</AttachmentEncoded>", b"</AttachmentEncoded><x></y>")
        (tmp_path / str(number)).mkdir()
        now, then, taken = both(data, tmp_path / str(number), monkeypatch)
        assert now == then
        assert now[0] == "exchange.edxml_malformed"
        assert taken


def test_only_utf_8_goes_past_the_parser(tmp_path, monkeypatch):
    wide = samples.SDK.replace('"UTF-8"', '"UTF-16"').encode("utf-16")
    now, then, taken = both(wide, tmp_path, monkeypatch)
    assert now == then
    assert not taken
