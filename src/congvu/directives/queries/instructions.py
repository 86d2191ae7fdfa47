"""Bút phê that did not become tasks."""

from __future__ import annotations

from congvu.documents import api as documents
from congvu.documents.api import GivenWork

from ..models import Directive


def not_followed(*, agency_id: int, document_id: int) -> GivenWork | None:
    """Return the newest bút phê with an open lead on a document, where no task was made of it; None without one.

    One query where nothing was given, two where it is followed, four otherwise.
    """
    newest = documents.latest_given(document_id)
    if newest is None or Directive.objects.filter(instruction_id=newest, depth=0).exists():
        return None
    found = documents.given_work(newest)
    if found is None or found.agency_id != agency_id or found.lead is None or not found.lead.is_open:
        return None
    return found
