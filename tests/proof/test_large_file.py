"""A case file of 5,000 entries leaves the house whole: list of contents, XML, one PDF."""

from io import BytesIO
from xml.etree.ElementTree import fromstring

import pytest
from pypdf import PdfReader

from congvu.archive.actions.export import export_file
from congvu.archive.papers.xml import NAMESPACE
from tests.archive.conftest import case_file, office, own_files, register
from tests.archive.test_long_lists import fill
from tests.conftest import NOW

__all__ = ["case_file", "office", "own_files", "register"]


@pytest.mark.proof
@pytest.mark.django_db
def test_five_thousand_entries_are_in_every_form(office, case_file, register):
    file = case_file("officer")
    fill(file, register, papers=4000, sheets=1000)

    made = {
        kind: export_file(actor=office.actor("clerk"), uid=file.uid, kind=kind, now=NOW).content
        for kind in ("muc-luc", "xml", "pdf")
    }

    assert len(fromstring(made["xml"]).findall(f".//{{{NAMESPACE}}}Document")) == 5000
    contents = PdfReader(BytesIO(made["muc-luc"]))
    assert "Tờ 999" in contents.pages[-1].extract_text()
    whole = PdfReader(BytesIO(made["pdf"]))
    assert len(whole.outline) == 5001
    assert len(whole.pages) == len(contents.pages) + 5000
