"""Addresses of search."""

from django.urls import path

from . import saved, views

app_name = "search"
urlpatterns = [
    path("tim-kiem/", views.results, name="results"),
    path("tim-kiem/goi-y/", views.suggest, name="suggest"),
    path("bo-loc/<str:page>/luu/", saved.save, name="save"),
    path("bo-loc/<str:page>/<uuid:uid>/bo/", saved.drop, name="drop"),
    path("bo-loc/<str:page>/cot/", saved.columns, name="columns"),
]
