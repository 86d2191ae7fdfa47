"""The directory of agencies: search it, read a new list beside it, look at what would change, accept or put aside."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from ..actions.directory_load import accept_directory, drop_directory, read_directory
from ..queries import directory, directory_loads, partners

MOST_SHOWN = 50


class FileForm(forms.Form):
    """A list of agencies."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh bạ (XLSX, CSV hoặc JSON)"),
        help_text=gettext_lazy(
            "Cần cột mã (code) và tên (name); thêm được mã cũ (code102), mã cấp trên (pcode), thư điện tử, "
            "hiệu lực từ, hiệu lực đến, mã kế thừa. Ô trống không xóa điều đã biết."
        ),
    )


@office
@require_safe
def agencies(request: OfficeRequest) -> HttpResponse:
    """Search the directory of agencies."""
    typed = request.GET.get("q", "")
    found = directory.find_agencies(typed, on=timezone.localdate(), most=MOST_SHOWN + 1)
    context = {
        "rows": found[:MOST_SHOWN],
        "cut": len(found) > MOST_SHOWN,
        "typed": typed[:200],
        "size": partners.directory_size(),
        "keeps": bool(policy.may_keep_partners(request.actor)),
        "loads": directory_loads.loads(actor=request.actor),
        "groups": bool(policy.may_keep_groups(request.actor)),
    }
    return render(request, "exchange/directory.html", context)


@office
@require_http_methods(["GET", "POST"])
def adding(request: OfficeRequest) -> HttpResponse:
    """Read a file beside the directory."""
    policy.may_keep_partners(request.actor).require()
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            uid = read_directory(
                actor=request.actor, source=given.file, name=given.name, size=given.size, now=timezone.now()
            )
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("exchange:directory_load", uid)
    crumbs = [(_("Danh bạ cơ quan"), reverse("exchange:directory")), (_("Nạp danh bạ"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "exchange/directory_add.html", context, status=422 if form.errors else 200)


@office
@require_safe
def load(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Show what a list would change, and its bad rows."""
    row = directory_loads.load(actor=request.actor, uid=uid)
    page = directory_loads.changes(row, after=request.GET.get("sau"))
    context = {
        "load": row,
        "page": page,
        "next_url": f"?sau={page.next}" if page.next else "",
        "crumbs": [(_("Danh bạ cơ quan"), reverse("exchange:directory")), (row.name, "")],
    }
    return render(request, "exchange/directory_load.html", context)


@office
@require_POST
def accepting(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take a list over, or put it aside."""
    now = timezone.now()
    try:
        if request.POST.get("viec") == "bo":
            drop_directory(actor=request.actor, uid=uid, now=now)
            messages.success(request, _("Đã bỏ danh sách; danh bạ không đổi."))
        else:
            changed = accept_directory(actor=request.actor, uid=uid, now=now)
            said = ngettext("Danh bạ đã cập nhật %(n)d cơ quan.", "Danh bạ đã cập nhật %(n)d cơ quan.", changed)
            messages.success(request, said % {"n": changed})
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("exchange:directory")
