"""Who opened a case file: noted each time, counted with the documents in the figures of use (Phụ lục VI, F5, F6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from congvu.documents import api as documents
from congvu.kernel.api import Actor

from ..models import CaseFile

SAME_READING: Final = timedelta(minutes=5)  # trang được tải lại trong chừng này phút là cùng một lần đọc
LONGEST_NAME: Final = 250

_NOTE = """
insert into archive_filereading (file_id, person_id, person_name, post_id, post_title, first_at, last_at, times)
values (%(file)s, %(person)s, %(name)s, %(post)s, %(title)s, %(now)s, %(now)s, 1)
on conflict (file_id, person_id, post_id)
do update set last_at = excluded.last_at, times = archive_filereading.times + 1
where archive_filereading.last_at <= %(since)s
"""


def note_file_opened(actor: Actor, file: CaseFile, *, now: datetime) -> None:
    """Note that the actor opened a file that she sees; again within SAME_READING changes nothing. No audit row."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "file": file.pk,
                "person": actor.person_id,
                "name": actor.person_name[:LONGEST_NAME],
                "post": actor.post_id,
                "title": actor.post_title[:LONGEST_NAME],
                "now": now,
                "since": now - SAME_READING,
            },
        )
        is_new = cursor.rowcount == 1
    if is_new:
        documents.count_opening(actor, kind=documents.OpenedKind.CASE_FILE, now=now)
