"""Who opened what: noted each time a page or a file is opened, kept per person with the first and last time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from congvu.kernel.api import Actor

from ..models import Document, Draft, Reading
from ..types import OpenedKind

# Mở lại trong chừng này phút là cùng một lần đọc: trang được tải lại, từng trang ảnh được gọi.
SAME_READING: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 250

_NOTE = """
with noted as (
insert into documents_reading ({owner}, what, label, person_id, person_name, post_id, post_title, behalf_name,
                               first_at, last_at, times, seen_comment_id)
values (%(thing)s, %(what)s, %(label)s, %(person)s, %(name)s, %(post)s, %(title)s, %(behalf)s, %(now)s, %(now)s, 1, 0)
on conflict ({owner}, what, person_id, post_id, behalf_name) where {owner} is not null
do update set last_at = excluded.last_at, times = documents_reading.times + 1, label = excluded.label
where documents_reading.last_at <= %(since)s
returning 1)
insert into documents_openingday (agency_id, unit_id, post_id, person_id, person_name, "on", kind, times)
select %(agency)s, %(unit)s, %(post)s, %(person)s, %(name)s, %(day)s, %(kind)s::text, 1 from noted
where %(kind)s::text <> ''
on conflict (post_id, person_id, "on", kind) do update set times = documents_openingday.times + 1
"""
_COUNT = """
insert into documents_openingday (agency_id, unit_id, post_id, person_id, person_name, "on", kind, times)
values (%(agency)s, %(unit)s, %(post)s, %(person)s, %(name)s, %(day)s, %(kind)s, 1)
on conflict (post_id, person_id, "on", kind) do update set times = documents_openingday.times + 1
"""


def note_reading(actor: Actor, thing: Document | Draft, *, what: str = "", label: str = "", now: datetime) -> None:
    """Note that the actor opened a document or draft (`what` empty) or something of it. Not an act: no audit row.

    Opening again within SAME_READING changes nothing. `what` is "file:<id>", "version:<n>", "attachment:<id>",
    "signed". The day's figures of use count it in the same statement.
    """
    behalf = actor.on_behalf_of
    owner = "document_id" if isinstance(thing, Document) else "draft_id"
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE.format(owner=owner),
            {
                **_who(actor, _kind(thing, what), now),
                "thing": thing.pk,
                "what": what[:40],
                "label": label[:255],
                "title": actor.post_title[:LONGEST_NAME],
                "behalf": behalf.person_name[:LONGEST_NAME] if behalf else "",
                "now": now,
                "since": now - SAME_READING,
            },
        )


def count_opening(actor: Actor, *, kind: OpenedKind, now: datetime) -> None:
    """Count one opening of something that another app keeps (a case file) in the day's figures of use."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _who(actor, kind, now))


def _who(actor: Actor, kind: str, now: datetime) -> dict[str, int | str | date]:
    return {
        "agency": actor.agency_id,
        "unit": actor.unit_id,
        "post": actor.post_id,
        "person": actor.person_id,
        "name": actor.person_name[:LONGEST_NAME],
        "day": timezone.localdate(now),
        "kind": kind,
    }


def _kind(thing: Document | Draft, what: str) -> str:
    """Return what is counted; seeing comments is part of opening the draft."""
    if what == "comments":
        return ""
    if what.startswith(("file:", "attachment:")):
        return OpenedKind.FILE
    return OpenedKind.DOCUMENT if isinstance(thing, Document) else OpenedKind.DRAFT


def note_comments_seen(actor: Actor, draft: Draft, *, newest: int, now: datetime) -> None:
    """Note that the actor has seen the comments up to one."""
    note_reading(actor, draft, what="comments", now=now)
    Reading.objects.filter(draft=draft, what="comments", person_id=actor.person_id, seen_comment_id__lt=newest).update(
        seen_comment_id=newest
    )
