"""Signing in bulk and raising to B-LTA, beside pyHanko's simple signer and its own B-LTA in the same run.

    PYTHONPATH=src python -m benchmarks.signing_bulk [documents, default 1000] [raised to B-LTA, default a twentieth]

1,000 PDFs of 200 kB, each of its own content, are signed once by two processes with keys loaded once. B-LTA is made
against a time-stamp service on this machine over HTTP, which also answers OCSP (`lta_ours_asking`: an answer for each
signer is asked, checked and kept with the lists). That service is a process of its own beside the two. Prints machine,
versions, rates, CPU time each, and whether the results were right. Bars (issue 3): 50 signatures a second, 8 papers
raised to B-LTA a second, on two cores.
"""

import asyncio
import io
import json
import multiprocessing
import os
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from benchmarks.signing import AT, _state, start

PROCESSES = 2


class Service(BaseHTTPRequestHandler):
    """A time-stamp service (RFC 3161) and an OCSP responder (RFC 6960), in a process of their own."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        from congvu.signing.tsa import answer

        body = self.rfile.read(int(self.headers["Content-Length"]))
        asks_revocation = self.path.endswith("/demo/ocsp")
        made = revocation(body) if asks_revocation else answer(body, _state["tsa"], at=AT)
        self.send_response(200)
        self.send_header("Content-Type", f"application/{'ocsp-response' if asks_revocation else 'timestamp-reply'}")
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *_args):
        pass


def revocation(body):
    """Answer that the signer's certificate is good, as the demonstration's authority does."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import ocsp

    asked, above = ocsp.load_der_ocsp_request(body), _state["ca"].intermediate
    made = ocsp.OCSPResponseBuilder().add_response(
        cert=_state["online_certificate"], issuer=above.certificate, algorithm=asked.hash_algorithm,
        cert_status=ocsp.OCSPCertStatus.GOOD, this_update=AT, next_update=AT + timedelta(days=7), revocation_time=None,
        revocation_reason=None,
    )  # fmt: skip
    made = made.responder_id(ocsp.OCSPResponderEncoding.HASH, above.certificate)
    return made.sign(above.key, hashes.SHA256()).public_bytes(Encoding.DER)


