"""The files that go with a version of a draft."""

from __future__ import annotations

from collections.abc import Iterable

from congvu.kernel.api import files

from ..models import DraftFile, DraftVersion
from ..papers.inside import Inside
from .types import Attachment, AttachmentKind, AttachmentLine


def of_version(version: DraftVersion, *, kinds: Iterable[AttachmentKind] = tuple(AttachmentKind)) -> list[Attachment]:
    """Return the files of a version in their order; one query.

    To issue: `SEPARATE` files are sealed one by one (Phụ lục I, mục II.8.d) and become attachments of the document,
    `INSIDE` files are pages of the paper itself, `PAPERS` stay with the draft.
    """
    wanted = set(kinds)
    lines = [AttachmentLine.from_json(line) for line in version.attachments]
    rows = {str(row.uid): row for row in DraftFile.objects.filter(uid__in=[line.file for line in lines])}
    return [
        Attachment(
            line.file,
            line.kind,
            line.title,
            place,
            row.file_id,
            row.name,
            row.media_type,
            row.size,
            row.sha256,
            row.pages,
        )
        for place, line in enumerate(lines, start=1)
        if line.kind in wanted and (row := rows.get(line.file)) is not None
    ]


def inside_of(version: DraftVersion) -> list[Inside]:
    """Return the PDFs of a version that are pages of the paper itself, in their order, read in."""
    found = of_version(version, kinds=[AttachmentKind.INSIDE])
    return [Inside(one.title, one.name, files.read_bytes(one.file_id)) for one in found]
