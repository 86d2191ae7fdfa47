"""What a backup says of itself: a head at its beginning, a manifest at its end. Both are JSON inside the tar file."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import BackupDamaged

TYPE, VERSION = "congvu-backup", 1
HEAD, MANIFEST = "congvu-backup.json", "manifest.json"
LONGEST_JSON = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What must be known before anything is read: tables with their columns, in the order in which they follow."""

    made_at: str  # ISO 8601, UTC
    product: str
    postgres: str
    migrations: list[str]  # app.name, as the database had recorded them
    tables: dict[str, list[str]]
    sequences: dict[str, tuple[int, bool]]
    with_files: bool
    with_secrets: bool
    note: str = ""  # comment on the database


@dataclass(slots=True)
class Part:
    """One table as it stands in the file: how many rows, and the SHA-256 of each of its parts in their order."""

    rows: int = 0
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Lost:
    """A stored file that the database knows and the storage did not have, or not with these bytes."""

    sha256: str
    size: int
    reason: str


@dataclass(slots=True)
class AuditEnd:
    """Where the audit log ended: its last seal, and how many acts waited for theirs."""

    log: str = ""
    seals: int = 0
    root: str = ""
    acts: int = 0
    waiting: int = 0


@dataclass(slots=True)
class Manifest:
    """What must be found in the file. `files_digest` is the SHA-256 over the names (SHA-256) of the stored files."""

    tables: dict[str, Part] = field(default_factory=dict)
    files: int = 0
    file_bytes: int = 0
    files_digest: str = ""
    lost: list[Lost] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)
    audit: AuditEnd = field(default_factory=AuditEnd)

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(part.rows for part in self.tables.values())


def write(value: Head | Manifest) -> bytes:
    """Return the JSON of a head or a manifest."""
    return json.dumps({"type": TYPE, "version": VERSION, **asdict(value)}, ensure_ascii=False, indent=1).encode()


def _read(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BackupDamaged(reason="phần mô tả không đọc được.") from error
    if not isinstance(found, dict) or found.pop("type", None) != TYPE:
        raise BackupDamaged(reason="không phải tệp sao lưu của Công vụ.")
    if found.pop("version", None) != VERSION:
        raise BackupDamaged(reason="định dạng mới hơn mã nguồn này.")
    return found


def read_head(data: bytes) -> Head:
    """Return the head. Raises BackupDamaged."""
    found = _read(data)
    try:
        head = Head(**found)
        for table, columns in head.tables.items():
            if not isinstance(table, str) or not all(isinstance(name, str) for name in columns):
                raise TypeError
        return Head(**{**found, "sequences": {name: (int(n), bool(c)) for name, (n, c) in head.sequences.items()}})
    except (TypeError, ValueError, AttributeError) as error:
        raise BackupDamaged(reason="phần đầu không đúng định dạng.") from error


def read_manifest(data: bytes) -> Manifest:
    """Return the manifest. Raises BackupDamaged."""
    found = _read(data)
    try:
        found["tables"] = {name: Part(**part) for name, part in found["tables"].items()}
        found["lost"] = [Lost(**lost) for lost in found["lost"]]
        found["audit"] = AuditEnd(**found["audit"])
        return Manifest(**found)
    except (TypeError, KeyError, AttributeError) as error:
        raise BackupDamaged(reason="phần kê cuối tệp không đúng định dạng.") from error
