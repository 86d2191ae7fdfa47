"""Who opened what: noted each time a page or a file is opened, kept per person with the first and last time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from congvu.kernel.api import Actor

from ..models import Document, Draft, Reading

# Mở lại trong chừng này phút là cùng một lần đọc: trang được tải lại, từng trang ảnh được gọi.
SAME_READING: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 250

_NOTE = """
insert into documents_reading ({owner}, what, label, person_id, person_name, post_id, post_title, behalf_name,
                               first_at, last_at, times, seen_comment_id)
values (%(thing)s, %(what)s, %(label)s, %(person)s, %(name)s, %(post)s, %(title)s, %(behalf)s, %(now)s, %(now)s, 1, 0)
on conflict ({owner}, what, person_id, post_id, behalf_name) where {owner} is not null
do update set last_at = excluded.last_at, times = documents_reading.times + 1, label = excluded.label
where documents_reading.last_at <= %(since)s
"""


def note_reading(actor: Actor, thing: Document | Draft, *, what: str = "", label: str = "", now: datetime) -> None:
    """Note that the actor opened a document or draft (`what` empty) or something of it. Not an act: no audit row.

    Opening again within SAME_READING changes nothing. `what` is "file:<id>", "version:<n>", "attachment:<id>",
    "signed".
    """
    behalf = actor.on_behalf_of
    owner = "document_id" if isinstance(thing, Document) else "draft_id"
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE.format(owner=owner),
            {
                "thing": thing.pk,
                "what": what[:40],
                "label": label[:255],
                "person": actor.person_id,
                "name": actor.person_name[:LONGEST_NAME],
                "post": actor.post_id,
                "title": actor.post_title[:LONGEST_NAME],
                "behalf": behalf.person_name[:LONGEST_NAME] if behalf else "",
                "now": now,
                "since": now - SAME_READING,
            },
        )


def note_comments_seen(actor: Actor, draft: Draft, *, newest: int, now: datetime) -> None:
    """Note that the actor has seen the comments up to one."""
    note_reading(actor, draft, what="comments", now=now)
    Reading.objects.filter(draft=draft, what="comments", person_id=actor.person_id, seen_comment_id__lt=newest).update(
        seen_comment_id=newest
    )
