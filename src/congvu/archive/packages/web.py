"""Pages of packages: made and handed over from a case file's page, taken in with a look before."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from congvu.kernel.api import files
from congvu.kernel.errors import DomainError, NotFound
from congvu.ui.api import OfficeRequest, office

from .. import policy
from .export import export_package
from .importing import import_package, preview_package
from .queries import packages_of
from .types import Kind

ZIP = "application/zip"
PROBLEMS_SHOWN = 100
DOCUMENTS_SHOWN = 200
_WAITING = "archive.package"  # trong phiên: tệp .zip đã gửi lên, chờ xác nhận


class PackageForm(forms.Form):
    """The .zip to look at."""

    package = forms.FileField(label=gettext_lazy("Gói SIP hoặc AIP (.zip)"))


@office
@require_POST
def download(request: OfficeRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """Make a package of a case file and hand it over as .zip."""
    if kind.upper() not in Kind.values:
        raise NotFound
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = export_package(
                actor=request.actor, uid=uid, kind=Kind(kind.upper()), folder=Path(folder), now=timezone.now(),
                as_zip=True,
            )  # fmt: skip
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("archive:file", uid=uid)
        response = FileResponse(Path(made.path).open("rb"), content_type=ZIP)  # noqa: SIM115 - it closes the file
    response["Content-Disposition"] = files.disposition(made.name, inline=False)
    return response


@office
@require_safe
def packages(request: OfficeRequest) -> HttpResponse:
    """List what was made and taken in, the newest first, and offer to take in."""
    policy.may_run_archive(request.actor).require()
    after = request.GET.get("tu", "")
    rows, more = packages_of(actor=request.actor, before=int(after) if after.isdigit() and len(after) < 18 else None)
    context = {"rows": rows, "more": more, "form": PackageForm()}
    return render(request, "archive/packages.html", context)


@office
@require_POST
def take_in(request: OfficeRequest) -> HttpResponse:
    """Look at a package that was sent; take in the one that was looked at, after a yes."""
    policy.may_run_archive(request.actor).require()
    if "dong-y" in request.POST:
        return _confirmed(request)
    form = PackageForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "archive/packages.html", {"rows": [], "more": None, "form": form})
    sent = form.cleaned_data["package"]
    try:
        ref = files.store(sent, name=sent.name, accept={ZIP})
        with files.open(ref.id) as stream:
            preview = preview_package(actor=request.actor, place=stream, now=timezone.now())
    except DomainError as refusal:
        form.add_error("package", str(refusal))
        return render(request, "archive/packages.html", {"rows": [], "more": None, "form": form})
    may_import = preview.export is not None and preview.verdict.is_sound and preview.verdict.kind != Kind.DIP
    if may_import:
        request.session[_WAITING] = ref.id
    inside = preview.export.documents if preview.export is not None else ()
    context = {
        "preview": preview,
        "file": preview.export,
        "may_import": may_import and not preview.known,
        "problems": preview.verdict.problems[:PROBLEMS_SHOWN],
        "problems_left": max(len(preview.verdict.problems) - PROBLEMS_SHOWN, 0),
        "documents": inside[:DOCUMENTS_SHOWN],
        "documents_left": max(len(inside) - DOCUMENTS_SHOWN, 0),
        "name": ref.name,
    }
    return render(request, "archive/package_preview.html", context)


def _confirmed(request: OfficeRequest) -> HttpResponse:
    file_id = request.session.pop(_WAITING, None)
    if not isinstance(file_id, int):
        messages.error(request, _("Chưa có gói nào chờ nhập. Chọn lại tệp .zip."))
        return redirect("archive:packages")
    try:
        with files.open(file_id) as stream:
            done = import_package(actor=request.actor, place=stream, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("archive:packages")
    messages.success(request, _("Đã nhập hồ sơ %(file)s.") % {"file": done.file_code})
    return redirect(reverse("archive:file", args=[done.file_uid]))
