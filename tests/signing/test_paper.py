"""A paper is prepared, signed, numbered and sealed; every other checker agrees."""

import re
import subprocess
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from congvu.signing.errors import AlreadySigned, LetterMissing, NotPrepared, PdfUnusable, TextTooLong
from congvu.signing.paper.document import AGENCY_FIELD, DATE_FIELD, NUMBER_FIELD, PERSON_FIELD
from congvu.signing.paper.fill import fill_number_and_date
from congvu.signing.paper.prepare import prepare
from congvu.signing.paper.sign import sign_field
from congvu.signing.types import MM, PaperLayout, seal_box_beside

from .conftest import AGENCY, DATE, LAYOUT, NOW, NUMBER, PERSON, PERSON_BOX, asn1, make_pdf


def fields_of(pdf):
    return {f["/T"]: f for f in (r.get_object() for r in PdfFileReader(BytesIO(pdf)).root["/AcroForm"]["/Fields"])}


def test_a_prepared_paper_has_four_empty_fields_that_nobody_can_type_into(prepared):
    fields = fields_of(prepared)
    assert set(fields) == {NUMBER_FIELD, DATE_FIELD, PERSON_FIELD, AGENCY_FIELD}
    assert not any("/V" in field for field in fields.values())
    assert [fields[name]["/Ff"] for name in (NUMBER_FIELD, DATE_FIELD)] == [1, 1]
    assert all("/N" in field["/AP"] and field["/F"] & 4 for field in fields.values())


def test_preparing_adds_to_the_file_and_changes_none_of_its_bytes(plain_pdf, prepared):
    assert prepared.startswith(plain_pdf)


def test_the_form_asks_no_viewer_to_draw_by_itself(prepared):
    assert "/NeedAppearances" not in PdfFileReader(BytesIO(prepared)).root["/AcroForm"]


def test_fonts_of_the_fields_are_embedded_with_every_vietnamese_letter(prepared):
    from congvu.signing.paper.fonts import field_font

    fonts = PdfFileReader(BytesIO(prepared)).root["/AcroForm"]["/DR"]["/Font"]
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(chr(c) for c in range(0x1EA0, 0x1EFA)) + "0123456789/-.,"
    for name in ("/CvSo", "/CvNgay"):
        data = fonts[name]["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile2"].data
        assert field_font(data).missing(letters) == ""


def test_number_and_date_are_on_the_page_for_every_reader(numbered):
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=numbered, capture_output=True, check=True).stdout
    assert NUMBER in text.decode()
    assert DATE in text.decode()
    assert fields_of(numbered)[NUMBER_FIELD]["/V"] == NUMBER
    assert PdfReader(BytesIO(numbered)).get_form_text_fields() == {NUMBER_FIELD: NUMBER, DATE_FIELD: DATE}


