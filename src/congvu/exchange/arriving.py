"""An arrived document taken apart and checked: its files stored, their signatures verified, the questions answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.kernel.api import StoredRef, files, text
from congvu.kernel.errors import FileRefused, ScannerUnavailable, StorageFull
from congvu.signing import api as signing

from . import messages, rules
from .edxml import types as x
from .edxml.verdict import State, verify
from .edxml.verdict import Verdict as XmlVerdict
from .edxml.wording import REASONS
from .errors import CarrierFailed, MessageRefused
from .types import CheckLine, Verdict

LONGEST_DOCUMENT_CODE = 200
DIRECTIVE = 2
MOST_FILES = 100
PDF = "application/pdf"
_WORST: tuple[State, ...] = ("invalid", "partial", "unknown", "weak", "valid")
ACCEPT = files.DEFAULT_ACCEPT | {"application/pkcs7-signature", "application/vnd.edxml"}


@dataclass(frozen=True, slots=True)
class Came:
    """A file that came, stored, and what was found of its signatures."""

    ref: StoredRef
    verdict: str
    both_kinds: bool
    signer_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A document's message taken apart."""

    business: int
    head: dict[str, Any]
    urgency: int
    files: tuple[Came, ...]
    checks: tuple[CheckLine, ...]
    verdict: Verdict


def unpacked(message: x.Edoc, *, raw_file_id: int, now: datetime) -> Unpacked:
    """Store and check what came, and the signature of the raw message where it has one.

    Raises MessageRefused where a file may not be kept, CarrierFailed where not now.
    """
    if message.business is None:
        raise MessageRefused(reason=_("mã nghiệp vụ không có trong quy chuẩn."))
    if len(message.attachments) > MOST_FILES:
        raise MessageRefused(reason=_("nhiều hơn %(most)d tệp kèm theo.") % {"most": MOST_FILES})
    head = messages.head_of(message)
    came = tuple(_came(one, now) for one in message.attachments)
    checks = (*_checks(message, came, head), *_message(message, raw_file_id))
    verdict = rules.verdict_of({one.code: one.ok for one in checks})
    urgency = head["priority"] if head["priority"] in range(5) else 0
    return Unpacked(int(message.business), head, urgency, came, checks, verdict)


def _came(attachment: x.Attachment, now: datetime) -> Came:
    try:
        with attachment.open() as stream:
            ref = files.store(stream, name=attachment.name or "tep", limit=settings.EXCHANGE_LIMIT_BYTES, accept=ACCEPT)
    except (ScannerUnavailable, StorageFull) as error:
        raise CarrierFailed(reason=str(error)) from error
    except FileRefused as error:
        raise MessageRefused(reason=str(error)) from error
    if ref.media_type != PDF:
        return Came(ref, "", False, ())
    report = signing.verify(ref.id, now)
    agencies = [one.signer for one in report.signatures if one.signer and one.signer.kind == "agency"]
    names = tuple(name for one in agencies for name in (one.organisation, one.name) if name)
    return Came(ref, report.verdict, report.complete, names)


def _checks(message: x.Edoc, came: tuple[Came, ...], head: dict[str, Any]) -> tuple[CheckLine, ...]:
    """Answer what QĐ 28/2018 Điều 5 wants known before a document is accepted."""
    main = came[0] if came else None
    return (
        _integrity(head, came),
        _signatures(came),
        _sender(message, came),
        CheckLine(
            "both_signatures",
            bool(main and main.verdict == "valid" and main.both_kinds),
            _("Có đủ chữ ký số của người có thẩm quyền và của cơ quan.")
            if main and main.both_kinds
            else _("Chưa đủ hai chữ ký số (người ký và cơ quan): văn bản để biết."),
        ),
    )


def _integrity(head: dict[str, Any], came: tuple[Came, ...]) -> CheckLine:
    if head["missing"]:
        return CheckLine("integrity", False, _("Thiếu tệp: %(names)s.") % {"names": ", ".join(head["missing"])[:300]})
    if not came:
        return CheckLine("integrity", None, _("Gói tin không có tệp kèm theo."))
    return CheckLine("integrity", True, _("Đủ tệp, đúng mã băm trên phong bì."))


def _signatures(came: tuple[Came, ...]) -> CheckLine:
    verdicts = {one.verdict for one in came if one.verdict}
    if "invalid" in verdicts:
        return CheckLine("signatures", False, _("Có chữ ký số không hợp lệ."))
    if "unknown" in verdicts:
        return CheckLine("signatures", None, _("Chưa xác định được hết chữ ký số."))
    if "valid" in verdicts:
        return CheckLine("signatures", True, _("Các chữ ký số đều hợp lệ."))
    return CheckLine("signatures", None, _("Không có tệp nào mang chữ ký số."))


def _message(message: x.Edoc, raw_file_id: int) -> tuple[CheckLine, ...]:
    """Say what the signature of the message itself is worth; most messages carry none."""
    if message.signature is None:
        return ()
    with files.open(raw_file_id) as raw:
        found = verify(raw)
    worst = min(found, key=lambda one: _WORST.index(one.state), default=XmlVerdict("unknown", "unreadable"))
    said = _("Chữ ký số của thông điệp: %(what)s") % {"what": REASONS[worst.reason]}
    return (CheckLine("message", {"invalid": False, "valid": True}.get(worst.state), said),)


def _sender(message: x.Edoc, came: tuple[Came, ...]) -> CheckLine:
    """The agency whose seal stands on the paper is the one that sent it."""
    names = [name for one in came for name in one.signer_names]
    if not names or not message.sender.name:
        return CheckLine("sender", None, _("Không có chữ ký số của cơ quan để đối chiếu với nơi gửi."))
    wanted = text.fold(text.clean_line(message.sender.name))
    if any(text.fold(text.clean_line(name)) == wanted for name in names):
        return CheckLine("sender", True, _("Chữ ký số của cơ quan đúng là của nơi gửi."))
    said = {"signer": names[0], "sender": message.sender.name}
    return CheckLine("sender", False, _("Chữ ký số là của %(signer)s, không phải của %(sender)s.") % said)
