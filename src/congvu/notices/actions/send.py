"""Tell people something."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app

from congvu.identity import api as identity
from congvu.kernel.api import text as vn

from ..models import Notice, Preference
from ..rules import CHANNEL, MAIL_TASK, QUEUE, SMS_TASK, payload
from ..types import EmailChoice


def send(
    key: str,
    *,
    to_post_ids: Iterable[int] = (),
    to_person_ids: Iterable[int] = (),
    but_person_ids: Iterable[int] = (),
    text: str,
    url: str,
    at: datetime,
    kind: str,
) -> int:
    """Put a notice into the bells of people, in the caller's transaction; return how many got it now.

    A post's notice reaches those who hold the post at `at` and those who act in it under a delegation then. Sent
    again under the same key it reaches only people who have it not yet. `but_person_ids` get none: whoever did what
    the notice tells. E-mail and SMS follow by what each person
    has chosen, after the commit. The text is data for one person: no secrets, no content of restricted papers.
    """
    silent = set(but_person_ids)
    reached = dict.fromkeys(to_person_ids) | _reached(to_post_ids, at)
    people = {person: post for person, post in reached.items() if person not in silent}
    if not people:
        return 0
    known = set(Notice.objects.filter(key=key, person_id__in=people).values_list("person_id", flat=True))
    rows = Notice.objects.bulk_create(
        [
            Notice(key=key, person_id=person, post_id=post, kind=kind, text=_cut(text), url=url, at=at)
            for person, post in people.items()
            if person not in known
        ],
        ignore_conflicts=True,
    )
    if not rows:
        return 0
    new = list(
        Notice.objects.filter(key=key, person_id__in=[row.person_id for row in rows]).values_list("person_id", "pk")
    )
    _announce(new)
    _queue(new)
    return len(new)


def send_letters(key: str) -> None:
    """Queue a letter for everyone who has a notice under `key` and no letter yet, whatever she has chosen.

    For what a person cannot see in her bell, because she does not sign in.
    """
    for pk in Notice.objects.filter(key=key, mailed_at=None).order_by("pk").values_list("pk", flat=True):
        app.configure_task(MAIL_TASK, queue=QUEUE).defer(notice_id=pk)


def _reached(post_ids: Iterable[int], at: datetime) -> dict[int, int | None]:
    """Return the people behind posts, each with the first of the posts."""
    wanted = list(post_ids)
    found: dict[int, int | None] = {}
    for post, person in identity.people_reached(post_ids=wanted, at=at) if wanted else []:
        found.setdefault(person, post)
    return found


def _announce(new: list[tuple[int, int]]) -> None:
    """Wake the live events process; PostgreSQL delivers only when the transaction commits."""
    said = [payload(person, pk) for person, pk in new]
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, said) from unnest(%s::text[]) said", [CHANNEL, said])


def _queue(new: list[tuple[int, int]]) -> None:
    """Queue letters and messages for those who want them; jobs are rows of this transaction."""
    chosen = {p.person_id: p for p in Preference.objects.filter(person_id__in=[person for person, _pk in new])}
    for person, pk in new:
        wish = chosen.get(person)
        if wish is not None and wish.email == EmailChoice.EACH:
            app.configure_task(MAIL_TASK, queue=QUEUE).defer(notice_id=pk)
        if wish is not None and wish.sms:
            app.configure_task(SMS_TASK, queue=QUEUE).defer(notice_id=pk)


def _cut(text: str) -> str:
    clean = vn.clean_line(str(text))
    return clean if len(clean) <= 500 else clean[:499] + "…"
