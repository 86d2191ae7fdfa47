"""A directory of agencies is read beside the one in use, looked at, and then taken over whole; or put aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.api import Actor, audit
from congvu.kernel.api import text as vn
from congvu.kernel.errors import NotFound

from .. import directory_files, policy
from .. import directory_rules as rules
from ..directory_files import Row
from ..directory_rules import AgencyLine, BadRow
from ..errors import DirectoryLoadClosed, DirectoryUnreadable
from ..models import DirectoryLoad, DirectoryLoadRow, Partner

MOST_BAD_SHOWN: Final = 500
State = DirectoryLoad.State

_COPY = """COPY exchange_directoryloadrow (load_id, line, code, old_code, name, parent_code, parent_ref, own_ref,
    parent_name, email, active, valid_from, valid_to, successor_code, change) FROM STDIN"""
_LOST_SUCCESSOR = """DELETE FROM exchange_directoryloadrow r WHERE r.load_id = %(load)s AND r.successor_code <> ''
    AND NOT EXISTS (SELECT 1 FROM exchange_directoryloadrow o WHERE o.load_id = r.load_id AND o.code = r.successor_code)
    AND NOT EXISTS (SELECT 1 FROM exchange_directoryagency d WHERE d.code = r.successor_code)
    RETURNING r.line, r.code"""
_PARENT_CODES = """UPDATE exchange_directoryloadrow r SET parent_code = p.code
    FROM exchange_directoryloadrow p WHERE r.load_id = %(load)s AND p.load_id = %(load)s AND p.own_ref = r.parent_ref
    AND r.parent_ref <> '' AND r.parent_code = '' AND p.id <> r.id"""
_PARENT_NAMES = """UPDATE exchange_directoryloadrow r SET parent_name = p.name
    FROM exchange_directoryloadrow p WHERE r.load_id = %(load)s AND p.load_id = %(load)s AND p.code = r.parent_code
    AND r.parent_code <> '' AND p.id <> r.id"""
# Ô trống trong danh sách không xóa điều đã biết; mã đóng thì giữ ngày đóng và mã kế thừa.
_MERGED = """SELECT r.id, r.code, r.name, d.id AS held, d.valid_to AS was_valid_to,
    coalesce(nullif(r.old_code, ''), d.old_code, '') AS old_code,
    coalesce(nullif(r.parent_code, ''), d.parent_code, '') AS parent_code,
    coalesce(nullif(r.parent_name, ''), d.parent_name, '') AS parent_name,
    coalesce(nullif(r.email, ''), d.email, '') AS email,
    coalesce(r.valid_from, d.valid_from) AS valid_from,
    CASE WHEN r.active THEN r.valid_to WHEN NOT r.active THEN coalesce(r.valid_to, d.valid_to, %(today)s)
         ELSE coalesce(r.valid_to, d.valid_to) END AS valid_to,
    coalesce(nullif(r.successor_code, ''), d.successor_code, '') AS successor_code,
    (d.old_code::text, d.name, d.parent_code::text, d.parent_name::text, d.email::text, d.valid_from, d.valid_to,
     d.successor_code::text) AS was
    FROM exchange_directoryloadrow r LEFT JOIN exchange_directoryagency d ON d.code = r.code
    WHERE r.load_id = %(load)s"""
_CHANGES = f"""UPDATE exchange_directoryloadrow r SET change = CASE WHEN m.held IS NULL THEN 'new'
    WHEN m.was_valid_to IS NULL AND m.valid_to IS NOT NULL THEN 'closing' ELSE 'changed' END
    FROM ({_MERGED}) m WHERE r.id = m.id AND (m.held IS NULL OR m.was IS DISTINCT FROM
    (m.old_code, m.name, m.parent_code, m.parent_name, m.email, m.valid_from, m.valid_to, m.successor_code))"""  # noqa: S608  # constants
_TAKE_OVER = f"""INSERT INTO exchange_directoryagency (code, old_code, name, parent_code, parent_name, email,
    valid_from, valid_to, successor_code, seen_at)
    SELECT m.code, m.old_code, m.name, m.parent_code, m.parent_name, m.email, m.valid_from, m.valid_to,
    m.successor_code, %(now)s FROM ({_MERGED} AND r.change <> '') m
    ON CONFLICT (code) DO UPDATE SET old_code = excluded.old_code, name = excluded.name,
    parent_code = excluded.parent_code, parent_name = excluded.parent_name, email = excluded.email,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor_code = excluded.successor_code,
    seen_at = excluded.seen_at"""  # noqa: S608  # constants
_SEEN = """UPDATE exchange_directoryagency d SET seen_at = %(now)s FROM exchange_directoryloadrow r
    WHERE r.load_id = %(load)s AND r.change = '' AND d.code = r.code"""


@transaction.atomic
def read_directory(*, actor: Actor, source: IO[bytes], name: str, size: int, now: datetime) -> UUID:
    """Read a file beside the directory in use; return the uid of the list that waits to be accepted.

    Raises NotAllowed, DirectoryUnreadable.
    """
    policy.may_keep_partners(actor).require()
    load = lay_beside(directory_files.rows(source, size=size), name=name, by=actor.display_name, now=now)
    audit.record(
        actor, "exchange.directory_read", load, at=now, name=load.name, rows=load.row_count, bad=load.bad_count
    )
    return load.uid


def lay_beside(
    found: Iterable[Row], *, name: str, now: datetime, by: str = "", partner: Partner | None = None
) -> DirectoryLoad:
    """Write rows beside the directory in use and count what accepting would do; part of a transaction."""
    load = DirectoryLoad.objects.create(
        name=vn.clean_line(name)[:250] or _("Danh bạ"), partner=partner, read_at=now, read_by=by[:250]
    )
    bad: list[BadRow] = []
    with connection.cursor() as cursor:
        with cursor.copy(_COPY) as copy:
            for line, one in _good(found, bad):
                copy.write_row(_values(load.pk, line, one))
        values: dict[str, int | date] = {"load": load.pk, "today": timezone.localdate(now)}
        cursor.execute("ANALYZE exchange_directoryloadrow")
        cursor.execute(_LOST_SUCCESSOR, values)
        lost = str(_("Mã kế thừa không có trong danh sách, cũng không có trong danh bạ."))
        bad += [BadRow(line, code, lost) for line, code in cursor.fetchall()]
        cursor.execute(_PARENT_CODES, values)
        cursor.execute(_PARENT_NAMES, values)
        cursor.execute(_CHANGES, values)
    _count(load, bad)
    return load


def _good(found: Iterable[Row], bad: list[BadRow]) -> Iterator[tuple[int, AgencyLine]]:
    seen: dict[str, int] = {}
    for line, values in found:
        one = rules.line_of(values)
        if not isinstance(one, AgencyLine):
            bad.append(BadRow(line, values.get("code", "")[:35], str(one)))
        elif one.code in seen:
            bad.append(BadRow(line, one.code, _("Trùng mã với dòng %(line)d.") % {"line": seen[one.code]}))
        else:
            seen[one.code] = line
            yield line, one
    if not seen:
        raise DirectoryUnreadable(reason=bad[0].why if bad else _("Danh sách không có dòng nào."))


def _values(load_id: int, line: int, one: AgencyLine) -> list[Any]:
    return [
        load_id, line, one.code, one.old_code, one.name, one.parent_code, one.parent_ref, one.own_ref, "", one.email,
        one.active, one.valid_from, one.valid_to, one.successor_code, "",
    ]  # fmt: skip


def _count(load: DirectoryLoad, bad: list[BadRow]) -> None:
    rows = load.rows.all()
    change = DirectoryLoadRow.Change
    load.row_count = rows.count()
    load.bad_count = len(bad)
    load.bad = [{"line": one.line, "code": one.code, "why": one.why} for one in sorted(bad, key=lambda b: b.line)][
        :MOST_BAD_SHOWN
    ]
    load.new_count = rows.filter(change=change.NEW).count()
    load.changed_count = rows.filter(change=change.CHANGED).count()
    load.closing_count = rows.filter(change=change.CLOSING).count()
    load.save()


@transaction.atomic
def accept_directory(*, actor: Actor, uid: UUID, now: datetime) -> int:
    """Take a waiting list over into the directory; return how many agencies changed.

    Agencies that the list does not name stay as they are. Raises NotAllowed, NotFound, DirectoryLoadClosed.
    """
    policy.may_keep_partners(actor).require()
    load = _waiting(uid)
    changed = take_over(load, by=actor.display_name, now=now)
    audit.record(actor, "exchange.directory_accepted", load, at=now, name=load.name, changed=changed)
    return changed


@transaction.atomic
def drop_directory(*, actor: Actor, uid: UUID, now: datetime) -> None:
    """Put a waiting list aside. Raises NotAllowed, NotFound, DirectoryLoadClosed."""
    policy.may_keep_partners(actor).require()
    load = _waiting(uid)
    close(load, State.DROPPED, by=actor.display_name, now=now)
    audit.record(actor, "exchange.directory_dropped", load, at=now, name=load.name)


def take_over(load: DirectoryLoad, *, by: str, now: datetime) -> int:
    """Write a list that is locked into the directory; part of a transaction."""
    values: dict[str, int | date | datetime] = {"load": load.pk, "today": timezone.localdate(now), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_OVER, values)
        changed = int(cursor.rowcount)
        cursor.execute(_SEEN, values)
    close(load, State.ACCEPTED, by=by, now=now)
    return changed


def close(load: DirectoryLoad, state: str, *, by: str, now: datetime) -> None:
    """Note what became of a list; its rows go."""
    load.state, load.closed_at, load.closed_by = state, now, by[:250]
    load.save(update_fields=["state", "closed_at", "closed_by"])
    load.rows.all()._raw_delete(load.rows.db)  # nothing points at them


def _waiting(uid: UUID) -> DirectoryLoad:
    load = DirectoryLoad.objects.select_for_update().filter(uid=uid).first()
    if load is None:
        raise NotFound
    if load.state != State.WAITING:
        raise DirectoryLoadClosed(state=State(load.state).label)
    return load
