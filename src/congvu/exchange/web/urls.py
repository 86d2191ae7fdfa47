"""Addresses of the exchange."""

from django.urls import path

from . import arrivals, directory, groups, machines, partners, pick, sent

app_name = "exchange"
urlpatterns = [
    path("lien-thong/v1/", machines.about, name="about"),
    path("lien-thong/v1/goi/", machines.package, name="package"),
    path("lien-thong/v1/goi/nhieu/", machines.bundle, name="bundle"),
    path("lien-thong/v1/goi/<uuid:uid>/", machines.pieces, name="pieces"),
    path("lien-thong/v1/ngay/<str:text>/", machines.day, name="day"),
    path("lien-thong/den/", arrivals.listing, name="arrivals"),
    path("lien-thong/den/<uuid:uid>/", arrivals.arrival, name="arrival"),
    path("lien-thong/den/<uuid:uid>/tep/<int:place>/", arrivals.file, name="arrival_file"),
    path("lien-thong/den/<uuid:uid>/tra-lai/", arrivals.refusing, name="arrival_refuse"),
    path("lien-thong/den/<uuid:uid>/tra-loi/", arrivals.answering, name="arrival_answer"),
    path("lien-thong/di/", sent.listing, name="sent"),
    path("lien-thong/khong-gui-duoc/", sent.dead, name="dead"),
    path("lien-thong/goi/<uuid:uid>/gui-lai/", sent.again, name="again"),
    path("lien-thong/chon-co-quan/", pick.agencies, name="agencies"),
    path("quan-tri/lien-thong/", partners.listing, name="partners"),
    path("quan-tri/lien-thong/them/", partners.adding, name="partner_add"),
    path("quan-tri/lien-thong/doi-khoa-ma-hoa/", partners.turning, name="sealing_key_turn"),
    path("quan-tri/lien-thong/<uuid:uid>/", partners.changing, name="partner"),
    path("lien-thong/danh-ba/", directory.agencies, name="directory"),
    path("lien-thong/nhom-gui/", groups.listing, name="groups"),
    path("lien-thong/nhom-gui/them/", groups.adding, name="group_add"),
    path("lien-thong/nhom-gui/<uuid:uid>/", groups.changing, name="group"),
    path("lien-thong/nhom-gui/<uuid:uid>/thoi-dung/", groups.closing, name="group_close"),
    path("quan-tri/lien-thong/danh-ba/nap/", directory.adding, name="directory_add"),
    path("quan-tri/lien-thong/danh-ba/<uuid:uid>/", directory.load, name="directory_load"),
    path("quan-tri/lien-thong/danh-ba/<uuid:uid>/nhan/", directory.accepting, name="directory_accept"),
]
