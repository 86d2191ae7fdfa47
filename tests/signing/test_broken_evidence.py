"""Rubbish where revocation values should stand is told by a check of its own, and neither helps nor harms."""

import base64
import hashlib
from io import BytesIO

import pytest
from asn1crypto import cms, core, ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from congvu.signing.checking.document import check_file
from congvu.signing.checking.trust import Carried
from congvu.signing.paper.cms import build
from congvu.signing.report_json import to_json

from .conftest import NOW, minutes
from .evidence_makers import answer, lists
from .xml_makers import XADES, signed_xml

NOTHING = bytes.fromhex("3003020105")  # một dãy có một số, ở chỗ của danh sách hay câu trả lời
RUBBISH = ocsp.OCSPResponse(
    {
        "response_status": "successful",
        "response_bytes": {
            "response_type": "basic_ocsp_response",
            "response": core.ParsableOctetString(NOTHING),
        },
    }
).dump()
CONTENT = b"so lieu"
VALUES = (
    f'<x:UnsignedProperties xmlns:x="{XADES}"><x:UnsignedSignatureProperties><x:RevocationValues><x:OCSPValues>'
    "<x:EncapsulatedOCSPValue>%s</x:EncapsulatedOCSPValue></x:OCSPValues></x:RevocationValues>"
    "</x:UnsignedSignatureProperties></x:UnsignedProperties></"
)


def pdf(sealed, ca, people, *values):
    return stored(sealed, {"/OCSPs": values})


def stored(sealed, pieces):
    """The file with a document security store of these bytes, whatever they are."""
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    store = generic.DictionaryObject()
    for key, values in pieces.items():
        kept = [writer.add_object(generic.StreamObject(stream_data=one)) for one in values]
        store[generic.pdf_name(key)] = generic.ArrayObject(kept)
    writer.root[generic.pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def container(sealed, ca, people, *values):
    made = cms.ContentInfo.load(build(people.agency, hashlib.sha256(CONTENT).digest(), timestamp=None))
    made["content"]["crls"] = [
        cms.RevocationInfoChoice(
            "other",
            {"other_rev_info_format": "1.3.6.1.5.5.7.16.2", "other_rev_info": ocsp.OCSPResponse.load(value)},
        )
        for value in values
    ]
    return made.dump()


def xml(sealed, ca, people, *values):
    made = signed_xml(people.agency, NOW).decode()
    before, found, after = made.rpartition("QualifyingProperties>")
    head, _slash, prefix = before.rpartition("</")
    text = "".join(VALUES % base64.b64encode(one).decode() for one in values)
    assert found
    return (head + text + prefix + found + after).encode() if values else made.encode()


def evidence(data, trust):
    report = check_file(data, trust, at=minutes(30), content=CONTENT)
    told = [row for row in to_json(report)["signatures"][0]["checks"] if row["code"] == "evidence"]
    return report.verdict, [(row["state"], row["reason"], row["data"], row["point"]) for row in told]


@pytest.mark.parametrize("make", [pdf, container, xml], ids=["PAdES", "CAdES", "XAdES"])
def test_rubbish_is_told_and_changes_no_verdict(make, person_signed, ca, people, trust):
    sound = answer(ca, people.agency.certificate)
    verdict, none = evidence(make(person_signed, ca, people, sound), trust)
    assert none == []
    told = ("warning", "evidence_unreadable", {"count": 1}, 5)
    assert evidence(make(person_signed, ca, people, RUBBISH), trust) == (verdict, [told])
    assert verdict == "valid"


def test_rubbish_lists_are_told_beside_sound_ones(person_signed, ca, trust):
    made = stored(person_signed, {"/CRLs": [*lists(ca), NOTHING], "/OCSPs": [RUBBISH]})
    assert evidence(made, trust) == ("valid", [("warning", "evidence_unreadable", {"count": 2}, 5)])


def test_what_could_not_be_opened_counts():
    both = Carried(broken=1) + Carried(lists=(b"x",), broken=2)
    assert (bool(Carried(broken=1)), both.broken, bool(Carried())) == (True, 3, False)
