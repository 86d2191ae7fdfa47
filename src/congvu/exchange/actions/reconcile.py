"""Two sides compare a day's packages by Merkle root, and list what differs (N6).

A package belongs to the day on which its receiver took it in, as its receipt says: both sides know that moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

import uuid6
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.errors import DomainError, NotFound

from .. import keys, rules, ways
from ..carriers import jetstream
from ..carriers.https import ask_day
from ..errors import CarrierFailed
from ..models import GivenReceipt, Mailing, Partner, Reconciliation
from ..types import CarrierKind, Envelope, MailingState, PackageKind, Way

MOST_PACKAGES = 200_000
QUIET = timedelta(days=30)  # so long after its last letter a pair of agencies is still compared every day


@dataclass(frozen=True, slots=True)
class Day:
    """A day's packages of a pair, uid to digest, and the root over them."""

    packages: Mapping[str, str]
    root: str


def packages_of_day(text: str, *, sender_code: str, receiver_code: str, given: bool) -> Day:
    """Return the packages of a day: those that we took in (`given`), or those of ours that were. Raises NotFound."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error
    first = timezone.make_aware(datetime.combine(day, time.min))
    window = {"received_at__gte": first, "received_at__lt": first + timedelta(days=1)}
    pair = {"sender_code": sender_code, "receiver_code": receiver_code}
    if given:
        taken = GivenReceipt.objects.filter(**pair, **window)
        listed = list(taken.values_list("package_uid", "sha256")[:MOST_PACKAGES])
    else:
        done = Mailing.objects.filter(**pair, **window, state=MailingState.DONE)
        listed = list(done.values_list("uid", "sha256")[:MOST_PACKAGES])
    packages = {str(uid): sha for uid, sha in sorted(listed)}
    return Day(packages, rules.day_root(packages))


def pairs_of_day(day: date) -> list[tuple[str, str]]:
    """Return the pairs of agencies between which packages of ours arrived on a day, or in the month before it.

    A day without letters of ours is compared too: the other side may hold some that we know nothing of any more.
    """
    first = timezone.make_aware(datetime.combine(day, time.min))
    rows = Mailing.objects.filter(
        received_at__gte=first - QUIET, received_at__lt=first + timedelta(days=1), state=MailingState.DONE
    )
    return sorted(rows.order_by().values_list("sender_code", "receiver_code").distinct())


def compare_day(*, day: date, sender_code: str, receiver_code: str, now: datetime) -> Reconciliation:
    """Compare a day of a pair with the receiver's side, and keep the outcome, whatever the other side does.

    Over NATS the receiver's side is asked, and its answer ends the comparison (`days`).
    """
    ours = packages_of_day(day.isoformat(), sender_code=sender_code, receiver_code=receiver_code, given=False)
    kept = partial(keep, day=day, sender_code=sender_code, receiver_code=receiver_code, ours=ours, now=now)
    try:
        way = ways.way_to(receiver_code, on=timezone.localdate(now))
        if way.carrier == CarrierKind.JETSTREAM and way.partner_id is not None:
            waiting = kept(theirs=None, trouble=_("Đã hỏi nơi nhận, chờ trả lời."))
            jetstream.ask_day(
                Partner.objects.get(pk=way.partner_id), sender_code=sender_code, receiver_code=receiver_code,
                day=day.isoformat(), root=ours.root, now=now,
            )  # fmt: skip
            return waiting
        theirs = _theirs(way, day, sender_code, receiver_code, ours.root, now)
    except DomainError as error:
        return kept(theirs=None, trouble=str(error)[:500])
    return kept(theirs=theirs, trouble="")


@transaction.atomic
def keep(
    *, day: date, sender_code: str, receiver_code: str, ours: Day, theirs: Day | None, trouble: str, now: datetime
) -> Reconciliation:
    """Write down how a day of a pair compares; `theirs` has no packages where the roots are equal."""
    listed = [] if theirs is None or theirs.root == ours.root else rules.differences(ours.packages, theirs.packages)
    row, _created = Reconciliation.objects.update_or_create(
        day=day,
        sender_code=sender_code,
        receiver_code=receiver_code,
        defaults={
            "compared_at": now,
            "our_root": ours.root,
            "our_count": len(ours.packages),
            "their_root": theirs.root if theirs else "",
            "their_count": _count(ours, theirs),
            "differences": listed[:1000],
            "trouble": trouble,
        },
    )
    return row


def _count(ours: Day, theirs: Day | None) -> int | None:
    """Return how many packages the other side has; equal roots need no list."""
    if theirs is None:
        return None
    return len(ours.packages if theirs.root == ours.root else theirs.packages)


def _theirs(way: Way, day: date, sender_code: str, receiver_code: str, our_root: str, now: datetime) -> Day:
    """Ask the receiver's side for its root, and for its packages where the roots differ. Raises CarrierFailed."""
    if way.carrier == CarrierKind.LOCAL:
        return packages_of_day(day.isoformat(), sender_code=sender_code, receiver_code=receiver_code, given=True)
    if way.carrier != CarrierKind.HTTPS or way.partner_id is None:
        raise CarrierFailed(reason=_("Đường truyền này không có đối chiếu theo ngày."))
    partner = Partner.objects.get(pk=way.partner_id)
    root, packages = ask_day(partner, _pass(sender_code, receiver_code, now), day.isoformat(), our_root)
    found = Day(packages, root)
    if packages and rules.day_root(packages) != root:
        raise CarrierFailed(reason=_("Danh sách đối tác đưa ra không khớp gốc mà đối tác tính."))
    return found


def _pass(sender_code: str, receiver_code: str, now: datetime) -> Envelope:
    """Return the envelope that shows who asks; no package goes with it."""
    nothing = hashlib.sha256(b"").hexdigest()
    return Envelope(uuid6.uuid7(), PackageKind.STATUS, sender_code, receiver_code, nothing, 1, now, keys.system_id())


def reconcile_day(*, day: date, now: datetime) -> list[Reconciliation]:
    """Compare every pair of a day."""
    return [compare_day(day=day, sender_code=one, receiver_code=other, now=now) for one, other in pairs_of_day(day)]
