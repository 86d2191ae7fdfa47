"""A case file of a thousand documents as an AIP: documents a second written and checked, and peak memory.

`python -m benchmarks.archive_package [--documents 1000] [--size 200000] [--shape folder|zip|both]`; a package of 5 GB:
`--size 5000000 --shape zip` (the temporary folder, TMPDIR, needs 10 GB and is emptied afterwards).

No database: plain values and bytes of a folder, as an installation reads its stored files. Right means: the check finds
nothing and reads every document.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

NOW = datetime(2026, 4, 2, tzinfo=UTC)


def main() -> int:
    """Run once for a folder and once for a .zip; print the figures."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--documents", type=int, default=1000)
    reader.add_argument("--size", type=int, default=200_000)
    reader.add_argument("--shape", choices=("folder", "zip", "both"), default="both")
    asked = reader.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as place:
        return _run(Path(place), asked.documents, asked.size, asked.shape)


def _run(place: Path, count: int, size: int, shape: str) -> int:
    from congvu.archive.packages.checking import check
    from congvu.archive.packages.source import open_source
    from congvu.archive.packages.types import Kind
    from congvu.archive.packages.writer import Order, write_package

    export = _export(place, count, size)
    before = _memory()
    right = True
    for as_zip in {"folder": (False,), "zip": (True,), "both": (False, True)}[shape]:
        start = time.perf_counter()
        made = write_package(
            export, Order(Kind.AIP, NOW, as_zip=as_zip), place, open_file=lambda n: (place / f"{n}.pdf").open("rb")
        )
        written = time.perf_counter() - start
        start = time.perf_counter()
        with open_source(Path(made.path)) as source:
            verdict, content = check(source)
        checked = time.perf_counter() - start
        right = right and verdict.errors == () and content is not None and len(content.export.documents) == count
        rate, name = count * size / 2**20, "zip" if as_zip else "folder"
        print(
            f"{name:<7} written {count / written:8.0f} documents/s ({rate / written:.0f} MiB/s, {written:.0f} s), "
            f"checked {count / checked:8.0f} documents/s ({rate / checked:.0f} MiB/s, {checked:.0f} s)"
        )
    print(f"{count} documents of {size} bytes; memory {before:.0f} MB before, peak {_memory():.0f} MB; right: {right}")
    return 0 if right else 1


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _export(place: Path, count: int, size: int):  # type: ignore[no-untyped-def]
    from congvu.archive.types import CaseFileExport, ExportAgent, ExportDocument, ExportFile, ExportRetention

    mark = b"<x:xmpmeta><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></x:xmpmeta>"
    documents = []
    for n in range(1, count + 1):
        content = b"%PDF-1.7\n" + mark + os.urandom(size)
        (place / f"{n}.pdf").write_bytes(content)
        file = ExportFile(
            n, uuid4(), f"Công văn số {n}.pdf", "main", "application/pdf", len(content),
            hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
        documents.append(
            ExportDocument(
                uuid4(), n, "document", f"H58.2026.{n}", "", "incoming", "Công văn", "22", str(n), "UBND-VX",
                date(2026, 1, 5), date(2026, 1, 5), "Ủy ban nhân dân huyện Cai Lậy", f"Về việc số {n}", "Tiếng Việt",
                "01", 1, "Đặng Thị Ánh", "Chủ tịch", n, date(2026, 1, 6), "01", "", "", "01", "application/pdf", "", "",
                (file,), (),
            )
        )  # fmt: skip
    return CaseFileExport(
        uuid4(), "H58.2026.01.TH", "H58", 2026, "01.TH", "LT.H58.2026.01.001", "LT", "H58", "Phông",
        "Hồ sơ một nghìn văn bản", ExportRetention("20", "20 năm", "05", 20, False, "TT 10/2022/TT-BNV"), "01",
        "Công khai", "01", "Tiếng Việt", date(2026, 1, 5), date(2026, 3, 2), "", "", "Nguyễn Thị Dương", "electronic",
        "", None, count, count, "archived", NOW, (ExportAgent("creator", "organization", "Ủy ban", "H58"),),
        tuple(documents), (),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
