"""Keys that packages are sealed to. Partners over NATS so far go on unsealed until their card is entered or comes."""

from django.db import migrations, models

REASON = "Đối tác khai trước khi có mã hóa đến nơi nhận; thẻ khóa của đối tác đến thì mã hóa."


def go_on(apps, schema_editor):
    """Say in words why packages to partners that are described already still go unsealed."""
    apps.get_model("exchange", "Partner").objects.filter(carrier="jetstream").update(plain_reason=REASON)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_progress_told_again")]
    operations = [
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(max_length=16, unique=True, verbose_name="dấu vân tay")),
                ("public", models.BinaryField(verbose_name="khóa công khai")),
                ("private", models.TextField(blank=True, verbose_name="khóa riêng")),
                ("made_at", models.DateTimeField(verbose_name="tạo lúc")),
                ("valid_from", models.DateField(verbose_name="dùng từ ngày")),
                ("valid_to", models.DateField(verbose_name="đến ngày")),
            ],
            options={"indexes": [models.Index(fields=["-valid_to"], name="exchange_sealing_newest")]},
        ),
        migrations.AddField(
            "partner",
            "sealing_card",
            models.TextField(blank=True, default="", verbose_name="thẻ khóa mã hóa"),
            preserve_default=False,
        ),
        migrations.AddField(
            "partner",
            "plain_reason",
            models.CharField(blank=True, default="", max_length=300, verbose_name="gửi không mã hóa vì"),
            preserve_default=False,
        ),
        migrations.AddField(
            "partner",
            "told_card_at",
            models.DateTimeField(null=True, verbose_name="đã báo thẻ khóa của ta lập lúc"),
        ),
        migrations.RunPython(go_on, migrations.RunPython.noop, elidable=True),
    ]
