"""Addresses of backup."""

from django.urls import path

from . import pages

app_name = "backup"
urlpatterns = [
    path("quan-tri/sao-luu/", pages.overview, name="overview"),
    path("quan-tri/sao-luu/lam/", pages.backing_up, name="now"),
    path("quan-tri/sao-luu/<int:backup_id>/kiem-tra/", pages.checking, name="check"),
]
