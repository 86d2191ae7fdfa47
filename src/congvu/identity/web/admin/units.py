"""The tree of units, posts and who holds them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.ui.api import OfficeRequest

from ... import administration as queries
from ...actions import posts as post_acts
from ...actions import units as acts
from ...directory import search_people
from ...models import Post, Unit
from ...queries import unit_tree
from .forms import AssignForm, LastDayForm, LeavingForm, PostForm, UnitForm
from .frame import Crumbs, administration, attempt, form_page, trail


@administration
@require_safe
def tree(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Show the units of an agency with posts and holders."""
    agency = queries.agency_file(request.actor, agency_id)
    today = timezone.localdate()
    posts = queries.posts_by_unit(agency_id, on=today)
    rows = [(node, posts.get(node.id, [])) for node in unit_tree(agency_id=agency_id, on=today)]
    crumbs = trail((agency.name, reverse("identity:admin_agency", args=[agency.pk])), (_("Đơn vị, vị trí"), ""))
    return render(request, "identity/admin/units.html", {"agency": agency, "rows": rows, "crumbs": crumbs})


@administration
@require_http_methods(["GET", "POST"])
def add(request: OfficeRequest, agency_id: int) -> HttpResponse:
    """Add a unit."""
    agency = queries.agency_file(request.actor, agency_id)
    form = UnitForm(request.POST or None, units=_choices(agency_id), initial={"parent": request.GET.get("thuoc")})
    if form.is_valid():
        parent_id, facts = _facts(form)
        if attempt(
            form,
            lambda: acts.add_unit(
                actor=request.actor,
                agency_id=agency_id,
                parent_id=parent_id,
                facts=facts,
                valid_from=timezone.localdate(),
                now=timezone.now(),
            ),
        ):
            messages.success(request, _("Đã thêm đơn vị."))
            return redirect("identity:admin_units", agency_id)
    back = reverse("identity:admin_units", args=[agency_id])
    crumbs: Crumbs = [(agency.name, reverse("identity:admin_agency", args=[agency_id])), (_("Đơn vị, vị trí"), back)]
    return form_page(request, title=_("Thêm đơn vị"), form=form, submit=_("Thêm đơn vị"), back=back, crumbs=crumbs)


