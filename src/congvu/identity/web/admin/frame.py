"""What every page of administration shares."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.internal.flows.reauthentication import suspend_request
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import OfficeRequest, office

from ...policy import may_administer_somewhere
from ...sessions import recently_authenticated

View = Callable[..., HttpResponseBase]
T = TypeVar("T")
Crumbs = list[tuple[str, str]]


def administration(view: View) -> View:
    """Open a view to administrators; acts ask for a fresh proof of who it is, and then go on by themselves."""

    @office
    @wraps(view)
    def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        may_administer_somewhere(request.actor).require()
        if request.method == "POST" and not recently_authenticated(request):
            answer: HttpResponseBase = suspend_request(request, reverse("account_reauthenticate"))
            return answer
        return view(request, *args, **kwargs)

    return guarded


def attempt(form: forms.Form, act: Callable[[], T]) -> list[T]:
    """Run an act; a refusal goes to the form, at the field it names. Return the result in a list, or nothing.

    A missing thing and a missing right are not the form's fault and pass through.
    """
    try:
        return [act()]
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        field = refusal.data.get("field")
        form.add_error(field if field in form.fields else None, str(refusal))
        return []


def form_page(
    request: HttpRequest,
    *,
    title: str,
    form: forms.Form,
    submit: str,
    back: str,
    crumbs: Crumbs,
    lede: str = "",
    **more: Any,
) -> HttpResponse:
    """Show one form under its title."""
    shown = {
        "title": title,
        "form": form,
        "submit": submit,
        "back": back,
        "crumbs": [(str(_root()), reverse("identity:admin")), *crumbs, (title, "")],
        "lede": lede,
        **more,
    }
    return render(request, "identity/admin/form.html", shown)


def trail(*crumbs: tuple[str, str]) -> Crumbs:
    """Return the way here, from the first page of administration."""
    return [(str(_root()), reverse("identity:admin")), *crumbs]


def _root() -> str:

    return gettext("Quản trị")
