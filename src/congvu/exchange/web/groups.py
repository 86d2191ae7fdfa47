"""Groups for sending: the agency's lists of receivers, kept by its clerks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.groups import close_group, save_group
from ..queries import directory
from .pick import MOST_CHOSEN

RECEIVERS = "gui-den"


@office
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """List the agency's groups."""
    policy.may_keep_groups(request.actor).require()
    return render(request, "exchange/groups.html", {"groups": directory.groups(actor=request.actor)})


@office
@require_http_methods(["GET", "POST"])
def adding(request: OfficeRequest) -> HttpResponse:
    """Make a group."""
    return _form(request, None, "", [])


@office
@require_http_methods(["GET", "POST"])
def changing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Change a group."""
    row = next((one for one in directory.groups(actor=request.actor) if one.uid == uid), None)
    if row is None:
        raise NotFound
    return _form(request, uid, row.name, row.codes)


@office
@require_POST
def closing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Stop using a group."""
    close_group(actor=request.actor, uid=uid, now=timezone.now())
    messages.success(request, _("Đã thôi dùng nhóm."))
    return redirect("exchange:groups")


def _form(request: OfficeRequest, uid: UUID | None, name: str, codes: list[str]) -> HttpResponse:
    policy.may_keep_groups(request.actor).require()
    now, fault = timezone.now(), ""
    if request.method == "POST":
        name, codes = request.POST.get("name", ""), request.POST.getlist(RECEIVERS)[: MOST_CHOSEN + 1]
        try:
            save_group(actor=request.actor, name=name, codes=codes, uid=uid, now=now)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            fault = str(refusal)
        else:
            messages.success(request, _("Đã ghi nhóm gửi."))
            return redirect("exchange:groups")
    rows = directory.by_codes(codes, on=timezone.localdate(now))
    context = {
        "uid": uid,
        "name": name[:150],
        "fault": fault,
        "rows": rows,
        "chosen": [one.code for one in rows],
        "crumbs": [(_("Nhóm gửi"), reverse("exchange:groups")), (_("Sửa nhóm") if uid else _("Thêm nhóm"), "")],
    }
    return render(request, "exchange/group.html", context, status=422 if fault else 200)
