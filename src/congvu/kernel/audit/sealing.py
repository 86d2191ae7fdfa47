"""Sealing: acts that wait become leaves at the end of the log, and a signed root covers them.

Which acts are sealed next must not depend on ids: a transaction that took a low id may commit after a higher one was
sealed. Therefore a database trigger writes each act's id into `AuditPending` in the act's own transaction. What is
visible there is committed, what is not will be there later; sealing removes it and gives it the next place, in
one transaction. So nothing can be missed or taken twice, whatever order transactions commit in, and no guess about
running transactions is needed (a horizon of transaction ids would also not survive a dump and restore).
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from ..models import AuditSeal
from . import keys
from .proof import FIELDS, GENESIS, Seal, canonical, fingerprint, leaf_hash, merkle_root

BATCH = 5_000
_LOCK = 0x636F6E67  # one sealer at a time in the whole installation
_TAKE = """
    delete from kernel_auditpending
    where entry_id in (select entry_id from kernel_auditpending order by entry_id limit %s)
    returning entry_id
"""
# As plain SQL with one array: thousands of placeholders and the ORM's converters doubled the time of sealing.
_READ = """
    select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), code, subject_type, subject_id,
        agency_id, person_id, person_name, post_id, post_title, delegation_id, address, data::text
    from kernel_auditentry where id = any(%s)
"""


def seal_now(now: datetime, *, batch: int = BATCH) -> int:
    """Seal everything that waits, in batches of one transaction each; return how many acts were sealed."""
    key = keys.private_key()
    total = 0
    while sealed := _seal_batch(key, now, batch):
        total += sealed
    return total


@transaction.atomic
def _seal_batch(key: Ed25519PrivateKey, now: datetime, batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_TAKE, [batch])
        entry_ids = sorted(row[0] for row in cursor.fetchall())
        if not entry_ids:
            return 0
        hashes = {act["id"]: leaf_hash(canonical(act)) for act in acts(entry_ids)}
        last = AuditSeal.objects.order_by("-number").first()
        seal = _next_seal(last, key, [hashes[pk] for pk in entry_ids], now)
        store_seal(seal)
        with cursor.copy("copy kernel_auditleaf (position, entry_id, hash) from stdin") as copy:
            for place, pk in enumerate(entry_ids, seal.first):
                copy.write_row((place, pk, hashes[pk]))
    return len(entry_ids)


def _next_seal(last: AuditSeal | None, key: Ed25519PrivateKey, leaves: list[bytes], now: datetime) -> Seal:
    before = read_seal(last) if last else None
    name = fingerprint(key.public_key())
    seal = Seal(
        log=before.log if before else name,
        number=before.number + 1 if before else 1,
        first=before.first + before.count if before else 0,
        count=len(leaves),
        root=merkle_root(leaves).hex(),
        previous=(before.digest() if before else GENESIS).hex(),
        sealed_at=moment_text(now),
        key=name,
    )
    return Seal(**{**_values(seal), "signature": key.sign(seal.payload()).hex()})


def last_root() -> str:
    """Return the root under the newest seal, in hexadecimal; nothing while no act is sealed."""
    row = AuditSeal.objects.order_by("-number").first()
    return bytes(row.root).hex() if row else ""


def acts(entry_ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Yield the acts of these ids as the values that are hashed, in no certain order."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(entry_ids)])
        for row in cursor:
            act = dict(zip(FIELDS, row, strict=True))
            act["data"] = json.loads(act["data"])
            yield act


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC with microseconds and "Z", the only form that is hashed."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def read_seal(row: AuditSeal) -> Seal:
    """Return a stored seal as the value that is checked."""
    return Seal(
        log=row.log,
        number=row.number,
        first=row.first,
        count=row.count,
        root=bytes(row.root).hex(),
        previous=bytes(row.previous).hex(),
        sealed_at=moment_text(row.sealed_at),
        key=row.key,
        signature=bytes(row.signature).hex(),
        format=row.format,
    )


def store_seal(seal: Seal) -> None:
    """Write a seal."""
    values = _values(seal)
    for name in ("root", "previous", "signature"):
        values[name] = bytes.fromhex(values[name])
    AuditSeal.objects.create(**{**values, "sealed_at": datetime.fromisoformat(seal.sealed_at)})


def _values(seal: Seal) -> dict[str, Any]:
    return {name: getattr(seal, name) for name in Seal.__dataclass_fields__}
