"""What the pages of the archive share: a form on a page of its own, addresses that keep their filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest


def form_page(
    request: OfficeRequest,
    form: forms.Form,
    act: Callable[[], str | None],
    *,
    question: str,
    label: str,
    done: str,
    back: str,
    crumb: str,
    sentence: str = "",
    upload: bool = False,
) -> HttpResponse:
    """Show one form and do one act. `act` returns where to go afterwards, None for `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            address = act()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(address or back)
    context = {
        "form": form,
        "question": question,
        "label": label,
        "back": back,
        "crumb": crumb,
        "sentence": sentence,
        "upload": upload,
        "key": f"archive:{request.path}",
    }
    return render(request, "archive/act.html", context)


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal at its fields, or above the form."""
    problems: dict[str, str] = getattr(refusal, "problems", {})
    named = {name: sentence for name, sentence in problems.items() if name in form.fields}
    for name, sentence in named.items():
        form.add_error(name, sentence)
    if not named:
        form.add_error(None, str(refusal))


def try_act(request: OfficeRequest, act: Callable[[], object], *, done: str) -> bool:
    """Do an act behind a single button; say how it went."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def kept(request: HttpRequest, *drop: str) -> str:
    """Return the query of the address without paging and without some fields."""
    gone = {"sau", *drop}
    return urlencode([(k, v) for k, values in request.GET.lists() if k not in gone for v in values if v])


def paged(request: HttpRequest, cursor: str | None, name: str = "sau") -> str:
    """Return the address of another page of the same list, empty for none.

    `name` is the field of the cursor; a page with two lists gives the second a name of its own.
    """
    if not cursor:
        return ""
    return "?" + "&".join(part for part in (kept(request, name), urlencode({name: cursor})) if part)


def post_choices(actor_post_id: int, cards: list[Any]) -> list[tuple[int, str]]:
    """Return the held posts as choices, without the actor's own."""
    return [
        (card.id, _("%(name)s, %(title)s") % {"name": card.person_name, "title": f"{card.title}, {card.unit_name}"})
        for card in cards
        if card.person_id is not None and card.id != actor_post_id
    ]