def test_all_fonts_of_a_sealed_paper_are_embedded(sealed, tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(sealed)
    rows = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert len(rows) >= 4
    assert {row.split()[-5] for row in rows} == {"yes"}


def test_the_persons_signature_certifies_and_allows_filling_and_signing_only(person_signed):
    signature = PdfFileReader(BytesIO(person_signed)).embedded_signatures[0]
    assert signature.docmdp_level == MDPPerm.FILL_FORMS
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.md_algorithm == "sha256"


def test_pyhanko_says_that_each_later_revision_is_permitted(sealed, ca):
    context = ValidationContext(
        trust_roots=[asn1(ca.root.certificate)], other_certs=[asn1(c) for c in ca.chain], moment=NOW
    )
    found = PdfFileReader(BytesIO(sealed)).embedded_signatures
    states = [validate_pdf_signature(s, context) for s in found]
    assert [s.field_name for s in found] == [PERSON_FIELD, AGENCY_FIELD]
    assert [s.bottom_line for s in states] == [True, True]
    assert states[0].modification_level == ModificationLevel.FORM_FILLING
    assert states[0].docmdp_ok is True
    assert states[1].modification_level == ModificationLevel.NONE
    assert all(s.timestamp_validity.valid and s.timestamp_validity.trusted for s in states)


def test_pdfsig_says_that_both_signatures_are_valid(sealed, tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 2
    assert re.findall(r"Common Name: (.*)", said) == [PERSON, AGENCY]


@pytest.mark.parametrize("number", [0, 1])
def test_openssl_agrees_on_container_and_byte_range(sealed, ca, tmp_path, number):
    from cryptography.hazmat.primitives.serialization import Encoding

    signature = PdfFileReader(BytesIO(sealed)).embedded_signatures[number]
    first, length, second, rest = signature.byte_range
    (tmp_path / "content").write_bytes(sealed[first : first + length] + sealed[second : second + rest])
    container = signature.pkcs7_content
    (tmp_path / "cms").write_bytes(container[: 4 + int.from_bytes(container[2:4])])
    (tmp_path / "root.pem").write_bytes(ca.root.certificate.public_bytes(Encoding.PEM))
    said = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "content"]
        + ["-CAfile", "root.pem", "-purpose", "any", "-out", "out", "-attime", str(int(NOW.timestamp()))],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "CMS Verification successful" in said.stderr, said.stderr
    assert (tmp_path / "out").read_bytes() == (tmp_path / "content").read_bytes()


def test_the_seal_has_its_real_size_and_covers_a_third_of_the_signature():
    left, bottom, right, top = seal_box_beside(PERSON_BOX, diameter_mm=36)
    assert round((right - left) / MM, 6) == round((top - bottom) / MM, 6) == 36
    assert right == PERSON_BOX[0] + (PERSON_BOX[2] - PERSON_BOX[0]) / 3
    assert (bottom + top) / 2 == (PERSON_BOX[1] + PERSON_BOX[3]) / 2


def test_signatures_stand_on_the_page_that_the_layout_names():
    pdf = prepare(make_pdf(pages=3), PaperLayout(**{**layout_values(), "page_of_signatures": 1}))
    pages = PdfReader(BytesIO(pdf)).pages
    assert [len(page.get("/Annots", [])) for page in pages] == [2, 2, 0]


def layout_values():
    return {name: getattr(LAYOUT, name) for name in ("number_box", "date_box", "person_box", "seal_box")}


def test_the_code_on_the_paper_is_a_link(plain_pdf):
    layout = PaperLayout(**layout_values(), qr_url="https://congvu.vn/kiem-tra/1/", qr_box=(60, 60, 110, 110))
    annotations = PdfReader(BytesIO(prepare(plain_pdf, layout))).pages[0]["/Annots"]
    assert [a.get_object()["/A"]["/URI"] for a in annotations if "/A" in a.get_object()] == [layout.qr_url]


def test_a_long_number_is_set_smaller_and_a_far_too_long_one_refused(person_signed):
    long = fill_number_and_date(person_signed, "1234/2026/NQLT-UBND-HĐND-X", DATE)
    appearance = fields_of(long)[NUMBER_FIELD]["/AP"]["/N"].data.decode("latin-1")
    size = float(re.search(r"/CvSo ([\d.]+) Tf", appearance)[1])
    assert 9 <= size < 13
    with pytest.raises(TextTooLong):
        fill_number_and_date(person_signed, "1234/" + "UBND-" * 20, DATE)


def test_number_and_date_are_composed_before_they_are_drawn(person_signed):
    import unicodedata

    filled = fill_number_and_date(person_signed, unicodedata.normalize("NFD", NUMBER), "  Tiền   Giang ")
    assert fields_of(filled)[NUMBER_FIELD]["/V"] == NUMBER
    assert fields_of(filled)[DATE_FIELD]["/V"] == "Tiền Giang"


def test_letters_that_papers_do_not_use_are_named(person_signed):
    with pytest.raises(LetterMissing) as refusal:
        fill_number_and_date(person_signed, "12/漢字", DATE)
    assert refusal.value.data["letters"] == "漢字"


def test_a_number_is_written_once(numbered):
    with pytest.raises(NotPrepared):
        fill_number_and_date(numbered, "99", DATE)


def test_after_the_seal_nothing_is_filled_in(sealed):
    with pytest.raises(AlreadySigned):
        fill_number_and_date(sealed, "99", DATE)


def test_a_field_is_signed_once(person_signed, people):
    with pytest.raises(AlreadySigned):
        sign_field(person_signed, PERSON_FIELD, people.person, at=NOW)


def test_a_paper_is_prepared_once(prepared):
    with pytest.raises(AlreadySigned):
        prepare(prepared, LAYOUT)


def test_a_file_without_fields_is_not_signed(plain_pdf, people):
    with pytest.raises(NotPrepared):
        sign_field(plain_pdf, PERSON_FIELD, people.person, at=NOW)


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04zip", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000])
def test_what_is_no_pdf_is_refused(broken):
    with pytest.raises(PdfUnusable):
        prepare(broken, LAYOUT)


def test_a_cut_file_is_refused(plain_pdf):
    with pytest.raises(PdfUnusable):
        prepare(plain_pdf[: len(plain_pdf) // 2], LAYOUT)


def test_a_locked_file_is_refused(plain_pdf):
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain_pdf)))
    writer.encrypt("bí mật", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(PdfUnusable, match="mật khẩu"):
        prepare(out.getvalue(), LAYOUT)


def test_a_page_that_is_not_there_is_refused(plain_pdf):
    with pytest.raises(PdfUnusable):
        prepare(plain_pdf, PaperLayout(**layout_values(), page_of_signatures=4))


def test_a_box_without_area_is_refused(plain_pdf):
    with pytest.raises(PdfUnusable):
        prepare(plain_pdf, PaperLayout(**{**layout_values(), "seal_box": (10, 10, 10, 40)}))
