"""The clerk corrects a registration; the number stays, history keeps old and new."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit

from .. import policy, rules
from ..errors import RegistrationInvalid
from ..holds import require_free
from ..types import IncomingData, Secrecy, State
from . import trays
from .locked import lock_document, move
from .register import checked, clean, columns, refuse_duplicate, same_paper_key, wait_for_passing_on


@transaction.atomic
def correct_registration(
    *, actor: Actor, uid: UUID, data: IncomingData, now: datetime, confirm_duplicate: bool = False
) -> list[str]:
    """Write corrected fields and return the names of those that changed.

    Another urgency counts the limit for handing up anew, from when the document was registered; the log keeps the old
    one. A document does not become secret, or stop being so, by correction: void its number and register it anew.
    Raises NotFound, NotAllowed, WrongState, RegistrationInvalid or LooksDuplicate.
    """
    document = lock_document(actor, uid, policy.may_correct)
    require_free(document.pk)
    move(document, rules.Act.CORRECT)
    data = clean(data)
    document_type = checked(data, today=timezone.localdate(now))
    if (data.secrecy > Secrecy.NONE) != document.is_secret:
        raise RegistrationInvalid({"secrecy": _("Không đổi độ mật bằng cách sửa: hủy số này và đăng ký lại.")})
    key = same_paper_key(data)
    if not confirm_duplicate and (key, data.document_code) != (document.duplicate_key, document.document_code):
        refuse_duplicate(document.agency_id, key=key, document_code=data.document_code, but=document.pk)

    after = {**columns(data, agency_id=document.agency_id), "document_type_id": document_type.pk, "duplicate_key": key}
    if data.due_on == document.due_on and data.due_at is None:
        after["due_at"] = document.due_at  # the deadline that a leader may have set since
    changed = {
        name: (getattr(document, name), value) for name, value in after.items() if getattr(document, name) != value
    }
    if not changed:
        return []
    for name, (_old, value) in changed.items():
        setattr(document, name, value)
    document.save(update_fields=list(changed))
    if "urgency" in changed and document.state == State.REGISTERED and not document.is_secret:
        before = document.pass_on_due_at
        wait_for_passing_on(document, start=document.registered_at)
        if document.pass_on_due_at != before:
            changed["pass_on_due_at"] = (before, document.pass_on_due_at)
        trays.queue_for_clerks(document, actor=actor, now=now, due_at=document.pass_on_due_at)
    shown = [name for name in changed if name != "duplicate_key"]
    audit.record(
        actor,
        "documents.registration_corrected",
        document,
        at=now,
        changed={name: [_plain(changed[name][0]), _plain(changed[name][1])] for name in shown},
    )
    trays.refresh_search(document)
    return shown


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) or value is None else str(value)
