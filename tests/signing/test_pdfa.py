"""A signed, numbered, sealed and archived paper stays PDF/A-2b: what ISO 19005-2 asks of what signing adds."""

from io import BytesIO

import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from congvu.signing.actions import raise_level as raising
from congvu.signing.levels.stamping import InProcess

from .conftest import NOW

PRINT, HIDDEN, INVISIBLE, NO_VIEW = 4, 2, 1, 32


@pytest.fixture(scope="session")
def archived(sealed, people, trust):
    return raising.raised(sealed, "B-LTA", at=NOW, trust=trust, source=InProcess(people.tsa, NOW)).content


def objects(reader):
    """Every object that can be reached, each once."""
    seen, stack = set(), [reader.trailer]
    while stack:
        one = stack.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        if isinstance(one, DictionaryObject):
            yield one
            stack += list(one.values())
        elif isinstance(one, ArrayObject):
            stack += list(one)


def test_the_marks_of_pdf_a_and_the_output_intent_stay(archived, plain_pdf):
    before, after = (PdfReader(BytesIO(data)) for data in (plain_pdf, archived))
    told = after.trailer["/Root"]["/Metadata"].get_object().get_data()
    named = "{http://www.aiim.org/pdfa/ns/id/}"
    root = etree.fromstring(told)
    values = {k.removeprefix(named): v for one in root.iter() for k, v in one.attrib.items() if k.startswith(named)}
    assert values == {"part": "2", "conformance": "B"}
    profiles = [
        one.trailer["/Root"]["/OutputIntents"][0].get_object()["/DestOutputProfile"].get_object().get_data()
        for one in (before, after)
    ]
    assert profiles[0] == profiles[1]
    assert len(after.trailer["/ID"]) == 2
    assert "/Encrypt" not in after.trailer


def test_fields_are_printed_shown_and_have_an_appearance(archived):
    """6.3.2, 6.3.3: the print flag alone of those that hide; an appearance unless the box has no size."""
    reader = PdfReader(BytesIO(archived))
    found = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    assert len(found) == 5
    for widget in found:
        flags = int(widget["/F"])
        assert flags & PRINT, widget["/T"]
        assert not flags & (HIDDEN | INVISIBLE | NO_VIEW), widget["/T"]
        left, bottom, right, top = (float(v) for v in widget["/Rect"])
        if left != right and bottom != top:
            assert set(widget["/AP"]) == {"/N"}, widget["/T"]
        assert "/A" not in widget
        assert "/AA" not in widget
    form = reader.trailer["/Root"]["/AcroForm"]
    assert "/NeedAppearances" not in form
    assert "/XFA" not in form


def test_nothing_that_pdf_a_forbids_was_added(archived):
    """6.1.7, 6.2.8, 6.5, 6.6: no LZW, no streams outside the file, no scripts; every font is embedded."""
    for one in objects(PdfReader(BytesIO(archived))):
        filters = one.get("/Filter", [])
        assert "/LZWDecode" not in (filters if isinstance(filters, list) else [filters])
        if isinstance(one, StreamObject):
            assert "/F" not in one
        assert one.get("/S") not in {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"}
        if one.get("/Type") == "/FontDescriptor":
            assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(one)
        if one.get("/Subtype") == "/Type0":
            assert "/ToUnicode" in one


def test_permissions_are_those_of_the_certification_only(archived):
    """6.1.12: the permissions dictionary holds nothing but DocMDP."""
    assert set(PdfReader(BytesIO(archived)).trailer["/Root"]["/Perms"]) == {"/DocMDP"}
