"""All pairs of a day are compared: partners side by side, each in turns, so that nobody waits for a slow or dead one.

Our own roots come out of one statement. The other threads only ask; all reading and writing is done here. A partner
whose line fails is not asked again that night, and one that answers slowly only for so long.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, islice
from typing import Final

import uuid6
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.errors import DomainError

from .. import keys, rules, ways
from ..carriers.https import ask_day
from ..errors import LineFailed
from ..models import Mailing, Partner, Reconciliation
from ..types import CarrierKind, Envelope, MailingState, PackageKind, Way
from . import days
from .reconcile import MOST_PACKAGES, Day, day_window, packages_of_day, pairs_of_day, save

AT_ONCE: Final = 8  # partners asked at the same time
TURN: Final = 5.0  # seconds after which a partner makes room for the next one
LONGEST: Final = 600.0  # seconds a night for one partner
Codes = tuple[str, str]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ours:
    """A pair's root of a day as we have it."""

    sender_code: str
    receiver_code: str
    root: str
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a question about a pair: the other side's day, or why there is none."""

    pair: Ours
    theirs: Day | None = None
    trouble: str = ""


@dataclass(slots=True)
class Line:
    """A partner, the pairs that it is still to be asked about, and how long it took so far."""

    partner: Partner
    day: date
    now: datetime
    left: deque[Ours] = field(default_factory=deque)
    seconds: float = 0.0
    trouble: str = ""  # the line failed, or its time is over

    def turn(self) -> list[Said]:
        """Ask until the turn is over, nothing is left or the line fails; runs beside the database."""
        begun, found = time.monotonic(), []
        while self.left and not self.trouble and (took := time.monotonic() - begun) < TURN:
            if self.seconds + took > LONGEST:
                self.trouble = _("Nơi nhận trả lời chậm, hết giờ đối chiếu trong đêm.")
                break
            found.append(self._asked(self.left.popleft()))
        self.seconds += time.monotonic() - begun
        while self.trouble and self.left:
            found.append(Said(self.left.popleft(), trouble=self.trouble))
        return found

    def _asked(self, pair: Ours) -> Said:
        try:
            root, packages = ask_day(self.partner, _pass(pair, self.now), self.day.isoformat(), pair.root)
        except LineFailed as failure:
            self.trouble = str(failure)[:500]
            return Said(pair, trouble=self.trouble)
        except DomainError as failure:
            return Said(pair, trouble=str(failure)[:500])
        if packages and not _gives(packages, root):
            return Said(pair, trouble=_("Danh sách đối tác đưa ra không khớp gốc mà đối tác tính."))
        return Said(pair, Day(packages, root))


def _gives(packages: Mapping[str, str], root: str) -> bool:
    try:
        return rules.day_root(packages) == root
    except ValueError:  # half a letter in it, which is no text
        return False


def reconcile_day(*, day: date, now: datetime) -> list[Reconciliation]:
    """Compare every pair of a day."""
    return compare(day=day, pairs=pairs_of_day(day), now=now)


def compare(*, day: date, pairs: Sequence[Codes], now: datetime) -> list[Reconciliation]:
    """Compare a day of these pairs with the receivers' sides, and keep the outcome, whatever the other sides do.

    Over NATS the receivers' sides are asked, and their answers end the comparison (`days`).
    """
    begun, night = time.monotonic(), _Night(day, now)
    known, nothing = roots_of_day(day), (rules.day_root({}), 0)
    ours = [Ours(*codes, *known.get(codes, nothing)) for codes in pairs]
    rows = night.written([said for one in ours if (said := night.sorted_out(one))])
    for turn in _answered(night.over(CarrierKind.HTTPS)):
        rows += night.written(turn)
    for line in night.over(CarrierKind.JETSTREAM):  # on one connection: where it fails, it fails for all of them
        rows += night.over_nats(line)
    log.info("%d pairs of %s compared in %.1f s", len(pairs), day, time.monotonic() - begun)
    return rows


def roots_of_day(day: date) -> dict[Codes, tuple[str, int]]:
    """Return root and number of our packages that were taken in on a day, by pair, in one statement."""
    done = Mailing.objects.filter(**day_window(day), state=MailingState.DONE).order_by("sender_code", "receiver_code")
    listed = done.values_list("sender_code", "receiver_code", "uid", "sha256").iterator(chunk_size=5000)
    found: dict[Codes, tuple[str, int]] = {}
    for codes, rows in groupby(listed, key=lambda row: (row[0], row[1])):
        packages = {str(uid): sha for _sender, _receiver, uid, sha in islice(rows, MOST_PACKAGES)}
        found[codes] = rules.day_root(packages), len(packages)
    return found


