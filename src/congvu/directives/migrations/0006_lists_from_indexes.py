"""Lists and the numbers above them are answered by indexes alone: a head's own tasks, rare states, what was late.

Most cover open tasks only, or few; at a million tasks, of which 80,000 are open, all together take less than a minute.
"""

from django.db import migrations, models

OPEN = models.Q(("is_open", True))
DONE = models.Q(("state", "done"))
DONE_LATE = models.Q(("result_on__gt", models.F("due_on")), ("state", "done"))
COUNTED = ("agency", "state", "due_on", "result_on", "lead_unit", "field", "has_difficulties")


def anew(name, fields, include):
    """Return the steps that put an index of open tasks in the place of the one of that name."""
    index = models.Index(condition=OPEN, fields=fields, include=include, name=name)
    return [migrations.RemoveIndex("directive", name), migrations.AddIndex("directive", index)]


def added(name, fields, condition=None, include=None):
    """Return the step that adds an index."""
    index = models.Index(condition=condition, fields=fields, include=include, name=name)
    return migrations.AddIndex("directive", index)


class Migration(migrations.Migration):
    dependencies = [("directives", "0005_public_rates")]
    operations = [
        *anew(
            "directives_open",
            ["agency", "due_sort", "id"],
            (
                "state", "due_on", "result_on", "lead_unit", "lead_agency", "field", "kind", "has_difficulties",
                "source", "giver_post", "assigned_on",
            ),
        ),
        *anew("directives_lead_open", ["lead_key", "due_sort", "id"], (*COUNTED, "owner_post")),
        *anew("directives_owner_open", ["owner_post", "due_sort", "id"], COUNTED),
        added("directives_owner", ["owner_post", "-id"]),
        added("directives_owner_done", ["owner_post", "result_on"], DONE, ("agency", "due_on")),
        added("directives_lead_done", ["lead_key", "result_on"], DONE, ("agency", "due_on", "owner_post")),
        added("directives_state_open", ["agency", "state", "due_sort", "id"], OPEN),
        added("directives_troubled", ["agency", "due_sort", "id"], models.Q(("has_difficulties", True), ("is_open", True))),
        added("directives_cancelled", ["agency", "-id"], models.Q(("state", "cancelled"))),
        added("directives_unit_done_late", ["lead_unit", "-id"], DONE_LATE),
        added("directives_field_done_late", ["field", "-id"], DONE_LATE),
    ]  # fmt: skip
