"""Addresses of notices."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("thong-bao/", views.index, name="all"),
    path("thong-bao/chuong/", views.bell, name="bell"),
    path("thong-bao/da-xem/", views.seen, name="seen"),
    path("thong-bao/da-doc-het/", views.read_all, name="read-all"),
    path("thong-bao/cai-dat/", views.channels, name="channels"),
    path("thong-bao/<int:notice_id>/", views.open_one, name="open"),
]
