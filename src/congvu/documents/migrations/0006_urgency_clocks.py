"""The limits of NĐ 30/2020 for registering and passing on, from its first day; reminders for what is open."""

from datetime import date

from django.db import migrations

BASIS = {
    "register": "NĐ 30/2020/NĐ-CP, Điều 22 khoản 3",
    "pass_on": "NĐ 30/2020/NĐ-CP, Điều 23 khoản 1",
}
# The decree says "ngay"; how many minutes that is, and whether nights count, is a setting that an agency may change.
LEVELS = [
    # mức, thời hạn, số phút, tính cả ngoài giờ
    (0, "next_day", 0, False),
    (1, "at_once", 120, False),
    (2, "at_once", 60, False),
    (3, "at_once", 30, True),
    (4, "at_once", 30, True),
]


def seed(apps, schema_editor):
    """Write the country's rows."""
    clock = apps.get_model("documents", "UrgencyClock")
    clock.objects.bulk_create(
        [
            clock(
                step=step,
                urgency=urgency,
                span=span,
                minutes=minutes,
                all_hours=all_hours,
                valid_from=date(2020, 3, 5),
                legal_basis=basis,
            )
            for step, basis in BASIS.items()
            for urgency, span, minutes, all_hours in LEVELS
        ],
        ignore_conflicts=True,
    )


def unseed(apps, schema_editor):
    """Take the country's rows away again."""
    apps.get_model("documents", "UrgencyClock").objects.filter(agency=None).delete()


class Migration(migrations.Migration):
    """Data of the law, and the next reminder of open work whose deadline is still to come."""

    dependencies = [("documents", "0005_incoming_desk")]

    operations = [
        migrations.RunPython(seed, unseed),
        migrations.RunSQL(
            "update documents_handling set remind_at = due_at where state = 'open' and due_at > now()",
            migrations.RunSQL.noop,
        ),
    ]
