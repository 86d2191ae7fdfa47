"""The same files from one django-pyas2 to another: signed, with signed receipts (synchronous MDN), over TLS.

Called by `benchmarks.exchange --peer`, on the same machine in the same run. Its environment is made once beside this
file from `peer-requirements.txt` (pinned by hash), so that nothing of it comes into the product's.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

from tests.exchange.pair import free_port

from benchmarks.exchange_nats import with_children
from benchmarks.measure import Figures, table

HERE = Path(__file__).resolve().parent
PLACE, REQUIREMENTS = HERE / ".peer", HERE / "peer-requirements.txt"


def python() -> Path:
    """Return the interpreter that has the peer; make its environment where it is missing or of other versions."""
    found, made_of = PLACE / "bin" / "python", PLACE / "made-of"
    if made_of.exists() and made_of.read_bytes() == REQUIREMENTS.read_bytes():
        return found
    venv.create(PLACE, clear=True, with_pip=True)
    subprocess.run([found, "-m", "pip", "-q", "install", "--require-hashes", "-r", REQUIREMENTS], check=True)
    made_of.write_bytes(REQUIREMENTS.read_bytes())
    return found


def peer(folder: Path, letters: Path, *, count: int, certificate: Path, key: Path) -> bool:
    """Send the files one by one and sixteen at once; print the figures."""
    program, port = python(), free_port()
    folder.mkdir()
    base = {name: value for name, value in os.environ.items() if not name.startswith(("CONGVU_", "PYTHON", "DJANGO"))}
    env = base | {"PEER_FOLDER": str(folder), "REQUESTS_CA_BUNDLE": str(certificate)}

    def ask(side: str, *args: str) -> str:
        command = [program, HERE / "peer_site.py", *args]
        done = subprocess.run(command, env=env | {"PEER_SIDE": side}, check=True, capture_output=True, text=True)
        return done.stdout

    for side in ("sender", "receiver"):
        ask(side, "migrate")
    for side in ("sender", "receiver"):
        ask(side, "introduce", f"https://127.0.0.1:{port}/pyas2/as2receive")
    web = subprocess.Popen(
        [program, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--port",
         str(port), "--host", "127.0.0.1", "peer_site:application"],
        cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=env | {"PEER_SIDE": "receiver", "GRANIAN_SSL_CERTIFICATE": str(certificate),
                   "GRANIAN_SSL_KEYFILE": str(key)},
    )  # fmt: skip
    try:
        _until_it_listens(port)
        return _measured(ask, web.pid, letters, count)
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(30)


def _measured(ask, web: int, letters: Path, count: int) -> bool:
    for threads in (1, 16):
        before = with_children(web)
        said = json.loads(ask("sender", "send", str(letters), str(count), str(threads)).splitlines()[-1])
        receiving = (with_children(web) - before) / (count + 3) * 1000
        if threads == 1:
            table([Figures("django-pyas2 1.2.3, one in flight: file to verified MDN", said["each"])])
        print(
            f"  django-pyas2, {threads} in flight: {count} files in {said['seconds']:.1f} s = "
            f"{count / said['seconds']:.1f}/s; CPU of sender {said['cpu'] / count * 1000:.1f}, of receiver "
            f"{receiving:.1f} ms a file"
        )
        if len(said["each"]) != count:
            return False
    return True


def _until_it_listens(port: int) -> None:
    for _n in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("django-pyas2 does not start")


if __name__ == "__main__":
    print(python(), file=sys.stderr)
