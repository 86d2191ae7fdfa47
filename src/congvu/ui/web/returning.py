"""The door through which a person returns after her session expired on a page she was typing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from congvu.ui.audience import office


@office
def came_back(request: HttpRequest) -> HttpResponse:
    """Say that she is signed in again and may go on in the first window; others are sent to sign in first."""
    return render(request, "ui/came_back.html")
