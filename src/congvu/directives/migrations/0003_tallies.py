"""Counts of tasks kept beforehand: the table, the triggers that write it, and what stands already.

At a million tasks the counts of what stands take some seconds; the new indexes cover open tasks only.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

WORKING = "'new', 'received', 'refused', 'not_started', 'running'"
STANDING = f"""case when d.state in ({WORKING}) then 'w' when d.state = 'paused' then 'p'
    when d.result_on is null then 'u' when d.due_on is not null and d.result_on > d.due_on then 'l' else 'r' end"""


def lines(source, n):
    """Return the statement of what each task of a source counts for: in its agency, and for who gave it."""
    return f"""
  select d.agency_id, s.scope, l.dimension, l.key, l.day, l.standing, {n} as n
  from {source} d
  cross join lateral (values (0::bigint), (d.giver_post_id)) s (scope)
  cross join lateral (
    select 1 as dimension, coalesce(d.lead_unit_id, 0) as key, d.due_sort as day, {STANDING} as standing
      where d.is_open
    union all select 2, coalesce(d.field_id, 0), d.due_sort, {STANDING} where d.is_open
    union all select 3, coalesce(d.lead_unit_id, 0), date '9999-12-31', 't' where d.is_open and d.has_difficulties
    union all select 4, coalesce(d.field_id, 0), date '9999-12-31', 't' where d.is_open and d.has_difficulties
    union all select 5, 0, date_trunc('month', d.result_on)::date,
      case when d.due_on is not null and d.result_on > d.due_on then 'd' else 'i' end
      where d.state = 'done' and d.result_on is not null
  ) l"""


def written(*sources):
    """Return the statement that writes the difference."""
    return f"""
insert into directives_tally (agency_id, scope, dimension, key, day, standing, n)
select agency_id, scope, dimension, key, day, standing, sum(n) from ({" union all ".join(sources)}) x
group by agency_id, scope, dimension, key, day, standing having sum(n) <> 0"""


def trigger(event, referencing, *sources):
    """Return a trigger for one kind of change, with its function."""
    name = f"directives_tally_{event}"
    return migrations.RunSQL(
        f"""create function {name}() returns trigger language plpgsql as $$ begin {written(*sources)};
return null; end $$;
create trigger {name} after {event} on directives_directive referencing {referencing}
for each statement execute function {name}()""",
        f"drop trigger {name} on directives_directive; drop function {name}()",
    )


CHOICES = [
    (1, "Đang mở, theo đơn vị"),
    (2, "Đang mở, theo lĩnh vực"),
    (3, "Đang vướng mắc, theo đơn vị"),
    (4, "Đang vướng mắc, theo lĩnh vực"),
    (5, "Hoàn thành, theo tháng"),
]
STANDINGS = [
    ("w", "Đang làm"),
    ("r", "Chờ xác nhận"),
    ("l", "Chờ xác nhận, kết quả sau hạn"),
    ("u", "Chờ xác nhận, chưa ghi ngày có kết quả"),
    ("p", "Tạm dừng"),
    ("t", "Có vướng mắc"),
    ("i", "Hoàn thành đúng hạn"),
    ("d", "Hoàn thành quá hạn"),
]


class Migration(migrations.Migration):
    dependencies = [("directives", "0002_indexes_that_answer_alone")]
    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.BigIntegerField()),
                ("dimension", models.PositiveSmallIntegerField(choices=CHOICES)),
                ("key", models.BigIntegerField()),
                ("day", models.DateField()),
                ("standing", models.CharField(choices=STANDINGS, max_length=1)),
                ("n", models.IntegerField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.agency",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["agency", "scope", "dimension", "day"],
                        include=("key", "standing", "n"),
                        name="directives_tallies",
                    )
                ],
            },
        ),
        trigger("insert", "new table as added", lines("added", 1)),
        trigger("update", "old table as removed new table as added", lines("added", 1), lines("removed", -1)),
        trigger("delete", "old table as removed", lines("removed", -1)),
        migrations.RunSQL(
            written(
                lines("(select * from directives_directive where is_open)", 1),
                lines("(select * from directives_directive where state = 'done')", 1),
            ),
            "delete from directives_tally",
        ),
        migrations.AddIndex(
            model_name="directive",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["field", "due_sort", "id"], name="directives_field_open"
            ),
        ),
        migrations.AddIndex(
            model_name="directive",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_open", True)), fields=["grants"], name="directives_grants_open"
            ),
        ),
        migrations.AddIndex(
            model_name="directive",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_open", True)),
                fields=["fold"],
                name="directives_fold_open",
                opclasses=["gin_trgm_ops"],
            ),
        ),
    ]
