"""A whole office of any size in a scratch database: one agency, 20 units, 2,000 people, its registers of a year.

The last papers, those still on somebody's desk, and a pattern of closed ones are written by `documents.bulk_load`.
The pattern is then repeated over the year by plain SQL, each row with its own number, words, rights and search entry,
so that a million rows agree as those of bulk_load do and are written in minutes.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from psycopg import sql

UNITS, PEOPLE = 20, 2000
LEADERS, CLERKS = 5, 4
PATTERN, OPEN_AT_MOST = 5_000, 6_000
TABLES = ("documents_document", "documents_instruction", "documents_handling", "documents_access", "search_entry")
SYLLABLES = [a + b for a in "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x".split() for b in
             "a ai am an ang anh ao ân âng âu e en eo ê ên i ia iên iêu inh o oan oi ong ô ôi ông ơ ơi u ui ung uôn ư ưng ương y yên".split()]  # fmt: skip  # noqa: E501
PHRASES = ("thủ tục hành chính", "cải cách hành chính", "báo cáo kết quả", "công nghệ thông tin", "giải quyết hồ sơ",
           "chuyển đổi số", "môi trường điện tử", "phát triển kinh tế")  # fmt: skip
SENDERS = (("Bộ Nội vụ", "BNV-CCHC"), ("Bộ Tài chính", "BTC-QLCS"), ("Sở Xây dựng", "SXD-VP"), ("Sở Y tế", "SYT-NVY"),
           ("UBND huyện Cái Bè", "UBND-VP"), ("Văn phòng Chính phủ", "VPCP-KSTT"))  # fmt: skip


@dataclass(slots=True)
class Office:
    """Ids of those who are asked for in the figures, and how much was filled."""

    agency_id: int
    clerk: int
    leader: int
    units: list[tuple[int, str]]
    leaders: list[tuple[int, str, str]]  # post, name, title
    workers: dict[int, list[int]]  # unit: its specialists' posts
    posts: dict[str, int]
    rows: int = 0
    notes: list[str] = field(default_factory=list)


def recalled(kept: dict[str, Any]) -> Office:
    """Return the office that was written down as plain values."""
    kept["units"] = [tuple(unit) for unit in kept["units"]]
    kept["leaders"] = [tuple(leader) for leader in kept["leaders"]]
    kept["workers"] = {int(unit): posts for unit, posts in kept["workers"].items()}
    return Office(**kept)


def people() -> Office:
    """Load the agency through identity's public face."""
    from django.utils import timezone

    from congvu.identity import api as identity
    from congvu.identity.api import AgencySpec, PostSpec, UnitSpec

    each = PEOPLE // UNITS

    def post(unit: int, place: int) -> PostSpec:
        roles, title = ("specialist",), "Chuyên viên"
        if unit == 0 and place < LEADERS:
            roles, title = ("agency_leader",), "Phó Chủ tịch" if place else "Chủ tịch"
        elif unit == 0 and place < LEADERS + CLERKS:
            roles, title = ("records_clerk",), "Văn thư"
        elif place == each - 1:
            roles, title = ("unit_leader",), "Trưởng phòng"
        name = f"u{unit}-{place}"
        return PostSpec(name, title, roles, place, name, f"Nguyễn Văn {unit * each + place}", name, "")

    units = tuple(
        UnitSpec(f"Đơn vị số {n}" if n else "Văn phòng", f"DV{n}", tuple(post(n, p) for p in range(each)), n == 0)
        for n in range(UNITS)
    )
    spec = AgencySpec(
        "H58", "Ủy ban nhân dân tỉnh Tiền Giang", "UBND", "province", "", "Tiền Giang", "", "", units, date(2020, 1, 1)
    )
    loaded = identity.load_organisation([spec], since=date(2020, 1, 1), password="")
    agency = loaded.agencies["H58"]
    today = timezone.localdate()
    tree = identity.unit_tree(agency_id=agency, on=today)
    workers: dict[int, list[int]] = {}
    leaders: list[tuple[int, str, str]] = []
    for card in identity.posts(on=today, agency_id=agency):
        if "specialist" in card.roles:
            workers.setdefault(card.unit_id, []).append(card.id)
        if "agency_leader" in card.roles:
            leaders.append((card.id, card.person_name, card.title))
    return Office(
        agency, loaded.posts["u0-5"], loaded.posts["u0-0"], [(u.id, u.name) for u in tree], leaders, workers,
        loaded.posts,
    )  # fmt: skip


