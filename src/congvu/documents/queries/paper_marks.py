"""Which mark stands over a document's pages: recalled, replaced, corrected, number voided."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kernel.api import statements

from ..models import Document, DocumentLink
from ..papers.marks import Mark
from ..types import LinkKind, State

WORDS: Final[dict[str, str | Promise]] = {
    LinkKind.RECALLS: gettext_lazy("ĐÃ THU HỒI"),
    LinkKind.REPLACES: gettext_lazy("ĐÃ ĐƯỢC THAY THẾ"),
    LinkKind.CORRECTS: gettext_lazy("ĐÃ ĐÍNH CHÍNH"),
}
OF_STATE: Final = {State.RECALLED: LinkKind.RECALLS, State.REPLACED: LinkKind.REPLACES}


def _links(kind: str, *, document: int) -> QuerySet[DocumentLink]:
    links = DocumentLink.objects.filter(target_id=document, kind=kind).select_related("source")
    return links.order_by("-created_at", "-pk")[:1]


def mark_of(document: Document) -> Mark | None:
    """Return the mark of a document, the gravest one; None for a paper that stands as issued.

    The caller has checked that the actor may see the document; number and date of the later paper are no secret then.
    """
    if document.is_secret:
        return None
    if document.state == State.VOID:
        return Mark(_("ĐÃ HỦY SỐ"), document.closing_note[:120])
    kind = OF_STATE.get(State(document.state))
    found = statements.kept_objects(_links, str(kind or LinkKind.CORRECTS), document=document.pk)
    link = found[0] if found else None
    if kind is None and link is None:
        return None
    words = str(WORDS[kind or LinkKind.CORRECTS])
    if link is None:
        return Mark(words, document.closing_note[:120])
    by = link.source
    day = f"{by.issued_on:%d/%m/%Y}" if by.issued_on else ""
    said = _("theo %(code)s ngày %(day)s") if day else _("theo %(code)s")
    return Mark(words, said % {"code": by.full_code or by.number, "day": day})
