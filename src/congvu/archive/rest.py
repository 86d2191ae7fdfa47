"""Case files for other programs: open one, put documents into it, read it. Mounted under /api/v1/archive."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from congvu.identity.api import api_auth
from congvu.kernel.api import Actor

from .actions.entries import put_documents
from .actions.open_file import open_file
from .queries.files import file_or_404
from .types import FileData, Language, Usage

router = Router(auth=api_auth, tags=["archive"])


class CaseFileIn(Schema):
    """A case file to be opened in the post of the key (NĐ 30/2020 Điều 30, Phụ lục VI phần II)."""

    title: str
    notation: str = Field(description="Số và ký hiệu hồ sơ trong năm: 01.TH")
    retention: str = Field(description="Mã thời hạn bảo quản: vinh-vien, 20, 10 …")
    started_on: date | None = Field(None, description="Bỏ trống: hôm nay")
    usage: str = Usage.OPEN.value
    language: str = Language.VIETNAMESE.value
    description: str = ""
    keyword: str = ""
    retention_note: str = ""


class CaseFileOut(Schema):
    """A case file as its page shows it."""

    uid: UUID
    code: str
    title: str
    state: str
    doc_total: int
    page_total: int
    url: str


class DocumentsIn(Schema):
    """Documents to be put into a file; those that stand there already stay once."""

    documents: list[UUID] = Field(max_length=200)


class PutOut(Schema):
    """How many came new, and the file after it."""

    added: int
    file: CaseFileOut


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@router.post("/files", response={201: CaseFileOut}, summary="Mở hồ sơ")
def start(request: HttpRequest, given: CaseFileIn) -> tuple[int, CaseFileOut]:
    """Open a case file; a notation that the year has already is refused, so asking again opens no second one."""
    now = timezone.now()
    values = given.model_dump(exclude={"started_on"})
    data = FileData(started_on=given.started_on or timezone.localdate(now), **values)
    return 201, _out(request, open_file(actor=_actor(request), data=data, now=now))


@router.post("/files/{uuid:uid}/documents", response=PutOut, summary="Đưa văn bản vào hồ sơ")
def put(request: HttpRequest, uid: UUID, given: DocumentsIn) -> PutOut:
    """Put documents that the key's post sees into a file that it keeps."""
    added = put_documents(actor=_actor(request), uid=uid, document_uids=given.documents, now=timezone.now())
    return PutOut(added=added, file=_out(request, uid))


@router.get("/files/{uuid:uid}", response=CaseFileOut, summary="Đọc một hồ sơ")
def one(request: HttpRequest, uid: UUID) -> CaseFileOut:
    """Return a case file that the key's post sees."""
    return _out(request, uid)


def _out(request: HttpRequest, uid: UUID) -> CaseFileOut:
    file = file_or_404(actor=_actor(request), uid=uid, today=timezone.localdate())
    return CaseFileOut(
        uid=file.uid,
        code=file.code,
        title=file.title,
        state=file.state,
        doc_total=file.doc_total,
        page_total=file.page_total,
        url=f"/ho-so/{file.uid}/",
    )
