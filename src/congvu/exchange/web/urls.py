"""Addresses of the exchange."""

from django.urls import path

from . import arrivals, pick, sent

app_name = "exchange"
urlpatterns = [
    path("lien-thong/den/", arrivals.listing, name="arrivals"),
    path("lien-thong/den/<uuid:uid>/", arrivals.arrival, name="arrival"),
    path("lien-thong/den/<uuid:uid>/tep/<int:place>/", arrivals.file, name="arrival_file"),
    path("lien-thong/den/<uuid:uid>/tra-lai/", arrivals.refusing, name="arrival_refuse"),
    path("lien-thong/den/<uuid:uid>/tra-loi/", arrivals.answering, name="arrival_answer"),
    path("lien-thong/di/", sent.listing, name="sent"),
    path("lien-thong/khong-gui-duoc/", sent.dead, name="dead"),
    path("lien-thong/goi/<uuid:uid>/gui-lai/", sent.again, name="again"),
    path("lien-thong/chon-co-quan/", pick.agencies, name="agencies"),
]
