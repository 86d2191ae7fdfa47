"""What is written is read again as it was."""

import io
from dataclasses import replace

import pytest

from congvu.exchange.edxml.types import (
    BusinessDocumentInfo,
    Edoc,
    Frame,
    OrganIds,
    Receiver,
    ReceiverList,
    ReplacementInfo,
    ReplacementInfos,
)

from .makers import PDF, edoc, file, reading, status, written


def as_read(message):
    """A message as a reader sees it: it knows the namespace, and what the files weigh in the message."""
    return replace(message, frame=Frame(namespace="http://www.mic.gov.vn/TBT/QCVN_102_2016"))


def without_weight(message):
    if not isinstance(message, Edoc):
        return message
    light = tuple(replace(one, carried_size=0, carried_sha256="") for one in message.attachments)
    return replace(message, attachments=light)


@pytest.mark.parametrize("zipped", [True, False], ids=["zipped", "plain"])
def test_a_document_comes_back_as_it_was_sent(tmp_path, zipped):
    message = edoc(file(), file("phu luc.docx", b"PK rubbish", "application/msword"), zipped=zipped)

    found = reading(written(message), tmp_path)

    assert without_weight(found.message) == as_read(message)
    assert found.notes == ()
    assert [one.open().read() for one in found.message.attachments] == [PDF, b"PK rubbish"]
    assert [one.zipped for one in found.message.attachments] == [zipped, zipped]


def test_the_same_message_is_written_the_same():
    assert written(edoc(file())) == written(edoc(file()))


@pytest.mark.parametrize("code", ["01", "02", "03", "04", "05", "06", "13", "15", "16"])
def test_every_status_comes_back(tmp_path, code):
    message = status(code)

    assert reading(written(message), tmp_path).message == as_read(message)


UPDATE = {
    "type": 2,
    "document_id": "000.00.00.G22,2015/09/30,7816/VPCP-TTĐT",
    "document_info": BusinessDocumentInfo(1, 1, ReceiverList((Receiver("H58", 0), Receiver("H20", 1)))),
}
REPLACE = {
    "type": 3,
    "replacements": ReplacementInfos(
        (ReplacementInfo("000.00.01.H08,2018,10", OrganIds(("H58", "H20"))), ReplacementInfo("khác", OrganIds(("H1",))))
    ),
}


@pytest.mark.parametrize(
    "said", [{"type": 0}, {"type": 1}, UPDATE, REPLACE], ids=["new", "recall", "update", "replace"]
)
def test_every_business_comes_back(tmp_path, said):
    message = edoc()
    trace = replace(message.trace, business=replace(message.trace.business, **said))
    message = replace(message, trace=trace)

    found = reading(written(message), tmp_path)

    assert found.message == as_read(message)
    assert found.message.business == said["type"]


def test_the_older_packaging_comes_back_too(tmp_path):
    soap = Frame(packaging="soap")
    message = edoc(file(), file("ảnh “mới”.png", b"--edxml-\r\n\r\n--\x00\r", "image/png"), zipped=False, frame=soap)
    data = written(message)

    found = reading(data, tmp_path)

    assert data.startswith(b"MIME-Version: 1.0\r\nContent-Type: multipart/related")
    assert found.message.frame.packaging == "soap"
    assert [one.open().read() for one in found.message.attachments] == [PDF, b"--edxml-\r\n\r\n--\x00\r"]
    assert replace(found.message, attachments=(), frame=soap) == replace(message, attachments=())
    again = io.BytesIO(written(found.message))
    assert again.getvalue() == data
