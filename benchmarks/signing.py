"""Signing and checking a 200 kB PDF/A, beside pyHanko's own signer and validator in the same run.

    PYTHONPATH=src python benchmarks/signing.py [documents per run]

Prints machine, versions, size, median, p95 and p99 of 5 runs after a warm-up, CPU seconds, peak memory, and whether
the results were right. Bars (DESIGN 8): 50 signatures and 300 checks a second on two cores.
"""

import asyncio
import contextlib
import io
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
os.environ.setdefault("CONGVU_DATA", tempfile.mkdtemp(prefix="cvb-"))

AT = datetime(2026, 10, 14, 3, 20, tzinfo=UTC)
PROCESSES = 2
RUNS = 5
_state = {}


def prepare_all():
    """Make the authority, the paper and everything signed that is checked later."""
    import typst
    from asn1crypto import x509
    from cryptography.hazmat.primitives import serialization
    from PIL import Image
    from pyhanko.sign import signers

    from congvu.signing.checking import crl
    from congvu.signing.checking.trust import Anchor, TrustStore
    from congvu.signing.demo.ca import make_ca
    from congvu.signing.paper import fonts, marks
    from congvu.signing.paper.cms import SigningIdentity
    from congvu.signing.paper.document import AGENCY_FIELD, PERSON_FIELD
    from congvu.signing.paper.fill import fill_number_and_date
    from congvu.signing.paper.prepare import prepare
    from congvu.signing.paper.sign import sign_field
    from congvu.signing.tsa import stamp_maker
    from congvu.signing.types import PaperLayout, seal_box_beside

    def asn1(certificate):
        return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    folder = Path(_state.get("folder") or tempfile.mkdtemp(prefix="cvb-"))
    _state["folder"] = folder
    ca = make_ca(folder / "ca", at=AT)
    chain = tuple(asn1(c) for c in ca.chain)
    person = ca.issue_person(name="Nguyễn Thị Phương Thảo", organisation="UBND tỉnh", title="Chủ tịch", email="", at=AT)
    agency = ca.issue_agency(name="UBND tỉnh", superior="", code="H57", email="", at=AT)
    who = SigningIdentity(person.key, asn1(person.certificate), chain)
    noise = io.BytesIO()
    Image.frombytes("RGB", (240, 240), bytes((i * 7919 % 251) ^ (i >> 7) & 255 for i in range(240 * 240 * 3))).save(
        noise, "PNG"
    )
    source = (
        '#set page(paper: "a4")\n#set text(font: ("Tinos", "Liberation Serif"))\n'
        + "#lorem(3000)\n"
        + ("#image(bytes(" + str(tuple(noise.getvalue())) + "), width: 4cm)")
    )
    compiler = typst.Compiler(font_paths=[str(fonts.find_font(fonts.REGULAR).parent)], ignore_system_fonts=True)
    pdf = compiler.compile(input=source.encode(), format="pdf", pdf_standards=["a-2b"])
    box = (350, 100, 500, 160)
    layout = PaperLayout((110, 765, 250, 785), (300, 765, 540, 785), box, seal_box_beside(box))
    prepared = prepare(pdf, layout)
    stamp = stamp_maker(SigningIdentity(ca.tsa.key, asn1(ca.tsa.certificate), chain), AT)
    mark = marks.person_mark("Nguyễn Thị Phương Thảo", 150, 60, demo=True)
    signed = sign_field(prepared, PERSON_FIELD, who, at=AT)
    full = sign_field(prepared, PERSON_FIELD, who, at=AT, mark=mark, timestamp=stamp, last_word="certify")
    full = fill_number_and_date(full, "1234/QĐ-UBND", "Tiền Giang, ngày 14 tháng 10 năm 2026")
    sealing = SigningIdentity(agency.key, asn1(agency.certificate), chain)
    full = sign_field(full, AGENCY_FIELD, sealing, at=AT, timestamp=stamp, last_word="lock")
    lists = {
        crl.issuer_key(asn1(c).subject): crl.parse(made.public_bytes(serialization.Encoding.DER))
        for c, made in zip(
            (ca.intermediate.certificate, ca.root.certificate), ca.revocation_lists(at=AT, revoked={}), strict=True
        )
    }
    from pyhanko.keys.internal import translate_pyca_cryptography_key_to_asn1
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple(chain)
    simple = signers.SimpleSigner(who.certificate, translate_pyca_cryptography_key_to_asn1(who.key), store)
    _state.update(
        ca=ca, pdf=pdf, prepared=prepared, signed=signed, full=full, who=who, mark=mark, stamp=stamp, simple=simple,
        trust=TrustStore("b", (Anchor(asn1(ca.root.certificate), "Gốc", is_demo=True),), lists.get),
        tsa=SigningIdentity(ca.tsa.key, asn1(ca.tsa.certificate), chain),
        root=asn1(ca.root.certificate), chain=chain, lists=[one.content for one in lists.values()],
    )  # fmt: skip


