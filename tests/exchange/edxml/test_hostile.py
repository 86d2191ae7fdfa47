"""What could harm or mislead is refused: with a code, a sentence and a place, and within bounds."""

import io
import zipfile

import pytest

from congvu.exchange.edxml.errors import EdxmlRefused
from congvu.exchange.edxml.limits import Limits
from congvu.exchange.edxml.types import Business, Code, Edoc, Organ
from congvu.exchange.edxml.writer import write

from . import samples
from .makers import PDF, QCVN, archive, b64, edoc, file, reading, status, written

SMALL = Limits(message=1 << 20, attachments=1 << 18, attachment_count=3, elements=300, all_text=1 << 16, text=1 << 15)


def refused(data, folder, limits=SMALL):
    with pytest.raises(EdxmlRefused) as refusal:
        reading(data if isinstance(data, bytes) else data.encode(), folder, limits=limits)
    sentence = str(refusal.value)
    assert "%(" not in sentence
    assert sentence.strip()
    return refusal.value.code.removeprefix("exchange.edxml_")


def little(old="", new="", *, before="", attachments=""):
    body = samples.LITTLE.replace(old, new) if old else samples.LITTLE
    return before + body.replace("</edXML>", f"{attachments}</edXML>")


def encoded(*files):
    inside = "".join(
        f"<Attachment><ContentId>{content_id}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentTransferEncoded>{content}</ContentTransferEncoded></Attachment>"
        for content_id, name, content in files
    )
    return f"<AttachmentEncoded>{inside}</AttachmentEncoded>"


