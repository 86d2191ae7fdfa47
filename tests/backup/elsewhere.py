"""A second, empty installation beside the tests' own."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(tmp_path):
    """An empty database beside the tests' own, and a data folder."""
    [template] = [os.environ["CONGVU_TEST_TEMPLATE"]]
    values = {"host": settings.DATABASES["default"]["HOST"], "port": settings.DATABASES["default"]["PORT"]}
    values |= {"user": settings.DATABASES["default"]["USER"], "password": settings.DATABASES["default"]["PASSWORD"]}
    name = f"elsewhere_{os.getpid()}"
    with psycopg.connect(dbname="postgres", autocommit=True, **values) as link:
        link.execute(f"drop database if exists {name} with (force)")
        link.execute(f"create database {name} template {template}")
    given = {key: value for key, value in os.environ.items() if not key.startswith("CONGVU_")}
    address = f"postgresql://{values['user']}:{values['password']}@/{name}?host={values['host']}&port={values['port']}"
    yield given | {
        "CONGVU_DATABASE_URL": address, "CONGVU_DATA": str(tmp_path / "there"), "PYTHONPATH": str(ROOT / "src"),
        "PYTEST_VERSION": os.environ.get("PYTEST_VERSION", "8"), "DJANGO_SETTINGS_MODULE": "congvu.config.settings",
    }  # fmt: skip
    with psycopg.connect(dbname="postgres", autocommit=True, **values) as link:
        link.execute(f"drop database if exists {name} with (force)")


def congvu(environment, *args):
    done = subprocess.run(
        [sys.executable, *args],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr
