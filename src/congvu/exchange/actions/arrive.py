"""Documents that came stand before the clerks: rows, files with what was found of them, state 01 back, work.

`take_in` decides what arrives. What can be made before anything is locked is made by `ready`; `room_for` asks for ids,
so that `write` waits for no answer and all of it is one trip to the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import StoredRef, audit, files, publish_all, statements, writes
from congvu.signing import api as signing
from congvu.worklist import api as worklist

from .. import arriving
from ..edxml import types as x
from ..events import DocumentArrived
from ..models import Arrival, Mailing
from ..types import StatusCode
from . import report
from .looking import Seen

_FILES = """
    insert into exchange_arrivedfile (arrival_id, position, file_id, name, media_type, size, sha256, verdict)
    select * from unnest(
        %s::bigint[], %s::smallint[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[]
    )
"""


@dataclass(frozen=True, slots=True)
class Coming:
    """A document that may arrive: its row, not written yet, and the message that tells its sender so (01)."""

    seen: Seen
    arrival: Arrival
    told: files.Waiting

    @property
    def brings(self) -> tuple[files.Waiting, ...]:
        """The files that are kept with it, beside the message it came in."""
        return (self.told, *self.seen.files)


@dataclass(frozen=True, slots=True)
class Room:
    """Ids for new rows, and the contents whose signatures were checked here before."""

    arrivals: list[int]
    mailings: list[int]
    checked: Mapping[str, object]


def ready(one: Seen, carrier: str, now: datetime, stack: ExitStack) -> Coming:
    """Return what may arrive, its files waiting to be kept while the stack lasts."""
    arrival = _arrival(one, carrier, now)
    return Coming(one, arrival, report.arrived(arrival, one.receiver, now, stack))


def room_for(comings: Sequence[Coming]) -> Room:
    """Return what `write` must know; may be read `together` with other things, under the packages' locks."""
    hashes = [file.sha256 for one in comings for file in one.seen.files]
    return Room(
        *statements.together(
            lambda: writes.ids(Arrival, len(comings)),
            lambda: writes.ids(Mailing, len(comings)),
            lambda: signing.seen_before(hashes) if hashes else {},
        )
    )


def write(coming: Sequence[Coming], stored: Mapping[str, StoredRef], room: Room, *, now: datetime) -> None:
    """Write documents that arrive, their files stored already, by their `key_of`. Part of the caller's transaction."""
    if not coming:
        return
    arrivals = [one.arrival for one in coming]
    for one, pk in zip(coming, room.arrivals, strict=False):
        raw = one.seen.raw
        one.arrival.pk = pk
        one.arrival.raw_file_id = raw.id if isinstance(raw, StoredRef) else stored[key_of(raw)].id
    writes.insert_all(arrivals)
    _files(coming, stored, room)
    audit.record_all([_act(arrival) for arrival in arrivals], at=now)
    publish_all([_news(arrival, now) for arrival in arrivals])
    report.tell_arrived(arrivals, [stored[key_of(one.told)] for one in coming], room.mailings, now=now)
    worklist.put_all(_clerks_work(arrival, now) for arrival in arrivals)


def key_of(file: files.Waiting | StoredRef) -> str:
    """Return what names a file among those kept together: the same content under the same name is the same file."""
    return f"{file.sha256}/{file.name}"


def _files(coming: Sequence[Coming], stored: Mapping[str, StoredRef], room: Room) -> None:
    """Write the files of arrivals, and what was found of their signatures."""
    rows, reports = [], {}
    for one in coming:
        for place, came in enumerate(one.seen.came.files if one.seen.came else ()):
            ref = stored[key_of(came.file)]
            row = (one.arrival.pk, place, ref.id, ref.name, ref.media_type, ref.size, ref.sha256, came.verdict)
            rows.append(row)
            if came.report is not None:
                reports[ref.id] = came.report
    if rows:
        writes.write(_FILES, [list(column) for column in zip(*rows, strict=True)])
    if reports:
        signing.keep_checked(reports, seen=room.checked.keys())


def _act(arrival: Arrival) -> audit.SystemAct:
    data = {
        "sender": arrival.sender_code,
        "document": arrival.document_code,
        "verdict": arrival.verdict,
        "sha256": arrival.sha256,
    }
    return audit.SystemAct("exchange.document_arrived", arrival, arrival.agency_id, data)


def _news(arrival: Arrival, now: datetime) -> DocumentArrived:
    return DocumentArrived(
        arrival_uid=str(arrival.uid),
        agency_id=arrival.agency_id,
        sender_code=arrival.sender_code,
        document_code=arrival.document_code,
        business=arrival.business,
        at=now,
    )


def _arrival(one: Seen, carrier: str, now: datetime) -> Arrival:
    envelope, message, came = one.envelope, one.message, one.came
    assert isinstance(message, x.Edoc)
    assert came is not None
    head = came.head
    return Arrival(
        package_uid=envelope.uid,
        agency_id=one.receiver.id,
        receiver_code=envelope.receiver_code,
        sender_code=envelope.sender_code,
        sender_name=(message.sender.name or envelope.sender_code)[:250],
        document_code=message.document_id,
        business=came.business,
        full_code="/".join(part for part in (head["number"], head["notation"]) if part)[:100],
        subject=message.subject[:2000],
        urgency=came.urgency,
        is_directive=message.steering == arriving.DIRECTIVE,
        paper_follows=bool(head["paper"]),
        head=head,
        partner=one.package.partner,
        carrier=carrier,
        sha256=envelope.sha256,
        size=envelope.size,
        sent_at=envelope.sent_at,
        arrived_at=now,
        checks=[{"code": line.code, "ok": line.ok, "text": line.text} for line in came.checks],
        verdict=came.verdict,
        status_code=StatusCode.ARRIVED,
    )


def _clerks_work(arrival: Arrival, now: datetime) -> worklist.WorkEntry:
    return worklist.WorkEntry(
        key=arrival.work_key,
        agency_id=arrival.agency_id,
        owner_post_id=None,
        owner_role=Role.RECORDS_CLERK,
        kind=worklist.Kind.REGISTER,
        role_label=_("Văn thư"),
        act_label=_("Vào sổ"),
        title=arrival.subject or arrival.full_code or arrival.document_code,
        meta=" · ".join(part for part in (arrival.full_code, arrival.sender_name, _("liên thông")) if part),
        url=f"/lien-thong/den/{arrival.uid}/",
        given_by=arrival.sender_name,
        given_by_post="",
        urgency=min(arrival.urgency, worklist.Urgency.EXPRESS),
        arrived_at=now,
        due_at=None,
        started_at=None,
    )
