"""Addresses of documents."""

from django.urls import path

from . import document

app_name = "documents"
urlpatterns = [
    path("van-ban/<uuid:uid>/", document.document, name="document"),
]
