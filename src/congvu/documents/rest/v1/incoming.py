"""Incoming documents for programs: register with files, read one, read the register page by page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, BinaryIO, cast
from uuid import UUID

import pydantic
from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Header, Query, Router, Schema, UploadedFile
from ninja.errors import ValidationError
from ninja.types import DictStrAny
from pydantic import Field

from congvu.identity.api import api_auth
from congvu.kernel.api import Actor

from ...actions.register import register_incoming
from ...queries.machine import DocumentFacts, document_facts, incoming_after
from ...rules import split_code
from ...types import Channel, FileRole, IncomingData, NewFile

router = Router(auth=api_auth, tags=["documents"])


class IncomingIn(Schema):
    """The registration of an incoming document (NĐ 30/2020 Phụ lục VI, phần II)."""

    document_type: str = Field(description="Mã tên loại, ví dụ cong-van, nghi-dinh")
    issuing_agency_name: str
    subject: str = ""
    full_code: str = Field("", description="Số, ký hiệu như trên văn bản: 5412/BNV-CCHC")
    issued_on: date | None = None
    arrived_at: datetime | None = Field(None, description="Bỏ trống: lúc nhận yêu cầu")
    document_code: str = ""
    signer_name: str = ""
    signer_position: str = ""
    signer_capacity: str = ""
    urgency: int = 0
    secrecy: int = 0
    circulation: str = ""
    language: str = "Tiếng Việt"
    pages: int | None = None
    copies: int | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    note: str = ""
    confirm_duplicate: bool = False


class IncomingOut(Schema):
    """The line that was written. `created` is false when the same Idempotency-Key had come before."""

    uid: UUID
    number: int
    created: bool
    url: str


class FileOut(Schema):
    """A file of a document."""

    uid: UUID
    role: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class DocumentOut(Schema):
    """A line of a register."""

    uid: UUID
    direction: str
    number: int | None
    year: int
    full_code: str
    document_type: str
    issuing_agency_name: str
    subject: str
    issued_on: date | None
    arrived_at: datetime | None
    due_at: datetime | None
    urgency: int
    secrecy: int
    state: str
    handler_text: str
    url: str
    files: list[FileOut] = []


class IncomingPage(Schema):
    """A page of the register, oldest first; ask on with `after=next_after`."""

    items: list[DocumentOut]
    next_after: int | None


def _parsed(metadata: str) -> IncomingIn:
    """Return the registration out of its JSON. Raises ninja's ValidationError, answered as problem+json."""
    try:
        return IncomingIn.model_validate_json(metadata)
    except pydantic.ValidationError as fault:
        errors = [{"loc": ("metadata", *e["loc"]), "msg": e["msg"]} for e in fault.errors(include_url=False)]
        raise ValidationError(cast("list[DictStrAny]", errors)) from fault


def _aware(at: datetime | None) -> datetime | None:
    return timezone.make_aware(at) if at is not None and timezone.is_naive(at) else at


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


@router.post("/incoming", response={200: IncomingOut, 201: IncomingOut}, summary="Đăng ký văn bản đến")
def register(
    request: HttpRequest,
    metadata: Annotated[str, Form(description="JSON của IncomingIn")],
    file: Annotated[list[UploadedFile] | None, File()] = None,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=64)] = "",
) -> tuple[int, IncomingOut]:
    """Register a document with its files; full text finds it when the call returns."""
    now = timezone.now()
    given = _parsed(metadata)
    values = given.model_dump(exclude={"full_code", "confirm_duplicate"})
    number, notation = split_code(given.full_code)
    values |= {"arrived_at": _aware(given.arrived_at) or now, "due_at": _aware(given.due_at)}
    data = IncomingData(code_number=number, code_notation=notation, received_via=Channel.API, **values)
    done = register_incoming(
        actor=_actor(request),
        data=data,
        files=[
            NewFile(cast(BinaryIO, one), one.name or "", FileRole.ATTACHMENT if place else FileRole.MAIN)
            for place, one in enumerate(file or [])
        ],
        now=now,
        once_key=idempotency_key,
        confirm_duplicate=given.confirm_duplicate,
    )
    out = IncomingOut(uid=done.uid, number=done.number, created=done.created, url=f"/van-ban/{done.uid}/")
    return (201 if done.created else 200), out


@router.get("/incoming", response=IncomingPage, summary="Đọc sổ văn bản đến theo trang")
def listed(
    request: HttpRequest,
    year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> IncomingPage:
    """Return the lines that the caller sees, by arrival number."""
    chosen = year or timezone.localdate().year
    rows = incoming_after(actor=_actor(request), year=chosen, after=after, limit=limit)
    more = len(rows) > limit
    items = [_out(row) for row in rows[:limit]]
    return IncomingPage(items=items, next_after=items[-1].number if more and items else None)


@router.get("/{uuid:uid}", response=DocumentOut, summary="Đọc một văn bản")
def one(request: HttpRequest, uid: UUID) -> DocumentOut:
    """Return one document with its files."""
    return _out(document_facts(actor=_actor(request), uid=uid))


def _out(row: DocumentFacts) -> DocumentOut:
    return DocumentOut.model_validate(row, from_attributes=True)
