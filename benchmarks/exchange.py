"""Signed letters of 200 kB from installation A to B over HTTPS, signed receipts and states back; memory for large ones.

    PYTHONPATH=src:. python -m benchmarks.exchange [--count 2000] [--one 100] [--peer] [--megabytes 24,100,500]
        [--nats [--no-https]]

Two databases, two ports with TLS, web processes and workers of their own. One in flight: each try from its begin to
the checked receipt. Sixteen in flight: the sender's worker, which is there before they are written, carries what waits
(two bundles of eight), the receiver's tells state 01 back. Beside them the bare operations of one delivery, each by a
library alone (`exchange_bare`), in the same run. Bars (DESIGN 8): 40/s, p50 60 ms, 1.5 times the bare operations,
64 MiB a message whatever its size. With --peer the same files from one django-pyas2 to another (`exchange_peer`); with
--nats the same letters afterwards over a cluster of three (`exchange_nats`).
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from psycopg.conninfo import make_conninfo
from tests.exchange.pair import free_port

from benchmarks.exchange_nats import Clock, environment, over_nats, three
from benchmarks.exchange_peer import peer
from benchmarks.measure import Figures, machine, table
from congvu.config.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")


def certificate(folder: Path) -> str:
    """Write a key and a certificate for this machine; return the certificate as partners trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "benchmark")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(Encoding.PEM)
    (folder / "tls.pem").write_bytes(pem)
    (folder / "tls.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return pem.decode()


class Side:
    """One installation: database, data folder, web server with TLS, worker, and somebody inside."""

    def __init__(self, name: str, code: str, folder: Path, server: str, port: int, **extra: str) -> None:
        self.name, self.code, self.port = name, code, port
        (folder / code / "tmp").mkdir(parents=True)
        with psycopg.connect(server, autocommit=True) as link:
            link.execute(f'create database "{code}" template "fresh"')
        clean = {key: value for key, value in os.environ.items() if not key.startswith("CONGVU_")}
        self.env = clean | {
            "CONGVU_DATABASE_URL": make_conninfo(server, dbname=code),
            "CONGVU_DATA": str(folder / code),
            "CONGVU_WEB_WORKERS": "2",
            "CONGVU_WORKER_CONCURRENCY": "16",
            "GRANIAN_SSL_CERTIFICATE": str(folder / "tls.pem"),
            "GRANIAN_SSL_KEYFILE": str(folder / "tls.key"),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **extra,
        }
        self.log = (folder / f"{code}.log").open("ab")
        self.inside = self._start("-m", "benchmarks.exchange_side", talks=True)
        self.web = self._start("-m", "congvu", "serve", "--host", "127.0.0.1", "--port", str(port))
        self.worker: subprocess.Popen[str] | None = None

    def _start(self, *args: str, talks: bool = False) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE if talks else None
        return subprocess.Popen(
            [sys.executable, *args], cwd=ROOT, env=self.env, text=True, stdin=pipe or subprocess.DEVNULL,
            stdout=pipe or self.log, stderr=self.log,
        )  # fmt: skip

    def ask(self, command: str, **arguments: object):
        """Let somebody inside act."""
        assert self.inside.stdin is not None
        assert self.inside.stdout is not None
        self.inside.stdin.write(json.dumps([command, arguments]) + "\n")
        self.inside.stdin.flush()
        if not (line := self.inside.stdout.readline()):
            raise SystemExit(Path(self.log.name).read_text(errors="replace")[-3000:])
        return json.loads(line)

    def work(self, *, jobs: int = 16) -> None:
        """Start the worker, unless it runs."""
        if self.worker is None:
            self.env["CONGVU_WORKER_CONCURRENCY"] = str(jobs)
            self.worker = self._start("-m", "congvu", "work")

    def hold(self, *, jobs: int) -> None:
        """Start the worker, let it come to rest and hold it still."""
        self.work(jobs=jobs)
        self.calm()
        self._signal(signal.SIGSTOP)

    def calm(self) -> None:
        """Wait until the worker has started, and neither it nor the web processes do anything."""
        with psycopg.connect(self.env["CONGVU_DATABASE_URL"], autocommit=True) as link:
            while not link.execute("select 1 from procrastinate_workers").fetchone():
                time.sleep(0.2)
        taken, quiet = self.cpu(), 0
        while quiet < 10 or taken < 0.5:
            time.sleep(0.2)
            before, taken = taken, self.cpu()
            quiet = quiet + 1 if taken - before < 0.05 else 0

    def go(self) -> None:
        """Let a worker that was held still go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, what: signal.Signals) -> None:
        assert self.worker is not None
        self.worker.send_signal(what)

    def rest(self) -> None:
        """Stop the worker."""
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait(30)
            self.worker = None

    def _family(self) -> list[int]:
        tops = [one.pid for one in (self.web, self.worker) if one is not None]
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        return tops + [pid for pid, above in pairs if above in tops]

    def cpu(self) -> float:
        """Return the seconds of CPU that web and worker have taken."""
        total = 0
        for pid in self._family():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def forget_peaks(self) -> dict[int, int]:
        """Begin to watch memory anew; return what each process holds, in KiB."""
        held = {}
        for pid in self._family():
            Path(f"/proc/{pid}/clear_refs").write_text("5")
            held[pid] = peak(pid)
        return held

    def grown(self, before: dict[int, int]) -> float:
        """Return by how many MiB the process that grew most has grown at its peak."""
        return max((peak(pid) - held) / 1024 for pid, held in before.items())

    def stop(self) -> None:
        """End everything."""
        self.rest()
        for one in (self.inside, self.web):
            one.terminate()
            one.wait(30)


def peak(pid: int) -> int:
    """Return the most memory that a process held, in KiB."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0])


def settled(a: Side, b: Side, seconds: float) -> tuple[dict, dict]:
    """Wait until everything is done on both sides; return what stands there."""
    end = time.monotonic() + seconds
    while True:
        here, there = a.ask("standing"), b.ask("standing")
        done = set(here["mailings"]) == set(there["mailings"]) == {"done"}
        if (done and here["told"] == here["mailings"]["done"]) or time.monotonic() > end:
            return here, there
        time.sleep(0.2)


@contextmanager
def reader(folder: Path) -> Iterator[int]:
    """Run a server with TLS that only reads what is posted; give its port."""
    port = free_port()
    shown = {"GRANIAN_SSL_CERTIFICATE": str(folder / "tls.pem"), "GRANIAN_SSL_KEYFILE": str(folder / "tls.key")}
    command = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, *command, "benchmarks.exchange_bare:app"], cwd=ROOT, env=os.environ | shown,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def letters(a: Side, b: Side, count: int, alone: int, postmaster: int) -> bool:
    """Carry signed letters one by one, then sixteen at once; print the figures."""
    folder = Path(a.log.name).parent
    act = a.ask("fill", first=1, count=alone, receiver=b.code)
    with reader(folder) as port:
        bare = a.ask("bare", runs=20, port=port, trusted=(folder / "tls.pem").read_text())
    a.ask("carry", most=3)
    before = b.cpu()
    one = Figures("one in flight: try, take in, receipt", a.ask("carry"), bar="p50 60 ms, 1.5 x bare")
    receiving = (b.cpu() - before) / (alone - 3) * 1000
    ours = Figures("our check of the two signatures", bare.pop("ours"))
    rows = [Figures(f"bare: {name}", took) for name, took in bare.items()]
    table([one, *rows, ours])
    parts = sum(row.median for row in rows)
    theirs = next(row.median for row in rows if "pyHanko" in row.name)
    print(f"  bare parts {parts:.1f} ms: {one.median / parts:.2f} times (bar 1.5)", end="; ")
    print(f"with our own check among them {one.median / (parts - theirs + ours.median):.2f} times")
    print(f"  {1000 / one.median:.1f}/s one after the other")
    print(f"  CPU: the act of sending {act:.1f} ms, receiving web {receiving:.1f} ms a letter")
    b.work(jobs=2)
    settled(a, b, 300)
    a.hold(jobs=2)  # two bundles of eight
    a.ask("fill", first=alone + 1, count=count, receiver=b.code)
    clock = Clock(a, b, [], postmaster)
    begun = time.perf_counter()
    a.go()
    while a.ask("standing")["mailings"].get("waiting"):
        time.sleep(0.2)
    took = time.perf_counter() - begun
    here, there = settled(a, b, 600)
    back = time.perf_counter() - begun
    print(f"16 in flight: {count} letters in {took:.1f} s = {count / took:.1f}/s (bar 40/s), states back {back:.1f} s")
    print(f"  CPU with their states, both webs and workers: {clock.each(count)}")
    right = there["arrivals"] == {"sound": alone + count} and here["mailings"] == {"done": alone + count}
    if not right:
        print(here, there)
    for side in (a, b):
        side.rest()
    return right


