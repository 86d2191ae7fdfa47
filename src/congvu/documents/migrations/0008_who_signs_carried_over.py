"""Carry over: posts that had been signing KT., TL. or Q. go on for 90 days while the office records the decisions.

Without this an installation in use would refuse every deputy on the day of the upgrade. The rows say what they are.
"""

from django.db import migrations

CARRY = """
with head as (
    select distinct on (u.agency_id) u.agency_id, p.id as post_id
    from identity_post p join identity_unit u on u.id = p.unit_id
    where 'agency_leader' = any(p.roles) and p.valid_to is null
      and lower(p.title) not like 'phó %%' and lower(p.title) not like 'thứ trưởng%%'
    order by u.agency_id, p.rank, p.id
), used as (
    select d.agency_id, d.signer_post_id as post_id,
           case when d.capacity = 'tl' then 'by_order' when d.capacity = 'q' then 'acting' else 'assignment' end as kind,
           array_agg(distinct d.document_type_id) as types
    from documents_draft d
    where d.capacity in ('kt', 'tm_kt', 'tl', 'q') and d.signed_at > now() - interval '1 year'
      and d.signer_post_id is not null
    group by 1, 2, 3
)
insert into documents_signingdecision (uid, agency_id, kind, number, dated_on, giver_post_id, holder_post_id, type_ids,
    unit_ids, scope_text, starts_at, ends_at, carried_over, recorded_by_post_id, recorded_by, recorded_at,
    revoked_reason, revoked_by)
select gen_random_uuid(), used.agency_id, used.kind, 'Phân công đang thực hiện, chưa ghi số', current_date,
    head.post_id, used.post_id, case when used.kind = 'by_order' then used.types else '{}'::bigint[] end, '{}',
    'Chuyển từ trước khi có sổ này; văn phòng ghi quyết định trước khi hết hạn', now(), now() + interval '90 days',
    true, head.post_id, 'Nâng cấp hệ thống', now(), '', ''
from used join head on head.agency_id = used.agency_id
where used.post_id <> head.post_id
"""


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("documents", "0007_who_signs"), ("identity", "0001_initial")]
    operations = [
        migrations.RunSQL(CARRY.replace("%%", "%"), "delete from documents_signingdecision where carried_over")
    ]
