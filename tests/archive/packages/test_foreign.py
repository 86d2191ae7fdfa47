"""Packages of others, and the second opinion of the E-ARK validator."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from congvu.archive.packages.checking import check
from congvu.archive.packages.source import open_source
from tests.archive.packages import eark

# Bộ kiểm tra E-ARK 1.1.3 đòi mọi CREATOR là phần mềm (CSIP12, 13, 16) và, với SIP, NOTETYPE không tiền tố (SIP14) mà
# lược đồ METS không cho phép; TT 05/2025/TT-BNV cần CREATOR là cơ quan. Xem docs/archival-packages.md.
AGENT_RULES = {"CSIP12", "CSIP13", "CSIP16"}
SIP_RULES = {"SIP11", "SIP14"}


def resealed(place: Path) -> Path:
    """Write hash and size of EAD.xml anew into METS, as whoever edits a package honestly does."""
    import re

    ead = (place / "metadata/descriptive/EAD.xml").read_bytes()
    mets = place / "METS.xml"
    found = re.sub(
        r'SIZE="\d+"( CREATED="[^"]+") CHECKSUM="[0-9a-f]+"([^>]*EAD\.xml")',
        rf'SIZE="{len(ead)}"\1 CHECKSUM="{hashlib.sha256(ead).hexdigest()}"\2',
        mets.read_text(),
    )
    mets.write_text(found)
    return place


@pytest.fixture(scope="module")
def opinions(packages, tmp_path_factory):
    """Ask the validator once about sound and broken packages."""
    place = tmp_path_factory.mktemp("eark")

    def copy(kind: str, name: str) -> Path:
        return Path(shutil.copytree(packages[kind].path, place / name))

    def edit(kind: str, name: str, old: str, new: str) -> Path:
        made = copy(kind, name)
        text = (made / "METS.xml").read_text()
        assert old in text
        (made / "METS.xml").write_text(text.replace(old, new, 1))
        return made

    agency = '<agent ROLE="CREATOR" TYPE="ORGANIZATION">'
    places = {
        "AIP": Path(packages["AIP"].path),
        "DIP": Path(packages["DIP"].path),
        "SIP": Path(packages["SIP"].path),
        "zip": Path(packages["zip"].path),
        "AIP-plain": edit("AIP", "aip-plain", agency, agency.replace("CREATOR", "EDITOR")),
        "DIP-plain": edit("DIP", "dip-plain", agency, agency.replace("CREATOR", "EDITOR")),
        "SIP-plain": edit("SIP", "sip-plain", agency, agency.replace("CREATOR", "EDITOR")),
        "no-id": edit("AIP", "no-id", "OBJID=", "LABELX="),
        "type": edit("AIP", "type", 'OAISPACKAGETYPE="AIP"', 'OAISPACKAGETYPE="ABC"'),
        "broken": edit("AIP", "broken", "<metsHdr", "<metsHdr <"),
        "no-hash": edit("AIP", "no-hash", "CHECKSUM=", "CHECKSUMX="),
        "no-mets": copy("AIP", "no-mets"),
    }
    (places["no-mets"] / "METS.xml").unlink()
    found = eark.verdicts(*places.values())
    return {name: {rule for rule, _place in found[one.name]["errors"]} for name, one in places.items()}


@pytest.mark.parametrize("which", ["AIP", "zip", "DIP", "SIP"])
def test_the_eark_validator_says_nothing_but_of_the_agency(opinions, which):
    assert opinions[which] <= AGENT_RULES | (SIP_RULES if which == "SIP" else set())


@pytest.mark.parametrize("which", ["AIP-plain", "DIP-plain"])
def test_the_eark_validator_finds_no_error(opinions, which):
    assert opinions[which] == set()


def test_the_eark_validator_contradicts_itself_on_a_sip(opinions):
    assert opinions["SIP-plain"] <= SIP_RULES


@pytest.mark.parametrize("which", ["no-id", "type", "broken", "no-hash", "no-mets"])
def test_what_is_broken_fails_there_too(opinions, which):
    assert opinions[which] - AGENT_RULES


def test_a_foreign_sip_without_optional_parts_is_read(packages, tmp_path):
    """Only METS, EAD, representation: no whole.json, no PREMIS, no schemas, another profile, dates the other way."""
    from lxml import etree

    from congvu.archive.packages.names import METS_NS, XLINK_NS

    place = Path(shutil.copytree(packages["SIP"].path, tmp_path / "goi-khac"))
    shutil.rmtree(place / "schemas")
    shutil.rmtree(place / "documentation")
    (place / "metadata/other/ho-so.json").unlink()
    (place / "metadata/preservation/PREMIS.xml").unlink()
    ead = place / "metadata/descriptive/EAD.xml"
    ead.write_text(
        ead.read_text().replace("2026-01-05", "05/01/2026").replace("<keyword>", "<keyWordX>x</keyWordX><keyword>")
    )
    tree = etree.parse(place / "METS.xml")
    for node in list(tree.getroot().iter(f"{{{METS_NS}}}mdRef", f"{{{METS_NS}}}FLocat")):
        if not (place / node.get(f"{{{XLINK_NS}}}href")).exists():
            one = node.getparent()
            one.getparent().remove(one)
    tree.getroot().set("PROFILE", "https://a.example/profile")
    tree.write(place / "METS.xml", encoding="UTF-8", xml_declaration=True)
    resealed(place)
    with open_source(place) as source:
        verdict, content = check(source)
    assert verdict.errors == ()
    assert {one.rule for one in verdict.problems} >= {"FOLDER", "PROFILE", "PREMIS", "EAD-SCHEMA"}
    assert content is not None
    export = content.export
    assert (export.file_code, export.organ_id, export.catalog_year, export.notation) == (
        "H58.2026.01.TH",
        "H58",
        2026,
        "01.TH",
    )
    assert (export.started_on.isoformat(), export.retention.archive_code) == ("2026-01-05", "05")
    assert [one.full_code for one in export.documents] == ["5412/BC-SNV", "5413/BC-SNV"]
    assert [one.type_name for one in export.documents] == ["Báo cáo", "Báo cáo"]
    assert export.documents[0].signer_name == "Đặng Thị Ngọc Ánh"
