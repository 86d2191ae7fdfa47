"""Destroying bytes whose time is over, by decision: only those that no record uses; what they were stays known.

Records of other apps hold a stored file's id as a plain number in a column called `file_id` or `…_file_id`; every such
column of every installed app counts as use, so that no app has to be asked; so does a number under such a key anywhere
in a JSON column (the text of a draft that is a Word file), logs apart. A row that was let go (`removed_at`) does
not count, nor do the models named in `derived`: forms made from the file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import BigIntegerField, Field, JSONField, Model

from ..models import StoredContent, StoredFile
from ..models.files import content_path
from . import place

_LOGS = frozenset({"kernel.auditentry", "kernel.outboxevent"})
# The cheap test on the text spares most rows the walk through their values.
_IN_JSON = """
    select distinct (entry ->> 'value')::bigint from "{table}",
        jsonb_path_query("{column}", '$.** ? (@.type() == "object").keyvalue() ? (@.value.type() == "number")') entry
    where "{column}"::text like '%%file_id"%%' and {live} and entry ->> 'key' ~ '^(.*_)?file_id$'
        and entry ->> 'value' ~ '^[0-9]{{1,18}}$' and (entry ->> 'value')::bigint = any(%s)
"""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What became of one stored file: `used_by` names the tables that still need its bytes; empty when destroyed."""

    file_id: int
    name: str
    sha256: str
    size: int
    used_by: tuple[str, ...]

    @property
    def is_gone(self) -> bool:
        """Whether the bytes were destroyed."""
        return not self.used_by


@transaction.atomic
def destroy(file_ids: Iterable[int], *, now: datetime, derived: Collection[str] = ()) -> list[Destroyed]:
    """Destroy the bytes of stored files that nothing uses, once the act commits; return what became of each.

    The rows with name, size and SHA-256 stay as proof. Taking the same bytes in again later stores them anew. The
    caller has the decision that allows it.
    """
    rows = list(StoredFile.objects.filter(pk__in=list(file_ids)).select_related("content").order_by("pk"))
    contents = {row.content_id: row.content for row in rows}
    list(StoredContent.objects.select_for_update().filter(pk__in=contents).order_by("pk"))
    used = {pk: _users(pk, derived) for pk in contents}
    for pk, label in _users_in_json(list(contents), derived):
        used[pk].append(label)
    for pk, content in contents.items():
        if not used[pk] and content.destroyed_at is None:
            StoredContent.objects.filter(pk=pk).update(destroyed_at=now)
            transaction.on_commit(_remover(content.sha256))
    return [
        Destroyed(row.pk, row.name, row.content.sha256, row.content.size, tuple(used[row.content_id])) for row in rows
    ]


def destroyed_among(sha256s: Iterable[str]) -> set[str]:
    """Return which of these contents were destroyed by decision."""
    rows = StoredContent.objects.filter(sha256__in=list(sha256s), destroyed_at__isnull=False)
    return set(rows.values_list("sha256", flat=True))


def columns_of_use() -> list[tuple[type[Model], str]]:
    """Return every column of every installed app that holds ids of stored files."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BigIntegerField)
        and isinstance(field, Field)
        and not field.primary_key
        and (field.name == "file_id" or field.name.endswith("_file_id"))
    ]


def json_columns() -> list[tuple[type[Model], str]]:
    """Return every JSON column that may name stored files: all but logs, which tell what was."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if model._meta.label_lower not in _LOGS and model.__module__.startswith("congvu.")
        for field in model._meta.get_fields()
        if isinstance(field, JSONField)
    ]


def _users_in_json(content_ids: list[int], derived: Collection[str]) -> list[tuple[int, str]]:
    """Return which contents are named in JSON, and by which model: one statement a column for all of them."""
    owners = dict(StoredFile.objects.filter(content_id__in=content_ids).values_list("pk", "content_id"))
    found: list[tuple[int, str]] = []
    for model, name in json_columns() if owners else []:
        if model._meta.label_lower in derived:
            continue
        with connection.cursor() as cursor:
            cursor.execute(_IN_JSON.format(table=model._meta.db_table, column=name, live=_live(model)), [list(owners)])
            named = {owners[int(row[0])] for row in cursor.fetchall()}
        found += [(pk, model._meta.label_lower) for pk in sorted(named)]
    return found


def _live(model: type[Model]) -> str:
    return "removed_at is null" if any(field.name == "removed_at" for field in model._meta.get_fields()) else "true"


def _users(content_id: int, derived: Collection[str]) -> list[str]:
    ids = list(StoredFile.objects.filter(content_id=content_id).values_list("pk", flat=True))
    found = []
    for model, name in columns_of_use():
        if model._meta.label_lower in derived:
            continue
        rows = model._default_manager.filter(**{f"{name}__in": ids})
        if any(field.name == "removed_at" for field in model._meta.get_fields()):
            rows = rows.filter(removed_at=None)
        if rows.exists():
            found.append(model._meta.label_lower)
    return found


def _remover(sha256: str) -> Callable[[], None]:
    def remove() -> None:
        """Look again under the lock: the same bytes may have been taken in anew meanwhile."""
        with transaction.atomic():
            place.lock(sha256)
            if StoredContent.objects.filter(sha256=sha256, destroyed_at__isnull=False).exists():
                default_storage.delete(content_path(sha256))

    return remove
