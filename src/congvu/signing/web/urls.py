"""Addresses of signing."""

from django.urls import path

from . import authority, batches, changes, devices, keys, mine, public, tokens, trust, tsa

app_name = "signing"
urlpatterns = [
    path("kiem-tra/", public.check, name="check"),
    path("kiem-tra/<uuid:uid>/", public.paper, name="paper"),
    path("quan-tri/khoa-ky-so/", keys.listing, name="keys"),
    path("quan-tri/khoa-ky-so/nhan/", keys.take_in, name="key_import"),
    path("quan-tri/khoa-ky-so/thiet-bi/", devices.devices, name="devices"),
    path("quan-tri/khoa-ky-so/<int:key_id>/", keys.one, name="key"),
    path("quan-tri/khoa-ky-so/<int:key_id>/ngung/", keys.close, name="key_close"),
    path("quan-tri/danh-sach-tin-cay/", trust.listing, name="trust"),
    path("quan-tri/danh-sach-tin-cay/them/", trust.add, name="anchor_add"),
    path("quan-tri/danh-sach-tin-cay/<int:anchor_id>/thoi/", trust.end, name="anchor_end"),
    path("quan-tri/danh-sach-tin-cay/thu-hoi/", trust.add_list, name="list_add"),
    path("chu-ky-so/cua-toi/", mine.mine, name="mine"),
    path("chu-ky-so/cua-toi/<int:key_id>/dung/", mine.choose, name="choose"),
    path("chu-ky-so/cua-toi/thiet-bi/", mine.add_token, name="add_token"),
    path("chu-ky-so/cua-toi/tu-xa/", mine.add_remote, name="add_remote"),
    path("chu-ky-so/dot/<uuid:uid>/", batches.progress, name="batch"),
    path("chu-ky-so/dot/<uuid:uid>/dung/", batches.stop, name="batch_stop"),
    path("chu-ky-so/yeu-cau/<uuid:uid>/", tokens.one, name="request"),
    path("chu-ky-so/yeu-cau/<uuid:uid>/dia-chi/", tokens.addresses, name="request_addresses"),
    path("chu-ky-so/yeu-cau/<uuid:uid>/nop/", tokens.by_hand, name="request_by_hand"),
    path("chu-ky-so/yeu-cau/<uuid:uid>/tep/", tokens.paper, name="request_paper"),
    path("chu-ky-so/yeu-cau/<uuid:uid>/thoi/", tokens.cancel, name="request_cancel"),
    path("chu-ky-so/tai/<str:secret>/van-ban.pdf", tokens.download, name="token_download"),
    path("chu-ky-so/tai/<str:secret>/ban-bam.json", tokens.download_hash, name="token_hash"),
    path("chu-ky-so/nhan/<str:secret>/", tokens.upload, name="token_upload"),
    path("van-ban/kiem-tra-lai-chu-ky/", changes.listing, name="changes"),
    path("demo/tsa", tsa.stamp, name="demo-tsa"),
    path("demo/ocsp", authority.ocsp, name="demo-ocsp"),
    path("demo/crl/<str:name>.crl", authority.crl, name="demo-crl"),
]
