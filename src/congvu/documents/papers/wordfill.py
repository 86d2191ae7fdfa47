"""Filling the named fields of a Word template: `{{name}}` in its text, or content controls with the name as tag.

Text is put in as text only; nothing of a template is ever run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from congvu.kernel.api import text as vn

from . import wordcheck
from .errors import WordUnreadable


def controls(content: bytes) -> list[str]:
    """Return the tags of the content controls of a Word file, in order. Raises the Word… refusals."""
    wordcheck.paragraphs(content)
    return list(dict.fromkeys(tag for element in _roots(_opened(content)) for _control, tag in _controls(element)))


def text_of(content: bytes) -> str:
    """Return all text of a Word file, header and footer too. Raises the Word… refusals."""
    body = wordcheck.paragraphs(content)
    roots = list(_roots(_opened(content)))[1:]
    return "\n".join([body, *("".join(t.text or "" for t in root.iter(qn("w:t"))) for root in roots)])


def fill(content: bytes, *, put: Callable[[str], str], values: Mapping[str, str]) -> bytes:
    """Return the file with its fields filled: `put` fills the `{{name}}` of a text, `values` the content controls.

    A field keeps the letters of the run it begins in, though Word may have cut it into several. Raises the Word…
    refusals.
    """
    wordcheck.paragraphs(content)
    document = _opened(content)
    for root in _roots(document):
        for control, tag in list(_controls(root)):
            if values.get(tag):
                _set_control(control, values[tag])
        for element in root.iter(qn("w:p")):
            _fill_paragraph(Paragraph(element, document._body), put)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _opened(content: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise WordUnreadable from error


def _roots(document: Any) -> Iterator[Any]:
    yield document.element.body
    for section in document.sections:
        for part in (section.header, section.footer):
            if not part.is_linked_to_previous:
                yield part._element


def _controls(root: Any) -> Iterator[tuple[Any, str]]:
    for control in root.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None and (name := vn.clean_line(tag.get(qn("w:val")) or "")):
            yield control, name


def _set_control(control: Any, value: str) -> None:
    texts = list(control.iter(qn("w:t")))
    if not texts:
        return
    texts[0].text = vn.clean_text(value)
    for other in texts[1:]:
        other.text = ""


def _fill_paragraph(paragraph: Paragraph, put: Callable[[str], str]) -> None:
    runs = paragraph.runs
    whole = "".join(run.text for run in runs)
    if "{{" not in whole:
        return
    if all(run.text.count("{{") == run.text.count("}}") for run in runs):
        for run in runs:  # each field inside one run: everything around it keeps its letters
            if "{{" in run.text:
                run.text = put(run.text)
        return
    made = put(whole)
    if made != whole:  # cut into several runs: the first that has text takes it all
        first = next(run for run in runs if run.text)
        first.text = made
        for run in runs[runs.index(first) + 1 :]:
            run.text = ""
