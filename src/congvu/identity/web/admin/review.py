"""The half-yearly review of accounts, and tokens of programs."""

import csv
from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.kernel.errors import NotFound
from congvu.ui.api import OfficeRequest

from ... import administration as queries
from ...actions.tokens import issue_token, revoke_token
from ...rules.sheets import harmless
from .forms import TokenForm
from .frame import administration, attempt, form_page, trail

UNUSED_DAYS = 30


@administration
@require_safe
def review(request: OfficeRequest) -> HttpResponse:
    """Show the accounts with owner, posts, last sign-in; those unused on request; or the list as CSV."""
    unused = "bo-khong" in request.GET
    rows = queries.review(
        request.actor, now=timezone.now(), on=timezone.localdate(), unused_days=UNUSED_DAYS if unused else 0
    )
    if "csv" in request.GET:
        return _as_csv(rows)
    shown = {"rows": rows, "unused": unused, "crumbs": trail((_("Rà soát tài khoản"), ""))}
    return render(request, "identity/admin/review.html", shown)


@administration
@require_safe
def tokens(request: OfficeRequest) -> HttpResponse:
    """List the tokens of programs."""
    shown = {
        "tokens": queries.tokens(request.actor),
        "now": timezone.now(),
        "crumbs": trail((_("Mã truy cập của phần mềm"), "")),
    }
    return render(request, "identity/admin/tokens.html", shown)


@administration
@never_cache
@require_http_methods(["GET", "POST"])
def add_token(request: OfficeRequest, post_id: int) -> HttpResponse:
    """Issue a token that acts in a post, owned by its present holder, and show the secret once."""
    post = queries.post_file(request.actor, post_id)
    form = TokenForm(request.POST or None)
    holder = next((line for line in queries.holders_of(post_id, on=timezone.localdate()) if line.is_current), None)
    account = queries.account_of(holder.person_id) if holder else None
    if account is None:
        raise NotFound
    listing = reverse("identity:admin_tokens")
    if form.is_valid():
        values = form.cleaned_data
        ends = datetime.combine(values["expires_on"], time.max, tzinfo=timezone.get_current_timezone())
        made = attempt(
            form,
            lambda: issue_token(
                actor=request.actor,
                owner_id=account.pk,
                post_id=post_id,
                name=values["name"],
                scopes=values["scopes"].split(),
                expires_at=ends,
                now=timezone.now(),
            ),
        )
        if made:
            shown = {
                "title": _("Mã truy cập mới"),
                "secret": made[0],
                "sentence": _("Chép ngay vào phần mềm: trang này chỉ hiện một lần, hệ thống không giữ lại mã."),
                "back": listing,
                "crumbs": trail((_("Mã truy cập của phần mềm"), listing), (_("Mã mới"), "")),
            }
            return render(request, "identity/admin/secret.html", shown)
    return form_page(
        request,
        title=_("Cấp mã truy cập"),
        form=form,
        submit=_("Cấp mã"),
        back=listing,
        crumbs=[(_("Mã truy cập của phần mềm"), listing)],
        lede=_("Phần mềm làm việc với tư cách %(title)s, %(unit)s.") % {"title": post.title, "unit": post.unit.name},
    )


@administration
@require_POST
def end_token(request: OfficeRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    revoke_token(actor=request.actor, token_id=token_id, now=timezone.now())
    return redirect("identity:admin_tokens")


def _as_csv(rows: list[queries.ReviewLine]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ra-soat-tai-khoan.csv"'
    response.write("\ufeff")
    out = csv.writer(response)
    out.writerow(
        [
            "Họ tên",
            "Tên công vụ",
            "Loại",
            "Vị trí",
            "Lập ngày",
            "Đăng nhập gần nhất",
            "Số ngày không dùng",
            "Đang dùng",
            "Hai lớp",
            "Quản trị",
        ]
    )
    for row in rows:
        last = f"{timezone.localtime(row.last_login):%d/%m/%Y %H:%M}" if row.last_login else ""
        out.writerow(
            [
                harmless(row.name),
                harmless(row.username),
                str(row.kind),
                harmless(row.posts),
                f"{timezone.localtime(row.created_at):%d/%m/%Y}",
                last,
                row.days_unused,
                "có" if row.is_active else "đã đóng",
                "có" if row.has_factor else "chưa",
                "có" if row.is_admin else "",
            ]
        )
    return response
