"""The document types as other apps may know them."""

from __future__ import annotations

from ..models import DocumentType


def type_names() -> list[tuple[str, str, str, bool]]:
    """Return the types in force: code, name, abbreviation in notations, whether a normative act. One query."""
    rows = DocumentType.objects.filter(valid_to=None).exclude(kind=DocumentType.Kind.COPY).order_by("position", "pk")
    return [(row.code, row.name, row.abbreviation, row.kind == DocumentType.Kind.NORMATIVE) for row in rows]
