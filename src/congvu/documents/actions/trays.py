"""What documents hand to the trays below: search entries, work entries, notices. Part of each act's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.identity.api import Role
from congvu.kernel.api import Actor
from congvu.notices import api as notices
from congvu.search import api as search
from congvu.worklist import api as worklist

from .. import marks, policy, rules
from ..models import Access, Document, FileText, Handling
from ..types import Direction, HandlingRole, Urgency

# Thang của danh sách việc có thêm mức “cần sớm” ở giữa.
WORK_URGENCY = {
    Urgency.NORMAL: worklist.Urgency.NORMAL,
    Urgency.URGENT: worklist.Urgency.URGENT,
    Urgency.VERY_URGENT: worklist.Urgency.VERY_URGENT,
    Urgency.EXPRESS: worklist.Urgency.EXPRESS,
    Urgency.EXPRESS_TIMED: worklist.Urgency.EXPRESS,
}
WORK_KINDS = {
    HandlingRole.DECIDE: worklist.Kind.INSTRUCT,
    HandlingRole.LEAD: worklist.Kind.HANDLE,
    HandlingRole.SUPPORT: worklist.Kind.HANDLE,
    HandlingRole.INFO: worklist.Kind.INFORM,
}
ACT_LABELS = {
    HandlingRole.DECIDE: "Bút phê",
    HandlingRole.LEAD: "Xử lý",
    HandlingRole.SUPPORT: "Xử lý",
    HandlingRole.INFO: "Xem",
}


def url_of(document: Document) -> str:
    """Return the address of the document's page."""
    return reverse("documents:document", args=[document.uid])


def title_of(document: Document) -> str:
    """Return the line that names the document in lists outside the register."""
    return document.subject or _("Văn bản mật số đến %(number)s") % {"number": document.number}


def meta_of(document: Document) -> str:
    """Return number, sender and date in one grey line."""
    day = rules.shown(document.issued_on) if document.issued_on else ""
    return " · ".join(part for part in (document.full_code, document.issuing_agency_name, day) if part)


def search_entry(document: Document, *, grants: Iterable[str], body: str, facets: frozenset[str]) -> search.SearchEntry:
    """Return the entry under which the document is found; `facets` as `marks.facets_of` gives them."""
    return search.SearchEntry(
        key=document.search_key,
        kind=f"documents.{document.direction}",
        agency_id=document.agency_id,
        title=title_of(document),
        body="\n".join(
            part
            for part in (
                document.full_code,
                document.issuing_agency_name,
                document.signer_name,
                document.document_code,
                document.note,
                body,
            )
            if part
        ),
        url=url_of(document),
        at=document.arrived_at or document.registered_at,
        grants=policy.search_grants(document, list(grants)),
        number=document.full_code or str(document.number or ""),
        extra={"meta": meta_of(document)},
        facets=facets,
    )


def refresh_search(document: Document) -> None:
    """Fill search anew from the document, its texts and to whom it is open. Secret lines are never found."""
    if document.is_secret:
        search.remove(document.search_key)
        return
    texts = FileText.objects.filter(file__document=document, file__removed_at=None).order_by("file__position", "pk")
    grants = Access.objects.filter(document=document, closed_at=None).values_list("grant", flat=True)
    body = "\n".join(texts.values_list("body", flat=True))
    search.put(search_entry(document, grants=grants, body=body, facets=marks.facets_of([document.pk])[document.pk]))


def put_new_in_search(document: Document, *, texts: Iterable[str]) -> None:
    """Let a document written in this very act be found; `texts` of its files. Nobody was given it yet."""
    facets = marks.facets_of_new(document.pk)
    search.put(search_entry(document, grants=(), body="\n".join(texts), facets=facets))


def refresh_facets(*ids: int) -> None:
    """Fill the marks of documents in search anew: after each act that changes state, deadline or who works on it.

    Cheaper than `refresh_search`, which does it too. Documents that are not in search stay out.
    """
    keys = dict(Document.objects.filter(pk__in=ids).values_list("pk", "uid"))
    for pk, facets in marks.facets_of(keys).items():
        search.set_facets(f"document:{keys[pk]}", facets)


