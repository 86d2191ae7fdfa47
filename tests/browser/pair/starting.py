"""Starts the two installations side by side: `congvu run` twice, on two databases, two data folders, two ports."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from psycopg.conninfo import make_conninfo

from congvu.signing.demo.ca import DemoCA, make_ca
from tests.config.stack import free_port

from ..installation import Installation, answered, stop
from .filling import DISTRICT, DISTRICT_NAME, PROVINCE, PROVINCE_NAME, Partner
from .line import Front, certificate, root_of

ROOT = Path(__file__).resolve().parents[3]
SIDES = {"A": (PROVINCE, PROVINCE_NAME), "B": (DISTRICT, DISTRICT_NAME)}


@dataclass(frozen=True)
class Pair:
    """The province's installation, the district's, and the TLS fronts before them."""

    province: Installation
    district: Installation
    fronts: dict[str, Front]


def run_both() -> Iterator[Pair]:
    """Yield both, started and filled; generator for a fixture."""
    with tempfile.TemporaryDirectory(prefix="cvp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        ca = make_ca(folder / "ca", at=datetime.now(UTC) - timedelta(days=1100))
        made = {side: _prepared(folder / side, ca, side) for side in SIDES}
        fronts = {side: Front(folder / side / "line.pem", root_of(ca), _port(one)) for side, one in made.items()}
        running = [_run(one) for one in made.values()]
        try:
            fillings = [_filled(side, made[side], fronts, ca) for side in SIDES]
            for one in fillings:
                assert one.wait(120) == 0
            for one, process in zip(made.values(), running, strict=True):
                answered(process, one.address, one.data.parent / "run.log")
            yield Pair(made["A"], made["B"], fronts)
        finally:
            for front in fronts.values():
                front.close()
            for process in running:
                stop(process)
            for one in made.values():
                _drop(one)


def _port(one: Installation) -> int:
    return int(one.address.rpartition(":")[2])


def _prepared(folder: Path, ca: DemoCA, side: str) -> Installation:
    """Make a data folder with the keys of a side, and a migrated database."""
    data, keys = folder / "var", folder / "var" / "keys"
    keys.mkdir(parents=True, mode=0o700)
    shutil.copytree(ca.folder, keys / "demo-ca")
    own = Ed25519PrivateKey.generate()
    (keys / "exchange.key").touch(mode=0o600)
    (keys / "exchange.key").write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "public.pem").write_bytes(own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    certificate(folder / "line.pem", ca, f"Liên thông {SIDES[side][0]}")
    shutil.copy(folder / "line.pem", keys / "line.pem")
    server, template = os.environ["CONGVU_DATABASE_URL"], os.environ["CONGVU_TEST_TEMPLATE"]
    database = f"pair_{side.lower()}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'drop database if exists "{database}" with (force)')
        link.execute(f'create database "{database}" template "{template}"')
    address = f"http://127.0.0.1:{free_port()}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CONGVU_", "DJANGO_", "PYTEST_"))} | {
        "CONGVU_DATABASE_URL": make_conninfo(server, dbname=database),
        "CONGVU_DATA": str(data),
        "CONGVU_PUBLIC_URL": address,
        "CONGVU_WEB_WORKERS": "1",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    return Installation(address, data, environment)


def _run(one: Installation) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "congvu", "run", "--no-demo", "--port", str(_port(one))],
        env=one.environment, stdin=subprocess.DEVNULL, stdout=(one.data.parent / "run.log").open("ab"),
        stderr=subprocess.STDOUT,
    )  # fmt: skip


def _filled(side: str, one: Installation, fronts: dict[str, Front], ca: DemoCA) -> "subprocess.Popen[str]":
    """Begin to fill a side; the other is its partner, reached through its front."""
    other = "B" if side == "A" else "A"
    code, name = SIDES[other]
    public_key = (one.data.parent.parent / other / "public.pem").read_text()
    partner = Partner(name, code, fronts[other].address, public_key, root_of(ca), "line.pem")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.pair.filling", side],
        cwd=ROOT, env=one.environment, text=True, stdin=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps(asdict(partner)))
    process.stdin.close()
    return process


def _drop(one: Installation) -> None:
    with psycopg.connect(os.environ["CONGVU_DATABASE_URL"], autocommit=True) as link:
        database = one.environment["CONGVU_DATABASE_URL"].partition("dbname=")[2].split()[0]
        link.execute(f'drop database if exists "{database}" with (force)')
