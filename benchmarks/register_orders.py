"""The registers in every order, plain and with a filter, first page and deep, on a folder kept by office_million.

    PYTHONPATH=src python -m benchmarks.register_orders --keep FOLDER [--runs 5] [--only WORDS]

Asks the whole page as a clerk (sees all), a unit's head (sees one in twenty) and a specialist (one in a thousand).
"Deep" is the page that begins in the middle of the order, as somebody who turned pages for a day would ask for it.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from urllib.parse import quote

from congvu.config.postgres import Postgres

from . import office_data, office_million
from .measure import Figures, Processor, machine, table

BAR = "p95 100"
PEOPLE = (("clerk", "u0-5"), ("head", "u3-99"), ("specialist", "u1-3"))
LISTS = ("/van-ban-den/", "/van-ban-di/")


def filters(office: office_data.Office, address: str) -> dict[str, str]:
    """Return filters of each share of the lines: all, most, some, one in a thousand, none."""
    if address == "/van-ban-di/":
        return {"": "", "type": "loai=bao-cao", "days": "tu=01/05/2026&den=03/05/2026", "words": "tim=cải+cách"}
    return {
        "": "",
        "done": "trang-thai=done",
        "open": "trang-thai=open",
        "unit": f"don-vi={office.units[3][0]}",
        "issuer": "co-quan=Bộ+Nội+vụ",
        "urgent": "khan=on",
        "days": "tu=01/05/2026&den=03/05/2026",
        "unused type": "loai=hop-dong",
        "common words": "tim=cải+cách+hành+chính",
        "one paper": f"tim=hs{office.rows // 3:07d}",
    }


def deep_edge(name: str, falling: bool, direction: str) -> str:
    """Return the words of an address for the page that begins in the middle of an order."""
    from django.db.models import Max

    from congvu.documents.models import Place, Register
    from congvu.documents.queries.order import Order, place_names, write_edge

    register = Register.objects.filter(direction=direction, is_secret=False).order_by("-year").first()
    assert register is not None
    order = Order(name, falling)
    numbers = Place.objects.filter(register=register).aggregate(last=Max("number"))
    middle = Place.objects.filter(register=register, number=numbers["last"] // 2)
    return quote(write_edge(order, middle.values_list(*place_names(order))[0], backward=False))


def measure(office: office_data.Office, runs: int, only: str) -> list[Figures]:
    """Ask every order with every filter as each person, once to warm up."""
    from django.test import Client

    from congvu.documents.queries.register_columns import INCOMING_COLUMNS, OUTGOING_COLUMNS
    from congvu.identity.models import Account

    figures, everything, processor = [], [], Processor()
    for who, username in PEOPLE:
        client = Client(headers={"host": "localhost"})
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        for address, columns, direction in zip(
            LISTS, (INCOMING_COLUMNS, OUTGOING_COLUMNS), ("incoming", "outgoing"), strict=True
        ):
            for column in columns:
                for falling in (False, True) if column.sort else ():
                    order = f"sap={'-' if falling else ''}{column.key}"
                    asked = {name: f"{order}&{text}" for name, text in filters(office, address).items()}
                    asked["deep"] = f"{order}&sau={deep_edge(column.sort, falling, direction)}"
                    for name, query in asked.items():
                        said = f"{who} {direction} {order[4:]} {name}".strip()
                        if only not in said:
                            continue
                        one = Figures(said, bar=BAR)
                        for turn in range(runs + 1):
                            begun, cpu = time.perf_counter(), processor.now()
                            one.right &= client.get(f"{address}?{query}").status_code == 200
                            if turn:
                                one.milliseconds.append((time.perf_counter() - begun) * 1000)
                                one.cpu.append(processor.now() - cpu)
                        figures.append(one)
                        everything += one.milliseconds
    return [*figures, Figures("all orders", everything, all(one.right for one in figures), BAR)]


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
