"""To whom a task is open, in rows that also hold what lists ask; triggers keep them with tasks and supporters.

Filled in the order of the key, so that what somebody sees lies together. A million tasks open to three words each take
some two minutes; nothing on the tasks' own table is changed.
"""

import django.db.models.deletion
from django.db import migrations, models

# Of the task; the key is an entry of its grants, or says that somebody supports it.
COLUMNS = (
    "agency_id",
    "lead_unit_id",
    "field_id",
    "due_on",
    "due_sort",
    "result_on",
    "is_open",
    "has_difficulties",
    "state",
    "kind",
)
NAMES = ", ".join(COLUMNS)


def of(row):
    """Return the columns out of a row of tasks."""
    return ", ".join(f"{row}.{name}" for name in COLUMNS)


CHANGED = " or ".join(f"old.{name} is distinct from new.{name}" for name in ("grants", *COLUMNS))
FILL = f"""
insert into directives_sight (key, directive_id, {NAMES})
select k.key, d.id, {of("d")} from directives_directive d join (
  select id, unnest(grants) as key from directives_directive
  union all select directive_id, 'support:' || key from directives_supporter where until is null
) k on k.id = d.id
order by k.key, d.id on conflict do nothing
"""
TRIGGERS = f"""
create function directives_sight_of_task() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.grants <> '{{}}' then
    delete from directives_sight s where s.directive_id = old.id and s.key = any(old.grants)
      and (tg_op = 'DELETE' or not s.key = any(new.grants));
  end if;
  if tg_op <> 'DELETE' then
    insert into directives_sight as s (key, directive_id, {NAMES})
    select k.key, new.id, {of("new")} from (
      select unnest(new.grants) as key
      union select 'support:' || key from directives_supporter where directive_id = new.id and until is null
    ) k
    on conflict (key, directive_id) do update set ({NAMES}) = row({of("excluded")});
  end if;
  return null;
end $$;

create function directives_sight_of_supporter() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from directives_sight where key = 'support:' || old.key and directive_id = old.directive_id;
  end if;
  if tg_op <> 'DELETE' and new.until is null then
    insert into directives_sight (key, directive_id, {NAMES})
    select 'support:' || new.key, d.id, {of("d")}
    from directives_directive d where d.id = new.directive_id for no key update of d
    on conflict (key, directive_id) do nothing;
  end if;
  return null;
end $$;

create trigger directives_sight_added after insert or delete on directives_directive
  for each row execute function directives_sight_of_task();
create trigger directives_sight_changed after update on directives_directive
  for each row when ({CHANGED}) execute function directives_sight_of_task();
create trigger directives_sight_supported after insert or update or delete on directives_supporter
  for each row execute function directives_sight_of_supporter();
"""
GONE = """
drop trigger directives_sight_supported on directives_supporter;
drop trigger directives_sight_changed on directives_directive;
drop trigger directives_sight_added on directives_directive;
drop function directives_sight_of_supporter();
drop function directives_sight_of_task();
"""
# Đếm chỉ bằng chỉ mục cần bảng được dọn thường xuyên: mỗi lần đổi một nhiệm vụ là vài dòng.
TIDY = (
    "alter table directives_sight set (autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
)

STATES = [
    ("new", "Chưa tiếp nhận"),
    ("received", "Đã tiếp nhận"),
    ("refused", "Trả lại, không đúng nơi"),
    ("not_started", "Chưa thực hiện"),
    ("running", "Đang thực hiện"),
    ("review", "Chờ xác nhận"),
    ("done", "Hoàn thành"),
    ("paused", "Tạm dừng"),
    ("cancelled", "Hủy"),
]
KINDS = [
    ("deadline", "Có thời hạn"),
    ("open", "Không thời hạn"),
    ("regular", "Thường xuyên"),
]


def key_to(model, **options):
    """Return a key without a constraint or index of its own: the trigger copies what the task was allowed."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        editable=False,
        to=model,
        **{"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", **options},
    )


class Migration(migrations.Migration):
    dependencies = [("directives", "0008_ladder_urges"), ("identity", "0002_known_codes")]
    operations = [
        migrations.CreateModel(
            name="Sight",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "directive", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=70)),
                ("due_on", models.DateField(editable=False, null=True)),
                ("due_sort", models.DateField(editable=False)),
                ("result_on", models.DateField(editable=False, null=True)),
                ("is_open", models.BooleanField(editable=False)),
                ("has_difficulties", models.BooleanField(editable=False)),
                ("state", models.CharField(choices=STATES, editable=False, max_length=20)),
                ("kind", models.CharField(choices=KINDS, editable=False, max_length=10)),
                ("agency", key_to("identity.agency")),
                (
                    "directive",
                    key_to(
                        "directives.directive",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sights",
                    ),
                ),
                ("field", key_to("directives.field", null=True)),
                ("lead_unit", key_to("identity.unit", null=True)),
            ],
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "sight",
            models.Index(
                condition=models.Q(("is_open", True)),
                fields=["key", "due_sort", "directive"],
                include=(
                    "agency", "state", "due_on", "result_on", "has_difficulties", "lead_unit", "field", "kind",
                ),
                name="directives_sight_open",
            ),
        ),
        migrations.AddIndex(
            "sight",
            models.Index(
                condition=models.Q(("state", "done")),
                fields=["key", "result_on"],
                include=("agency", "due_on", "directive"),
                name="directives_sight_done",
            ),
        ),
        migrations.RunSQL(TIDY, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, GONE),
    ]  # fmt: skip
