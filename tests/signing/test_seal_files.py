"""The agency signs separate attached files and electronic copies: text at the top right of page 1, no picture."""

import subprocess
from io import BytesIO

import pytest
from pypdf import PdfWriter

from congvu.kernel.errors import NotAllowed
from congvu.signing import api
from congvu.signing.errors import AlreadySigned, PdfUnusable
from congvu.signing.models import SigningKeyUse

from .conftest import AGENCY, NUMBER, minutes

TIME = "2026-10-14T10:25:00+07:00"


def turned(pdf, angle):
    writer = PdfWriter(clone_from=BytesIO(pdf))
    for page in writer.pages:
        page.rotate(angle)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def words(pdf):
    """Where each word stands on the first page as shown: left, top, right, bottom in points."""
    command = ["pdftotext", "-bbox", "-l", "1", "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    found = {}
    for line in said.splitlines():
        if "<word" in line:
            parts = line.replace('"', " ").split()
            place = [float(parts[i + 1]) for i, p in enumerate(parts) if p.endswith("=")]
            found[line.split(">")[1].split("<")[0]] = place
    page = said.split('<page width="')[1].split('"')
    return found, float(page[0]), float(page[2])


def seal(house, pdf):
    return api.seal_attachment(actor=house.clerk, agency_id=house.agency.pk, pdf=pdf, number=NUMBER, now=minutes(5))


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_number_and_time_stand_upright_at_the_top_right_however_the_page_is_turned(house, plain_pdf, angle):
    found, width, height = words(seal(house, turned(plain_pdf, angle) if angle else plain_pdf))
    width = height if angle in {90, 270} else width  # pdftotext gives the size of the page before it is turned
    for word in (NUMBER, TIME):
        left, top, right, bottom = found[word]
        assert right - left > bottom - top, "upright"
        assert width - right == pytest.approx(15 * 72 / 25.4, abs=4)
        assert top < 60


def test_a_copy_says_its_kind_the_agency_and_the_time(house, plain_pdf):
    sealed = api.seal_copy(
        actor=house.clerk, agency_id=house.agency.pk, pdf=plain_pdf, kind=api.CopyMark.TRUE_COPY, now=minutes(5)
    )
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=sealed, capture_output=True, check=True).stdout
    lines = [line.strip() for line in said.decode().splitlines() if line.strip()]
    assert lines[:3] == ["SAO Y", AGENCY, TIME]
    report = api.check_bytes(sealed, minutes(10))
    assert (report.verdict, report.signatures[0].signer.kind) == ("valid", "agency")
    assert SigningKeyUse.objects.get().purpose == "seal_copy"


def test_a_long_name_of_an_agency_is_broken_into_lines(house, plain_pdf):
    from dataclasses import replace

    name = "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp khu vực miền núi phía Bắc"
    clerk = replace(house.clerk, agency_name=name)
    sealed = api.seal_copy(
        actor=clerk, agency_id=house.agency.pk, pdf=plain_pdf, kind=api.CopyMark.EXTRACT, now=minutes(5)
    )
    found, width, _height = words(sealed)
    assert {"TRÍCH", "Bắc"} <= set(found)
    assert all(right <= width - 40 for word, (_l, top, right, _b) in found.items() if top < 60)


def test_a_file_is_sealed_once(house, plain_pdf):
    with pytest.raises(AlreadySigned):
        seal(house, seal(house, plain_pdf))


def test_only_the_records_clerk_does_it_and_a_tiny_page_is_refused(house, plain_pdf):
    with pytest.raises(NotAllowed):
        api.seal_copy(
            actor=house.leader, agency_id=house.agency.pk, pdf=plain_pdf, kind=api.CopyMark.TRUE_COPY, now=minutes(5)
        )
    writer = PdfWriter(clone_from=BytesIO(plain_pdf))
    page = writer.pages[0]
    page.mediabox.upper_right = (100, 100)
    out = BytesIO()
    writer.write(out)
    with pytest.raises(PdfUnusable):
        seal(house, out.getvalue())
    assert SigningKeyUse.objects.count() == 0
