"""Every filter of the register of incoming documents, alone and together, on a folder kept by office_million.

    PYTHONPATH=src python -m benchmarks.register_filters --keep FOLDER [--runs 5] [--only WORDS]

Asks the whole page as a clerk (sees all), a unit's head (sees one in twenty) and a specialist (one in a thousand).
The register has one order, by number; it is turned forward and back.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from congvu.config.postgres import Postgres

from . import office_data, office_million
from .measure import Figures, Processor, machine, table

BAR = "p95 100"
STATES = "open late registered waiting assigned in_progress review done filed returned recalled void".split()
PEOPLE = (("clerk", "u0-5"), ("head", "u3-99"), ("specialist", "u1-3"))


def questions(office: office_data.Office) -> dict[str, str]:
    """Return the address of each kind of question."""
    unit, deep = office.units[3][0], office.rows // 3
    return {
        "no filter": "",
        **{f"state {state}": f"?trang-thai={state}" for state in STATES},
        "words, common": "?tim=cải+cách+hành+chính",
        "words, one paper": f"?tim=hs{deep:07d}",
        "words, a code": "?tim=5123/BNV",
        "words, one letter": "?tim=b",
        "words, nothing": "?tim=khongcogi",
        "words, two that rarely meet": "?tim=thanh+ng",
        "days, from": "?tu=01/11/2026",
        "days, to a day of spring": "?den=31/03/2026",
        "days, three": "?tu=01/05/2026&den=03/05/2026",
        "issuer": "?co-quan=Bộ+Nội+vụ",
        "issuer, one letter": "?co-quan=s",
        "issuer, unknown": "?co-quan=zzz",
        "unit": f"?don-vi={unit}",
        "type": "?loai=bao-cao",
        "type, unused": "?loai=hop-dong",
        "urgent": "?khan=on",
        "back from a number": f"?den-so={deep}",
        "forward from a number": f"?sau={deep}",
        "words and issuer": "?tim=báo+cáo+kết+quả&co-quan=Sở+Y+tế",
        "words, unit, state": f"?tim=công+nghệ&don-vi={unit}&trang-thai=done",
        "words back from a number": f"?tim=chuyển+đổi+số&den-so={deep}",
        "issuer, type, urgent": "?co-quan=Bộ+Tài+chính&loai=giay-moi&khan=on",
        "unit, open": f"?don-vi={unit}&trang-thai=open",
        "unit and type": f"?don-vi={unit}&loai=quyet-dinh",
        "days and unit": f"?tu=01/05/2026&den=03/05/2026&don-vi={unit}",
        "days, issuer, type": "?tu=01/02/2026&den=20/02/2026&co-quan=Sở+Xây+dựng&loai=ke-hoach",
        "late and urgent": "?trang-thai=late&khan=on",
        "all of them": f"?tim=phát+triển&tu=01/02/2026&den=20/10/2026&co-quan=Bộ&don-vi={unit}&trang-thai=done"
        "&loai=cong-van&khan=on",
    }  # fmt: skip


def measure(office: office_data.Office, runs: int, only: str) -> list[Figures]:
    """Ask every question as each person, once to warm up."""
    from django.test import Client

    from congvu.identity.models import Account

    figures, everything, processor = [], [], Processor()
    for who, username in PEOPLE:
        client = Client(headers={"host": "localhost"})
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        for name, query in questions(office).items():
            if only not in name:
                continue
            one = Figures(f"{who}: {name}", bar=BAR)
            for turn in range(runs + 1):
                begun, cpu = time.perf_counter(), processor.now()
                one.right &= client.get(f"/van-ban-den/{query}").status_code == 200
                if turn:
                    one.milliseconds.append((time.perf_counter() - begun) * 1000)
                    one.cpu.append(processor.now() - cpu)
            figures.append(one)
            everything += one.milliseconds
    return [*figures, Figures("all questions", everything, all(one.right for one in figures), BAR)]


def main() -> None:
    """Measure a kept folder and print; exit code 1 when a page was not answered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True, help="a folder filled by office_million --keep")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many to fill it with when it is new")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="questions whose name holds this")
    options = parser.parse_args()
    base = options.keep.resolve()
    server = Postgres(base, settings=office_million.SETTINGS)
    server.start()
    try:
        office_million.set_up(base, server.url("postgres"))
        office = office_million.filled(base, server.url("postgres"), options.rows)
        machine(f"{office.rows:,} documents; load {os.getloadavg()[0]:.1f}")
        figures = measure(office, options.runs, options.only)
        table(figures)
        print(f"load at the end {os.getloadavg()[0]:.1f}")
    finally:
        server.stop()
    raise SystemExit(0 if all(one.right for one in figures) else 1)


if __name__ == "__main__":
    main()
