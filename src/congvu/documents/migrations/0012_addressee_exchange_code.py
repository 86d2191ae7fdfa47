from django.db import migrations, models

# Những nơi nhận đã gửi trước khi có cột này: khớp theo gói tin của văn bản và tên nơi nhận.
KNOWN = """
UPDATE documents_addressee a SET exchange_code = m.receiver_code
FROM documents_document d JOIN exchange_mailing m ON m.reference = d.uid AND m.kind = 'edoc'
WHERE a.document_id = d.id AND a.channel = 'axis' AND a.exchange_code = '' AND m.receiver_name <> ''
AND starts_with(a.name, m.receiver_name)
"""


class Migration(migrations.Migration):
    """Say on each line of "Nơi nhận" which agency code it was sent to, so that its receipt is found."""

    dependencies = [
        ("documents", "0011_open_drafts"),
        ("exchange", "0003_directory_loads"),
    ]

    operations = [
        migrations.AddField(
            model_name="addressee",
            name="exchange_code",
            field=models.CharField(blank=True, default="", max_length=35, verbose_name="mã nơi nhận trên liên thông"),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
