"""What the archive hands to the trays below: search entries, work entries, notices. Part of each act's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor
from congvu.notices import api as notices
from congvu.search import api as search
from congvu.worklist import api as worklist

from .. import policy
from ..models import CaseFile, FileAccess
from ..types import FileState

END_OF_WORK = time(17, 0)


def url_of(file: CaseFile) -> str:
    """Return the address of the file's page."""
    return reverse("archive:file", args=[file.uid])


def refresh_search(file: CaseFile) -> None:
    """Fill search anew from the file and to whom it is open; a file that was given up is not found."""
    if file.state == FileState.CANCELLED:
        search.remove(file.search_key)
        return
    grants = list(FileAccess.objects.filter(file=file, until=None).values_list("grant", flat=True))
    search.put(
        search.SearchEntry(
            key=file.search_key,
            kind="archive.file",
            agency_id=file.agency_id,
            title=file.title,
            body="\n".join(part for part in (file.code, file.arc_file_code, file.keyword, file.description) if part),
            url=url_of(file),
            at=file.opened_at,
            grants=policy.search_grants(file, grants),
            number=file.notation,
            extra={"meta": f"{file.code} · {file.keeper_name}"},
        )
    )


def end_of(day: date) -> datetime:
    """Return the end of work of a day."""
    return timezone.make_aware(datetime.combine(day, END_OF_WORK))


def put_work(
    *,
    key: str,
    actor: Actor,
    agency_id: int,
    title: str,
    meta: str,
    url: str,
    act_label: str,
    role_label: str,
    at: datetime,
    post_id: int | None = None,
    role: str | None = None,
    due_on: date | None = None,
    kind: str = worklist.Kind.HANDLE,
) -> None:
    """Put one thing to do into the list of a post, or of the holders of a role."""
    worklist.put(
        worklist.WorkEntry(
            key=key,
            agency_id=agency_id,
            owner_post_id=post_id,
            owner_role=role,
            kind=kind,
            role_label=role_label,
            act_label=act_label,
            title=title,
            meta=meta,
            url=url,
            given_by=actor.display_name,
            given_by_post=actor.post_title,
            urgency=worklist.Urgency.NORMAL,
            arrived_at=at,
            due_at=end_of(due_on) if due_on is not None else None,
            started_at=at,
            given_by_post_id=actor.post_id,
        )
    )


def close_work(key: str, *, actor: Actor | None, at: datetime) -> None:
    """Take what is done out of the work list."""
    worklist.close(key, at, actor=actor)


def tell_posts(key: str, *, post_ids: Iterable[int], text: str, url: str, at: datetime) -> None:
    """Send a notice to the holders of posts; the key makes a second sending harmless."""
    if wanted := sorted(set(post_ids)):
        notices.send(key, to_post_ids=wanted, text=text, url=url, at=at, kind="archive")


def tell_role(key: str, *, agency_id: int, role: str, text: str, url: str, at: datetime) -> None:
    """Send a notice to the holders of a role in an agency."""
    cards = identity.posts(on=timezone.localdate(at), agency_id=agency_id, role=role)
    tell_posts(key, post_ids=[card.id for card in cards if card.person_id is not None], text=text, url=url, at=at)


def closed_text(file: CaseFile) -> str:
    """Return the sentence that tells when a closed file is due."""
    if file.handover_due_on is None:
        return _("Hồ sơ %(code)s đã kết thúc.") % {"code": file.code}
    return _("Hồ sơ %(code)s đã kết thúc, hạn nộp lưu %(day)s.") % {
        "code": file.code,
        "day": f"{file.handover_due_on:%d/%m/%Y}",
    }