DTD = '<!DOCTYPE edXML [<!ENTITY a "b"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
NOT_MESSAGES = {
    "nothing": ("", "not_edxml"),
    "text": ("xin chào", "not_edxml"),
    "pdf": (PDF, "not_edxml"),
    "zip": (archive("a.edxml", samples.LITTLE.encode()), "not_edxml"),
    "other xml": ("<html/>", "not_edxml"),
    "empty root": (f'<edXML xmlns="{QCVN}"/>', "not_edxml"),
    "no header": (f'<edXML xmlns="{QCVN}"><edXMLEnvelope/></edXML>', "not_edxml"),
    "dtd": (little(before=DTD), "has_doctype"),
    "entity": (little("thử", "&f;"), "has_doctype"),
    "bomb of entities": (little("thử", "&a;&a;", before=DTD), "has_doctype"),
    "cut": (samples.SDK[:2000], "cut_short"),
    "cut in a file": (samples.SDK[:-300], "cut_short"),
    "not closed": (samples.LITTLE.replace("</From>", ""), "malformed"),
    "a letter that xml has not": (little("thử", "a\x01b"), "malformed"),
    "an attribute twice": (little("<Subject>", '<Subject a="1" a="2">'), "malformed"),
    "an attribute twice by prefix": (
        little("<Subject>", '<Subject xmlns:a="u" xmlns:b="u" a:x="1" b:x="2">'), "malformed",
    ),
    "bytes that utf-8 has not": (b'<?xml version="1.0"?><edXML>\xff\xfe</edXML>', "malformed"),
    "unknown encoding": ('<?xml version="1.0" encoding="utf-7"?><edXML/>', "bad_encoding"),
    "unknown single bytes": ('<?xml version="1.0" encoding="iso-8859-99"?><edXML/>', "bad_encoding"),
    "deep": (little("<Subject>", "<x>" * 60 + "</x>" * 60 + "<Subject>"), "too_deep"),
    "many elements": (little("<Subject>", "<x/>" * 400 + "<Subject>"), "too_many"),
    "many attributes": (little("<Subject>", "<Subject " + " ".join(f'a{n}="1"' for n in range(50)) + ">"), "too_many"),
    "long text": (little("thử", "x" * 40_000), "text_too_long"),
    "much text in pieces": (little("thử", "x<!-- -->" * 40_000), "text_too_long"),
    "endless comment": (little("thử", "<!--" + "x" * 900_000), "cut_short"),
    "large": (little("thử", "<!-- x -->" * 200_000), "too_large"),
    "subject far too long": (little("thử", "x" * 11_000), "text_too_long"),
    "two subjects": (little("<Subject>", "<Subject>khác</Subject><Subject>"), "doubled"),
    "two headers": (little("<MessageHeader>", "<MessageHeader/><MessageHeader>"), "doubled"),
    "two senders": (little("<To>", "<From><OrganId>C</OrganId></From><To>"), "doubled"),
    "two codes of one sender": (little("<OrganId>A<", "<OrganId>C</OrganId><OrganId>A<"), "doubled"),
    "no sender": (little("<From><OrganId>A</OrganId></From>", ""), "missing"),
    "sender null": (little("<OrganId>A<", "<OrganId>null<"), "missing"),
    "no receiver": (little("<To><OrganId>B</OrganId></To>", ""), "missing"),
    "a receiver without code": (little("<OrganId>B<", "<OrganName>B</OrganName><Fax>1</Fax><OrganId><"), "missing"),
    "no document id": (little("<DocumentId>1</DocumentId>", ""), "missing"),
    "status about nothing": (samples.STATUS.replace("<DocumentId>77</DocumentId>", ""), "missing"),
    "status without code": (samples.STATUS.replace("<StatusCode>3<", "<StatusCode><"), "missing"),
    "status and document": (samples.STATUS.replace("</Mess", "<Subject>x</Subject></Mess"), "ambiguous"),
    "status with files": (samples.STATUS.replace("</edXML>", encoded(("1", "a", "eA==")) + "</edXML>"), "ambiguous"),
    "not base64": (little(attachments=encoded(("1", "a", "x*==")), ), "attachment_broken"),
    "base64 cut": (little(attachments=encoded(("1", "a", "eHh4e"))), "attachment_broken"),
    "base64 after its end": (little(attachments=encoded(("1", "a", "eA==eA=="))), "attachment_broken"),
    "letters in base64": (little(attachments=encoded(("1", "a", "ệ"))), "attachment_broken"),
    "elements in base64": (little(attachments=encoded(("1", "a", "eA<b/>=="))), "malformed"),
    "the same file twice": (little(attachments=encoded(("1", "a", "eA=="), ("cid:1", "b", "eA=="))), "doubled"),
    "a file without content": (
        little(attachments="<AttachmentEncoded><Attachment><ContentId>1</ContentId></Attachment></AttachmentEncoded>"),
        "attachment_missing",
    ),
    "two contents of one file": (
        little(attachments=encoded(("1", "a", "eA==</ContentTransferEncoded><ContentTransferEncoded>eA=="))), "doubled",
    ),
    "many files": (little(attachments=encoded(*((n, "a", "eA==") for n in range(5)))), "too_many"),
    "large files": (little(attachments=encoded(("1", "a", b64(bytes(300_000))))), "too_large"),
    "a file of the manifest missing": (samples.SDK.replace("<ContentId>a1<", "<ContentId>a2<"), "attachment_missing"),
    "mime without end": (samples.SOAP.replace("----=_Part 7--", ""), "cut_short"),
    "mime header without end": ("MIME-Version: 1.0\r\nContent-Type: multipart/related", "cut_short"),
    "mime without boundary": ("MIME-Version: 1.0\r\n\r\n", "not_edxml"),
    "mime of strange encoding": (samples.SOAP.replace("quoted-printable", "uuencode"), "bad_encoding"),
    "mime without root": (samples.SOAP.replace("Content-ID: <soap@bkav>", "Content-ID: <x>"), "not_edxml"),
    "two roots": (samples.SOAP.replace("Content-ID: <a1>", "Content-ID: <soap@bkav>"), "not_edxml"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), NOT_MESSAGES.values(), ids=NOT_MESSAGES.keys())
def test_what_is_no_message_or_no_honest_one_is_refused(tmp_path, data, code):
    assert refused(data, tmp_path) == code


def test_a_comment_without_end_is_not_kept_in_memory(tmp_path):
    data = little("thử", "<!--" + "x" * 3_000_000)

    assert refused(data, tmp_path, Limits()) == "too_large"


def test_an_archive_that_explodes_is_refused_before_it_does(tmp_path):
    data = little(attachments=encoded(("1", "a.txt", b64(archive("b.txt", bytes(8 << 20))))))

    assert refused(data, tmp_path, Limits(free_unpacked=1 << 20)) == "attachment_bomb"
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) < 2 << 20