@administration
@require_http_methods(["GET", "POST"])
def change(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """Rename or move a unit."""
    unit = queries.unit_file(request.actor, unit_id)
    initial = {
        "name": unit.name,
        "abbreviation": unit.abbreviation,
        "code": unit.code,
        "is_records_office": unit.is_records_office,
        "parent": unit.parent_id,
    }
    form = UnitForm(request.POST or None, units=_choices(unit.agency_id), initial=initial)
    if form.is_valid():
        parent_id, facts = _facts(form)
        if attempt(
            form,
            lambda: acts.change_unit(
                actor=request.actor, unit_id=unit_id, facts=facts, parent_id=parent_id, now=timezone.now()
            ),
        ):
            messages.success(request, _("Đã ghi đơn vị."))
            return redirect("identity:admin_units", unit.agency_id)
    return _unit_page(request, title=_("Sửa, chuyển đơn vị"), form=form, submit=_("Ghi"), unit=unit)


@administration
@require_POST
def shift(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """Move a unit one place up or down."""
    unit = queries.unit_file(request.actor, unit_id)
    up = request.POST.get("huong") == "len"
    acts.shift_unit(actor=request.actor, unit_id=unit_id, up=up, now=timezone.now())
    return redirect("identity:admin_units", unit.agency_id)


@administration
@require_http_methods(["GET", "POST"])
def close(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """Close a unit after a day."""
    unit = queries.unit_file(request.actor, unit_id)
    form = LastDayForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        if attempt(
            form, lambda: acts.close_unit(actor=request.actor, unit_id=unit_id, last_day=day, now=timezone.now())
        ):
            messages.success(request, _("Đã đóng đơn vị."))
            return redirect("identity:admin_units", unit.agency_id)
    return _unit_page(request, title=_("Đóng đơn vị"), form=form, submit=_("Đóng đơn vị"), unit=unit)


@administration
@require_http_methods(["GET", "POST"])
def add_post(request: OfficeRequest, unit_id: int) -> HttpResponse:
    """Add a post to a unit."""
    unit = queries.unit_file(request.actor, unit_id)
    form = PostForm(request.POST or None)
    if form.is_valid():
        facts = _post_facts(form)
        if made := attempt(
            form,
            lambda: post_acts.add_post(actor=request.actor, unit_id=unit_id, facts=facts, now=timezone.now()),
        ):
            messages.success(request, _("Đã thêm vị trí."))
            return redirect("identity:admin_post", made[0])
    return _unit_page(request, title=_("Thêm vị trí"), form=form, submit=_("Thêm vị trí"), unit=unit)


@administration
@require_safe
def post(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Show a post, its roles and everybody who held it."""
    row = queries.post_file(request.actor, post_id)
    shown = {
        "post": row,
        "roles": [dict(PostForm.base_fields["roles"].choices).get(role, role) for role in row.roles],  # type: ignore[attr-defined]
        "holders": queries.holders_of(post_id, on=timezone.localdate()),
        "crumbs": trail(*_way(row.unit), (row.title, "")),
    }
    return render(request, "identity/admin/post.html", shown)


@administration
@require_http_methods(["GET", "POST"])
def change_post(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Change title, rank and roles of a post."""
    row = queries.post_file(request.actor, post_id)
    form = PostForm(request.POST or None, initial={"title": row.title, "rank": row.rank, "roles": row.roles})
    if form.is_valid():
        facts = _post_facts(form)
        if attempt(
            form,
            lambda: post_acts.change_post(actor=request.actor, post_id=post_id, facts=facts, now=timezone.now()),
        ):
            messages.success(request, _("Đã ghi vị trí. Vai trò mới có hiệu lực từ lần bấm tiếp theo của người giữ."))
            return redirect("identity:admin_post", post_id)
    return _post_page(request, title=_("Sửa vị trí, vai trò"), form=form, submit=_("Ghi"), row=row)


@administration
@require_http_methods(["GET", "POST"])
def close_post(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Close a vacant post after a day."""
    row = queries.post_file(request.actor, post_id)
    form = LastDayForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        if attempt(
            form,
            lambda: post_acts.close_post(actor=request.actor, post_id=post_id, last_day=day, now=timezone.now()),
        ):
            messages.success(request, _("Đã đóng vị trí."))
            return redirect("identity:admin_units", row.unit.agency_id)
    return _post_page(request, title=_("Đóng vị trí"), form=form, submit=_("Đóng vị trí"), row=row)


@administration
@require_http_methods(["GET", "POST"])
def assign(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Let a person hold a post."""
    row = queries.post_file(request.actor, post_id)
    today = timezone.localdate()
    form = AssignForm(request.POST or None, initial={"valid_from": today})
    words = request.POST.get("q", "")
    if request.method == "POST" and "search" not in request.POST and form.is_valid():
        if not form.cleaned_data["to_person"]:
            form.add_error(None, _("Hãy tìm và chọn người giữ vị trí."))
        elif _assign(request, form, post_id):
            messages.success(request, _("Đã giao vị trí."))
            return redirect("identity:admin_post", post_id)
    people = search_people(actor=request.actor, words=words, on=today, limit=10)
    more: dict[str, Any] = {"people": people, "q": words, "chosen": request.POST.get("to_person", ""), "pick": True}
    return _post_page(request, title=_("Giao vị trí"), form=form, submit=_("Giao vị trí"), row=row, **more)


@administration
@require_http_methods(["GET", "POST"])
def end_assignment(request: OfficeRequest, assignment_id: int) -> HttpResponse:
    """End the holding of a post after a day."""
    held = queries.assignment_file(request.actor, assignment_id)
    form = LeavingForm(request.POST or None)
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        if attempt(
            form,
            lambda: post_acts.end_assignment(
                actor=request.actor,
                assignment_id=assignment_id,
                last_day=day,
                now=timezone.now(),
                unhanded_reason=form.cleaned_data["unhanded_reason"],
            ),
        ):
            messages.success(request, _("Đã ghi ngày thôi giữ vị trí."))
            return redirect("identity:admin_post", held.post_id)
    lede = _("%(name)s thôi giữ vị trí này sau ngày cuối; ủy quyền từ vị trí này cũng hết theo.") % {
        "name": held.person.full_name
    }
    return _post_page(request, title=_("Thôi giữ vị trí"), form=form, submit=_("Ghi"), row=held.post, lede=lede)


def _assign(request: OfficeRequest, form: AssignForm, post_id: int) -> bool:
    values = form.cleaned_data
    facts = post_acts.AssignmentFacts(values["kind"], values["valid_from"], values["valid_to"], values["decision_no"])
    act = attempt(
        form,
        lambda: post_acts.assign(
            actor=request.actor, post_id=post_id, person_id=values["to_person"], facts=facts, now=timezone.now()
        ),
    )
    return bool(act)


def _choices(agency_id: int) -> list[tuple[int, str]]:
    nodes = unit_tree(agency_id=agency_id, on=timezone.localdate())
    return [(node.id, f"{'— ' * node.depth}{node.name}") for node in nodes]


def _facts(form: UnitForm) -> tuple[int | None, acts.UnitFacts]:
    values: dict[str, Any] = dict(form.cleaned_data)
    parent_id = values.pop("parent")
    return parent_id, acts.UnitFacts(**values)


def _post_facts(form: PostForm) -> post_acts.PostFacts:
    values = form.cleaned_data
    return post_acts.PostFacts(values["title"], values["rank"], frozenset(values["roles"]))


def _way(unit: Unit) -> Crumbs:
    return [
        (unit.agency.name, reverse("identity:admin_agency", args=[unit.agency_id])),
        (_("Đơn vị, vị trí"), reverse("identity:admin_units", args=[unit.agency_id])),
    ]


def _unit_page(request: OfficeRequest, *, title: str, form: forms.Form, submit: str, unit: Unit) -> HttpResponse:
    return form_page(
        request,
        title=title,
        form=form,
        submit=submit,
        back=reverse("identity:admin_units", args=[unit.agency_id]),
        crumbs=_way(unit),
        lede=unit.name,
    )


def _post_page(
    request: OfficeRequest, *, title: str, form: forms.Form, submit: str, row: Post, lede: str = "", **more: Any
) -> HttpResponse:
    back = reverse("identity:admin_post", args=[row.pk])
    return form_page(
        request,
        title=title,
        form=form,
        submit=submit,
        back=back,
        crumbs=[*_way(row.unit), (row.title, back)],
        lede=lede or f"{row.title}, {row.unit.name}",
        **more,
    )