def _answered(lines: Iterable[Line]) -> Iterator[list[Said]]:
    """Give what partners say, turn by turn; one whose turn is over stands behind those that wait."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="days") as threads:
        asked = {threads.submit(line.turn): line for line in lines}
        while asked:
            wait(asked, return_when=FIRST_COMPLETED)
            for done in [one for one in asked if one.done()]:  # who was asked first is written first
                if (line := asked.pop(done)).left:
                    asked[threads.submit(line.turn)] = line
                yield done.result()


@dataclass(slots=True)
class _Night:
    """A day that is compared: the ways, looked up once each, and the partners that are to be asked."""

    day: date
    now: datetime
    lines: dict[int, Line] = field(default_factory=dict)
    partners: Sequence[Partner] = field(init=False)
    found: dict[str, Way | str] = field(default_factory=dict)
    nats_fails: str = ""

    def __post_init__(self) -> None:
        self.partners = ways.partners_in_use(on=timezone.localdate(self.now))

    def sorted_out(self, pair: Ours) -> Said | None:
        """Put a pair into its partner's line; say of it what is known, None where that is nothing yet."""
        way = self._way_to(pair.receiver_code)
        if isinstance(way, str):
            return Said(pair, trouble=way)
        if way.carrier == CarrierKind.LOCAL:
            codes = {"sender_code": pair.sender_code, "receiver_code": pair.receiver_code}
            return Said(pair, packages_of_day(self.day.isoformat(), **codes, given=True))
        partner = next((one for one in self.partners if one.pk == way.partner_id), None)
        if partner is None or way.carrier not in {CarrierKind.HTTPS, CarrierKind.JETSTREAM}:
            return Said(pair, trouble=_("Đường truyền này không có đối chiếu theo ngày."))
        self.lines.setdefault(partner.pk, Line(partner, self.day, self.now)).left.append(pair)
        over_nats = way.carrier == CarrierKind.JETSTREAM  # its row waits before it is asked: the answer may be quick
        return Said(pair, trouble=_("Đã hỏi nơi nhận, chờ trả lời.")) if over_nats else None

    def over(self, carrier: CarrierKind) -> list[Line]:
        """Return the partners that are asked by a carrier."""
        return [line for line in self.lines.values() if line.partner.carrier == carrier]

    def over_nats(self, line: Line) -> list[Reconciliation]:
        """Ask a partner over NATS about its pairs; return those that could not be asked."""
        asked = list(line.left)
        if self.nats_fails:
            return self.written([Said(one, trouble=self.nats_fails) for one in asked])
        try:
            days.ask(
                line.partner, [(one.sender_code, one.receiver_code, one.root) for one in asked],
                day=self.day.isoformat(), now=self.now,
            )  # fmt: skip
        except DomainError as failure:
            self.nats_fails = str(failure)[:500] if isinstance(failure, LineFailed) else ""
            return self.written([Said(one, trouble=str(failure)[:500]) for one in asked])
        return []

    def written(self, said: Sequence[Said]) -> list[Reconciliation]:
        """Write down what was said of pairs."""
        return save([self._row(one) for one in said]) if said else []

    def _way_to(self, code: str) -> Way | str:
        """Return the way to a receiver, or why there is none."""
        if code not in self.found:
            try:
                self.found[code] = ways.way_to(code, on=timezone.localdate(self.now), partners=self.partners)
            except DomainError as error:
                self.found[code] = str(error)[:500]
        return self.found[code]

    def _row(self, said: Said) -> Reconciliation:
        """Return the row of a pair; where the other side has others, our packages are read once more to be listed."""
        pair, theirs, listed, theirs_count = said.pair, said.theirs, [], None
        root, count = pair.root, pair.count
        if theirs is not None and theirs.root != root:
            codes = {"sender_code": pair.sender_code, "receiver_code": pair.receiver_code}
            ours = packages_of_day(self.day.isoformat(), **codes, given=False)
            root, count = ours.root, len(ours.packages)
            listed, theirs_count = rules.differences(ours.packages, theirs.packages), len(theirs.packages)
        elif theirs is not None:
            theirs_count = count
        return Reconciliation(
            day=self.day, sender_code=pair.sender_code, receiver_code=pair.receiver_code, compared_at=self.now,
            our_root=root, our_count=count, their_root=theirs.root if theirs else "", their_count=theirs_count,
            differences=listed[:1000], trouble=said.trouble,
        )  # fmt: skip


def _pass(pair: Ours, now: datetime) -> Envelope:
    """Return the envelope that shows who asks; no package goes with it."""
    nothing = hashlib.sha256(b"").hexdigest()
    codes = pair.sender_code, pair.receiver_code
    return Envelope(uuid6.uuid7(), PackageKind.STATUS, *codes, nothing, 1, now, keys.system_id())
