"""Opening an XML for checking and canonical forms of its parts; nothing is fetched, no entity is known."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Sequence

from lxml import etree

from ..types import Check

MAX_XML = 50 * 1024 * 1024
DS = "http://www.w3.org/2000/09/xmldsig#"
C14N = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": (False, True),
    "http://www.w3.org/2001/10/xml-exc-c14n#": (True, False),
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": (True, True),
}
"""Canonicalisation methods: exclusive or not, with comments or not. C14N 1.1 is not among them."""

DEFAULT_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
BASE64 = "http://www.w3.org/2000/09/xmldsig#base64"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
_NO_SIGNATURE = re.compile(r"not\(ancestor-or-self::([A-Za-z0-9_]+:)?Signature\)")
_ID_NAMES = frozenset({"Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id"})
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FRAGMENT = re.compile(r"#(?:xpointer\(id\(['\"]([^'\"]+)['\"]\)\)|([^()'\"\s]+))")


class Refused(Exception):
    """A method or transformation that is not understood here; `reason` and `data` as of a check."""

    def __init__(self, reason: str, **data: str) -> None:
        super().__init__(reason)
        self.reason, self.data = reason, data


def is_xml(data: bytes) -> bool:
    """Return whether a file may be XML."""
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] == b"<" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}


def open_xml(data: bytes) -> etree._ElementTree | Check:
    """Return the parsed file, or the check that says why it is not read."""
    if len(data) > MAX_XML:
        return Check("file", "unknown", "file_too_large", {"limit": MAX_XML // 1024 // 1024})
    plain = data.replace(b"\0", b"") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:8] else data
    if _DOCTYPE.search(plain):
        return Check("file", "failed", "xml_doctype")
    try:
        tree = etree.ElementTree(etree.fromstring(data, _parser()))
    except (etree.XMLSyntaxError, ValueError):
        return Check("file", "failed", "xml_malformed")
    if tree.docinfo.internalDTD is not None:
        return Check("file", "failed", "xml_doctype")
    return tree


def ids(tree: etree._ElementTree) -> dict[str, list[etree._Element]]:
    """Return the elements by their identifiers; a sound document has one of each."""
    found: dict[str, list[etree._Element]] = {}
    for element in tree.iter(etree.Element):
        for name in _ID_NAMES & set(element.attrib):
            found.setdefault(str(element.attrib[name]), []).append(element)
    return found


def target(uri: str, tree: etree._ElementTree, known: dict[str, list[etree._Element]]) -> etree._Element:
    """Return the element that a same-document reference means. Raises Refused, also when two carry its name."""
    if uri in {"", "#xpointer(/)"}:
        return tree.getroot()
    found = _FRAGMENT.fullmatch(uri)
    if found is None:
        raise Refused("xml_reference_unknown", uri=uri[:100])
    elements = known.get(found[1] or found[2], [])
    if len(elements) != 1:
        raise Refused("xml_id_twice" if elements else "xml_id_missing", uri=uri[:100])
    return elements[0]


def canonical(element: etree._Element | etree._ElementTree, method: str, prefixes: Sequence[str] = ()) -> bytes:
    """Return the canonical form of an element or of the whole document. Raises Refused."""
    if method not in C14N:
        raise Refused("method_unknown", method=method[:100])
    exclusive, comments = C14N[method]
    if isinstance(element, etree._Element):
        element = _alone(element, inherit=not exclusive)
    made: bytes = etree.tostring(
        element,
        method="c14n",
        exclusive=exclusive,
        with_comments=comments,
        **({"inclusive_ns_prefixes": list(prefixes)} if exclusive and prefixes else {}),
    )
    return made


def _alone(element: etree._Element, *, inherit: bool) -> etree._ElementTree:
    """Return the element as a document of its own, with the namespaces and, where asked, the xml: attributes above it.

    lxml writes wrong empty default namespaces into the canonical form of a part of a document, not into that of a
    whole one.
    """
    root = etree.fromstring(etree.tostring(element, with_tail=False), _parser())
    if inherit:
        for ancestor in element.iterancestors():
            for name, value in ancestor.attrib.items():
                if str(name).startswith(_XML) and name != f"{_XML}id" and name not in root.attrib:
                    root.set(str(name), str(value))
    return etree.ElementTree(root)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


def referenced(reference: etree._Element, element: etree._Element, signature: etree._Element, *, whole: bool) -> bytes:
    """Return the bytes of a same-document reference after its transformations. Raises Refused.

    Only those transformations are known that take away the signature itself or give a canonical form: what was
    signed must stay what people read.
    """
    node: etree._Element = element
    for transform in reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform"):
        method = transform.get("Algorithm", "")
        if method == ENVELOPED:
            node = _without(node, [signature])
        elif method == XPATH and _takes_signatures_away(transform):
            node = _without(node, list(node.iter(f"{{{DS}}}Signature")))
        elif method in C14N:
            return canonical(_whole(node, whole), method, _prefixes(transform))
        elif method == BASE64:
            return base64.b64decode("".join(node.itertext()))
        else:
            raise Refused("xml_transform_refused", method=method[:100])
    return canonical(_whole(node, whole), DEFAULT_C14N)


def _whole(node: etree._Element, whole: bool) -> etree._Element | etree._ElementTree:
    return node.getroottree() if whole else node


def _prefixes(transform: etree._Element) -> list[str]:
    names = transform.find("{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces")
    return (names.get("PrefixList") or "").split() if names is not None else []


def _takes_signatures_away(transform: etree._Element) -> bool:
    text = "".join((transform.findtext(f"{{{DS}}}XPath") or "").split())
    return _NO_SIGNATURE.fullmatch(text) is not None


def _without(node: etree._Element, signatures: list[etree._Element]) -> etree._Element:
    """Return the same element in a copy of the document that lacks the signatures inside it."""
    tree = node.getroottree()
    paths = [tree.getelementpath(one) for one in signatures if node in one.iterancestors()]
    twin = copy.deepcopy(tree)
    here = twin.find(tree.getelementpath(node)) if node is not tree.getroot() else twin.getroot()
    if here is None:
        raise Refused("xml_reference_unknown", uri="")
    for found in [twin.find(path) for path in paths]:
        if found is not None:
            _remove(found)
    return here


def _remove(element: etree._Element) -> None:
    """Take an element out and leave the text behind it in place."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
