"""Addresses of capture."""

from django.urls import path

from . import papers, sources

app_name = "capture"
urlpatterns = [
    path("cho-vao-so/", papers.listing, name="papers"),
    path("cho-vao-so/to-phan-cach.pdf", papers.separator, name="separator"),
    path("cho-vao-so/<uuid:uid>/tep/", papers.file, name="file"),
    path("cho-vao-so/<uuid:uid>/bo/", papers.discarding, name="discard"),
    path("quan-tri/nguon-van-ban/", sources.listing, name="sources"),
    path("quan-tri/nguon-van-ban/them/", sources.adding, name="source_add"),
    path("quan-tri/nguon-van-ban/<int:source_id>/", sources.changing, name="source"),
    path("quan-tri/nguon-van-ban/<int:source_id>/bat-tat/", sources.switching, name="source_switch"),
]
