"""edXML: messages of 200 kB written, signed, read and judged a second; memory for an attachment of 500 MB.

`PYTHONPATH=src:. python benchmarks/edxml.py [megabytes]`. Each of the large works runs in a process of its own, whose
peak memory is the kernel's figure (VmHWM). Beside each stand the bare parts: base64, SHA-256 and, for reading,
lxml parsing the same bytes whole.
"""

import base64
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from lxml import etree

settings.configure(USE_I18N=False)

from tests.exchange.edxml import keys  # noqa: E402
from tests.exchange.edxml.makers import edoc  # noqa: E402

from benchmarks.measure import machine, table, timed  # noqa: E402
from congvu.exchange.edxml.carrying import File, attach  # noqa: E402
from congvu.exchange.edxml.reader import read  # noqa: E402
from congvu.exchange.edxml.verdict import verify  # noqa: E402
from congvu.exchange.edxml.writer import write  # noqa: E402

SIZE = 200_000
MIB = 1 << 20


def small():
    """Messages with one file of 200 kB that cannot be compressed, as a signed PDF cannot."""
    content = os.urandom(SIZE)
    digest = hashlib.sha256(content).hexdigest()
    file = File("a.pdf", "application/pdf", SIZE, digest, lambda: io.BytesIO(content))
    plain, zipped = edoc(attachments=attach([file], zipped=False)), edoc(attachments=attach([file], zipped=True))
    signer = keys.signer()
    data, packed, signed = _written(plain), _written(zipped), _written(plain, signer)
    folder = Path(tempfile.mkdtemp())
    bar = {"runs": 5, "each": 40}
    rows = [
        timed("bare: base64 and SHA-256 of 200 kB", lambda _n: _bare(content), **bar),
        timed("write, plain file", lambda _n: _written(plain) == data, right=True, **bar),
        timed("write, zipped file", lambda _n: _written(zipped) == packed, right=True, **bar),
        timed("write and sign (RSA 2048)", lambda _n: len(_written(plain, signer)), right=len(signed), **bar),
        timed("bare: lxml parses the message, SHA-256 of the file", lambda _n: _lxml(data), right=digest, **bar),
        timed("read, plain file", lambda _n: _read(data, folder), right=digest, **bar),
        timed("read, zipped file", lambda _n: _read(packed, folder), right=digest, **bar),
        timed("judge the signature", lambda _n: verify(io.BytesIO(signed))[0].state, right="valid", **bar),
    ]
    table(rows)
    for row in rows:
        print(f"  {row.name}: {1000 / row.median:.0f}/s")
    return all(row.right for row in rows)


def _written(message, signer=None):
    out = io.BytesIO()
    write(message, out, signer=signer)
    return out.getvalue()


def _bare(content):
    base64.b64encode(content)
    hashlib.sha256(content).hexdigest()


def _lxml(data):
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    return hashlib.sha256(base64.b64decode(root.findtext(".//{*}ContentTransferEncoded"))).hexdigest()


def _read(data, folder):
    for old in folder.iterdir():
        old.unlink()
    return read(io.BytesIO(data), folder).message.attachments[0].sha256


def large(megabytes):
    """Write, sign, read and judge one message with a file of so many MiB, each in a process of its own."""
    right = True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.bin"
        block = os.urandom(MIB)
        with path.open("wb") as out:
            for number in range(megabytes):
                out.write(number.to_bytes(8, "big") + block[8:])
        for how in ("start", "write", "sign", "write-zipped", "read", "read-zipped", "judge"):
            began = time.perf_counter()
            asked = subprocess.run([sys.executable, __file__, "--one", how, folder], capture_output=True, check=False)
            took, said = time.perf_counter() - began, asked.stdout.decode().split()
            right = right and asked.returncode == 0 and said[0] == "right"
            peak = int(said[1]) / 1024 if len(said) > 1 else 0
            print(f"{how:<14} {megabytes} MiB: {took:6.1f} s, peak {peak:6.1f} MiB {asked.stderr.decode()[-300:]}")
    return right


def one(how, folder):
    """One work of `large`; prints whether it was right and the peak memory in KiB."""
    path = Path(folder) / "file.bin"
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while chunk := content.read(MIB):
            digest.update(chunk)
    file = File(
        "file.bin", "application/octet-stream", path.stat().st_size, digest.hexdigest(), lambda: path.open("rb")
    )
    kind = "zipped" if "zipped" in how else "signed" if how in {"sign", "judge"} else "plain"
    target = Path(folder) / f"{kind}.edxml"
    right = True
    if how in {"write", "sign", "write-zipped"}:
        signer = keys.signer("ecdsa") if how == "sign" else None
        with target.open("wb") as out:
            write(edoc(attachments=attach([file], zipped="zipped" in how)), out, signer=signer)
        right = target.stat().st_size > file.size
    elif how in {"read", "read-zipped"}:
        with target.open("rb") as source, tempfile.TemporaryDirectory() as place:
            (found,) = read(source, Path(place)).message.attachments
        right = found.sha256 == file.sha256
    elif how == "judge":
        with target.open("rb") as source:
            right = [one.state for one in verify(source)] == ["valid"]
    status = Path("/proc/self/status").read_text()  # ru_maxrss would carry over what the parent had
    print("right" if right else "wrong", status.split("VmHWM:")[1].split()[0])


def main():
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
        return
    machine("one edXML message with one file")
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    ok = small() & large(megabytes)
    print("right" if ok else "WRONG")
    raise SystemExit(not ok)


if __name__ == "__main__":
    main()