def issue_online(url):
    """Give the signer a certificate that names where its revocation is answered."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    from congvu.signing.paper.cms import SigningIdentity

    ca = replace(_state["ca"], address=url)
    held = ca.issue_person(name="Nguyễn Thị Phương Thảo", organisation="UBND tỉnh", title="Chủ tịch", email="", at=AT)
    _state["online_certificate"] = held.certificate
    own = x509.Certificate.load(held.certificate.public_bytes(Encoding.DER))
    _state["online"] = SigningIdentity(held.key, own, _state["chain"])


def paper(number):
    """The prepared paper with a mark of its own at the end, so that no two are the same."""
    return _state["prepared"] + b"\n%% %d\n" % number


def sign_ours(first, count):
    from congvu.signing.checking.document import check_file
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    cpu, last = time.process_time(), b""
    for number in range(first, first + count):
        last = sign_field(paper(number), PERSON_FIELD, _state["who"], at=AT, last_word="certify")
    spent = time.process_time() - cpu
    return count, spent, check_file(last, _state["trust"], at=AT).verdict == "valid"


def sign_pyhanko(first, count):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    cpu, out = time.process_time(), None
    for number in range(first, first + count):
        meta = signers.PdfSignatureMetadata(
            field_name="CV_NguoiKy", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, certify=True
        )
        out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper(number))), meta, _state["simple"])
    return count, time.process_time() - cpu, out is not None


def lta_ours(first, count):
    from congvu.signing.actions.raise_level import raised
    from congvu.signing.checking.document import check_file
    from congvu.signing.levels.stamping import OverHttp

    service, cpu, last = OverHttp(_state["tsa_url"], AT), time.process_time(), b""
    for _number in range(first, first + count):
        last = raised(_state["full"], "B-LTA", at=AT, trust=_state["trust"], source=service).content
    spent = time.process_time() - cpu
    report = check_file(last, _state["trust"], at=AT)
    return count, spent, report.verdict == "valid" and {s.level for s in report.signatures if s.level} == {"B-LTA"}


def lta_ours_signing(first, count):
    """Sign and raise in one go: what pyHanko does below."""
    from congvu.signing.actions.raise_level import raised
    from congvu.signing.levels.stamping import OverHttp
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    service, cpu, good = OverHttp(_state["tsa_url"], AT), time.process_time(), True
    for number in range(first, first + count):
        signed = sign_field(paper(number), PERSON_FIELD, _state["who"], at=AT)
        made = raised(signed, "B-LTA", at=AT, trust=_state["trust"], source=service).content
        good = good and made.startswith(signed)
    return count, time.process_time() - cpu, good


def lta_ours_asking(first, count):
    """The same with an OCSP answer asked for each paper, checked and kept beside the lists."""
    from congvu.signing.actions.raise_level import raised
    from congvu.signing.checking.document import check_file
    from congvu.signing.levels.stamping import OverHttp
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    service, cpu, last = OverHttp(_state["tsa_url"], AT), time.process_time(), b""
    for number in range(first, first + count):
        signed = sign_field(paper(number), PERSON_FIELD, _state["online"], at=AT)
        last = raised(signed, "B-LTA", at=AT, trust=_state["trust"], source=service).content
    spent = time.process_time() - cpu
    report = check_file(last, _state["trust"], at=AT)
    right = report.verdict == "valid" and {s.level for s in report.signatures if s.level} == {"B-LTA"}
    return count, spent, right and b"/OCSPs" in last


def lta_pyhanko(first, count):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers, timestamps
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko_certvalidator import ValidationContext

    async def run():
        out = None
        for number in range(first, first + count):
            context = ValidationContext(
                trust_roots=[_state["root"]], other_certs=_state["chain"], crls=_state["lists"], moment=AT
            )
            meta = signers.PdfSignatureMetadata(
                field_name="CV_NguoiKy", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
                embed_validation_info=True, use_pades_lta=True, validation_context=context,
            )  # fmt: skip
            stamper = timestamps.HTTPTimeStamper(_state["tsa_url"])
            signer = signers.PdfSigner(meta, _state["simple"], timestamper=stamper)
            out = await signer.async_sign_pdf(IncrementalPdfFileWriter(io.BytesIO(paper(number))))
        return out

    cpu = time.process_time()
    made = asyncio.run(run())
    return count, time.process_time() - cpu, made is not None


WORK = {f.__name__: f for f in (sign_ours, sign_pyhanko, lta_ours, lta_ours_signing, lta_ours_asking, lta_pyhanko)}


def part(name, first, count):
    return WORK[name](first, count)


def measure(pool, name, count):
    half = max(1, count // PROCESSES)
    list(pool.map(part, [name] * PROCESSES, [0, 0], [1, 1]))
    begun = time.perf_counter()
    parts = list(pool.map(part, [name] * PROCESSES, [0, half], [half, half]))
    spent = time.perf_counter() - begun
    done = sum(p[0] for p in parts)
    return {
        "work": name,
        "documents": done,
        "per_second": round(done / spent, 1),
        "cpu_ms_each": round(sum(p[1] for p in parts) / done * 1000, 2),
        "right": all(p[2] for p in parts),
    }


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    raised_count = int(sys.argv[2]) if len(sys.argv) > 2 else max(10, count // 20)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    url = f"http://127.0.0.1:{server.server_port}"
    start(None)
    issue_online(url)
    _state["tsa_url"] = f"{url}/"
    fork = multiprocessing.get_context("fork")
    service = fork.Process(target=server.serve_forever, daemon=True)
    service.start()
    head = {
        "machine": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0],
        "python": platform.python_version(), "pyhanko": version("pyhanko"), "pdf_bytes": len(_state["prepared"]),
        "processes": PROCESSES, "keys": "loaded once a process",
    }  # fmt: skip
    print(json.dumps(head))
    with ProcessPoolExecutor(PROCESSES, mp_context=fork) as pool:
        print(json.dumps(measure(pool, "sign_ours", count)), flush=True)
        print(json.dumps(measure(pool, "sign_pyhanko", max(10, count // 5))), flush=True)
        for name in ("lta_ours", "lta_ours_signing", "lta_ours_asking", "lta_pyhanko"):
            most = raised_count if name != "lta_pyhanko" else min(raised_count, 100)
            print(json.dumps(measure(pool, name, most)), flush=True)
    service.terminate()


if __name__ == "__main__":
    main()
