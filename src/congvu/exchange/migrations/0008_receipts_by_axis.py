"""A receiver's signed receipt travels by the axis; the sender knows which key signs for which code.

Columns with a constant for what stands there: no row is rewritten.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_open_at_partners")]
    operations = [
        migrations.AddField(
            "axismessage",
            "receipt_text",
            models.TextField("biên nhận của nơi nhận", blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            "axismessage",
            "receipt_signature",
            models.CharField("chữ ký biên nhận", max_length=128, blank=True, default="", db_default=""),
        ),
        migrations.AddField(
            "partner",
            "receipt_keys",
            models.TextField("khóa biên nhận của các nơi nhận sau trục", blank=True, default="", db_default=""),
        ),
    ]
