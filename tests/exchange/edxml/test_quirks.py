"""Messages as real senders write them are all read, and nothing that they say is lost when they are written again."""

import io
from datetime import date, datetime

import pytest

from congvu.exchange.edxml.types import BusinessType, Loose, Node
from congvu.exchange.edxml.values import VIETNAM
from congvu.exchange.edxml.writer import rewrite

from . import samples
from .makers import PDF, QCVN, archive, b64, edoc, reading, written


def codes(found):
    return [one.code for one in found.notes]


def again(found, folder):
    out = io.BytesIO()
    rewrite(found.message, out)
    return reading(out.getvalue(), folder / "again")


def test_the_axis_sample_is_read(tmp_path):
    found = reading(samples.SDK.encode(), tmp_path)
    said = found.message

    assert [one.organ_id for one in said.receivers] == ["000.00.00.H41", "vxp.saas.03", "14.00.W00"]
    assert (said.document_type.type, said.document_type.detail, said.document_type.name) == (1, None, "Công văn")
    assert (said.other.priority, said.other.direction, said.other.appendixes.names) == (3, True, ("Phụ lục I",))
    assert said.to_places.places == ("Như trên", "Lưu: VT")
    assert said.responses == ()
    assert said.trace.traces[1].organ_id == "null"
    assert said.trace.traces[0].at == datetime(2015, 9, 30, 8, 15, tzinfo=VIETNAM)
    assert said.business is BusinessType.NEW
    (file,) = said.attachments
    assert (file.name, file.zipped, file.entry, file.open().read()) == ("7816.pdf", True, "4d5e.pdf", PDF)
    assert sorted(set(codes(found))) == ["empty_record", "null_organ", "unknown_element"]


def test_any_order_without_prefix_with_the_name_of_the_type_first(tmp_path):
    said = reading(samples.OTHER_ORDER.encode(), tmp_path).message

    assert (said.code.number, said.code.notation) == ("12", "UBND")
    assert (said.promulgation.on, said.promulgation.place) == (date(2015, 9, 30), "Lạng Sơn")
    assert (said.document_type.type, said.document_type.name) == (18, "Công văn")
    assert (said.steering, said.document_id, said.to_places.places) == (0, "4f6e1c", ("VT",))


def test_a_message_that_says_little_is_read_and_what_lacks_is_noted(tmp_path):
    found = reading(samples.LITTLE.encode(), tmp_path)

    assert found.message.subject == "thử"
    assert codes(found) == ["missing_field"] * 5


def test_a_document_without_prefix_declared_is_read(tmp_path):
    found = reading(samples.UNDECLARED.encode(), tmp_path)

    assert found.message.attachments[0].reference.content_id == "a1"
    assert found.message.attachments[0].reference.extra.attributes == ()
    assert "prefix_undeclared" in codes(found)


def test_the_old_namespace_is_read_by_name(tmp_path):
    found = reading(samples.OLD_NAMESPACE.encode(), tmp_path)

    assert found.message.frame.namespace == samples.OLD
    assert found.message.code.number == "7816"
    assert "namespace_old" in codes(found)


def test_the_soap_packaging_is_read(tmp_path):
    found = reading(samples.SOAP.encode(), tmp_path)
    said = found.message

    assert (said.frame.packaging, said.sender.organ_id, said.subject) == ("soap", "H58", "Công văn")
    assert said.trace.traces[0].at == datetime(2014, 11, 5, 8, tzinfo=VIETNAM)
    (file,) = said.attachments
    assert (file.name, file.media_type, file.open().read()) == ("công văn.pdf", "application/pdf", PDF)
    assert again(found, tmp_path).message.subject == "Công văn"


def test_a_soap_body_that_begins_with_its_boundary_is_read(tmp_path):
    body = samples.SOAP.split("Preamble that nobody reads.\r\n")[1].replace("Content-ID: <soap@bkav>\r\n", "")
    parts = body.split("----=_Part 7\r\n")
    data = (
        "----=_Part 7\r\n".join([parts[0], parts[2].replace("----=_Part 7--\r\n", ""), parts[1]]) + "----=_Part 7--\r\n"
    )

    assert reading(data.encode(), tmp_path).message.attachments[0].open().read() == PDF


def test_a_status_with_one_digit_and_little_else_is_read(tmp_path):
    said = reading(samples.STATUS.encode(), tmp_path).message

    assert (said.code, said.about.document_id, said.sender.organ_id) == ("03", "77", "H41")


def test_a_code_that_nobody_knows_is_kept(tmp_path):
    found = reading(samples.STATUS.replace("<StatusCode>3<", "<StatusCode>09<").encode(), tmp_path)

    assert (found.message.code, "unknown_status" in codes(found)) == ("09", True)


