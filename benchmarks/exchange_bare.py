"""The bare operations of one letter in `benchmarks.exchange`: each by a library alone, without anything of Công vụ.

A letter's bytes posted over TLS to a server that only reads them; its XML parsed and its paper decoded; the paper's two
signatures validated by pyHanko against one root; what is kept written and synced; rows committed; receipts signed and
checked; digests. `ours` is the same check of the two signatures as Công vụ makes it, which is faster.
"""

import asyncio
import base64
import hashlib
import http.client
import io
import os
import ssl
import tempfile
import time
from collections.abc import Callable
from xml.etree import ElementTree


def app(environ, start_response):
    """Read a body and answer, as little as a server can do."""
    while environ["wsgi.input"].read(1 << 18):
        pass
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def operations(raw: bytes, paper: bytes, *, port: int, trusted: str, folder: str, runs: int) -> dict[str, list[float]]:
    """Return the milliseconds of each; `raw` is the letter as it travels, `trusted` the server's certificate."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from django.db import connection

    line = http.client.HTTPSConnection("127.0.0.1", port, context=ssl.create_default_context(cadata=trusted))
    key = Ed25519PrivateKey.generate()
    with connection.cursor() as cursor:
        cursor.execute("create table if not exists bare (n bigint, t text)")

    def posted() -> None:
        line.request("POST", "/", raw)
        assert line.getresponse().read() == b"ok"

    def parsed() -> None:
        texts = [one.text or "" for one in ElementTree.fromstring(raw).iter()]
        assert base64.b64decode(max(texts, key=len)) == paper

    def kept() -> None:
        with tempfile.NamedTemporaryFile(dir=folder) as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

    def committed() -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into bare values (1, %s)", ["x" * 500])

    def signed() -> None:
        key.public_key().verify(key.sign(b"x"), b"x")

    validated = validator(paper)
    return {
        "the letter over TLS to a server that only reads": timed(posted, runs),
        "XML parsed, paper decoded": timed(parsed, runs),
        "two signatures of the paper, by pyHanko": timed(validated, runs),
        "three files kept on disk": timed(lambda: [kept() for _n in range(3)], runs),
        "five transactions": timed(lambda: [committed() for _n in range(5)], runs),
        "envelope and receipt signed and checked": timed(lambda: [signed() for _n in range(2)], runs),
        "SHA-256 of letter and paper, on both sides": timed(
            lambda: [hashlib.sha256(one).hexdigest() for one in (raw, raw, paper)], runs
        ),
    }


def ours(paper: bytes, runs: int) -> list[float]:
    """Return the milliseconds in which Công vụ checks the two signatures, revocation and levels among it."""
    from django.utils import timezone

    from congvu.signing import api as signing

    return timed(lambda: signing.check_bytes(paper, timezone.now()), runs)


def validator(paper: bytes) -> Callable[[], None]:
    """Return what validates the signatures of a paper by pyHanko, changes after each among it."""
    from django.utils import timezone
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    from congvu.signing.demo.ca import load_ca
    from congvu.signing.demo.keys import demo_folder
    from congvu.signing.keyring import to_asn1

    ca = load_ca(demo_folder())
    chain, root = [to_asn1(one) for one in ca.chain], to_asn1(ca.root.certificate)

    async def run() -> None:
        found = PdfFileReader(io.BytesIO(paper)).embedded_signatures
        assert len(found) == 2
        for one in found:
            context = ValidationContext(trust_roots=[root], other_certs=chain, moment=timezone.now())
            status = await async_validate_pdf_signature(one, context)
            assert status.intact
            assert status.valid

    return lambda: asyncio.run(run())


def timed(act: Callable[[], object], runs: int) -> list[float]:
    """Return the milliseconds of each run, after one to warm up."""
    act()
    found = []
    for _n in range(runs):
        begun = time.perf_counter()
        act()
        found.append((time.perf_counter() - begun) * 1000)
    return found
