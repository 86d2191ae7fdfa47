"""Take work that is done out of the tray."""

from datetime import datetime

from django.db import connection

from congvu.kernel.api import Actor

# The border after the prefix keeps "documents:1" away from "documents:12".
CLOSE = r"""
update worklist_entry set closed_at = %s, closed_by = %s, closed_by_person_id = %s
where closed_at is null and key like %s and (key = %s or %s or substr(key, %s, 1) !~ '[0-9A-Za-z]')
"""


def close(key: str, at: datetime, *, actor: Actor | None = None) -> int:
    """Close the open entry with this key and those whose keys continue it after a border; return how many.

    `close("documents.incoming:12", at)` closes "documents.incoming:12" and "documents.incoming:12:instruct:7" and
    leaves "documents.incoming:120". What is closed already stays as it is. `actor` is kept as who did it.
    """
    if not key:
        raise ValueError("an empty key would close every entry")
    pattern = key.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
    name = actor.display_name[:300] if actor else ""
    with connection.cursor() as cursor:
        cursor.execute(
            CLOSE,
            [at, name, actor.person_id if actor else None, pattern, key, not key[-1].isalnum(), len(key) + 1],
        )
        return int(cursor.rowcount)
