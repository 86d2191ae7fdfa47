"""What the nightly re-check changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from congvu.ui.api import OfficeRequest, office

from .. import policy, queries
from ..shown import VERDICT_TONES
from ..wording import VERDICTS


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the verdicts that later checks changed."""
    policy.may_view_changes(request.actor).require()
    page = queries.change_lines(actor=request.actor, after=request.GET.get("sau"))
    rows = [
        {
            "line": line,
            "before": {"tone": VERDICT_TONES[line.before], "word": VERDICTS[line.before]},
            "after": {"tone": VERDICT_TONES[line.after], "word": VERDICTS[line.after]},
        }
        for line in page.rows
    ]
    return render(request, "signing/changes.html", {"page": page, "rows": rows, "run": queries.last_run()})