ENCODINGS = {
    "utf-8 with mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16": lambda text: text.replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
    "utf-16 without mark": lambda text: text.replace('"UTF-8"', '"UTF-16"').encode("utf-16-le"),
    "utf-16 big end first": lambda text: text.replace(' encoding="UTF-8"', "").encode("utf-16-be"),
    "said utf-16, is utf-8": lambda text: text.replace('"UTF-8"', '"utf-16"').encode(),
    "blank lines first": lambda text: b"\r\n\r\n" + text.encode(),
    "line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "no declaration": lambda text: text.partition("?>")[2].encode(),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_every_encoding_says_the_same(tmp_path, encode):
    expected = reading(samples.SDK.encode(), tmp_path / "a").message

    assert reading(encode(samples.SDK), tmp_path / "b").message == expected


def test_a_declared_windows_encoding_is_read(tmp_path):
    text = samples.LITTLE.replace("thử", "Đơn vị đề nghị")
    data = b'<?xml version="1.0" encoding="windows-1258"?>' + text.replace("ơn vị đề nghị", "").encode("cp1258")

    assert reading(data, tmp_path).message.subject == "Đ"


def test_an_attachment_in_lines_of_76_letters_and_without_padding_is_read(tmp_path):
    text = b64(PDF[:1000])
    lines = "\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)).rstrip("=")
    data = written(edoc()).replace(
        b"</edXML>", f"<AttachmentEncoded>{_attachment('x', 'a.pdf', lines)}</AttachmentEncoded></edXML>".encode()
    )

    found = reading(data, tmp_path)

    assert found.message.attachments[0].open().read() == PDF[:1000]
    assert codes(found) == ["unlisted_attachment"]


def _attachment(content_id, name, content):
    return (
        f"<Attachment><ContentId>{content_id}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentTransferEncoded>{content}</ContentTransferEncoded></Attachment>"
    )


@pytest.mark.parametrize(
    ("name", "content", "zipped"),
    [
        ("a.docx", archive("word/document.xml", b"<w/>"), False),
        ("a.pdf", archive("b.txt"), False),
        ("a.pdf", archive("b.PDF"), True),
        ("a.zip", archive("b.zip", archive("c")), True),
        ("a", archive("b"), False),
        ("a.pdf", b"PK\x05\x06" + bytes(18), False),
    ],
    ids=["docx", "other ending", "ending in capitals", "zip in zip", "no ending", "empty archive"],
)
def test_only_an_archive_of_that_one_file_is_unpacked(tmp_path, name, content, zipped):
    encoded = f"<AttachmentEncoded>{_attachment('x', name, b64(content))}</AttachmentEncoded></edXML>"

    (file,) = reading(written(edoc()).replace(b"</edXML>", encoded.encode()), tmp_path).message.attachments

    assert file.zipped is zipped
    assert (file.open().read() == content) is not zipped


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\van thu\\Công văn.pdf", "Công văn.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("  tờ   trình .pdf. ", "tờ trình .pdf"),
        ("..", "x"),
        ("a" * 240 + ".pdf", "a" * 196 + ".pdf"),
    ],
    ids=["path", "windows path", "turned letters", "blanks", "dots", "long"],
)
def test_names_of_files_are_cleaned_and_that_is_noted(tmp_path, given, clean):
    encoded = f"<AttachmentEncoded>{_attachment('x', given, b64(b'x'))}</AttachmentEncoded></edXML>"

    found = reading(written(edoc()).replace(b"</edXML>", encoded.encode()), tmp_path)

    assert found.message.attachments[0].name == clean
    assert {"name_cleaned", "name_missing"} & set(codes(found))


def test_nothing_that_a_foreign_message_says_is_lost(tmp_path):
    found = reading(samples.FOREIGN.encode(), tmp_path / "a")

    twice = again(found, tmp_path)

    assert twice.message == found.message
    out = io.BytesIO()
    rewrite(found.message, out)
    text = out.getvalue().decode()
    for said in samples.SAID_BY_FOREIGN:
        assert text.count(said) == 1, said
    places = [text.index(one) for one in ("Before>", "From>", "Subject>", "sớm nhất", "After>", "Khẩn")]
    assert places == sorted(places)


def test_an_unknown_element_stands_where_it_stood(tmp_path):
    said = reading(samples.FOREIGN.encode(), tmp_path).message

    assert said.sender.extra.loose == (Loose(Node(QCVN, "TaxCode", (), ("0312",)), "OrganId"),)
    assert [one.after for one in said.extra.loose] == ["", "DueDate", "DueDate"]


def test_a_name_of_another_namespace_is_not_ours(tmp_path):
    data = samples.LITTLE.replace("<Subject>", '<Subject xmlns="urn:other">khác</Subject><Subject>')

    assert reading(data.encode(), tmp_path).message.subject == "thử"


@pytest.mark.parametrize("name", ["SDK", "OTHER_ORDER", "LITTLE", "OLD_NAMESPACE", "UNDECLARED", "STATUS"])
def test_every_sample_says_the_same_when_written_again(tmp_path, name):
    found = reading(getattr(samples, name).encode(), tmp_path / "a")

    twice = again(found, tmp_path).message

    said = found.message
    for one in ("sender", "receivers", "extra", "trace"):
        assert getattr(twice, one) == getattr(said, one)
    if name != "STATUS":
        assert [one.sha256 for one in twice.attachments] == [one.sha256 for one in said.attachments]
        assert (twice.subject, twice.other, twice.document_type) == (said.subject, said.other, said.document_type)
