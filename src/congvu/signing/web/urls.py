"""Addresses of signing."""

from django.urls import path

from . import public, tsa

app_name = "signing"
urlpatterns = [
    path("kiem-tra/", public.check, name="check"),
    path("kiem-tra/<uuid:uid>/", public.paper, name="paper"),
    path("demo/tsa", tsa.stamp, name="demo-tsa"),
]
