"""The daily comparison over NATS: question and answer lie in the inboxes, signed as packages are.

A question names a day and its sender's root. The answer is the receiver's root and, where it differs, the list of
packages in parts, which are kept until the last is here. Each message may come twice, in any order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import uuid6
from django.db import transaction
from django.utils.translation import gettext as _

from .. import envelopes, keys, rules
from ..carriers import jetstream
from ..errors import BadEnvelope, CarrierFailed
from ..models import Partner, Reconciliation, UploadPart
from ..types import Envelope, PackageKind
from .reconcile import MOST_PACKAGES, Day, keep, packages_of_day

PART: Final = 4000  # packages a message: below half of what a server takes
MOST_PARTS: Final = MOST_PACKAGES // PART
MOST_ASKED: Final = 100  # questions that are under way at once


def ask(partner: Partner, pairs: Sequence[tuple[str, str, str]], *, day: str, now: datetime) -> None:
    """Ask a partner whether it took in packages of a day: sender, receiver, our root. Raises CarrierFailed."""
    said = [(pair[0], pair[1], json.dumps({"asked": day, "root": pair[2]}).encode()) for pair in pairs]
    asked = [_about(partner, sender_code=one, receiver_code=other, said=text, now=now) for one, other, text in said]
    for at in range(0, len(asked), MOST_ASKED):
        jetstream.link().publish(asked[at : at + MOST_ASKED])


def _about(partner: Partner, *, sender_code: str, receiver_code: str, said: bytes, now: datetime) -> jetstream.Outgoing:
    """Return a question or an answer about a day as it goes into a partner's inbox, signed as a package is.

    Raises CarrierFailed for a partner without inbox.
    """
    if not jetstream.INBOX.match(partner.address):
        raise CarrierFailed(reason=_("Chưa khai hộp nhận NATS của đối tác."))
    uid, digest = uuid6.uuid7(), hashlib.sha256(said).hexdigest()
    text, signature = envelopes.seal(
        Envelope(uid, PackageKind.STATUS, sender_code, receiver_code, digest, len(said), now, keys.system_id())
    )
    headers = {jetstream.ENVELOPE: text, jetstream.SIGNATURE: signature, "Nats-Msg-Id": str(uid)}
    return jetstream.Outgoing(f"congvu.{partner.address}.answer.{jetstream.DAY}.{uid}", said, headers)


def read(data: bytes, envelope: Envelope, partner: Partner, *, now: datetime) -> list[jetstream.Outgoing]:
    """Take a question or a part of an answer whose envelope fits; return what is to be answered. Raises BadEnvelope."""
    try:
        said = json.loads(data)
        if "asked" in said:
            day = date.fromisoformat(said["asked"])
            return _answers(day, str(said["root"]), envelope, partner, now)
        _take(said, date.fromisoformat(said["day"]), envelope, now)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadEnvelope from error
    return []


def _answers(day: date, root: str, asked: Envelope, partner: Partner, now: datetime) -> list[jetstream.Outgoing]:
    """Return our root of what the asker sent here on a day, and the list where it is not the asker's."""
    found = packages_of_day(
        day.isoformat(), sender_code=asked.sender_code, receiver_code=asked.receiver_code, given=True
    )
    listed = [] if found.root == root else list(found.packages.items())
    parts = [dict(listed[at : at + PART]) for at in range(0, len(listed), PART)] or [{}]
    head = {"day": day.isoformat(), "about": str(asked.uid), "root": found.root, "same": found.root == root}
    return [
        _about(
            partner, sender_code=asked.receiver_code, receiver_code=asked.sender_code, now=now,
            said=json.dumps(head | {"part": number, "parts": len(parts), "packages": part}).encode(),
        )
        for number, part in enumerate(parts)
    ]  # fmt: skip


@transaction.atomic
def _take(said: Mapping[str, Any], day: date, envelope: Envelope, now: datetime) -> None:
    """Keep a part, and compare when all are here. Nothing happens where nobody here asked, or it is settled."""
    pair = {"day": day, "sender_code": envelope.receiver_code, "receiver_code": envelope.sender_code}
    row = Reconciliation.objects.select_for_update().filter(**pair).first()
    if row is None or row.their_root:
        return
    packages = _whole(said, envelope, now)
    if packages is None:
        return
    ours = packages_of_day(
        day.isoformat(), sender_code=row.sender_code, receiver_code=row.receiver_code, given=False
    )  # fmt: skip
    theirs, trouble = Day(packages, bytes.fromhex(said["root"]).hex()[:64]), ""
    if said["same"] and theirs.root != ours.root:
        trouble = _("Gói tin của ngày có thêm trong lúc đối chiếu.")
    elif not said["same"] and rules.day_root(packages) != theirs.root:
        trouble = _("Danh sách đối tác đưa ra không khớp gốc mà đối tác tính.")
    keep(
        day=day, sender_code=row.sender_code, receiver_code=row.receiver_code, ours=ours,
        theirs=None if trouble else theirs, trouble=trouble, now=now,
    )  # fmt: skip


def _whole(said: Mapping[str, Any], envelope: Envelope, now: datetime) -> dict[str, str] | None:
    """Return all packages of an answer when its last part is here, else None."""
    part, parts, about = int(said["part"]), int(said["parts"]), UUID(said["about"])
    if not 0 <= part < parts <= MOST_PARTS:
        raise BadEnvelope
    packages = {str(UUID(uid)): bytes.fromhex(sha).hex() for uid, sha in said["packages"].items()}
    if parts == 1:
        return packages
    kept = UploadPart.objects.filter(system=envelope.system, package_uid=about)
    if not kept.filter(start=part).exists():
        data = json.dumps(packages).encode()
        UploadPart.objects.create(
            system=envelope.system, package_uid=about, start=part, size=len(data), data=data, came_at=now
        )
    if kept.count() < parts:
        return None
    whole: dict[str, str] = {}
    for each in kept.order_by("start"):
        whole |= json.loads(bytes(each.data))
    kept.delete()
    return whole
