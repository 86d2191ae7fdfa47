"""Checking the whole log in the database: guards, seals, leaves, acts, and what never came to be sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..models import AuditEntry, AuditLeaf, AuditPending, AuditSeal
from .keys import trusted_keys
from .proof import Keys, Seal, canonical, leaf_hash, merkle_root, seal_faults
from .sealing import acts, read_seal

# A worker seals every minute; after this long something is wrong with it.
LONGEST_WAIT = timedelta(hours=1)
_SHOWN = 20  # faults named one by one
GUARDS = {
    (table, f"{table}_{guard}")
    for table in ("kernel_auditentry", "kernel_auditleaf", "kernel_auditseal")
    for guard in ("fixed", "whole")
} | {("kernel_auditentry", "kernel_auditentry_pending")}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the check: how many things were looked at, and the faults found."""

    name: str
    checked: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether the part has no fault."""
        return not self.faults


def verify(now: datetime) -> list[Part]:
    """Check the whole log against the installation's own keys, present and past. Raises OSError, ValueError."""
    return list(verify_database(trusted_keys(), now))


def verify_database(keys: Keys, now: datetime) -> Iterator[Part]:
    """Yield the parts one by one; memory stays constant, every act is read once."""
    yield _guards()
    seals = [read_seal(row) for row in AuditSeal.objects.order_by("number").iterator(chunk_size=2000)]
    yield Part(_("con dấu niêm phong"), len(seals), _short(seal_faults(seals, keys) + _start_fault(seals)))
    yield _acts_part(seals)
    yield _unsealed(now)


def _guards() -> Part:
    """The triggers that refuse changes must be there and switched on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgenabled in ('O', 'A')"
        )
        there = set(cursor.fetchall())
    missing = sorted(name for table, name in GUARDS - there)
    return Part(
        _("chốt chặn sửa, xóa"), len(GUARDS), tuple(_("chốt %(name)s đang tắt") % {"name": name} for name in missing)
    )


def _start_fault(seals: list[Seal]) -> list[str]:
    return [_("mất các con dấu đầu tiên của nhật ký")] if seals and seals[0].number != 1 else []


def _acts_part(seals: list[Seal]) -> Part:
    faults: list[str] = []
    checked = 0
    for seal in seals:
        found = _batch_faults(seal)
        checked += seal.count
        faults += found[: max(0, _SHOWN + 1 - len(faults))]
    end = seals[-1].first + seals[-1].count if seals else 0
    extra = AuditLeaf.objects.filter(position__gte=end).count() + AuditLeaf.objects.filter(position__lt=0).count()
    if extra:
        faults.append(_("%(count)d lá không thuộc con dấu nào") % {"count": extra})
    return Part(_("việc đã niêm phong"), checked, _short(faults))


def _batch_faults(seal: Seal) -> list[str]:
    leaves = list(
        AuditLeaf.objects.filter(position__range=(seal.first, seal.first + seal.count - 1))
        .order_by("position")
        .values_list("position", "entry_id", "hash")
    )
    faults = []
    hashes = [bytes(leaf[2]) for leaf in leaves]
    if len(leaves) != seal.count or merkle_root(hashes).hex() != seal.root:
        faults.append(_("con dấu %(number)d: lá bị sửa, thiếu hoặc đổi chỗ") % {"number": seal.number})
    now_hashes = {act["id"]: leaf_hash(canonical(act)) for act in acts(leaf[1] for leaf in leaves)}
    for position, entry_id, kept in leaves:
        values = {"id": entry_id, "position": position}
        if entry_id not in now_hashes:
            faults.append(_("việc %(id)d (chỗ %(position)d) đã bị xóa") % values)
        elif now_hashes[entry_id] != bytes(kept):
            faults.append(_("việc %(id)d (chỗ %(position)d) đã bị sửa") % values)
    return faults


def _unsealed(now: datetime) -> Part:
    """Every act is sealed or waits; whoever removes it from the queue hides it from the seals."""
    sealed = AuditLeaf.objects.values("entry_id")
    waiting = AuditPending.objects.values("entry_id")
    hidden = AuditEntry.objects.exclude(pk__in=sealed).exclude(pk__in=waiting).order_by("pk")
    faults = [_("việc %(id)d không được đưa vào niêm phong") % {"id": pk} for pk in _ids(hidden)]
    lost = AuditPending.objects.exclude(entry_id__in=AuditEntry.objects.values("pk")).order_by("entry_id")
    faults += [
        _("việc %(id)d chờ niêm phong đã bị xóa") % {"id": pk} for pk in lost.values_list("pk", flat=True)[: _SHOWN + 1]
    ]
    late = AuditPending.objects.filter(since__lt=now - LONGEST_WAIT).count()
    if late:
        faults.append(
            _("%(count)d việc chờ niêm phong quá một giờ: tiến trình nền có đang chạy không?") % {"count": late}
        )
    return Part(_("việc chờ niêm phong"), AuditPending.objects.count(), _short(faults))


def _ids(rows: QuerySet[AuditEntry]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[: _SHOWN + 1])


def _short(faults: list[str]) -> tuple[str, ...]:
    return (*faults[:_SHOWN], _("…")) if len(faults) > _SHOWN else tuple(faults)
