"""Packages that lie or attack: each is refused with the rule's id and a sentence."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from congvu.archive.packages.checking import check
from congvu.archive.packages.errors import PackageRefused
from congvu.archive.packages.source import open_source
from congvu.archive.packages.types import Limits

DATA = "representations/rep1/data/LTHHH58.H58.2026.01.001.0000001.001.pdf"
SMALL = Limits(files=20, total=1 << 20, single=1 << 20, ratio=50, free=1 << 12)


def rules_of(place: Path, limits: Limits = Limits()) -> set[str]:
    """Return the ids of the errors; of the refusal where it is not even opened."""
    try:
        with open_source(place, limits) as source:
            verdict, content = check(source, limits)
    except PackageRefused as refusal:
        return {refusal.data["rule"]}
    assert (content is None) == (not verdict.is_sound)
    assert all(one.text for one in verdict.problems)
    return {one.rule for one in verdict.errors}


def zipped(tmp_path: Path, entries: list[tuple[str, bytes]], **external: int) -> Path:
    place = tmp_path / "goi.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = external.get("mode", 0o100644) << 16
            archive.writestr(info, content)
    return place


def test_what_is_changed_is_named(aip):
    path = aip / DATA
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert rules_of(aip) == {"HASH"}


def test_a_longer_file_is_named(aip):
    with (aip / DATA).open("ab") as file:
        file.write(b"\n%more")
    assert rules_of(aip) == {"SIZE", "HASH"}


def test_a_missing_file_is_named(aip):
    (aip / DATA).unlink()
    assert rules_of(aip) == {"MISSING"}


def test_an_extra_file_is_named(aip):
    (aip / "representations/rep1/data/them.pdf").write_bytes(b"%PDF-1.7")
    assert rules_of(aip) == {"EXTRA"}


def test_no_mets_at_all(aip):
    (aip / "METS.xml").unlink()
    assert rules_of(aip) == {"PK-METS"}


def test_a_representation_without_mets(aip):
    (aip / "representations/rep1/METS.xml").unlink()
    assert {"MISSING", "REPRESENTATION"} <= rules_of(aip)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('href="metadata/descriptive/EAD.xml"', 'href="../EAD.xml"', "OUTSIDE"),
        ('href="metadata/descriptive/EAD.xml"', 'href="%2e%2e/EAD.xml"', "OUTSIDE"),
        ('href="metadata/descriptive/EAD.xml"', 'href="/etc/passwd"', "OUTSIDE"),
        ('href="metadata/descriptive/EAD.xml"', 'href="file:///etc/passwd"', "OUTSIDE"),
        ('href="metadata/descriptive/EAD.xml"', 'href="http://a.example/EAD.xml"', "OUTSIDE"),
        ('OAISPACKAGETYPE="AIP"', 'OAISPACKAGETYPE="AIX"', "TYPE"),
        ('OBJID="urn', 'OBJID="" X="urn', "OBJID"),
        ('CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="MD5"', "NO-HASH"),
        ('SIZE="', 'SIZE="9', "SIZE"),
        ("<metsHdr", "<metsHdr <", "XML"),
        ('xmlns="http://www.loc.gov/METS/"', 'xmlns="urn:x"', "METS"),
    ],
    ids=["up", "escaped", "absolute", "scheme", "net", "type", "no-id", "md5", "size", "broken", "not-mets"],
)
def test_mets_that_lies(aip, old, new, rule):
    mets = aip / "METS.xml"
    text = mets.read_text()
    assert old in text
    mets.write_text(text.replace(old, new))
    assert rule in rules_of(aip)


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTER = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BOMB, OUTER], ids=["bomb", "external"])
def test_no_entity_is_ever_expanded(aip, head):
    mets = aip / "METS.xml"
    mets.write_text(mets.read_text().replace("?>", f"?>{head}", 1))
    assert rules_of(aip) == {"XML"}


@pytest.mark.parametrize("encoding", ["utf-16", "tcvn", "utf-32"])
def test_only_utf8_is_read(aip, encoding):
    mets = aip / "METS.xml"
    text = mets.read_text()
    mets.write_bytes(text.encode("utf-8").replace(b"\xe1", b"\xb5") if encoding == "tcvn" else text.encode(encoding))
    assert rules_of(aip) == {"XML"}


def test_a_link_is_not_followed(aip):
    (aip / DATA).unlink()
    (aip / DATA).symlink_to("/etc/passwd")
    assert rules_of(aip) == {"PK-LINK"}


def test_a_device_is_not_read(aip):
    os.mkfifo(aip / "documentation/pipe")
    assert rules_of(aip) == {"PK-LINK"}


@pytest.mark.parametrize(
    "name",
    ["../x", "g/../../x", "/x", "g//x", "g/./x", "g\\x", "C:/x", "g/a\x07b", "g/con.", "g/" + "đ" * 130, "g/\u009b"],
    ids=["up", "deep-up", "absolute", "empty", "dot", "back", "drive", "control", "final-dot", "long", "c1"],
)
def test_names_that_lead_astray(tmp_path, name):
    assert rules_of(zipped(tmp_path, [("g/METS.xml", b"<a/>"), (name, b"x")])) <= {"PK-PATH", "PK-LONG", "PK-NAME"}


def test_a_name_with_nul(tmp_path):
    place = zipped(tmp_path, [("g/METS.xml", b"<a/>"), ("g/abcdef", b"x")])
    place.write_bytes(place.read_bytes().replace(b"g/abcdef", b"g/ab\x00def"))
    assert rules_of(place) <= {"PK-NAME", "PK-PATH", "PK-ZIP"}


@pytest.mark.parametrize(
    ("one", "two", "rule"),
    [
        ("g/a", "g/A", "PK-CASE"),
        ("g/\u1ebf", "g/e\u0302\u0301", "PK-CASE"),
        ("g/A/x", "g/a/y", "PK-CASE"),
        ("g/a", "g/a", "PK-TWICE"),
    ],
    ids=["case", "composed", "folder", "same"],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubled_names(tmp_path, one, two, rule):
    assert rules_of(zipped(tmp_path, [("g/METS.xml", b"<a/>"), (one, b"x"), (two, b"y")])) == {rule}


def test_two_tops_and_none(tmp_path):
    assert rules_of(zipped(tmp_path, [("g/METS.xml", b"<a/>"), ("h/x", b"x")])) == {"PK-TOP"}
    assert rules_of(zipped(tmp_path, [("METS.xml", b"<a/>")])) <= {"PK-TOP", "PK-METS"}


def test_bombs(tmp_path):
    assert rules_of(zipped(tmp_path, [("g/METS.xml", bytes(1 << 19))]), SMALL) == {"PK-BOMB"}
    many = [("g/METS.xml", b"<a/>"), *((f"g/{n}", b"x") for n in range(30))]
    assert rules_of(zipped(tmp_path, many), SMALL) == {"PK-COUNT"}
    assert rules_of(zipped(tmp_path, [("g/METS.xml", os.urandom(1 << 21))]), SMALL) == {"PK-SIZE"}
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(1 << 24))
    nested = [("g/METS.xml", b"<mets/>"), ("g/x.zip", inner.getvalue())]
    assert rules_of(zipped(tmp_path, nested)) == {"METS"}  # what lies inside a file of a package is never unpacked


def test_an_entry_that_gives_more_than_it_says(tmp_path):
    place = zipped(tmp_path, [("g/METS.xml", bytes(4000))])
    content = place.read_bytes()
    place.write_bytes(content.replace((4000).to_bytes(4, "little"), (4).to_bytes(4, "little")))
    assert rules_of(place) == {"XML"}


def test_links_in_a_zip(tmp_path):
    entries = [("g/METS.xml", b"<a/>"), ("g/link", b"/etc/passwd")]
    assert rules_of(zipped(tmp_path, entries, mode=stat.S_IFLNK | 0o777)) == {"PK-LINK"}
    assert rules_of(zipped(tmp_path, entries, mode=stat.S_IFCHR | 0o666)) == {"PK-LINK"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)], ids=list("abcd"))
def test_no_zip(tmp_path, content):
    place = tmp_path / "goi.zip"
    place.write_bytes(content)
    assert rules_of(place) <= {"PK-ZIP", "PK-TOP"}
