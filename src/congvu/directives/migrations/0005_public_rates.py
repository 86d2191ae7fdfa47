"""An agency may show the public its rates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0004_entry_limits")]
    operations = [
        migrations.AddField(
            model_name="setting",
            name="public_rates",
            field=models.BooleanField(default=False, verbose_name="công bố tỷ lệ thực hiện"),
        ),
        migrations.AddField(
            model_name="setting",
            name="public_uid",
            field=models.UUIDField(editable=False, null=True, unique=True, verbose_name="mã trang công bố"),
        ),
    ]