class Papers:
    """Lines for bulk_load, the same at every run."""

    def __init__(self, office: Office, seed: int = 20261122) -> None:
        self.office = office
        self.chance = random.Random(seed)
        weights = [1 / (n + 3) for n in range(len(SYLLABLES))]
        words = SYLLABLES[:]
        self.chance.shuffle(words)
        self.pool = self.chance.choices(words, weights, k=200_000)

    def words(self, count: int) -> str:
        at = self.chance.randrange(len(self.pool) - count)
        return " ".join(self.pool[at : at + count])

    def line(self, n: int, at: datetime, *, is_open: bool) -> object:
        """Return line n: four of five came in, of which the open ones stand at the clerks, a leader or a unit."""
        from congvu.documents.api import BulkLine, IncomingData

        outgoing = n % 5 == 4
        sender, notation = ("", "UBND-VP") if outgoing else self.chance.choice(SENDERS)
        data = IncomingData(
            document_type=self.chance.choice(("cong-van", "bao-cao", "ke-hoach", "giay-moi", "quyet-dinh")),
            issuing_agency_name=sender or "Ủy ban nhân dân tỉnh Tiền Giang",
            subject=f"Về việc {self.chance.choice(PHRASES)} {self.words(9)} hs{n:07d}",
            arrived_at=at,
            code_number="" if outgoing else str(n + 100),
            code_notation=notation,
            issued_on=at.date(),
            signer_name="Lê Hoàng Phúc",
            signer_position="Chánh Văn phòng",
            urgency=1 if n % 11 == 0 else 0,
        )
        common = {"data": data, "registered_at": at, "body": f"Kính gửi {self.words(70)}"}
        if outgoing:
            return BulkLine(state="issued", direction="outgoing", **common)
        stage = n % 4 if is_open else 3
        if stage == 0:
            return BulkLine(state="registered", **common)
        leader, name, title = self.chance.choice(self.office.leaders)
        common |= {"leader_post_id": leader, "leader_name": name, "leader_title": title}
        if stage == 1:
            return BulkLine(state="waiting", **common)
        unit, unit_name = self.chance.choice(self.office.units)
        common |= {
            "text": "Giao đơn vị chủ trì, tham mưu văn bản trả lời.",
            "lead_unit_id": unit,
            "lead_unit_name": unit_name,
            "lead_post_id": self.chance.choice(self.office.workers[unit]),
            "due_at": at + timedelta(days=self.chance.randint(3, 30)),
        }
        if is_open:
            return BulkLine(state="in_progress" if stage == 2 else "assigned", **common)
        return BulkLine(state="done", closed_at=at + timedelta(days=4), closing_note="Đã có văn bản trả lời.", **common)


