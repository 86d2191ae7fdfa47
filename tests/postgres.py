"""Pytest plugin, loaded before Django's settings: a PostgreSQL of its own for the test run.

Creating a cluster and migrating take ten seconds. Both are done once for each state of the migrations, kept in the
temporary folder, and copied for each run; each process of the run then copies its database from the template in it.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "congvu_template"
KEPT_SECONDS = 24 * 3600
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "256MB"}


def _cluster_key() -> str:
    """Return a digest of all that the tables depend on."""
    digest = hashlib.sha256(sys.version.encode())
    files = [ROOT / "requirements.lock", ROOT / "src/congvu/config/postgres.py", Path(__file__)]
    for file in [*files, *sorted(ROOT.glob("src/congvu/*/migrations/*.py"))]:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _kept() -> Path:
    """Return the migrated cluster for the migrations as they stand, stopped; made if it is not there."""
    from congvu.config.postgres import Postgres

    shelf = Path(tempfile.gettempdir()) / f"congvu-tests-{os.getuid()}"
    shelf.mkdir(mode=0o711, exist_ok=True)
    if shelf.stat().st_uid != os.getuid():
        raise SystemExit(f"{shelf} belongs to somebody else")
    kept = shelf / _cluster_key()
    if kept.exists():
        os.utime(kept)
        return kept
    for old in shelf.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=shelf))
    fresh.chmod(0o711)
    server = Postgres(fresh / "pg", settings=SETTINGS)
    server.start()
    try:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CONGVU_")} | {
            "CONGVU_DATABASE_URL": server.url(TEMPLATE),
            "CONGVU_DATA": str(fresh / "data"),
            "PYTHONPATH": str(ROOT / "src"),
        }
        _create(server.url("postgres"))
        subprocess.run([sys.executable, "-m", "congvu", "migrate"], cwd=ROOT, env=environment, check=True)
    finally:
        server.stop()
    try:
        (fresh / "pg").rename(kept)
    except OSError:  # another run was quicker
        if not kept.exists():
            raise
    shutil.rmtree(fresh, ignore_errors=True)
    return kept


def _create(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as link:
        link.execute(f"create database {TEMPLATE}")


if "CONGVU_DATABASE_URL" not in os.environ:
    from congvu.config.postgres import Postgres

    key = hashlib.sha256(f"{Path(__file__).resolve()}-{os.getpid()}".encode()).hexdigest()[:10]
    base = Path(tempfile.gettempdir()) / f"cvt-{key}"
    shutil.rmtree(base, ignore_errors=True)  # of a killed run whose number came round again
    subprocess.run(["cp", "-a", _kept(), base], check=True)
    server = Postgres(base, settings=SETTINGS)
    server.start()
    os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
    os.environ["CONGVU_TEST_TEMPLATE"] = TEMPLATE

    def _stop(owner: int = os.getpid()) -> None:
        if os.getpid() == owner:
            server.stop()
            shutil.rmtree(base, ignore_errors=True)

    atexit.register(_stop)

if "CONGVU_DATA" not in os.environ:
    os.environ["CONGVU_DATA"] = tempfile.mkdtemp(prefix="cvd-")
    atexit.register(shutil.rmtree, os.environ["CONGVU_DATA"], ignore_errors=True)
Path(os.environ["CONGVU_DATA"], "tmp").mkdir(parents=True, exist_ok=True)  # as `congvu run` makes it for uploads
