"""An installation of 60 agencies that has exchanged for three years: a million arrivals, a million mailings and more.

Plain SQL with a skew as in life: one agency gets three of ten documents, a few senders send most, one agency leaves its
arrivals lying, one system of the axis fetches nothing, and of most days nothing is left to do.
"""

from __future__ import annotations

import time
from datetime import date

AGENCIES, SENDERS, PARTNERS, YEARS = 60, 3000, 40, 3
LAZY_AGENCY, LAZY_PARTNER = 20, 7
TABLES = (
    "exchange_arrival", "exchange_arrivedfile", "exchange_sentstatus", "exchange_changewish", "exchange_mailing",
    "exchange_receivedstatus", "exchange_mailingattempt", "exchange_givenreceipt", "exchange_refusedpackage",
    "exchange_reconciliation", "documents_document", "documents_addressee",
)  # fmt: skip
CODE_OF = "case when {a} = 0 then 'H58' else 'H58.' || lpad(({a})::text, 2, '0') end"
SENDER = "'G' || lpad((({s}) %% {partners} + 1)::text, 2, '0') || '.' || lpad((({s}) / {partners} + 1)::text, 3, '0')"
# Của n: cơ quan nhận (0 lớn nhất), nơi gửi (số nhỏ gửi nhiều), lúc; mọi số lấy từ n nên lần nào đổ vào cũng như nhau.
SKEW = """
select n, case when n %% 10 < 3 then 0
  else 1 + floor(({agencies} - 1) * power((n * 7919 %% 100003) / 100003.0, 2))::int end as a,
  floor({senders} * power((n * 104729 %% 100019) / 100019.0, 3))::int as s,
  %(now)s::timestamptz - ({rows} - n) * (interval '{years} years' / {rows}) as at
from generate_series(1::bigint, {rows}) n
"""


def _arrivals() -> str:
    return f"""
insert into exchange_arrival (uid, package_uid, agency_id, receiver_code, sender_code, sender_name, document_code,
  business, full_code, subject, urgency, is_directive, paper_follows, head, partner_id, carrier, raw_file_id, sha256,
  size, sent_at, arrived_at, checks, verdict, state, status_code, document_uid, closed_at, closed_by, reason)
select uuidv7(at - clock_timestamp()), uuidv7(at - clock_timestamp()), %(agency)s + a, {CODE_OF.format(a="a")},
  {SENDER.format(s="s", partners=PARTNERS)}, 'Cơ quan số ' || s, '000.' || s || '.2026.' || n,
  case when n %% 97 = 3 then 2 when n %% 101 = 3 then 3 else 0 end, n || '/CQ-VP',
  'Về việc triển khai nhiệm vụ chuyển đổi số, báo cáo kết quả thực hiện số ' || n,
  (n %% 11 = 0)::int, n %% 20 = 1, n %% 30 = 1,
  jsonb_build_object('number', n::text, 'notation', 'CQ-VP', 'issued_on', at::date::text, 'type', 3, 'type_name',
    'Công văn', 'priority', 0, 'subject', 'Về việc triển khai nhiệm vụ chuyển đổi số ' || n, 'pages', 4, 'paper', 0,
    'signer', jsonb_build_object('name', 'Lê Hoàng Phúc', 'position', 'Chánh Văn phòng', 'competence', 'KT.')),
  %(partner)s + s %% {PARTNERS}, 'https', n, md5(n::text) || md5('a' || n), 210000, at - interval '3 minutes', at,
  '[{{"code": "whole", "ok": true, "text": "Gói tin nguyên vẹn"}},
    {{"code": "seal", "ok": true, "text": "Chữ ký của cơ quan hợp lệ"}}]',
  case when n %% 50 = 7 then 'unsound' when n %% 9 = 0 then 'information' else 'sound' end, state,
  case state when 'arrived' then '01' when 'refused' then '02' else '03' end,
  case when state = 'accepted' then md5('doc' || n)::uuid end, case when state <> 'arrived' then at + interval '2 hours'
  end, case when state <> 'arrived' then 'Nguyễn Văn Văn Thư' else '' end,
  case when state = 'refused' then 'Gửi nhầm nơi nhận' else '' end
from (select *, case when n > {{rows}} * 0.999 and n %% 10 <> 5 then 'arrived'
    when a = {LAZY_AGENCY} and n > {{rows}} * 0.8 then 'arrived'
    when n %% 50 = 7 then 'refused' when n %% 211 = 5 then 'withdrawn' else 'accepted' end as state
  from ({SKEW}) skewed) x
"""


