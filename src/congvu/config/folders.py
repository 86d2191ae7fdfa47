"""The data folder of an installation: what stands in it and who may read it."""

import os
import secrets
from pathlib import Path

from . import env

PRIVATE = 0o700
# The embedded PostgreSQL of root runs as another user and must be able to walk through.
WALKABLE = 0o711


def data_folder() -> Path:
    """Return the folder named by CONGVU_DATA, by default ./var."""
    return Path(env.text("DATA", "var")).resolve()


def prepare(data: Path) -> None:
    """Create the data folder, its private sub-folders and the installation's secret key, once.

    Raises BadSetting when the place cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True, mode=WALKABLE)
        for name in ("files", "tmp", "log", "run"):
            (data / name).mkdir(exist_ok=True, mode=PRIVATE)
        _make_secret_key(data / "secret-key")
    except OSError as error:
        raise env.BadSetting(
            f"Không ghi được vào thư mục dữ liệu {data} ({error.strerror}). "
            "Hãy chọn thư mục khác bằng CONGVU_DATA hoặc --data."
        ) from error


def _make_secret_key(file: Path) -> None:
    """Write a new key that no other user can read; a key that stands is kept."""
    if file.exists():
        return
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(secrets.token_urlsafe(48))
    try:
        os.link(fresh, file)  # refuses to replace the key of a process that was quicker
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
