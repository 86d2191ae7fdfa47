"""The installation's own folder of backups, and the small files that belong to an installation beside its database."""

import os
from pathlib import Path

from django.conf import settings

from . import rules
from .errors import BackupPlaceRefused

KEYS = "keys"
SESSIONS_KEY = "secret-key"


def folder() -> Path | None:
    """Return CONGVU_BACKUP_FOLDER, or None when backups are not scheduled."""
    return Path(settings.BACKUP_FOLDER) if settings.BACKUP_FOLDER else None


def require_folder() -> Path:
    """Return the folder, made if need be. Raises BackupPlaceRefused."""
    place = folder()
    if place is None:
        raise BackupPlaceRefused(
            reason="Chưa đặt thư mục sao lưu. Người vận hành đặt CONGVU_BACKUP_FOLDER rồi khởi động lại."
        )
    prepare(place)
    return place


def prepare(place: Path) -> None:
    """Make a folder that only this user reads. Raises BackupPlaceRefused."""
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupPlaceRefused(reason=f"Không ghi được vào nơi để tệp sao lưu ({error.strerror}).") from error
    if not os.access(place, os.W_OK | os.X_OK):
        raise BackupPlaceRefused(reason="Không ghi được vào nơi để tệp sao lưu.")


def remove_unfinished(place: Path) -> int:
    """Remove what killed backups left; the caller holds the lock of backups. Return how many."""
    left = [
        file for file in place.glob(f"*{rules.UNFINISHED}") if rules.NAME.fullmatch(file.name[: -len(rules.UNFINISHED)])
    ]
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)


def secrets(*, private: bool) -> dict[str, Path]:
    """Return the keys of the installation by their name in a backup; without `private` only the public ones."""
    data = Path(settings.DATA)
    keys = sorted((data / KEYS).glob("*")) if (data / KEYS).is_dir() else []
    found = {file.name: file for file in keys if file.is_file() and (private or file.suffix == ".pub")}
    if private and (data / SESSIONS_KEY).is_file():
        found[SESSIONS_KEY] = data / SESSIONS_KEY
    return found


def secret_place(name: str) -> Path:
    """Return where a key of a backup belongs."""
    data = Path(settings.DATA)
    return data / SESSIONS_KEY if name == SESSIONS_KEY else data / KEYS / name


def put_secret(name: str, data: bytes) -> bool:
    """Write a key that no other user reads; False when it stood there already. An unlike one is kept beside it."""
    target = secret_place(name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():
        if target.read_bytes() == data:
            return False
        os.replace(target, target.with_name(f"{target.name}.before-restore"))
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644 if target.suffix == ".pub" else 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, target)
    return True
