from django.db import migrations, models

# Nơi nhận đã có: mã đã gửi qua liên thông, nếu chưa gửi thì mã chính của cơ quan trong danh bạ của bản cài đặt.
SENT = "UPDATE documents_addressee SET organ_code = exchange_code WHERE exchange_code <> ''"
KNOWN = """
UPDATE documents_addressee a SET organ_code = c.value
FROM identity_agencycode c
WHERE c.agency_id = a.agency_id AND c.is_primary AND c.valid_to IS NULL AND a.organ_code = ''
"""


class Migration(migrations.Migration):
    """Keep with each line of "Nơi nhận" the code of the agency (NĐ 30/2020 Phụ lục VI, outgoing field 13.1)."""

    dependencies = [
        ("documents", "0012_addressee_exchange_code"),
        ("identity", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="addressee",
            name="organ_code",
            field=models.CharField(blank=True, default="", max_length=35, verbose_name="mã định danh nơi nhận"),
        ),
        migrations.RunSQL(SENT, migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
