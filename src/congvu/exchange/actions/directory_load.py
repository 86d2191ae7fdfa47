"""A directory of agencies is read beside the one in use, looked at, and then taken over whole; or put aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
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

# Các dòng đọc được nằm trong bảng tạm; mã và tên cấp trên, thay đổi được tính một lượt khi ghi vào danh sách chờ.
_READING = """CREATE TEMP TABLE IF NOT EXISTS exchange_reading (line int, code text, old_code text, name text,
    parent_code text, parent_ref text, own_ref text, email text, active bool, valid_from date, valid_to date,
    successor_code text) ON COMMIT DROP"""
_COPY = """COPY exchange_reading (line, code, old_code, name, parent_code, parent_ref, own_ref, email, active,
    valid_from, valid_to, successor_code) FROM STDIN"""
_LOST_SUCCESSOR = """DELETE FROM exchange_reading r WHERE r.successor_code <> ''
    AND NOT EXISTS (SELECT 1 FROM exchange_reading o WHERE o.code = r.successor_code)
    AND NOT EXISTS (SELECT 1 FROM exchange_directoryagency d WHERE d.code = r.successor_code)
    RETURNING r.line, r.code"""
_READ = """SELECT r.*, coalesce(p.name, '') AS parent_name FROM (
        SELECT x.line, x.code, x.old_code, x.name, coalesce(nullif(x.parent_code, ''), u.code, '') AS parent_code,
        x.parent_ref, x.own_ref, x.email, x.active, x.valid_from, x.valid_to, x.successor_code
        FROM exchange_reading x LEFT JOIN
        (SELECT own_ref, min(code) AS code FROM exchange_reading WHERE own_ref <> '' GROUP BY own_ref) u
        ON u.own_ref = x.parent_ref AND u.code <> x.code) r
    LEFT JOIN exchange_reading p ON p.code = r.parent_code AND p.code <> r.code"""


def _merged(rows: str) -> str:
    """Return what the directory would say of each waiting row.

    An empty cell of a list wipes out nothing that is known; a closed code keeps its day of closing and its successor.
    """
    return f"""SELECT r.*, d.id AS held, d.valid_to AS was_valid_to,
    coalesce(nullif(r.old_code, ''), d.old_code, '') AS new_old_code,
    coalesce(nullif(r.parent_code, ''), d.parent_code, '') AS new_parent_code,
    coalesce(nullif(r.parent_name, ''), d.parent_name, '') AS new_parent_name,
    coalesce(nullif(r.email, ''), d.email, '') AS new_email,
    coalesce(r.valid_from, d.valid_from) AS new_valid_from,
    CASE WHEN r.active THEN r.valid_to WHEN NOT r.active THEN coalesce(r.valid_to, d.valid_to, %(today)s)
         ELSE coalesce(r.valid_to, d.valid_to) END AS new_valid_to,
    coalesce(nullif(r.successor_code, ''), d.successor_code, '') AS new_successor_code,
    (d.old_code::text, d.name::text, d.parent_code::text, d.parent_name::text, d.email::text, d.valid_from, d.valid_to,
     d.successor_code::text) AS was
    FROM ({rows}) r LEFT JOIN exchange_directoryagency d ON d.code = r.code"""  # noqa: S608  # constants


_LAY = f"""INSERT INTO exchange_directoryloadrow (load_id, line, code, old_code, name, parent_code, parent_ref, own_ref,
    parent_name, email, active, valid_from, valid_to, successor_code, change)
    SELECT %(load)s, m.line, m.code, m.old_code, m.name, m.parent_code, m.parent_ref, m.own_ref, m.parent_name, m.email,
    m.active, m.valid_from, m.valid_to, m.successor_code, CASE WHEN m.held IS NULL THEN 'new'
    WHEN m.was IS NOT DISTINCT FROM (m.new_old_code::text, m.name::text, m.new_parent_code::text,
        m.new_parent_name::text, m.new_email::text, m.new_valid_from, m.new_valid_to,
        m.new_successor_code::text) THEN ''
    WHEN m.was_valid_to IS NULL AND m.new_valid_to IS NOT NULL THEN 'closing' ELSE 'changed' END
    FROM ({_merged(_READ)}) m ORDER BY m.line"""  # noqa: S608  # constants
_WAITING = "SELECT * FROM exchange_directoryloadrow WHERE load_id = %(load)s AND change <> ''"
# Không dùng ON CONFLICT: cột tìm kiếm của mỗi hàng sẽ bị tính hai lần.
_TAKE_OVER = f"""MERGE INTO exchange_directoryagency a USING ({_merged(_WAITING)}) m ON a.code = m.code
    WHEN MATCHED THEN UPDATE SET old_code = m.new_old_code, name = m.name, parent_code = m.new_parent_code,
    parent_name = m.new_parent_name, email = m.new_email, valid_from = m.new_valid_from, valid_to = m.new_valid_to,
    successor_code = m.new_successor_code, seen_at = %(now)s
    WHEN NOT MATCHED THEN INSERT (code, old_code, name, parent_code, parent_name, email, valid_from, valid_to,
    successor_code, seen_at) VALUES (m.code, m.new_old_code, m.name, m.new_parent_code, m.new_parent_name, m.new_email,
    m.new_valid_from, m.new_valid_to, m.new_successor_code, %(now)s)"""  # noqa: S608  # constants


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


@transaction.atomic
def lay_beside(
    found: Iterable[Row], *, name: str, now: datetime, by: str = "", partner: Partner | None = None
) -> DirectoryLoad:
    """Write rows beside the directory in use and count what accepting would do."""
    load = DirectoryLoad.objects.create(
        name=vn.clean_line(name)[:250] or _("Danh bạ"), partner=partner, read_at=now, read_by=by[:250]
    )
    bad: list[BadRow] = []
    with connection.cursor() as cursor:
        cursor.execute(_READING)
        cursor.execute("TRUNCATE exchange_reading")
        with cursor.copy(_COPY) as copy:
            for line, one in _good(found, bad):
                copy.write_row(_values(line, one))
        cursor.execute("ANALYZE exchange_reading")
        cursor.execute(_LOST_SUCCESSOR)
        lost = str(_("Mã kế thừa không có trong danh sách, cũng không có trong danh bạ."))
        bad += [BadRow(line, code, lost) for line, code in cursor.fetchall()]
        cursor.execute(_LAY, {"load": load.pk, "today": timezone.localdate(now)})
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


def _values(line: int, one: AgencyLine) -> list[Any]:
    return [
        line, one.code, one.old_code, one.name, one.parent_code, one.parent_ref, one.own_ref, one.email, one.active,
        one.valid_from, one.valid_to, one.successor_code,
    ]  # fmt: skip


def _count(load: DirectoryLoad, bad: list[BadRow]) -> None:
    change = DirectoryLoadRow.Change
    counts = dict(load.rows.order_by().values_list("change").annotate(n=Count("pk")))
    load.row_count = sum(counts.values())
    load.bad_count = len(bad)
    load.bad = [{"line": one.line, "code": one.code, "why": one.why} for one in sorted(bad, key=lambda b: b.line)][
        :MOST_BAD_SHOWN
    ]
    load.new_count, load.changed_count = counts.get(change.NEW, 0), counts.get(change.CHANGED, 0)
    load.closing_count = counts.get(change.CLOSING, 0)
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


@transaction.atomic
def take_over(load: DirectoryLoad, *, by: str, now: datetime) -> int:
    """Write a list that is locked into the directory; return how many agencies changed."""
    values: dict[str, int | date | datetime] = {"load": load.pk, "today": timezone.localdate(now), "now": now}
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE exchange_directoryagency IN SHARE ROW EXCLUSIVE MODE")  # two lists at once
        cursor.execute("ANALYZE exchange_directoryloadrow")
        cursor.execute(_TAKE_OVER, values)
        changed = int(cursor.rowcount)
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
