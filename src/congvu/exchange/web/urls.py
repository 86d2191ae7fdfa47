"""Addresses of the exchange."""

from django.urls import path

from . import arrivals, machines, partners, pick, sent

app_name = "exchange"
urlpatterns = [
    path("lien-thong/v1/", machines.about, name="about"),
    path("lien-thong/v1/goi/", machines.package, name="package"),
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
    path("quan-tri/lien-thong/<uuid:uid>/", partners.changing, name="partner"),
    path("lien-thong/danh-ba/", partners.agencies, name="directory"),
]