def ours_sign():
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    return len(sign_field(_state["prepared"], PERSON_FIELD, _state["who"], at=AT)) > len(_state["prepared"])


def ours_sign_shown():
    from congvu.signing.paper.document import PERSON_FIELD
    from congvu.signing.paper.sign import sign_field

    return bool(
        sign_field(_state["prepared"], PERSON_FIELD, _state["who"], at=AT, mark=_state["mark"],
                   timestamp=_state["stamp"], last_word="certify")
    )  # fmt: skip


def pyhanko_sign():
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    meta = signers.PdfSignatureMetadata(
        field_name="CV_NguoiKy", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(_state["prepared"])), meta, _state["simple"])
    return len(out.getvalue()) > len(_state["prepared"])


def ours_check():
    from congvu.signing.checking.document import check_file

    return check_file(_state["signed"], _state["trust"], at=AT).verdict == "valid"


def ours_check_full():
    from congvu.signing.checking.document import check_file

    report = check_file(_state["full"], _state["trust"], at=AT)
    return report.verdict == "valid" and report.complete


def _pyhanko_check(data):
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    async def run():
        good = True
        for one in PdfFileReader(io.BytesIO(data)).embedded_signatures:
            context = ValidationContext(
                trust_roots=[_state["root"]], other_certs=_state["chain"], crls=_state["lists"], moment=AT
            )
            good = (await async_validate_pdf_signature(one, context)).bottom_line and good
        return good

    return asyncio.run(run())


def pyhanko_check():
    return _pyhanko_check(_state["signed"])


def pyhanko_check_full():
    return _pyhanko_check(_state["full"])


WORK = {
    f.__name__: f
    for f in (ours_sign, ours_sign_shown, pyhanko_sign, ours_check, pyhanko_check, ours_check_full, pyhanko_check_full)
}


def start(folder):
    import django

    django.setup()
    _state["folder"] = folder
    if "pdf" not in _state:
        prepare_all()


def batch(name, count):
    """Do the work `count` times; return each duration, CPU seconds and whether all was right."""
    work, durations, cpu, right = WORK[name], [], time.process_time(), True
    for _round in range(count):
        begun = time.perf_counter()
        right = work() and right
        durations.append(time.perf_counter() - begun)
    return durations, time.process_time() - cpu, right, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(pool, name, count):
    rates, durations, cpu, right, peak = [], [], 0.0, True, 0
    for run in range(RUNS + 1):
        begun = time.perf_counter()
        parts = list(pool.map(batch, [name] * PROCESSES, [max(1, count // PROCESSES)] * PROCESSES))
        spent = time.perf_counter() - begun
        if run == 0:
            continue
        rates.append(sum(len(p[0]) for p in parts) / spent)
        durations += [d for p in parts for d in p[0]]
        cpu += sum(p[1] for p in parts)
        right = right and all(p[2] for p in parts)
        peak = max([peak, *(p[3] for p in parts)])
    return {
        "work": name, "per_second": round(statistics.median(rates), 1),
        "median_ms": round(statistics.median(durations) * 1000, 2),
        "p95_ms": round(percentile(durations, 0.95) * 1000, 2),
        "p99_ms": round(percentile(durations, 0.99) * 1000, 2), "cpu_ms_each": round(cpu / len(durations) * 1000, 2),
        "peak_mib": peak // 1024, "right": right,
    }  # fmt: skip


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with contextlib.redirect_stderr(io.StringIO()):
        start(None)
    print(json.dumps({
        "machine": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "pyhanko": version("pyhanko"), "cryptography": version("cryptography"),
        "pdf_bytes": len(_state["pdf"]), "signed_bytes": len(_state["signed"]), "full_bytes": len(_state["full"]),
        "processes": PROCESSES, "runs": RUNS, "documents": count,
    }))  # fmt: skip
    with ProcessPoolExecutor(PROCESSES, initializer=start, initargs=(_state["folder"],)) as pool:
        for name in WORK:
            print(
                json.dumps(measure(pool, name, count if "pyhanko_sign" not in name else max(10, count // 3))),
                flush=True,
            )


if __name__ == "__main__":
    main()
