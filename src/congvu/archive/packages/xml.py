"""Writing XML, and reading XML that strangers wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from congvu.kernel.api import text as vn

from .errors import XmlRefused

SCHEMAS: Final = Path(__file__).parent / "schemas"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(namespace: str, name: str, nsmap: dict[str | None, str] | None = None, **attributes: str) -> etree._Element:
    """Return a root element."""
    root = etree.Element(f"{{{namespace}}}{name}" if namespace else name, nsmap=nsmap)
    for key, value in attributes.items():
        root.set(key, clean(value))
    return root


def put(
    parent: etree._Element, name: str, text: str | int | None = None, attributes: Mapping[str, str] | None = None
) -> etree._Element:
    """Add a child in the parent's namespace."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name)
    for key, value in (attributes or {}).items():
        child.set(key, clean(value))
    if text is not None:
        child.text = clean(str(text))
    return child


def clean(text: str) -> str:
    """Return the text without what XML cannot hold, in Unicode form C."""
    return vn.nfc(_NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def dump(root: etree._Element) -> bytes:
    """Return the document in UTF-8."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def parse(content: bytes, *, path: str) -> etree._Element:
    """Return the root of a document that a stranger wrote. Raises XmlRefused.

    UTF-8 only, no document type, so no entity is ever expanded; nothing is loaded from elsewhere.
    """
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise XmlRefused(path=path, reason=_("không phải UTF-8")) from None
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise XmlRefused(path=path, reason=_("có khai báo DOCTYPE hoặc thực thể, không được phép"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlRefused(path=path, reason=str(error)[:200]) from None
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in {"UTF-8", "ASCII", "US-ASCII"}:
        raise XmlRefused(path=path, reason=_("không phải UTF-8"))
    return root


@cache
def schema(name: str) -> etree.XMLSchema:
    """Return one of our own schemas, "EAD.xsd" or "EAD_doc.xsd"."""
    return etree.XMLSchema(etree.parse(str(SCHEMAS / name)))


def faults(root: etree._Element, name: str) -> list[str]:
    """Return what a schema says against a document, a line each, at most ten."""
    found = schema(name)
    if found.validate(root):
        return []
    return [f"dòng {one.line}: {one.message}"[:300] for one in list(found.error_log)[:10]]


def schema_bytes(name: str) -> bytes:
    """Return one of our own schemas as it goes into a package."""
    return (SCHEMAS / name).read_bytes()
