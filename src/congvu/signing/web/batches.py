"""How far a run over many papers is, and stopping it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from congvu.ui.api import OfficeRequest, office

from .. import queries
from ..actions.batches import stop_batch
from ..types import BatchState


@never_cache
@office
@require_safe
def progress(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show the run; the fragment alone for htmx, which asks each second while it runs."""
    card = queries.batch_card(uid=uid, actor=request.actor)
    context = {"card": card, "runs": card.state in {BatchState.RUNNING, BatchState.STOPPING}}
    template = "signing/batch_state.html" if request.headers.get("HX-Request") else "signing/batch.html"
    return render(request, template, context)


@office
@require_POST
def stop(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Stop after the paper that is being signed."""
    stop_batch(actor=request.actor, uid=uid, now=timezone.now())
    return redirect("signing:batch", uid)
