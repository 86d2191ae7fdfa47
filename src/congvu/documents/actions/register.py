"""The clerk registers an incoming document (NĐ 30/2020 Điều 22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, publish, statements, take_number
from congvu.kernel.api import text as vn

from .. import policy, rules
from ..errors import LooksDuplicate, RegisterClosed, RegistrationInvalid, SecretHasNoFile
from ..events import IncomingRegistered
from ..models import Document, DocumentType, Register
from ..types import LATEST_FORM_KEY, Direction, IncomingData, NewFile, Registered, Secrecy, State
from . import attach, trays
from .deadlines import end_of, pass_on_aim
from .registers import default_register

_TEXTS = [f.name for f in fields(IncomingData) if f.type == "str"]


@transaction.atomic
def register_incoming(
    *,
    actor: Actor,
    data: IncomingData,
    files: Sequence[NewFile] = (),
    now: datetime,
    once_key: str = "",
    confirm_duplicate: bool = False,
    register_id: int | None = None,
) -> Registered:
    """Give a document its arrival number and a line in the register, and make it found.

    `once_key` names one filled form: the same form sent twice gives the first result with `created` False. Raises
    NotAllowed, RegistrationInvalid, LooksDuplicate (unless `confirm_duplicate`), SecretHasNoFile, RegisterClosed and
    the File… refusals of kernel.errors; a refused registration takes no number.
    """
    once_key = once_key[:LATEST_FORM_KEY]
    policy.may_register(actor, actor.agency_id).require()
    data = clean(data)
    if once_key:
        _lock(f"documents.once:{actor.agency_id}:{once_key}")
        if before := Document.objects.filter(agency_id=actor.agency_id, once_key=once_key).first():
            return Registered(before.pk, before.uid, before.number or 0, created=False)

    document_type = checked(data, today=timezone.localdate(now))
    if data.secrecy > Secrecy.NONE and files:
        raise SecretHasNoFile
    register = _register_for(actor, data, register_id)
    key = same_paper_key(data)
    if not confirm_duplicate:
        refuse_duplicate(actor.agency_id, key=key, document_code=data.document_code)

    taken = attach.take(files)
    document = Document(
        direction=Direction.INCOMING,
        agency_id=actor.agency_id,
        register=register,
        year=register.year,
        document_type=document_type,
        registered_at=now,
        state=State.REGISTERED,
        created_by_post_id=actor.post_id,
        once_key=once_key,
        duplicate_key=key,
        **columns(data, agency_id=actor.agency_id),
    )
    if document.pages is None:
        document.pages = attach.pages_of(taken)
    if not document.is_secret:
        _aim(document, start=now)
    document.number = number = take_number(key=register.series_key, year=register.year)
    document.save(force_insert=True)
    attach.add_to_new(document, taken, now=now)

    audit.record(actor, "documents.incoming_registered", document, at=now, number=number, files=len(taken))
    publish(
        IncomingRegistered(
            document_id=document.pk,
            uid=str(document.uid),
            agency_id=document.agency_id,
            number=number,
            year=register.year,
            document_code=data.document_code,
            received_via=data.received_via,
            at=now,
        )
    )
    if not document.is_secret:
        trays.queue_for_clerks(document, actor=actor, now=now, due_at=document.pass_on_due_at)
        trays.put_new_in_search(document, texts=[t.text.text for t in taken if t.text])
    return Registered(document.pk, document.uid, number, created=True)


def wait_for_passing_on(document: Document, *, start: datetime) -> None:
    """Count anew until when the document must be handed up, and when the clerks are reminded of it."""
    _aim(document, start=start)
    document.save(update_fields=["pass_on_due_at", "pass_on_remind_at"])


def _aim(document: Document, *, start: datetime) -> None:
    found = pass_on_aim(document, start=start)
    document.pass_on_due_at = found.due_at
    document.pass_on_remind_at = found.aim_at


def clean(data: IncomingData) -> IncomingData:
    """Return the data with every text on one line, NFC, trimmed."""
    texts: dict[str, Any] = {name: vn.clean_line(getattr(data, name)) for name in _TEXTS}
    return replace(data, **texts)


def checked(data: IncomingData, *, today: date) -> DocumentType:
    """Return the type of a registration that is right. Raises RegistrationInvalid with a sentence a field."""
    problems = rules.registration_problems(data, today=today)
    types: list[DocumentType] = statements.kept_objects(_type_of, code=data.document_type)
    document_type = types[0] if types else None
    if document_type is None:
        problems["document_type"] = _("Chọn tên loại văn bản.")
    if problems or document_type is None:
        raise RegistrationInvalid(problems)
    return document_type


def _type_of(*, code: str) -> QuerySet[DocumentType]:
    return DocumentType.objects.filter(code=code)


def columns(data: IncomingData, *, agency_id: int) -> dict[str, Any]:
    """Return the data as columns of Document; without an hour the deadline is the end of work on its day."""
    values = {f.name: getattr(data, f.name) for f in fields(IncomingData)}
    del values["document_type"]
    if data.due_at is None and data.due_on is not None:
        values["due_at"] = end_of(data.due_on, agency_id=agency_id)
    return values


def same_paper_key(data: IncomingData) -> str:
    """Return the key that finds the same paper registered twice."""
    return rules.duplicate_key(
        number=data.code_number,
        notation=data.code_notation,
        organ_name=data.issuing_agency_name,
        issued_on=data.issued_on,
    )


def refuse_duplicate(agency_id: int, *, key: str, document_code: str, but: int | None = None) -> None:
    """Raise LooksDuplicate when the paper stands in a register of the agency (Phụ lục VI, I.7)."""
    for name in filter(None, (key, document_code)):
        _lock(f"documents.same:{agency_id}:{name}")
    found: dict[int, tuple[int | None, UUID]] = {}
    for column, value in (("duplicate_key", key), ("document_code", document_code)):
        if value:
            same = statements.kept(_same_paper, column, agency_id=agency_id, value=value)
            found |= {pk: (number, uid) for pk, number, uid in same if pk != but}
    if found:
        rows = [found[pk] for pk in sorted(found)]
        raise LooksDuplicate(numbers=", ".join(str(n) for n, _uid in rows), uids=" ".join(str(u) for _n, u in rows))


def _same_paper(column: str, *, agency_id: int, value: str) -> QuerySet[Document, tuple[Any, ...]]:
    rows = Document.objects.filter(agency_id=agency_id, direction=Direction.INCOMING, **{column: value})
    return rows.exclude(state=State.VOID).values_list("pk", "number", "uid")[:6]


def _register_for(actor: Actor, data: IncomingData, register_id: int | None) -> Register:
    secret = data.secrecy > Secrecy.NONE
    if register_id is None:
        register = _register_of_type(actor, data) or default_register(
            agency_id=actor.agency_id, direction=Direction.INCOMING, on=data.arrived_on, is_secret=secret
        )
    else:
        chosen = policy.visible_registers(actor).filter(pk=register_id, direction=Direction.INCOMING).first()
        if chosen is None or chosen.is_secret != secret:
            raise RegistrationInvalid({"register": _("Chọn sổ văn bản đến phù hợp với độ mật.")})
        register = chosen
    if register.closed_on is not None:
        raise RegisterClosed(register=register.name, day=rules.shown(register.closed_on))
    return register


def _register_of_type(actor: Actor, data: IncomingData) -> Register | None:
    """Return the open register that the agency keeps for this type of document alone, if it keeps one."""
    secret, year = data.secrecy > Secrecy.NONE, data.arrived_on.year
    found = statements.kept_objects(_open_for_type, secret, year, agency_id=actor.agency_id, code=data.document_type)
    return next(iter(found), None)


def _open_for_type(is_secret: bool, year: int, *, agency_id: int, code: str) -> QuerySet[Register]:
    return Register.objects.filter(
        agency_id=agency_id,
        direction=Direction.INCOMING,
        year=year,
        is_secret=is_secret,
        closed_on=None,
        types__code=code,
    ).order_by("pk")[:1]


def _lock(name: str) -> None:
    """Let two acts on the same thing that has no row yet come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