def large(a: Side, b: Side, first: int, megabytes: list[int]) -> bool:
    """Carry one large file after the other; print by how much the processes grew."""
    right = True
    for side in (a, b):
        side.work()
        side.calm()  # what a worker takes to start is not the first letter's
    for number, (size, shape) in enumerate((size, shape) for size in megabytes for shape in ("pdf", "zip")):
        held = [side.forget_peaks() for side in (a, b)]
        inside = peak(a.inside.pid)
        begun = time.perf_counter()
        a.ask("fill", first=first + number, count=1, receiver=b.code, shape=shape, size=size << 20)
        here, _there = settled(a, b, 900)
        took = time.perf_counter() - begun
        sending, taking = (side.grown(before) for side, before in zip((a, b), held, strict=True))
        acting = (peak(a.inside.pid) - inside) / 1024
        done = set(here["mailings"]) == {"done"}
        right = right and done
        print(
            f"{size:>4} MiB {shape}: {took:6.1f} s, grown by: act {acting:.0f} MiB, sender's {sending:.0f} MiB, "
            f"receiver's {taking:.0f} MiB (bar 64) {'right' if done else here}"
        )
    return right


def main() -> None:
    """Run everything; exit with 1 when a result was wrong."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=2000)
    asked.add_argument("--megabytes", default="24,100,500")
    asked.add_argument("--one", type=int, default=100, help="letters that go one by one")
    asked.add_argument("--peer", action="store_true", help="the same files by django-pyas2 too")
    asked.add_argument("--nats", action="store_true", help="the same letters over a NATS cluster too")
    asked.add_argument("--no-https", action="store_true", help="only over NATS")
    given = asked.parse_args()
    base = Path(tempfile.mkdtemp(prefix="cvx-"))
    server = Postgres(base, settings={"max_wal_size": "8GB", "shared_buffers": "256MB"})
    server.start()
    url = server.url("postgres")
    sides: list[Side] = []
    with ExitStack() as running:
        running.callback(shutil.rmtree, base, ignore_errors=True)
        running.callback(server.stop)
        running.callback(lambda: [side.stop() for side in sides])
        nodes = running.enter_context(three(base)) if given.nats else []
        with psycopg.connect(url, autocommit=True) as link:
            link.execute("create database fresh")
        (base / "tmp").mkdir()
        env = os.environ | {"CONGVU_DATABASE_URL": make_conninfo(url, dbname="fresh"), "CONGVU_DATA": str(base)}
        subprocess.run([sys.executable, "-m", "congvu", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
        trusted = certificate(base)
        for name, code in (("UBND tỉnh Tiền Giang", "H58"), ("UBND tỉnh Đồng Tháp", "H20")):
            sides.append(Side(name, code, base, url, free_port(), **(environment(nodes, code) if nodes else {})))
        a, b = sides
        key_of = {a.code: a.ask("setup", name=a.name, code=a.code)}
        shutil.copytree(base / a.code / "keys" / "demo-ca", base / b.code / "keys" / "demo-ca")  # B knows A's authority
        key_of[b.code] = b.ask("setup", name=b.name, code=b.code)
        for each, other in ((a, b), (b, a)):
            address = f"https://127.0.0.1:{other.port}"
            each.ask(
                "partner", name=other.name, code=other.code, address=address, public_key=key_of[other.code],
                tls_ca=trusted,
            )  # fmt: skip
        machine(f"{given.count} letters of about 200 kB, each with two signatures, in each of two ways")
        postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
        right = given.no_https or letters(a, b, given.count, max(given.one, 10), postmaster)
        if given.peer:
            a.ask("papers", folder=str(base / "papers"), count=40)
            files = {"certificate": base / "tls.pem", "key": base / "tls.key"}
            right &= peer(base / "peer", base / "papers", count=min(given.count, 200), **files)
        if given.nats:
            right &= over_nats(a, b, first=10**5, count=given.count, nodes=nodes, postmaster=postmaster)
        right &= large(a, b, 10**6, [int(one) for one in given.megabytes.split(",") if one])
    print("right" if right else "WRONG")
    raise SystemExit(not right)


if __name__ == "__main__":
    main()
