"""What the database itself holds: the marks by which documents are searched, and a recalled document that stays as it is.

`documents_facets(id)` gives the marks of one document, field by field (NĐ 30/2020 Phụ lục VI, phần II), computed in one
place: acts ask it after they have written (actions.trays). Its body is text, so that later migrations may change the
columns it reads.
"""

from django.db import migrations

FUNCTION = r"""
create function documents_facets(which bigint) returns text[] language sql stable as $body$
select coalesce(array_agg(distinct f.facet) filter (where f.facet is not null), '{}')
from documents_document d cross join lateral (
  select unnest(array[
    'state:' || d.state, 'urgency:' || d.urgency, 'year:' || d.year, 'register:' || d.register_id,
    'type:' || (select t.code from documents_documenttype t where t.id = d.document_type_id),
    'via:' || nullif(d.received_via, ''), 'circulation:' || nullif(d.circulation, ''),
    'capacity:' || nullif(vn_fold(d.signer_capacity), ''),
    'code:' || nullif(search_number(d.code_number), ''),
    'notation:' || nullif(search_number(d.code_notation), ''),
    'docid:' || nullif(search_number(d.document_code), ''),
    'issuer:' || d.issuing_agency_id, 'unit:' || d.lead_unit_id, 'unit:' || d.drafting_unit_id,
    case when exists (select from documents_documentfile s where s.document_id = d.id and s.removed_at is null)
         then 'files:1' else 'files:0' end
  ]) as facet
  union all
  select said.name || ':' || word
  from (
    values ('agency', d.issuing_agency_name), ('signer', d.signer_name), ('position', d.signer_position),
           ('note', d.note), ('language', d.language), ('result', d.closing_note), ('to', d.handler_text)
    union all select 'to', a.name from documents_addressee a where a.document_id = d.id
    union all select 'words', i.text from documents_instruction i where i.document_id = d.id
    union all select 'who', h.to_name from documents_handling h where h.document_id = d.id
    union all select 'who', n.drafter_name from documents_draft n where n.document_id = d.id
  ) said(name, text), regexp_split_to_table(search_words(said.text), ' ') word
  where word <> ''
  union all
  select substring(a."grant" from '^(?:post|unit):\d+') from documents_access a where a.document_id = d.id and a.closed_at is null
  union all
  select dated.name || ':' || part
  from (
    values ('issued', d.issued_on), ('reply', d.due_on),
           ('arrived', (d.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date),
           ('due', (d.due_at at time zone 'Asia/Ho_Chi_Minh')::date),
           ('sent', (d.issued_at at time zone 'Asia/Ho_Chi_Minh')::date)
  ) dated(name, day),
  unnest(array[to_char(day, '"y"YYYY'), to_char(day, '"m"YYYY-MM'), to_char(day, '"d"YYYY-MM-DD')]) part
  where dated.day is not null
  union all
  select counted.name || ':' || power || '.' || (counted.n / (10 ^ power)::int)
  from (values ('number', d.number), ('pages', d.pages::int), ('copies', d.copies::int)) counted(name, n),
  generate_series(0, 5) power
  where counted.n is not null
) f
where d.id = which
$body$
"""
FREEZE = """
create function documents_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'recalled document % is frozen', old.id using errcode = 'integrity_constraint_violation';
end $$;
create trigger documents_document_frozen before update or delete on documents_document
    for each row when (old.frozen_at is not null) execute function documents_frozen()
"""
THAW = "drop trigger documents_document_frozen on documents_document; drop function documents_frozen()"


class Migration(migrations.Migration):
    replaces = [("documents", "0010_facets"), ("documents", "0012_after_issue")]
    dependencies = [("documents", "0001_tables")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function documents_facets(bigint)"),
        migrations.RunSQL(FREEZE, THAW),
    ]
