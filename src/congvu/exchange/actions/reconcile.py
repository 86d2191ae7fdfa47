"""Two sides compare a day's packages by Merkle root, and list what differs (N6).

A package belongs to the day on which its receiver took it in, as its receipt says: both sides know that moment.
`reconcile_pairs` asks the other sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from congvu.kernel.errors import NotFound

from .. import rules
from ..models import GivenReceipt, Mailing, Reconciliation
from ..types import MailingState

MOST_PACKAGES = 200_000
OUTCOME = ["compared_at", "our_root", "our_count", "their_root", "their_count", "differences", "trouble"]
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
    window = day_window(day)
    pair = {"sender_code": sender_code, "receiver_code": receiver_code}
    if given:
        taken = GivenReceipt.objects.filter(**pair, **window)
        listed = list(taken.values_list("package_uid", "sha256")[:MOST_PACKAGES])
    else:
        done = Mailing.objects.filter(**pair, **window, state=MailingState.DONE)
        listed = list(done.values_list("uid", "sha256")[:MOST_PACKAGES])
    packages = {str(uid): sha for uid, sha in sorted(listed)}
    return Day(packages, rules.day_root(packages))


def day_window(day: date) -> dict[str, datetime]:
    """Return the condition of what was taken in on a day."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    return {"received_at__gte": first, "received_at__lt": first + timedelta(days=1)}


def pairs_of_day(day: date) -> list[tuple[str, str]]:
    """Return the pairs of agencies between which packages of ours arrived on a day, or in the month before it.

    A day without letters of ours is compared too: the other side may hold some that we know nothing of any more.
    """
    window = day_window(day)
    window["received_at__gte"] -= QUIET
    rows = Mailing.objects.filter(**window, state=MailingState.DONE)
    return sorted(rows.order_by().values_list("sender_code", "receiver_code").distinct())


def keep(
    *, day: date, sender_code: str, receiver_code: str, ours: Day, theirs: Day | None, trouble: str, now: datetime
) -> Reconciliation:
    """Write down how a day of a pair compares; `theirs` has no packages where the roots are equal."""
    row = Reconciliation(day=day, sender_code=sender_code, receiver_code=receiver_code, compared_at=now)
    listed = [] if theirs is None or theirs.root == ours.root else rules.differences(ours.packages, theirs.packages)
    row.our_root, row.our_count = ours.root, len(ours.packages)
    row.their_root, row.their_count = theirs.root if theirs else "", _count(ours, theirs)
    row.differences, row.trouble = listed[:1000], trouble
    return save([row])[0]


def save(rows: list[Reconciliation]) -> list[Reconciliation]:
    """Write rows of pairs, each in the place of an earlier one of its day."""
    return Reconciliation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "sender_code", "receiver_code"], update_fields=OUTCOME
    )


def _count(ours: Day, theirs: Day | None) -> int | None:
    """Return how many packages the other side has; equal roots need no list."""
    if theirs is None:
        return None
    return len(ours.packages if theirs.root == ours.root else theirs.packages)
