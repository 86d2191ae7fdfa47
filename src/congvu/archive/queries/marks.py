"""The codes of the files in which documents stand, for searching documents by them (Phụ lục VI, mã hồ sơ)."""

from __future__ import annotations

from collections import defaultdict

from congvu.kernel.api import text as vn

from ..models import FileEntry


def file_codes(document_ids: list[int]) -> dict[int, list[str]]:
    """Return "file:<folded code>" for each file that holds each document; one query."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = FileEntry.objects.filter(document_id__in=document_ids, removed_at=None).select_related("file")
    for entry in rows.only("document_id", "file__organ_id", "file__catalog_year", "file__notation"):
        if entry.document_id is not None:
            found[entry.document_id].append("file:" + "".join(vn.fold(entry.file.code).split()))
    return found
