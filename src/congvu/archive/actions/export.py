"""Taking a whole case file out: noted in its history (NĐ 30/2020 Phụ lục VI, F4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from congvu.kernel.api import Actor, audit, files

from ..models import CaseFile
from ..papers import contents, one_pdf, xml
from ..papers.lists import pdf
from ..queries.export import export_of

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "muc-luc": ("application/pdf", "Mục lục PDF"),
    "pdf": ("application/pdf", "một tệp PDF"),
    "xml": ("application/xml", "XML"),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that leaves: its bytes, name and type."""

    content: bytes
    name: str
    media_type: str


def export_file(*, actor: Actor, uid: UUID, kind: str, now: datetime) -> Exported:
    """Return the case file in one form ("muc-luc", "pdf", "xml"). Raises NotFound or CannotExport."""
    export = export_of(actor=actor, uid=uid, now=now)
    if kind == "xml":
        content = xml.document(export)
    elif kind == "muc-luc":
        content = pdf(contents.listing(export))
    else:
        content = one_pdf.whole(export, open_file=files.open)
    media_type, label = KINDS[kind]
    audit.record(actor, "archive.file_exported", CaseFile.objects.get(uid=uid), at=now, kind=label)
    ending = "xml" if kind == "xml" else "pdf"
    stem = export.file_code.replace("/", "-") + ("-muc-luc" if kind == "muc-luc" else "")
    return Exported(content, f"{stem}.{ending}", media_type)
