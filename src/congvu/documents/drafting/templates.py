"""Templates of the agency's own: their fields, found in what was typed or in a Word file, and filled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.kernel.api import text as vn

from . import rules
from .types import MAX_TEMPLATE_FIELDS, AnnexText, DraftContent, FieldKind, TemplateField

# {{ten_muc}}: chữ, số và gạch dưới; chữ có dấu được, vì người soạn mẫu gõ tiếng Việt.
PLACE: Final = re.compile(r"\{\{\s*([^\W\d]\w{0,39})\s*\}\}")
LONGEST_VALUE: Final = 5000


def names_in(texts: Iterable[str]) -> list[str]:
    """Return the names of the fields in some texts, each once, in order."""
    found = (match[1] for text in texts for match in PLACE.finditer(vn.nfc(text)))
    return list(dict.fromkeys(found))


def texts_of(content: DraftContent) -> list[str]:
    """Return every text of a content in which fields may stand."""
    return [
        content.subject,
        *content.send_to,
        *content.grounds,
        *content.fields.values(),
        content.body,
        *content.recipients,
        *(text for annex in content.annexes for text in (annex.title, annex.body)),
    ]


def fields_for(names: Sequence[str], given: Sequence[TemplateField]) -> list[TemplateField]:
    """Return a field for each name in order: as it was described, else a line of text called by its name."""
    known = {field.name: field for field in given}
    return [
        known.get(name) or TemplateField(name, name.replace("_", " ").strip().capitalize())
        for name in names[:MAX_TEMPLATE_FIELDS]
    ]


def field_problems(fields: Sequence[TemplateField]) -> list[str | Promise]:
    """Return what is wrong with the description of fields."""
    found: list[str | Promise] = []
    if len(fields) > MAX_TEMPLATE_FIELDS:
        found.append(_("Một mẫu có nhiều nhất %(n)d mục điền.") % {"n": MAX_TEMPLATE_FIELDS})
    for field in fields:
        if not field.label.strip():
            found.append(_("Mục “%(name)s” chưa có nhãn.") % {"name": field.name})
        if field.kind == FieldKind.CHOICE and len(field.choices) < 2:
            found.append(_("Mục “%(label)s” là chọn một: ghi ít nhất hai lựa chọn.") % {"label": field.label})
    return found


def value_problems(fields: Sequence[TemplateField], values: Mapping[str, str]) -> dict[str, str | Promise]:
    """Return what is missing or wrong in the values of a filled form, by field."""
    found: dict[str, str | Promise] = {}
    for field in fields:
        value = values.get(field.name, "").strip()
        if field.required and not value:
            found[field.name] = _("Điền mục này.")
        elif len(value) > LONGEST_VALUE:
            found[field.name] = _("Dài quá %(limit)d ký tự.") % {"limit": LONGEST_VALUE}
        elif value and field.kind == FieldKind.CHOICE and value not in field.choices:
            found[field.name] = _("Chọn một trong các giá trị của danh sách.")
        elif value and field.kind == FieldKind.NUMBER and not re.fullmatch(r"-?[\d.]+(?:,\d+)?", value):
            found[field.name] = _("Nhập một số, ví dụ 1.250 hoặc 12,5.")
    return found


def shown_day(day: date) -> str:
    """Return a day as papers write it: "ngày 05 tháng 01 năm 2026"."""
    return rules.printed_date(day)


def filler(values: Mapping[str, str]) -> Callable[[str], str]:
    """Return what puts the values into a text; a field without a value becomes dots, to be filled by hand.

    Values are put in once and never read for fields again.
    """
    clean = {name: vn.clean_text(value)[:LONGEST_VALUE] for name, value in values.items()}

    def put(text: str) -> str:
        return PLACE.sub(lambda match: clean.get(match[1], "") or "…", vn.nfc(text))

    return put


def filled(content: DraftContent, values: Mapping[str, str]) -> DraftContent:
    """Return a content with its fields filled."""
    put = filler(values)

    def line(text: str) -> str:
        return " ".join(put(text).split())

    return replace(
        content,
        subject=line(content.subject),
        send_to=tuple(line(text) for text in content.send_to),
        grounds=tuple(line(text) for text in content.grounds),
        fields={name: line(text) for name, text in content.fields.items()},
        body=put(content.body),
        recipients=tuple(line(text) for text in content.recipients),
        annexes=tuple(AnnexText(line(a.title), put(a.body), a.landscape) for a in content.annexes),
    )
