"""The form check of a draft, beside its page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest, office

from ..drafting import page
from ..drafting.form_checks import check_version
from .draft_forms import number_of
from .draft_papers import shown_paper


@office
@require_safe
def form_check(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """List what is wrong with the form of a version: a part of the draft's page, or a page of its own."""
    row = page.draft_row(actor=request.actor, uid=uid)
    version = page.version_row(row, number_of(request.GET.get("ban")))
    context: dict[str, object] = {"draft": row, "version": version}
    try:
        context["check"] = check_version(row, version, on=timezone.localdate())
    except DomainError as refusal:
        context["refusal"] = str(refusal)
    if request.headers.get("HX-Request"):
        return render(request, "documents/parts/form_check.html", context)
    name = row.subject or row.document_type.name
    context["paper"] = shown_paper(row, version)
    context["crumbs"] = [
        (_("Dự thảo, trình ký"), reverse("documents:drafts")),
        (name, reverse("documents:draft", args=[uid])),
        (_("Thể thức"), ""),
    ]
    return render(request, "documents/draft_form_check.html", context)
