"""Taking a whole case file out: noted in its history (NĐ 30/2020 Phụ lục VI, F4)."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final
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


@dataclass(frozen=True, slots=True)
class Written:
    """A file that leaves, on disk for as long as the caller holds it."""

    content: IO[bytes]
    name: str


def export_file(*, actor: Actor, uid: UUID, kind: str, now: datetime) -> Exported:
    """Return the case file in one form ("muc-luc", "pdf", "xml"). Raises NotFound or CannotExport."""
    with written(actor=actor, uid=uid, kind=kind, now=now) as made:
        return Exported(made.content.read(), made.name, KINDS[kind][0])


@contextlib.contextmanager
def written(
    *, actor: Actor, uid: UUID, kind: str, now: datetime, tell: Callable[[int], None] = lambda _done: None
) -> Iterator[Written]:
    """Write the case file in one form to a temporary file and give it from its start.

    `tell` hears how many documents are done. Raises NotFound or CannotExport.
    """
    export = export_of(actor=actor, uid=uid, now=now)
    with tempfile.TemporaryFile() as out:
        if kind == "xml":
            out.write(xml.document(export))
        elif kind == "muc-luc":
            out.write(pdf(contents.listing(export)))
        else:
            one_pdf.write(export, out, open_content=files.open_content, tell=tell)
        audit.record(actor, "archive.file_exported", CaseFile.objects.get(uid=uid), at=now, kind=KINDS[kind][1])
        ending = "xml" if kind == "xml" else "pdf"
        stem = export.file_code.replace("/", "-") + ("-muc-luc" if kind == "muc-luc" else "")
        out.seek(0)
        yield Written(out, f"{stem}.{ending}")