def fill(office: Office, rows: int, now: datetime, address: str) -> None:
    """Fill the registers with about `rows` lines up to now, and say how long each part took."""
    from congvu.documents.api import bulk_load
    from congvu.identity import api as identity

    clerk = identity.acting(office.clerk, now=now)
    still_open = min(rows // 10, OPEN_AT_MOST)
    pattern = min(rows - still_open, PATTERN)
    rounds = max(1, (rows - still_open) // pattern)
    begin, last = datetime(now.year, 1, 2, tzinfo=now.tzinfo), now - timedelta(days=10)
    step = (last - begin) / (pattern * rounds)
    papers = Papers(office)

    def closed() -> Iterator[object]:
        for n in range(pattern):
            yield papers.line(n, begin + step * n, is_open=False)

    def opened() -> Iterator[object]:
        apart = (now - last) / still_open
        for n in range(still_open):
            yield papers.line(pattern * rounds + n, last + apart * n, is_open=True)

    started = time.perf_counter()
    bulk_load(actor=clerk, lines=closed(), history=False)
    took = time.perf_counter() - started
    office.notes.append(f"bulk_load {pattern / took:,.0f} lines/s")
    print(f"pattern of {pattern:,} in {took:.0f} s by bulk_load", flush=True)
    _repeat(address, office, pattern, rounds, step * pattern)
    print(f"repeated {rounds} times after {time.perf_counter() - started:.0f} s", flush=True)
    bulk_load(actor=clerk, lines=opened(), history=False)
    settle(address)
    office.rows = pattern * rounds + still_open
    print(f"filled {office.rows:,} lines in {time.perf_counter() - started:.0f} s", flush=True)


def _repeat(address: str, office: Office, pattern: int, rounds: int, span: timedelta) -> None:
    """Write the pattern again `rounds - 1` times, later each time, then move numbers and keys on."""
    if rounds == 1:
        return
    with psycopg.connect(address, autocommit=True) as db:
        indexes = db.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
            " where i.indrelid = any(%s::regclass[]) and not i.indisunique",
            [list(TABLES)],
        ).fetchall()
        counts = dict(db.execute("select direction, count(*) from documents_document group by 1").fetchall())
        for name, _definition in indexes:
            db.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        outgoing = db.execute(
            "select register_id from documents_document where direction = 'outgoing' limit 1"
        ).fetchone()
    values = {"pattern": pattern, "incoming": counts["incoming"], "outgoing": counts["outgoing"], "span": span}
    values["outgoing_register"] = outgoing[0] if outgoing else 0
    _together([lambda part=part: _copies(address, part, values, rounds) for part in (TABLES[:-1], TABLES[-1:])])
    heavy = [d for _n, d in indexes if "gin" in d.lower()]
    light = [d for _n, d in indexes if "gin" not in d.lower()]
    _together([lambda part=part: _run(address, part) for part in (heavy, light)])
    _run(address, ["select documents_places_filled(0, (select max(id) from documents_document))"])
    _number_on({direction: count * (rounds - 1) for direction, count in counts.items()})
    with psycopg.connect(address, autocommit=True) as db:
        for table in TABLES:
            db.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")


NEW_UID = "md5(uid::text || r)::uuid"
# What is not simply the same in a repeated row. `{…}` are numbers of the pattern; times are moved by r spans.
CHANGED = {
    "documents_document": {
        "uid": NEW_UID,
        "number": "number + r * (case direction when 'outgoing' then {outgoing} else {incoming} end)",
        "code_number": (
            "(code_number::int + r * (case direction when 'outgoing' then {outgoing} else {pattern} end))::text"
        ),
        "subject": "left(subject, -7) || lpad((right(subject, 7)::int + r * {pattern})::text, 7, '0')",
        "duplicate_key": "case duplicate_key when '' then '' else duplicate_key || ' ' || r end",
    },
    "documents_instruction": {},
    "documents_handling": {"uid": NEW_UID},
    "documents_access": {
        "number": "number + r * (case register_id when {outgoing_register} then {outgoing} else {incoming} end)",
    },
    "search_entry": {
        "key": "'document:' || md5(split_part(key, ':', 2) || r)::uuid",
        "url": "'/van-ban/' || md5(split_part(key, ':', 2) || r)::uuid || '/'",
        "title": "left(title, -7) || lpad((right(title, 7)::int + r * {pattern})::text, 7, '0')",
        "number": "n.code",
        "body": "replace(body, number, n.code)",
        "extra": "replace(extra::text, number, n.code)::jsonb",
        "doc": (
            "search_document(left(title, -7) || lpad((right(title, 7)::int + r * {pattern})::text, 7, '0'), n.code,"
            " replace(body, number, n.code))"
        ),
    },
}
KEYS = {"document_id": "documents_document", "instruction_id": "documents_instruction", "parent_id": None}
PARENTS = {"documents_instruction": "documents_handling", "documents_handling": "documents_handling"}
CODE = (
    "cross join lateral (select (split_part(number, '/', 1)::int + r * (case kind when 'documents.outgoing'"
    " then {outgoing} else {pattern} end)) || substr(number, strpos(number, '/')) as code) n"
)


def _copies(address: str, tables: tuple[str, ...], values: dict[str, object], rounds: int) -> None:
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("set session_replication_role = replica")  # keys agree by construction
        spans = {
            table: db.execute(f"select max(id) - min(id) + 1 from {table}").fetchone()[0]  # type: ignore[index]
            for table in (TABLES if len(tables) > 1 else tables)
        }
        bounds = {table: db.execute(f"select max(id) from {table}").fetchone()[0] for table in tables}  # type: ignore[index]
        for table in tables:
            columns = db.execute(
                "select attname, format_type(atttypid, null) from pg_attribute where attrelid = %s::regclass"
                " and attnum > 0 and not attisdropped and attgenerated = '' order by attnum",
                [table],
            ).fetchall()
            wanted = [_value(table, name, kind, values, spans) for name, kind in columns]
            names = ", ".join(f'"{name}"' for name, _kind in columns)
            code = CODE.format(**values) if table == "search_entry" else ""
            for r in range(1, rounds):
                db.execute(
                    f"insert into {table} ({names}) select {', '.join(wanted)} from {table}"
                    f" cross join (values ({r})) as rounds (r) {code} where id <= {bounds[table]}"
                )


def _value(table: str, name: str, kind: str, values: dict[str, object], spans: dict[str, int]) -> str:
    if name in CHANGED[table]:
        return CHANGED[table][name].format(**values)
    if name == "id":
        return f"id + r * {spans[table]}"
    if name in KEYS and table != "search_entry":
        return f"{name} + r * {spans[KEYS[name] or PARENTS[table]]}"
    if kind.startswith("timestamp"):
        return f"{name} + r * interval '{values['span'].total_seconds()} seconds'"  # type: ignore[union-attr]
    if kind == "date":
        return f"({name} + r * interval '{values['span'].total_seconds()} seconds')::date"  # type: ignore[union-attr]
    return f'"{name}"'


def _number_on(taken: dict[str, int]) -> None:
    """Let the series of the registers go on after the repeated lines."""
    from django.db import transaction

    from congvu.documents.models import Register
    from congvu.kernel.api import take_numbers

    with transaction.atomic():
        for register in Register.objects.filter(is_secret=False):
            take_numbers(key=register.series_key, year=register.year, count=taken[register.direction])


def settle(address: str) -> None:
    """Let the planner know what there is: a migration that adds a column leaves it without figures."""
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("vacuum analyze")


def _run(address: str, statements: list[str]) -> None:
    with psycopg.connect(address, autocommit=True) as db:
        for statement in statements:
            db.execute(statement)


def _together(acts: list[object]) -> None:
    """Run each in a thread of its own; the first fault ends the whole."""
    faults: list[BaseException] = []

    def guarded(act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001  said again below
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
