"""A package says everything of its case file, and our validator finds nothing against it."""

import hashlib
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from congvu.archive.packages.checking import check
from congvu.archive.packages.errors import PackageNotMade
from congvu.archive.packages.names import METS_NS, PREMIS_NS, XLINK_NS, objid
from congvu.archive.packages.source import open_source
from congvu.archive.packages.types import Kind
from congvu.archive.packages.writer import Order, write_package
from tests.archive.packages.made import AT, PDFA, PLAIN_PDF, SPACE, Shelf, case_file, document


def read(place):
    with open_source(Path(place)) as source:
        return check(source)


@pytest.mark.parametrize("which", ["SIP", "AIP", "DIP", "zip"])
def test_our_own_packages_are_sound(packages, which):
    verdict, content = read(packages[which].path)
    assert verdict.problems == ()
    assert content is not None
    assert verdict.objid == packages[which].objid
    assert verdict.content_sha256 == packages[which].content_sha256


def test_the_tree_is_that_of_the_circular(packages):
    root = Path(packages["AIP"].path)
    found = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
    assert found == [
        "METS.xml",
        "documentation/muc-luc.html",
        "metadata/descriptive/EAD.xml",
        "metadata/other/ho-so.json",
        "metadata/preservation/PREMIS.xml",
        "representations/rep1/METS.xml",
        "representations/rep1/data/LTHHH58.H58.2026.01.001.0000001.001.pdf",
        "representations/rep1/data/LTHHH58.H58.2026.01.001.0000002.001.pdf",
        "representations/rep1/metadata/descriptive/EAD_doc_LTHHH58.H58.2026.01.001.0000001.xml",
        "representations/rep1/metadata/descriptive/EAD_doc_LTHHH58.H58.2026.01.001.0000002.xml",
        "representations/rep1/metadata/preservation/PREMIS_rep1.xml",
        "schemas/EAD.xsd",
        "schemas/EAD_doc.xsd",
    ]


def test_mets_names_every_file_with_hash_and_size(packages):
    root = Path(packages["AIP"].path)
    mets = etree.parse(root / "METS.xml").getroot()
    assert mets.get("OBJID") == packages["AIP"].objid
    assert root.name == packages["AIP"].objid.replace(":", "_")
    for node in [*mets.iter(f"{{{METS_NS}}}mdRef"), *mets.iter(f"{{{METS_NS}}}file")]:
        place = node if node.tag.endswith("mdRef") else node.find(f"{{{METS_NS}}}FLocat")
        content = (root / place.get(f"{{{XLINK_NS}}}href")).read_bytes()
        assert node.get("CHECKSUM") == hashlib.sha256(content).hexdigest()
        assert node.get("SIZE") == str(len(content))
        assert (node.get("CHECKSUMTYPE"), node.get("CREATED")) == ("SHA-256", "2026-04-02T03:30:00+00:00")


def test_the_agency_stands_as_creator_with_its_fonds_code(packages):
    mets = etree.parse(Path(packages["SIP"].path) / "METS.xml").getroot()
    agents = [(a.get("ROLE"), a.get("TYPE"), [n.text for n in a]) for a in mets.iter(f"{{{METS_NS}}}agent")]
    assert agents[1] == ("CREATOR", "ORGANIZATION", ["Ủy ban nhân dân tỉnh Tiền Giang", "H58"])
    assert agents[-1] == ("ARCHIVIST", "ORGANIZATION", ["Lưu trữ hiện hành tỉnh Tiền Giang", "LTHHH58"])


def test_identifiers_have_the_shape_of_the_circular():
    number = str(SPACE).upper()
    assert objid(Kind.SIP, SPACE, fonds="H58") == f"uuid-{number}"
    assert objid(Kind.AIP, SPACE, fonds="Phông Đ1") == f"urn:Phong-D1:uuid:{number}"


