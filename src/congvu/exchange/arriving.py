"""An arrived document taken apart and checked: files laid out, signatures verified, the questions answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.kernel.api import files, text
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
    """A file that came, waiting to be kept, and what was found of its signatures (None: none are looked for)."""

    file: files.Waiting
    report: signing.Report | None = None

    @property
    def verdict(self) -> str:
        """What its signatures are worth; empty where none are looked for."""
        return self.report.verdict if self.report else ""

    @property
    def both_kinds(self) -> bool:
        """Whether a person and an agency have signed."""
        return bool(self.report and self.report.complete)

    @property
    def signer_names(self) -> tuple[str, ...]:
        """The agencies whose seals it carries, as their certificates name them."""
        signers = [one.signer for one in self.report.signatures if one.signer] if self.report else []
        return tuple(name for one in signers if one.kind == "agency" for name in (one.organisation, one.name) if name)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A document's message taken apart."""

    business: int
    head: dict[str, Any]
    urgency: int
    files: tuple[Came, ...]
    checks: tuple[CheckLine, ...]
    verdict: Verdict


def laid_out(message: x.Edoc, stack: ExitStack) -> tuple[files.Waiting, ...]:
    """Return the files of a message, waiting to be kept while the stack lasts.

    Raises MessageRefused where one may not be kept, CarrierFailed where not now.
    """
    if message.business is None:
        raise MessageRefused(reason=_("mã nghiệp vụ không có trong quy chuẩn."))
    if len(message.attachments) > MOST_FILES:
        raise MessageRefused(reason=_("nhiều hơn %(most)d tệp kèm theo.") % {"most": MOST_FILES})
    return tuple(_waiting(one, stack) for one in message.attachments)


def _waiting(attachment: x.Attachment, stack: ExitStack) -> files.Waiting:
    try:
        with attachment.open() as stream:
            return stack.enter_context(
                files.checked(stream, name=attachment.name or "tep", limit=settings.EXCHANGE_LIMIT_BYTES, accept=ACCEPT)
            )
    except (ScannerUnavailable, StorageFull) as error:
        raise CarrierFailed(reason=str(error)) from error
    except FileRefused as error:
        raise MessageRefused(reason=str(error)) from error


def reports_of(waiting: Iterable[files.Waiting], *, now: datetime) -> dict[str, signing.Report]:
    """Check the signatures of what came, of many messages together; return the reports by SHA-256."""
    signed = {one.sha256: one for one in waiting if one.media_type == PDF}
    found = signing.check_all([(one.file, one.sha256) for one in signed.values()], now)
    return dict(zip(signed, found, strict=True))


def unpacked(
    message: x.Edoc, raw: BinaryIO, waiting: Sequence[files.Waiting], reports: Mapping[str, signing.Report]
) -> Unpacked:
    """Return a message taken apart, its files waiting, every question of Điều 5 answered, its own signature too."""
    head = messages.head_of(message)
    came = tuple(Came(one, reports.get(one.sha256)) for one in waiting)
    checks = (*_checks(message, came, head), *_message(message, raw))
    verdict = rules.verdict_of({one.code: one.ok for one in checks})
    urgency = head["priority"] if head["priority"] in range(5) else 0
    return Unpacked(int(message.business or 0), head, urgency, came, checks, verdict)


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


def _message(message: x.Edoc, raw: BinaryIO) -> tuple[CheckLine, ...]:
    """Say what the signature of the message itself is worth; most messages carry none."""
    if message.signature is None:
        return ()
    raw.seek(0)
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
