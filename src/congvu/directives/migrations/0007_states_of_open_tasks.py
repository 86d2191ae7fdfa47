"""Let the planner know that a state says whether a task is open: it took late tasks to be a tenth of what they are.

So it brought together two indexes of tens of thousands of tasks, where one of a head's own open tasks answers.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directives", "0006_lists_from_indexes")]
    operations = [
        migrations.RunSQL(
            "create statistics directives_states (mcv, dependencies) on state, is_open from directives_directive",
            "drop statistics directives_states",
        ),
    ]