def _mailings() -> str:
    """Of three rows two are documents, one a status; four receivers a document, written at once."""
    return f"""
insert into exchange_mailing (uid, kind, business, status_code, sender_agency_id, sender_code, receiver_code,
  receiver_name, document_code, reference, subject, is_directive, partner_id, raw_file_id, sha256, size, state,
  created_at, created_by_name, send_by, tried_since, next_at, attempts, cause, axis_id, done_at, received_at,
  receipt_text, receipt_signature)
select uid, kind, 0, case kind when 'status' then '01' else '' end, %(agency)s + a, sender, receiver,
  'Cơ quan số ' || s, '000.' || a || '.2026.' || g, case kind when 'edoc' then md5('out' || g)::uuid end,
  case kind when 'edoc' then 'Báo cáo kết quả thực hiện nhiệm vụ quý, số ' || g else '' end, n %% 20 = 1,
  %(partner)s + s %% {PARTNERS}, n, sha, 180000, state, at, 'Nguyễn Văn Văn Thư', at + interval '1 day', at,
  case state when 'waiting' then at + interval '10 minutes' end,
  case state when 'dead' then 60 else 1 end, case state when 'dead' then 'Không kết nối được máy chủ của nơi nhận'
  when 'refused' then 'Nơi nhận không có trong danh bạ' else '' end, '', case when state = 'done' then at end,
  case when state = 'done' then at + interval '40 seconds' end,
  case when state = 'done' then '{{"digest":"' || sha || '","from":"' || sender || '","to":"' || receiver
    || '","uid":"' || uid || '"}}' else '' end, case when state = 'done' then sha || sha else '' end
from (select *, uuidv7(at - clock_timestamp()) as uid, md5('m' || n) || md5('n' || n) as sha,
    {CODE_OF.format(a="a")} as sender, {SENDER.format(s="s", partners=PARTNERS)} as receiver,
    case when n %% 3 = 0 then 'status' else 'edoc' end as kind,
    case when s %% {PARTNERS} = {LAZY_PARTNER} and n %% 5 < 2 then 'sent'
      when n > {{mailings}} * 0.9998 and n %% 7 < 3 then 'waiting' when n %% 900 = 17 then 'dead'
      when n %% 700 = 11 then 'refused' else 'done' end as state
  from (select n, n / 6 as g, case when (n / 6) %% 10 < 3 then 0
        else 1 + floor(({{agencies}} - 1) * power((n / 6 * 7919 %% 100003) / 100003.0, 2))::int end as a,
      floor({{senders}} * power((n * 104729 %% 100019) / 100019.0, 3))::int as s,
      %(now)s::timestamptz - ({{mailings}} - n) * (interval '{{years}} years' / {{mailings}}) as at
    from generate_series(1::bigint, {{mailings}}) n) placed) x
"""


