"""Addresses of the user interface itself."""

from django.urls import path

from . import appearance, returning

app_name = "ui"
urlpatterns = [
    path("giao-dien/", appearance.appearance, name="appearance"),
    path("ngon-ngu/", appearance.language, name="language"),
    path("quay-lai/", returning.came_back, name="return"),
]
