"""Addresses of signing."""

from django.urls import path

from . import keys, public, trust, tsa

app_name = "signing"
urlpatterns = [
    path("kiem-tra/", public.check, name="check"),
    path("kiem-tra/<uuid:uid>/", public.paper, name="paper"),
    path("quan-tri/khoa-ky-so/", keys.listing, name="keys"),
    path("quan-tri/khoa-ky-so/nhan/", keys.take_in, name="key_import"),
    path("quan-tri/khoa-ky-so/<int:key_id>/", keys.one, name="key"),
    path("quan-tri/khoa-ky-so/<int:key_id>/ngung/", keys.close, name="key_close"),
    path("quan-tri/danh-sach-tin-cay/", trust.listing, name="trust"),
    path("quan-tri/danh-sach-tin-cay/them/", trust.add, name="anchor_add"),
    path("quan-tri/danh-sach-tin-cay/<int:anchor_id>/thoi/", trust.end, name="anchor_end"),
    path("quan-tri/danh-sach-tin-cay/thu-hoi/", trust.add_list, name="list_add"),
    path("demo/tsa", tsa.stamp, name="demo-tsa"),
]
