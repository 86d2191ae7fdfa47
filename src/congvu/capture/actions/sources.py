"""An administrator describes where papers come from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit, secrets
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import policy
from ..errors import SourceInvalid
from ..models import Source
from ..types import SourceKind

FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,248}[A-Za-z0-9])?")
MAILBOX = re.compile(r'[^"\\\r\n]{1,120}')


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """What is filled in; an empty password keeps the one that is there."""

    kind: str
    name: str
    folder: str = ""
    host: str = ""
    port: int = 993
    tls: bool = True
    account: str = ""
    password: str = ""
    mailbox: str = "INBOX"


@transaction.atomic
def save_source(*, actor: Actor, terms: SourceTerms, now: datetime, source_id: int | None = None) -> int:
    """Add a source of the actor's agency or change it; return its id. Raises NotAllowed, NotFound, SourceInvalid."""
    policy.may_set_up(actor).require()
    source = Source(agency_id=actor.agency_id, kind=terms.kind)
    if source_id is not None:
        found = Source.objects.select_for_update().filter(pk=source_id, agency_id=actor.agency_id).first()
        if found is None:
            raise NotFound
        source = found
    name = vn.clean_line(terms.name)[:120]
    if problem := _problem(terms, name, kept_password=source.password):
        raise SourceInvalid(reason=problem)
    if _folder_taken(terms, source.pk):
        raise SourceInvalid(reason=_("Thư mục này đã thuộc một nguồn khác."))
    source.name, source.folder = name, terms.folder if terms.kind == SourceKind.FOLDER else ""
    source.host, source.port, source.tls = terms.host, terms.port, terms.tls
    source.account, source.mailbox = terms.account[:250], terms.mailbox
    if terms.password:
        source.password = secrets.seal(terms.password)
    source.trouble = ""
    source.save()
    audit.record(actor, "capture.source_saved", source, at=now, name=name, kind=source.kind)
    return source.pk


@transaction.atomic
def switch(*, actor: Actor, source_id: int, active: bool, now: datetime) -> None:
    """Begin or stop looking into a source. Raises NotAllowed, NotFound."""
    policy.may_set_up(actor).require()
    source = Source.objects.select_for_update().filter(pk=source_id, agency_id=actor.agency_id).first()
    if source is None:
        raise NotFound
    source.active = active
    source.save(update_fields=["active"])
    audit.record(actor, "capture.source_switched", source, at=now, active=active)


def _problem(terms: SourceTerms, name: str, *, kept_password: str) -> str:
    """Return a sentence for the first thing that is wrong, empty when nothing is."""
    if not name:
        return _("Đặt tên cho nguồn.")
    if terms.kind == SourceKind.FOLDER:
        ok = FOLDER.fullmatch(terms.folder) is not None
        return "" if ok else _("Tên thư mục chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới.")
    if terms.kind != SourceKind.MAILBOX:
        return _("Chọn loại nguồn.")
    if not HOST.fullmatch(terms.host):
        return _("Ghi tên máy chủ thư, ví dụ thu.tiengiang.gov.vn.")
    if not MAILBOX.fullmatch(terms.mailbox) or not 0 < terms.port < 65536:
        return _("Hộp thư hoặc cổng không hợp lệ.")
    if not terms.account or not (terms.password or kept_password):
        return _("Ghi tài khoản và mật khẩu của hộp thư.")
    return ""


def _folder_taken(terms: SourceTerms, own: int | None) -> bool:
    rows = Source.objects.filter(kind=SourceKind.FOLDER, folder=terms.folder)
    others = rows if own is None else rows.exclude(pk=own)
    return terms.kind == SourceKind.FOLDER and others.exists()
