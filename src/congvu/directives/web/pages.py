"""What the pages of directives share: a form on a page of its own, addresses that keep their filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from congvu.kernel.errors import DomainError
from congvu.ui.api import OfficeRequest

MOST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Finder:
    """A search box above a form, for what one of its fields chooses: what was typed, how many were found."""

    label: str
    typed: str
    found: int


def form_page(
    request: OfficeRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    question: str,
    label: str,
    done: str,
    back: str,
    crumb: str,
    sentence: str = "",
    upload: bool = False,
    finder: Finder | None = None,
) -> HttpResponse:
    """Show one form and do one act, then go back."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "form": form,
        "question": question,
        "label": label,
        "back": back,
        "crumb": crumb,
        "sentence": sentence,
        "upload": upload,
        "finder": finder,
        "key": f"directives:{request.path}",
    }
    return render(request, "directives/act.html", context, status=422 if form.is_bound else 200)


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal at its fields, or above the form."""
    problems: dict[str, str] = getattr(refusal, "problems", {})
    named = {name: sentence for name, sentence in problems.items() if name in form.fields}
    for name, sentence in named.items():
        form.add_error(name, sentence)
    rest = [sentence for name, sentence in problems.items() if name not in named]
    for sentence in rest:
        form.add_error(None, sentence)
    if not problems:
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


def number_of(text: str | None) -> int | None:
    """Return a whole number out of an address, or None."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
        return None
    return int(digits) if int(digits) <= MOST_NUMBER else None


def kept(request: HttpRequest, *drop: str) -> str:
    """Return the query of the address without paging and without some fields."""
    gone = {"sau", *drop}
    return urlencode([(k, v) for k, values in request.GET.lists() if k not in gone for v in values if v])


def paged(request: HttpRequest, cursor: str | None) -> str:
    """Return the address of another page of the same list, empty for none."""
    if not cursor:
        return ""
    return "?" + "&".join(part for part in (kept(request), urlencode({"sau": cursor})) if part)


def with_query(query: str, **values: object) -> str:
    """Return the address of the same list with some fields set anew."""
    return "?" + "&".join(part for part in (query, urlencode({k: v for k, v in values.items() if v != ""})) if part)