def locked():
    """An archive that says its entry has a password."""
    data = bytearray(archive("b.txt"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def cut_archive():
    data = archive("b.txt", bytes(range(256)) * 100)
    at = 40
    return data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (locked(), "attachment_locked"),
        (cut_archive(), "attachment_broken"),
        (b"PK\x03\x04" + bytes(99), "attachment_broken"),
    ],
    ids=["password", "damaged", "rubbish"],
)
def test_an_archive_that_cannot_be_opened_is_refused(tmp_path, content, code):
    assert refused(little(attachments=encoded(("1", "a.txt", b64(content)))), tmp_path, Limits()) == code


def test_an_archive_of_endless_entries_is_not_listed(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(3):
            made.writestr(f"{number}.txt", b"")
    data = bytearray(out.getvalue())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (64 << 20).to_bytes(4, "little")

    (one,) = reading(
        little(attachments=encoded(("1", "a.txt", b64(bytes(data))))).encode(), tmp_path
    ).message.attachments

    assert (one.zipped, one.size) == (False, len(data))


def test_a_refusal_carries_the_header_so_that_the_sender_can_be_told(tmp_path):
    data = written(edoc(file()))
    at = data.index(b"</ContentTransferEncoded>")

    with pytest.raises(EdxmlRefused) as refusal:
        reading(data[:at] + b"*" + data[at:], tmp_path)

    assert isinstance(refusal.value.header, Edoc)
    assert (refusal.value.header.sender.organ_id, refusal.value.header.subject) == ("G22", edoc().subject)


def test_the_mark_of_a_file_cannot_be_spelt_by_a_sender(tmp_path):
    forged = '<Attachment><ContentId>2</ContentId><x xmlns="urn:congvu:carried" index="0"/></Attachment>'
    data = little(
        attachments=encoded(("1", "a", "eA==")).replace("</AttachmentEncoded>", forged + "</AttachmentEncoded>")
    )

    assert refused(data, tmp_path) == "attachment_missing"


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LONG = {
    "sender": ({"sender": Organ("G" * 36)}, "text_too_long"),
    "name": ({"sender": Organ("G22", name="x" * 201)}, "text_too_long"),
    "id": ({"document_id": "x" * 201}, "text_too_long"),
    "number": ({"code": Code("1" * 51, "A")}, "text_too_long"),
    "subject": ({"subject": "x" * 501}, "text_too_long"),
    "control": ({"subject": "a\x00b"}, "wrong_value"),
    "half a letter": ({"content": "\ud800"}, "wrong_value"),
    "no sender": ({"sender": Organ()}, "missing"),
    "no receiver": ({"receivers": ()}, "missing"),
    "no code": ({"code": Code()}, "missing"),
    "no signer": ({"signer": None}, "missing"),
    "no trace": ({"trace": None}, "missing"),
}


@pytest.mark.parametrize(("change", "code"), LONG.values(), ids=LONG.keys())
def test_what_the_standard_forbids_is_not_written(change, code):
    out = io.BytesIO()

    with pytest.raises(EdxmlRefused) as refusal:
        write(edoc(**change), out)

    assert refusal.value.code == f"exchange.edxml_{code}"
    assert out.getvalue() == b""


def test_an_unknown_business_is_not_written():
    message = edoc()
    trace = type(message.trace)(message.trace.traces, Business(9))

    with pytest.raises(EdxmlRefused) as refusal:
        write(edoc(trace=trace), io.BytesIO())

    assert refusal.value.code == "exchange.edxml_wrong_value"


@pytest.mark.parametrize(
    ("made", "code"),
    [(status("07"), "wrong_value"), (status("02", description=""), "missing"), (status(at=None), "missing")],
    ids=["code", "reason", "time"],
)
def test_a_status_that_says_too_little_is_not_written(made, code):
    with pytest.raises(EdxmlRefused) as refusal:
        write(made, io.BytesIO())

    assert refusal.value.code == f"exchange.edxml_{code}"


def test_a_file_that_is_not_what_was_said_of_it_is_not_sent():
    changed = edoc(file())
    (one,) = changed.attachments
    lying = type(one)(**{**{n: getattr(one, n) for n in one.__slots__}, "open": lambda: io.BytesIO(b"other")})

    with pytest.raises(EdxmlRefused) as refusal:
        write(edoc(attachments=(lying,)), io.BytesIO())

    assert refusal.value.code == "exchange.edxml_attachment_broken"
