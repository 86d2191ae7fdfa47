"""The first half of taking packages in: what can be found out before anything is written. See `take_in`.

Here a package costs time (its message is read, its signatures are checked) and holds no lock; what it brought waits in
temporary files until the second half keeps it, or leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO, NamedTuple, cast

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity.api import AgencyCard
from congvu.kernel.api import StoredRef, files, statements
from congvu.kernel.errors import DomainError, ScannerUnavailable, StorageFull

from .. import arriving, messages, rules, ways
from ..edxml import types as x
from ..errors import (
    CarrierFailed,
    ClockSkewed,
    MessageRefused,
    NotHere,
    PackageBroken,
    PackageTooLarge,
    SameCodeOtherContent,
)
from ..models import Partner
from ..types import Envelope, PackageKind, SignedReceipt

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose envelope was found to be its sender's.

    `raw` is stored already, or still to be read; `partner` None means an agency of this installation. `carried_at` is
    when a carrier that keeps packages got it: its clock is held against the sender's.
    """

    envelope: Envelope
    raw: StoredRef | messages.Readable
    partner: Partner | None = None
    carried_at: datetime | None = None

    @property
    def key(self) -> Key:
        """What names a package: a sender numbers its own."""
        return self.envelope.sender_code, str(self.envelope.uid)


@dataclass(slots=True)
class Seen:
    """A package that was looked at and may be kept."""

    package: Package
    message: x.Message
    receiver: AgencyCard
    raw: StoredRef | files.Waiting
    stream: BinaryIO
    files: tuple[files.Waiting, ...] = ()
    came: arriving.Unpacked | None = None

    @property
    def envelope(self) -> Envelope:
        """Who sent what to whom, as signed."""
        return self.package.envelope

    @property
    def document_key(self) -> Key:
        """The document that the message speaks of: one at a time is written about it."""
        return self.envelope.sender_code, document_code(self.message)


@dataclass(slots=True)
class Look:
    """Looks at the packages of one call; `receivers` are the agencies here that they are addressed to."""

    now: datetime
    stack: ExitStack
    receivers: Mapping[str, AgencyCard | None]

    def at(self, package: Package) -> Seen:
        """Return what a package holds. Raises what it must be refused for."""
        envelope = package.envelope
        if (minutes := rules.skew_minutes(sent_at=envelope.sent_at, now=package.carried_at or self.now)) is not None:
            raise ClockSkewed(minutes=minutes)
        if envelope.size > settings.EXCHANGE_LIMIT_BYTES:
            raise PackageTooLarge(limit=filesizeformat(settings.EXCHANGE_LIMIT_BYTES))
        raw = package.raw if isinstance(package.raw, StoredRef) else self._came(package.raw, envelope)
        if (raw.sha256, raw.size) != (envelope.sha256, envelope.size):
            raise PackageBroken
        receiver = self._receiver(envelope.receiver_code)
        if isinstance(raw, StoredRef):
            stream = self.stack.enter_context(files.open(raw.id))
        else:
            stream = cast(BinaryIO, raw.file)
        message = self.stack.enter_context(messages.unfolded(stream))
        _fits(message, envelope)
        laid_out = arriving.laid_out(message, self.stack) if isinstance(message, x.Edoc) else ()
        return Seen(package, message, receiver, raw, stream, laid_out)

    def _came(self, raw: messages.Readable, envelope: Envelope) -> files.Waiting:
        try:
            return self.stack.enter_context(messages.checked(raw, name=str(envelope.uid)))
        except (ScannerUnavailable, StorageFull) as error:
            raise CarrierFailed(reason=str(error)) from error

    def _receiver(self, code: str) -> AgencyCard:
        if (found := self.receivers[code]) is None:
            raise NotHere(receiver=code)
        return found


def look(
    packages: Sequence[Package], *, now: datetime, stack: ExitStack
) -> list[Seen | SignedReceipt | DomainError]:  # fmt: skip
    """Look at packages; return for each what was seen, the receipt that it got before, or what it is refused for.

    What waits to be kept waits while the stack lasts.
    """
    on, codes = timezone.localdate(now), list(dict.fromkeys(one.envelope.receiver_code for one in packages))
    given, *cards = statements.together(
        lambda: receipts([one.envelope for one in packages]), *(partial(ways.here, code, on=on) for code in codes)
    )
    looking = Look(now, stack, dict(zip(codes, cards, strict=True)))
    found: list[Seen | SignedReceipt | DomainError] = []
    for package in packages:
        try:
            found.append(given_before(package.envelope, given) or looking.at(package))
        except DomainError as refusal:
            found.append(refusal)
    seen = [one for one in found if isinstance(one, Seen)]
    reports = arriving.reports_of((file for one in seen for file in one.files), now=now)
    for one in seen:
        if isinstance(one.message, x.Edoc):
            one.came = arriving.unpacked(one.message, one.stream, one.files, reports)
    return found


class Given(NamedTuple):
    """A receipt that was given before."""

    sha256: str
    receiver_code: str
    text: str
    signature: str


_GIVEN = """
    select sender_code, package_uid, sha256, receiver_code, text, signature from exchange_givenreceipt
    where sender_code = any(%s::text[]) and package_uid = any(%s::uuid[])
"""


def receipts(envelopes: Sequence[Envelope]) -> dict[Key, Given]:
    """Return the receipts that were given before, in one query."""
    senders = list({one.sender_code for one in envelopes})
    rows = statements.rows(_GIVEN, [senders, list({one.uid for one in envelopes})])
    return {(row[0], str(row[1])): Given(*row[2:]) for row in rows}


def given_before(envelope: Envelope, given: dict[Key, Given]) -> SignedReceipt | None:
    """Return the receipt of a package that came before. Raises SameCodeOtherContent for other bytes."""
    before = given.get((envelope.sender_code, str(envelope.uid)))
    if before is None:
        return None
    if (before.sha256, before.receiver_code) != (envelope.sha256, envelope.receiver_code):
        raise SameCodeOtherContent(what=str(envelope.uid))
    return SignedReceipt(before.text, before.signature)


def document_code(message: x.Message) -> str:
    """Return the code of the document that a message brings, or speaks about."""
    return message.document_id if isinstance(message, x.Edoc) else message.about.document_id


def _fits(message: x.Message, envelope: Envelope) -> None:
    """What the message says of sender and receiver is what the envelope says, which the sender's system signed."""
    kind = PackageKind.EDOC if isinstance(message, x.Edoc) else PackageKind.STATUS
    if kind != envelope.kind:
        raise MessageRefused(reason=_("loại thông điệp không như phong bì ghi."))
    if message.sender.organ_id != envelope.sender_code:
        raise MessageRefused(reason=_("cơ quan gửi trong thông điệp khác với phong bì."))
    if isinstance(message, x.Edoc):
        named = [one.organ_id for one in message.receivers]
    else:
        named = [message.about.organ_id, *(one.organ_id for one in message.receivers)]
    if envelope.receiver_code not in named:
        raise MessageRefused(reason=_("thông điệp không ghi cơ quan này là nơi nhận."))
    if not document_code(message):
        raise MessageRefused(reason=_("thông điệp không có mã định danh văn bản."))
    if len(document_code(message)) > arriving.LONGEST_DOCUMENT_CODE:
        raise MessageRefused(reason=_("mã định danh văn bản dài quá 200 ký tự."))
