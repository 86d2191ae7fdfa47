"""Lists and figures beside the register: drafts, field search with facets, reports of a year, on a kept folder.

    PYTHONPATH=src python -m benchmarks.lists_million --keep FOLDER [--runs 5] [--only WORDS]

Asks the whole page as a clerk, a leader, a unit's head and a specialist. A folder without drafts gets 200,000 of them
by SQL first: most issued, some at each step.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from congvu.config.postgres import Postgres

from . import office_data, office_million
from .measure import Figures, machine, table

LIST_BAR, REPORT_BAR = "p95 100", "none"
PEOPLE = (("clerk", "u0-5"), ("leader", "u0-0"), ("head", "u3-99"), ("specialist", "u1-3"))
DRAFTS = 200_000
FILL = (
    """
insert into documents_draft (uid, paper_uid, unit_ids, drafter_name, subject, urgency, circulation, state,
  latest_version, round, capacity, signer_name, signer_title, delegation_document, closing_note, once_key,
  signed_file_id, signed_pages,
  created_at, changed_at, agency_id, document_type_id, drafter_post_id, unit_id, document_id, about_kind)
select gen_random_uuid(), gen_random_uuid(), array[p.unit_id, (select min(id) from identity_unit)], 'Người soạn',
  'Dự thảo về việc số ' || n, 0, '', s.state, 1, 1, '', '', '', '', '', '', 1, 1, now() - n * interval '2 min',
  now() - n * interval '2 min', 1, (select id from documents_documenttype where code = 'cong-van'), p.id, p.unit_id,
  case when s.state = 'issued' then n end, ''
from generate_series(1, %s) n
cross join lateral (select case when n %% 50 = 0 then 'drafting' when n <= 150 then 'signing' when n %% 41 = 0
  then 'returned' when n <= 400 then 'signed' else 'issued' end as state) s
join (select id, unit_id, row_number() over (order by id) - 1 r from identity_post) p
  on p.r = n * 7919 %% (select count(*) from identity_post)
order by n desc
""",
    """
insert into documents_draftstep (draft_id, round, position, stage, label, kind, role, post_id, holder, state,
  decided_by, note)
select d.id, 1, s.position, s.position, '', s.kind, s.role,
  case s.kind when 'head' then (select min(p.id) from identity_post p where p.unit_id = d.unit_id)
              when 'sign' then 1 end,
  'Ai', case when s.kind = 'sign' and d.state = 'signing' then 'current'
             when d.state in ('drafting', 'returned') and s.position > 1 then 'waiting' else 'approved' end, '', ''
from documents_draft d
cross join (values (1, 'head', ''), (2, 'form', 'office_chief'), (3, 'sign', '')) s(position, kind, role)
""",
    "analyze documents_draft",
    "analyze documents_draftstep",
)
QUESTIONS = {
    "drafts, all": "/du-thao/?xem=tat-ca",
    "drafts, waiting": "/du-thao/?xem=cho-toi",
    "drafts, unit": "/du-thao/?xem=don-vi",
    "fields, words": "/van-ban/tim/?trich-yeu=chuyển+đổi+số",
    "fields, issuer and year": "/van-ban/tim/?co-quan=Bộ+Nội+vụ&nam=2026",
    "fields, all of a direction": "/van-ban/tim/?chieu=incoming",
    "report, incoming of the year": "/bao-cao/den/?ky=nam",
    "report, people of the year": "/bao-cao/nguoi/?ky=nam",
    "report, outgoing of the year": "/bao-cao/di/?ky=nam",
}


def add_drafts() -> None:
    """Write the drafts, once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select exists (select from documents_draft where id > 1000)")
        if not cursor.fetchone()[0]:
            for statement in FILL:
                cursor.execute(statement, [DRAFTS] if "%s" in statement else None)


def measure(runs: int, only: str) -> list[Figures]:
    """Ask every question as each person, once to warm up; one who may not see a page (403) is left out."""
    from django.test import Client

    from congvu.identity.models import Account

    figures = []
    for who, username in PEOPLE:
        client = Client(headers={"host": "localhost"})
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        for name, address in QUESTIONS.items():
            if only not in name:
                continue
            one = Figures(f"{who}: {name}", bar=REPORT_BAR if "report" in name else LIST_BAR)
            status = client.get(address).status_code
            if status == 403:
                continue
            one.right = status == 200
            for _ in range(runs):
                begun, cpu = time.perf_counter(), time.process_time()
                one.right &= client.get(address).status_code == 200
                one.milliseconds.append((time.perf_counter() - begun) * 1000)
                one.cpu.append((time.process_time() - cpu) * 1000)
            figures.append(one)
    return figures


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
        office: office_data.Office = office_million.filled(base, server.url("postgres"), options.rows)
        add_drafts()
        machine(f"{office.rows:,} documents, {DRAFTS:,} drafts; load {os.getloadavg()[0]:.1f}")
        figures = measure(options.runs, options.only)
        table(figures)
        print(f"load at the end {os.getloadavg()[0]:.1f}")
    finally:
        server.stop()
    raise SystemExit(0 if all(one.right for one in figures) else 1)


if __name__ == "__main__":
    main()