def test_the_same_state_gives_the_same_identifier_and_another_another(tmp_path):
    shelf = Shelf()
    export = case_file(shelf)
    first = write_package(export, Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    with pytest.raises(PackageNotMade, match="đã có"):
        write_package(export, Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    other = write_package(replace(export, title="Khác"), Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    assert first.objid != other.objid


def test_a_file_that_is_no_pdfa_is_kept_and_said_to_be_none(tmp_path):
    shelf = Shelf()
    plain = document(shelf, 1, files=(shelf.put(PLAIN_PDF, name="tt.pdf"),))
    made = write_package(case_file(shelf, documents=(plain,)), Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    assert made.notes == ("tt.pdf không tự nhận là PDF/A.",)
    premis = etree.parse(Path(made.path) / "representations/rep1/metadata/preservation/PREMIS_rep1.xml")
    notes = [one.text for one in premis.iter(f"{{{PREMIS_NS}}}formatNote")]
    assert len(notes) == 1
    assert notes[0].startswith("Tệp không tự nhận là PDF/A")


def test_a_pdfa_is_named_by_its_part(packages):
    premis = etree.parse(Path(packages["AIP"].path) / "representations/rep1/metadata/preservation/PREMIS_rep1.xml")
    assert {one.text for one in premis.iter(f"{{{PREMIS_NS}}}formatName")} == {"PDF/A-2b"}


def test_a_file_that_changed_on_the_shelf_stops_the_package(tmp_path):
    shelf = Shelf()
    export = case_file(shelf)
    shelf.bytes[2] = PDFA[:-1] + b"x"
    with pytest.raises(PackageNotMade, match="đã khác với mã băm"):
        write_package(export, Order(Kind.AIP, AT), tmp_path, open_file=shelf.open)
    assert list(tmp_path.iterdir()) == []


def test_the_zip_holds_one_folder_named_after_the_package(packages):
    with zipfile.ZipFile(packages["zip"].path) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {Path(packages["AIP"].path).name}
        assert archive.testzip() is None


def test_a_dip_opens_with_a_page_and_carries_no_inner_history(packages):
    root = Path(packages["DIP"].path)
    page = (root / "index.html").read_text()
    assert 'href="representations/rep1/data/LTHHH58.H58.2026.01.001.0000001.001.pdf"' in page
    assert "<script" not in page
    assert not (root / "metadata/other").exists()
    assert "archive.file_opened" not in (root / "metadata/preservation/PREMIS.xml").read_text()


NAMES = st.text(
    alphabet=st.sampled_from(list("aăâbcdđeêghiklmnoôơpqrstuưvxyẠặẾỘƯ &<>\"'/\\.-_0123456789\x00\x07\u202e😀")),
    max_size=60,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    titles=st.lists(st.tuples(NAMES, NAMES, st.sampled_from(["pdf", "docx", "jpg", "không"])), min_size=0, max_size=6),
    title=NAMES,
    person=NAMES,
    permanent=st.booleans(),
)
def test_whatever_people_wrote_comes_back(titles, title, person, permanent):
    shelf = Shelf()
    papers = []
    for place, (subject, name, ending) in enumerate(titles, 1):
        kind = "application/pdf" if ending == "pdf" else "application/octet-stream"
        file = shelf.put(f"{place}{subject}".encode(), name=f"{name}.{ending}", media_type=kind)
        view = shelf.put(b"view", name="xem.pdf", role="pdf_view")
        papers.append(document(shelf, place, subject=subject, signer_name=name, files=(file, view)))
    export = replace(
        case_file(shelf, documents=tuple(papers)) if papers else case_file(shelf, 0), title=f"Hồ sơ {title}"
    )
    export = replace(
        export, creator=person, doc_total=len(papers), retention=replace(export.retention, permanent=permanent)
    )
    with tempfile.TemporaryDirectory() as place:
        made = write_package(export, Order(Kind.AIP, AT, as_zip=permanent), Path(place), open_file=shelf.open)
        verdict, content = read(made.path)
    assert verdict.errors == ()
    if papers:
        assert content is not None
        assert [one.subject for one in content.export.documents] == [one.subject for one in papers]
        assert [one.files[0].sha256 for one in content.export.documents] == [one.files[0].sha256 for one in papers]
        assert [len(one.files) for one in content.export.documents] == [1] * len(papers)
        assert (content.export.creator, content.export.title) == (person, f"Hồ sơ {title}")
