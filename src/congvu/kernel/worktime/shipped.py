"""The special days shipped with the program; loaded by every `migrate` (and after a flush) when they differ."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from ..models import Holiday

# A new edition is a new file: decisions of the Prime Minister come each autumn.
EDITION = Path(__file__).with_name("data") / "holidays_vn_2026_11.csv"
_FIELDS = ["kind", "name", "legal_basis", "decision", "is_computed"]


def shipped_days() -> list[Holiday]:
    """Return the rows of the edition, unsaved."""
    with EDITION.open(encoding="utf-8", newline="") as file:
        return [
            Holiday(
                day=date.fromisoformat(row["day"]),
                kind=row["kind"],
                name=row["name"],
                legal_basis=row["legal_basis"],
                decision=row["decision"],
                is_computed=row["computed"] == "1",
            )
            for row in csv.DictReader(file)
        ]


def load_holidays(**_signal: Any) -> int:
    """Bring the table to the edition and return how many rows changed; days of other countries stay."""
    wanted = {row.day: row for row in shipped_days()}
    held = {row.day: row for row in Holiday.objects.filter(country="VN")}
    different = [
        row
        for day, row in wanted.items()
        if day not in held or any(getattr(row, name) != getattr(held[day], name) for name in _FIELDS)
    ]
    Holiday.objects.bulk_create(
        different, update_conflicts=True, unique_fields=["country", "day"], update_fields=_FIELDS
    )
    gone, _detail = Holiday.objects.filter(country="VN", day__in=held.keys() - wanted.keys()).delete()
    return len(different) + gone
