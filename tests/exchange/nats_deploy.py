"""The configuration of `deploy/nats` at addresses of this machine, with certificates of its own script."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.exchange.nats import BINARY
from tests.exchange.pair import ROOT, free_port

DEPLOY = ROOT / "deploy" / "nats"
AGENCIES = ("administrator", "h58", "xa1", "stranger")


def certificates(folder: Path) -> Path:
    """Make an authority, a server's certificate and one for each agency; return their folder."""
    for words in (
        ["authority"],
        ["server", "server", "localhost", "127.0.0.1"],
        *(["agency", one] for one in AGENCIES),
    ):
        done = subprocess.run(
            [str(DEPLOY / "certificate.sh"), str(folder), *words], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return folder


def placed(name: str, folder: Path, tls: Path, *, changes: dict[str, str]) -> Path:
    """Write a file of deploy/nats into a folder with other paths and addresses; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (DEPLOY / name).read_text().replace("/etc/nats/tls/agency", f"{tls}/xa1").replace("/etc/nats/tls", str(tls))
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "agencies.conf").write_text((DEPLOY / "agencies.conf").read_text())
    (folder / name).write_text(text)
    return folder / name


def accepted(config: Path, folder: Path) -> tuple[int, str]:
    """Let the server check a configuration; return its exit code and what it says."""
    done = subprocess.run(
        [str(BINARY), "-t", "-c", str(config)], capture_output=True, text=True, check=False,
        env={"NATS_NAME": "nats1", "NATS_STORE": str(folder / "store"), "NATS_KEY": "k0"},
    )  # fmt: skip
    return done.returncode, done.stderr + done.stdout


def hub(folder: Path, tls: Path) -> tuple[list[Path], list[int], list[int]]:
    """Write hub.conf for three nodes here; return the files, and the ports for agencies and for leaves."""
    ports, routes, leaves = ([free_port() for _ in range(3)] for _ in range(3))
    files = []
    for n in range(3):
        changes = {
            "0.0.0.0:4222": f"127.0.0.1:{ports[n]}", "0.0.0.0:6222": f"127.0.0.1:{routes[n]}",
            "0.0.0.0:7422": f"127.0.0.1:{leaves[n]}", "200GB": "8GB",
        } | {f"nats{k + 1}.example.gov.vn:6222": f"127.0.0.1:{routes[k]}" for k in range(3)}  # fmt: skip
        files.append(placed("hub.conf", folder / f"n{n}", tls, changes=changes))
    return files, ports, leaves


def leaf(folder: Path, tls: Path, leaves: list[int]) -> tuple[Path, int]:
    """Write leaf.conf for a leaf here; return the file and its port."""
    port = free_port()
    changes = {f"nats{n + 1}.example.gov.vn:7422": f"127.0.0.1:{leaves[n]}" for n in range(3)} | {
        "127.0.0.1:4222": f"127.0.0.1:{port}", "20GB": "1GB",
    }  # fmt: skip
    return placed("leaf.conf", folder / "leaf", tls, changes=changes), port
