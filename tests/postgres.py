"""Pytest plugin, loaded before Django's settings: a PostgreSQL of its own for the test run."""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

if "CONGVU_DATABASE_URL" not in os.environ:
    from congvu.config.postgres import Postgres

    key = hashlib.sha256(f"{Path(__file__).resolve()}-{os.getpid()}".encode()).hexdigest()[:10]
    base = Path(tempfile.gettempdir()) / f"cvt-{key}"
    server = Postgres(base, settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})
    server.start()
    os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")

    def _stop(owner: int = os.getpid()) -> None:
        if os.getpid() == owner:
            server.stop()
            shutil.rmtree(base, ignore_errors=True)

    atexit.register(_stop)

if "CONGVU_DATA" not in os.environ:
    os.environ["CONGVU_DATA"] = tempfile.mkdtemp(prefix="cvd-")
    atexit.register(shutil.rmtree, os.environ["CONGVU_DATA"], ignore_errors=True)
Path(os.environ["CONGVU_DATA"], "tmp").mkdir(parents=True, exist_ok=True)  # as `congvu run` makes it for uploads