FILLS = (
    """
insert into exchange_partner (uid, name, codes, carrier, address, public_key, tls_ca, client_certificate, system_id,
  secret, is_gateway, active, note, added_at, last_ok_at, last_error)
select gen_random_uuid(), 'Hệ thống số ' || n, array['G' || lpad((n + 1)::text, 2, '0')],
  case when n = {lazy_partner} then 'axis' else 'https' end, 'https://g' || n || '.example.vn', '', '', '', '', '',
  false, true, '', now(), now(), ''
from generate_series(0, {partners} - 1) n order by n
""",
    """
insert into exchange_directoryagency (code, old_code, name, parent_code, parent_name, email, seen_at, successor_code)
select {sender}, '', 'Cơ quan số ' || n, '', '', '', now(), '' from generate_series(0, {senders} - 1) n
""",
    _arrivals(),
    """
insert into exchange_arrivedfile (arrival_id, position, file_id, name, media_type, size, sha256, verdict)
select id, place, id * 2 + place, case place when 0 then 'vanban.pdf' else 'phuluc.xlsx' end,
  case place when 0 then 'application/pdf' else 'application/octet-stream' end, 180000, md5(id::text) || md5('f' || id),
  case place when 0 then 'valid' else '' end
from exchange_arrival cross join generate_series(0, 1) place where place = 0 or id % 2 = 0
""",
    """
insert into exchange_changewish (arrival_id, package_uid, business, reason, came_at, state, answered_at, answered_by,
  answer)
select id, gen_random_uuid(), 1, 'Ban hành nhầm số liệu', arrived_at + interval '1 day',
  case when id > {rows} * 0.97 then 'waiting' else 'agreed' end,
  case when id > {rows} * 0.97 then null else arrived_at + interval '2 days' end, '', ''
from exchange_arrival where id % 40 = 9
""",
    _mailings(),
    """
insert into exchange_sentstatus (arrival_id, code, description, staff, at, mailing_id)
select a.id, '01', 'Đã đến', 'Hệ thống', a.arrived_at, m.id
from exchange_arrival a join exchange_mailing m on m.id = a.id and m.kind = 'status'
""",
    """
insert into exchange_receivedstatus (mailing_id, package_uid, code, description, staff, department, at, came_at)
select id, uid, code, 'Đã tiếp nhận', 'Văn thư', 'Văn phòng', received_at, received_at
from exchange_mailing cross join (values ('01'), ('03')) codes (code)
where kind = 'edoc' and state = 'done' and (code = '01' or id % 3 <> 1)
""",
    """
insert into exchange_mailingattempt (mailing_id, at, code, cause)
select id, created_at + n * interval '1 hour', 'exchange.carrier_failed', 'Không kết nối được'
from exchange_mailing cross join generate_series(1, 20) n where state = 'dead'
""",
    """
insert into exchange_givenreceipt (sender_code, receiver_code, package_uid, sha256, received_at, text, signature)
select sender_code, receiver_code, package_uid, sha256, arrived_at, '{"digest":"' || sha256 || '","uid":"'
  || package_uid || '"}', sha256 || sha256
from exchange_arrival
""",
    """
insert into exchange_refusedpackage (agency_id, at, package_uid, sender_code, receiver_code, code, reason, carrier,
  count)
select case when n % 10 <> 4 then %(agency)s + n % 60 end, now() - (20000 - n) * interval '1 hour', gen_random_uuid(),
  'G01.' || n % 700, 'H58.' || n % 60, 'exchange.bad_envelope', 'Chữ ký của gói tin không đúng.', 'https', 1
from generate_series(1, 20000) n
""",
    """
insert into exchange_reconciliation (day, sender_code, receiver_code, compared_at, our_root, our_count, their_root,
  their_count, differences, trouble)
select current_date - day, 'H58.' || lpad(a::text, 2, '0'), 'G01.' || lpad(s::text, 3, '0'), now(), md5('x'), 30,
  md5('x'), 30, case when (day * 31 + a * 7 + s) % 9973 = 0 then '[{"uid": "x"}]'::jsonb else '[]'::jsonb end,
  case when (day * 17 + a + s) % 4001 = 0 then 'Đối tác không trả lời' else '' end
from generate_series(1, 1000) day, generate_series(1, 15) a, generate_series(1, 20) s
""",
)
# Một năm của cơ quan lớn: văn bản đến từ gói tin, văn bản đi với nơi nhận của nó.
PAPERS = (
    """
insert into documents_register (agency_id, direction, year, name, is_secret, is_default)
select %(agency)s, d, extract(year from now()) - y, 'Sổ ' || d, false, true
from unnest(array['incoming', 'outgoing']) d, generate_series(0, 1) y
""",
    """
insert into documents_document (uid, direction, agency_id, register_id, year, number, number_suffix, document_type_id,
  code_number, code_notation, document_code, subject, issued_on, issuing_agency_name, signer_name, signer_position,
  signer_capacity, urgency, secrecy, circulation, language, arrived_at, received_via, registered_at, closing_note,
  state, note, lead_unit_id, handler_text, created_by_post_id, once_key, duplicate_key)
select a.document_uid, 'incoming', a.agency_id, r.id, r.year, row_number() over (partition by r.id order by a.id), '',
  (select id from documents_documenttype where code = 'cong-van'), a.id::text, 'CQ-VP', a.document_code, a.subject,
  a.arrived_at::date, a.sender_name, '', '', '', 0, 0, '', 'Tiếng Việt', a.arrived_at, 'axis', a.arrived_at, '',
  case when a.id % 5 = 0 then 'in_progress' else 'done' end, '', %(unit)s + a.id % {units}, '', %(post)s, '', ''
from exchange_arrival a join documents_register r on r.agency_id = a.agency_id and r.direction = 'incoming'
  and r.year = extract(year from a.arrived_at)
where a.agency_id = %(agency)s and a.document_uid is not null
  and a.arrived_at > %(now)s::timestamptz - interval '1 year'
""",
    """
insert into documents_document (uid, direction, agency_id, register_id, year, number, number_suffix, document_type_id,
  code_number, code_notation, document_code, subject, issued_on, issuing_agency_name, signer_name, signer_position,
  signer_capacity, urgency, secrecy, circulation, language, received_via, registered_at, issued_at, closing_note, state,
  note, drafting_unit_id, handler_text, created_by_post_id, once_key, duplicate_key)
select m.reference, 'outgoing', %(agency)s, r.id, r.year, row_number() over (partition by r.id order by m.first), '',
  (select id from documents_documenttype where code = 'cong-van'), m.first::text, 'UBND-VP', m.code, m.subject,
  m.at::date, 'UBND tỉnh', '', '', '', 0, 0, '', 'Tiếng Việt', '', m.at, m.at, '', 'issued', '',
  %(unit)s + m.first % {units}, '', %(post)s, '', ''
from (select reference, min(id) as first, min(created_at) as at, min(document_code) as code, min(subject) as subject
  from exchange_mailing where sender_agency_id = %(agency)s and kind = 'edoc'
  and created_at > %(now)s::timestamptz - interval '1 year' group by reference) m
join documents_register r on r.agency_id = %(agency)s and r.direction = 'outgoing' and r.year = extract(year from m.at)
""",
    """
insert into documents_addressee (document_id, kind, name, channel, copies, position, exchange_code, organ_code)
select d.id, 'main', m.receiver_name, 'axis', 1, row_number() over (partition by d.id order by m.id), m.receiver_code,
  ''
from documents_document d join exchange_mailing m on m.reference = d.uid
""",
)


