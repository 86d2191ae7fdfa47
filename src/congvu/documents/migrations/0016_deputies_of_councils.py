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
    ("deputy_chair", "Cử cấp phó của người đứng đầu hội đồng, ban, tổ (ký KT.)"),
]
OF_A_COUNCIL = ["chair", "deputy_chair"]


class Migration(migrations.Migration):
    """Deputies of a council's chair; the table of decisions is small, so the check is held against it at once."""

    dependencies = [("documents", "0015_access_by_number")]

    operations = [
        migrations.AlterField(
            model_name="signingdecision",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="loại quyết định"),
        ),
        migrations.RemoveConstraint(model_name="signingdecision", name="documents_chair_of_a_council"),
        migrations.AddConstraint(
            model_name="signingdecision",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=OF_A_COUNCIL, council__isnull=False)
                | (~Q(kind__in=OF_A_COUNCIL) & Q(council=None)),
                name="documents_chair_of_a_council",
            ),
        ),
    ]
