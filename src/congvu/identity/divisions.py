"""Administrative units of Việt Nam before and after 1 July 2025, from maintained packages.

* From 1 July 2025 (NQ 202/2025/QH15 and the resolutions on communes): `vietnam-provinces`, 34 provinces
  and 3,321 communes.
* Before: the last state of the three levels, from the data file of `vietnamadminunits` (63 provinces, 696
  districts, 10,035 communes on 30 June 2025). Earlier reorganisations are not in any maintained package, so
  a day before 2025 gets this last state too; `VALID_SINCE_KNOWN` says from when it is exact.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from vietnam_provinces import Province, Ward

from congvu.kernel.api import text

Level = Literal["province", "district", "commune"]
TWO_LEVELS_FROM = date(2025, 7, 1)
# Thành phố Huế trực thuộc Trung ương từ 01/01/2025: trạng thái ba cấp cuối cùng tính từ ngày này.
VALID_SINCE_KNOWN = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class AdministrativeUnit:
    """A province, district or commune with its code of the General Statistics Office."""

    code: str
    name: str
    level: Level
    parent_code: str  # empty for provinces


def administrative_units(level: Level, *, parent: str = "", on: date) -> list[AdministrativeUnit]:
    """Return units of a level on a day in Vietnamese order, those under `parent` when it is given.

    There is no district level from 1 July 2025: the list is empty. Before that day a commune's parent is its
    district; a province as parent of communes gives all communes of its districts.
    """
    rows = _now() if on >= TWO_LEVELS_FROM else _before()
    found = [unit for unit in rows if unit.level == level and (not parent or unit.parent_code == parent)]
    if not found and parent and level == "commune":
        districts = {unit.code for unit in rows if unit.level == "district" and unit.parent_code == parent}
        found = [unit for unit in rows if unit.level == level and unit.parent_code in districts]
    return sorted(found, key=lambda unit: text.sort_key(_bare(unit.name)))


def find_units(words: str, *, on: date, limit: int = 50) -> list[tuple[AdministrativeUnit, str]]:
    """Return units whose names hold all the words, marks ignored, each with the names of those above it."""
    parts = text.fold(text.clean_line(words)).split()
    if not parts:
        return []
    rows = _now() if on >= TWO_LEVELS_FROM else _before()
    above = {(unit.level, unit.code): unit for unit in rows}
    found: list[tuple[AdministrativeUnit, str]] = []
    for unit in rows:
        if all(part in text.fold(unit.name) for part in parts):
            found.append((unit, ", ".join(parent.name for parent in _line(unit, above))))
            if len(found) >= limit:
                break
    return found


def _line(unit: AdministrativeUnit, above: dict[tuple[Level, str], AdministrativeUnit]) -> Iterator[AdministrativeUnit]:
    current = unit
    while current.parent_code:
        parent = above.get(("district", current.parent_code)) if current.level == "commune" else None
        parent = parent or above.get(("province", current.parent_code))
        if parent is None:
            return
        yield parent
        current = parent


def _bare(name: str) -> str:
    for kind in ("Thành phố ", "Tỉnh ", "Quận ", "Huyện ", "Thị xã ", "Thị trấn ", "Phường ", "Xã ", "Đặc khu "):
        if name.startswith(kind):
            return name[len(kind) :]
    return name


@cache
def _now() -> tuple[AdministrativeUnit, ...]:
    provinces = [AdministrativeUnit(f"{p.code.value:02d}", _full(p), "province", "") for p in Province.iter_all()]
    communes = [
        AdministrativeUnit(f"{w.code.value:05d}", w.name, "commune", f"{w.province_code.value:02d}")
        for w in Ward.iter_all()
    ]
    return (*provinces, *communes)


def _full(province: Province) -> str:
    return province.name if province.name.startswith("Thành phố") else f"Tỉnh {province.name}"


@cache
def _before() -> tuple[AdministrativeUnit, ...]:
    # Only the data file is read: the package itself would load libraries for geometry.
    spec = find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("vietnamadminunits is not installed")
    path = Path(spec.submodule_search_locations[0]) / "data" / "dataset.db"
    columns = "province, provinceCode, district, districtCode, ward, wardCode"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as data:
        rows = data.execute(f"select {columns} from admin_units_legacy").fetchall()  # noqa: S608
    found: dict[tuple[str, str], AdministrativeUnit] = {}
    for province, province_code, district, district_code, ward, ward_code in rows:
        found.setdefault(("p", province_code), AdministrativeUnit(province_code, province, "province", ""))
        found.setdefault(("d", district_code), AdministrativeUnit(district_code, district, "district", province_code))
        if ward_code:
            found.setdefault(("w", ward_code), AdministrativeUnit(ward_code, ward, "commune", district_code))
    return tuple(found.values())