UNITS = 30


def people() -> tuple[int, int, int]:
    """Write the agencies, a clerk in each, the large one's units and its information centre."""
    from congvu.identity.models import Account, Agency, AgencyCode, Assignment, Person, Post, Unit

    top = Agency.objects.create(name="UBND tỉnh Tiền Giang", abbreviation="UBND", tier="province", place_name="TG")
    below = Agency.objects.bulk_create(
        [
            Agency(name=f"Cơ quan {n}", abbreviation=f"CQ{n}", tier="commune", place_name="TG", parent=top)
            for n in range(1, AGENCIES)
        ]
    )
    agencies = [top, *below]
    AgencyCode.objects.bulk_create(
        [AgencyCode(agency=one, scheme="qd20", value=f"H58.{n:02}" if n else "H58") for n, one in enumerate(agencies)]
    )
    units = Unit.objects.bulk_create([Unit(agency=top, name=f"Đơn vị {n}") for n in range(UNITS)])
    offices = Unit.objects.bulk_create([Unit(agency=one, name="Văn phòng") for one in below])
    clerks = [Post(unit=unit, title="Văn thư", roles=["records_clerk"]) for unit in (units[0], *offices)]
    centre = Post(unit=units[1], title="Quản trị hệ thống", roles=["administrator"])
    posts = Post.objects.bulk_create([*clerks, centre])
    persons = Person.objects.bulk_create([Person(full_name=f"Nguyễn Văn {n}") for n in range(len(posts))])
    since = date(2020, 1, 1)
    Assignment.objects.bulk_create(
        [Assignment(person=who, post=post, valid_from=since) for who, post in zip(persons, posts, strict=True)]
    )
    Account.objects.bulk_create([Account(person=person, username=f"u{n}") for n, person in enumerate(persons)])
    return top.pk, units[0].pk, posts[0].pk


def fill(rows: int, now: object) -> None:
    """Write everything, the indexes of each table after its rows, so that a million take minutes."""
    from django.db import connection

    started = time.perf_counter()
    agency, unit, post = people()
    names = {
        "rows": rows, "mailings": rows * 3 // 2, "agencies": AGENCIES, "senders": SENDERS, "partners": PARTNERS,
        "years": YEARS, "lazy_partner": LAZY_PARTNER, "units": UNITS,
        "sender": SENDER.format(s="n", partners=PARTNERS),
    }  # fmt: skip
    values = {"agency": agency, "unit": unit, "post": post, "now": now, "partner": 0}
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica; set max_parallel_workers_per_gather = 0")
        cursor.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " where indrelid = any(%s::regclass[]) and not indisunique",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
        for statement in (*FILLS, *PAPERS):
            begun = time.perf_counter()
            written = statement
            for name, value in names.items():
                written = written.replace(f"{{{name}}}", str(value))
            cursor.execute(written.replace("%%", "%").replace("%", "%%").replace("%%(", "%("), values)
            print(
                f"{cursor.rowcount:>9,} rows in {time.perf_counter() - begun:.0f} s: {statement.split()[2]}", flush=True
            )
            if "exchange_partner " in statement:
                cursor.execute("select min(id) from exchange_partner")
                values["partner"] = cursor.fetchone()[0]
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("set session_replication_role = origin")
        cursor.execute("vacuum analyze")
        cursor.execute("select pg_size_pretty(pg_database_size(current_database()))")
        print(f"filled in {time.perf_counter() - started:.0f} s, {cursor.fetchone()[0]}", flush=True)
