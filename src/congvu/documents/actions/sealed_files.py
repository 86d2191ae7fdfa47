"""Files that go with a paper separately are sealed one by one when it is issued (NĐ 30/2020 Phụ lục I, mục II.8.d)."""

from __future__ import annotations

import io
from datetime import datetime

from congvu.kernel.api import Actor, files
from congvu.signing import api as signing

from ..drafting import attachments
from ..drafting.types import AttachmentKind
from ..models import Draft, DraftVersion
from ..papers.reading import first_page_size
from ..types import FileRole, NewFile, TextState
from . import attach

PDF = "application/pdf"
MM = 72 / 25.4
MARK = (62 * MM, 10 * MM)  # rộng, cao của dòng số, ký hiệu và thời gian ký ở góc phải, phía trên
EDGE = (15 * MM, 8 * MM)  # cách mép phải, mép trên


def sealed(actor: Actor, draft: Draft, version: DraftVersion, *, code: str, now: datetime) -> list[attach.Taken]:
    """Return the separate files of a version in their order, each sealed by the agency.

    A PDF carries the main paper's number and the time; any other file goes out byte for byte with a signature beside
    it (CAdES, the file's name with .p7s). Raises the refusals of signing.
    """
    found: list[attach.Taken] = []
    for one in attachments.of_version(version, kinds=[AttachmentKind.SEPARATE]):
        name = f"{one.title}.{one.name.rpartition('.')[2]}" if one.title and "." in one.name else one.name
        content = files.read_bytes(one.file_id)
        if one.media_type == PDF:
            content = _marked(actor, draft, content, code, now)
        found += attach.take([NewFile(io.BytesIO(content), name, FileRole.ATTACHMENT)])
        if one.media_type != PDF:
            signature = signing.sign_file(actor=actor, file_id=found[-1].ref.id, who="agency", now=now)
            found.append(attach.Taken(files.ref(signature), FileRole.ATTACHMENT, None, TextState.NONE))
    return found


def _marked(actor: Actor, draft: Draft, content: bytes, code: str, now: datetime) -> bytes:
    width, height = first_page_size(content)
    right, top = width - EDGE[0], height - EDGE[1]
    box = (right - MARK[0], top - MARK[1], right, top)
    return signing.seal_attachment(actor=actor, agency_id=draft.agency_id, pdf=content, box=box, number=code, now=now)
