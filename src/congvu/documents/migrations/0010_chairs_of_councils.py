from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("assignment", "Phân công lĩnh vực cho cấp phó (ký KT.)"),
    ("in_charge", "Giao cấp phó phụ trách, điều hành (ký như KT.)"),
    ("acting", "Giao quyền cấp trưởng (ký Q.)"),
    ("by_order", "Giao người đứng đầu đơn vị ký thừa lệnh (TL.)"),
    ("passed_on", "Giao lại cấp phó ký thay người ký thừa lệnh (TL. và KT.)"),
    ("authorisation", "Ủy quyền ký (TUQ.)"),
    ("chair", "Cử người đứng đầu hội đồng, ban, tổ (ký TM.)"),
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_limits_set_by")]

    operations = [
        migrations.AddField(
            model_name="signingdecision",
            name="council",
            field=models.ForeignKey(
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="documents.numberrule",
                verbose_name="hội đồng, ban, tổ",
            ),
        ),
        migrations.AlterField(
            model_name="signingdecision",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="loại quyết định"),
        ),
        migrations.AddConstraint(
            model_name="signingdecision",
            constraint=models.CheckConstraint(
                condition=Q(kind="chair", council__isnull=False) | (~Q(kind="chair") & Q(council=None)),
                name="documents_chair_of_a_council",
            ),
        ),
    ]