def queue_for_clerks(document: Document, *, actor: Actor, now: datetime, due_at: datetime | None) -> None:
    """Put "submit this" into the clerks' queue of the agency."""
    worklist.put(
        worklist.WorkEntry(
            key=submit_key(document),
            agency_id=document.agency_id,
            owner_post_id=None,
            owner_role=Role.RECORDS_CLERK,
            kind=worklist.Kind.REGISTER,
            role_label=_("Văn thư"),
            act_label=_("Trình"),
            title=title_of(document),
            meta=meta_of(document),
            url=url_of(document),
            given_by=actor.display_name,
            given_by_post=actor.post_title,
            urgency=WORK_URGENCY[Urgency(document.urgency)],
            arrived_at=now,
            due_at=due_at,
            started_at=now,
            given_by_post_id=actor.post_id,
        )
    )


def submit_key(document: Document) -> str:
    """Return the key of the clerks' work on a registered document."""
    return f"documents.submit:{document.pk}"


def close_submission(document: Document, *, actor: Actor, at: datetime) -> None:
    """Take "submit this" out of the clerks' queue."""
    worklist.close(submit_key(document), at, actor=actor)


def work_for(handling: Handling, *, owner_post_id: int, actor: Actor) -> None:
    """Put the handling into the owner's work list."""
    role = HandlingRole(handling.role)
    work_of(
        handling.document,
        key=handling.work_key,
        owner_post_id=owner_post_id,
        kind=WORK_KINDS[role],
        role_label=str(role.label),
        act_label=ACT_LABELS[role],
        given_by=actor.display_name,
        given_by_post=actor.post_title,
        given_by_post_id=actor.post_id,
        at=handling.given_at,
        due_at=handling.due_at,
    )


def work_again(handling: Handling, *, owner_post_id: int) -> None:
    """Put the handling into the owner's list as it was given, with what has changed since (deadline, urgency)."""
    given = handling.instruction
    document = handling.document
    role = HandlingRole(handling.role)
    work_of(
        document,
        key=handling.work_key,
        owner_post_id=owner_post_id,
        kind=WORK_KINDS[role],
        role_label=str(role.label),
        act_label=ACT_LABELS[role],
        given_by=given.from_name,
        given_by_post=given.from_title,
        given_by_post_id=given.from_post_id,
        at=handling.given_at,
        due_at=handling.due_at,
    )


def work_of(
    document: Document,
    *,
    key: str,
    owner_post_id: int,
    kind: str,
    role_label: str,
    act_label: str,
    given_by: str,
    given_by_post: str,
    given_by_post_id: int | None,
    at: datetime,
    due_at: datetime | None = None,
    url: str = "",
) -> None:
    """Put a piece of work about the document into a post's list."""
    worklist.put(
        worklist.WorkEntry(
            key=key,
            agency_id=document.agency_id,
            owner_post_id=owner_post_id,
            owner_role=None,
            kind=kind,
            role_label=role_label,
            act_label=act_label,
            title=title_of(document),
            meta=meta_of(document),
            url=url or url_of(document),
            given_by=given_by,
            given_by_post=given_by_post,
            urgency=WORK_URGENCY[Urgency(document.urgency)],
            arrived_at=at,
            due_at=due_at,
            started_at=at,
            given_by_post_id=given_by_post_id,
        )
    )


def close_work(handling: Handling, *, actor: Actor, at: datetime) -> None:
    """Take the handling out of the work list."""
    worklist.close(handling.work_key, at, actor=actor)


def tell(key: str, document: Document, *, post_ids: Iterable[int], text: str, at: datetime, kind: str) -> None:
    """Send a notice that opens the document; the key makes a second sending harmless."""
    notices.send(key, to_post_ids=list(post_ids), text=text, url=url_of(document), at=at, kind=kind)


def kind_of(document: Document) -> str:
    """Return how people call the direction in a sentence."""
    return _("văn bản đến") if document.direction == Direction.INCOMING else _("văn bản đi")
