"""Addresses of the worklist."""

from django.urls import path

from . import views

app_name = "worklist"
urlpatterns = [
    path("", views.home, name="home"),
    path("viec-da-xong/", views.done, name="done"),
    path("viec/bo-loc/", views.save, name="save-filter"),
    path("viec/bo-loc/<int:filter_id>/bo/", views.drop, name="drop-filter"),
]
