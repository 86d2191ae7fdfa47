"""Addresses of documents."""

from django.urls import path

from . import acts, asking, document, find, follow_ups, life, register, registration
from .draft_urls import urlpatterns as draft_urlpatterns

app_name = "documents"
urlpatterns = [
    *draft_urlpatterns,
    path("van-ban-den/", register.incoming, name="incoming"),
    path("van-ban-den/in/", register.printed, name="incoming_print"),
    path("van-ban-den/xuat/<slug:kind>/", register.exported, name="incoming_export"),
    path("van-ban-den/trinh/", register.submit_chosen, name="submit_chosen"),
    path("van-ban-den/dang-ky/", registration.registration, name="registration"),
    path("van-ban-den/dang-ky/trung/", registration.duplicates, name="duplicates"),
    path("van-ban/tim/", find.find, name="find"),
    path("van-ban/tim/xuat/<slug:kind>/", find.exported, name="find_export"),
    path("van-ban/<uuid:uid>/", document.document, name="document"),
    path("van-ban/<uuid:uid>/vong-doi/", life.life, name="life"),
    path("van-ban/<uuid:uid>/tep/<uuid:file_uid>/", document.file, name="file"),
    path("van-ban/<uuid:uid>/tep/<uuid:file_uid>/trang/<int:number>.png", document.page, name="page"),
    path("van-ban/<uuid:uid>/dau-den/", document.stamp, name="stamp"),
    path("van-ban/<uuid:uid>/phieu-giai-quyet/", document.slip, name="slip"),
    path("van-ban/<uuid:uid>/trinh/", acts.submission, name="submission"),
    path("van-ban/<uuid:uid>/but-phe/", acts.instruction, name="instruction"),
    path("van-ban/<uuid:uid>/ket-thuc/", acts.closing, name="closing"),
    path("van-ban/<uuid:uid>/mo-lai/", acts.reopening, name="reopening"),
    path("van-ban/<uuid:uid>/huy-so/", acts.voiding, name="voiding"),
    path("van-ban/<uuid:uid>/tra-noi-gui/", acts.sending_back, name="sending_back"),
    path("xu-ly/<uuid:handling_uid>/chuyen/", acts.forwarding, name="forwarding"),
    path("xu-ly/<uuid:handling_uid>/tien-do/", acts.progress, name="progress"),
    path("xu-ly/<uuid:handling_uid>/tra-lai/", acts.giving_back, name="giving_back"),
    path("xu-ly/<uuid:handling_uid>/chuyen-noi-khac/", asking.handing_on, name="handing_on"),
    path("xu-ly/<uuid:handling_uid>/gia-han/", asking.extension, name="extension"),
    path("xu-ly/<uuid:handling_uid>/hoi-lai/", asking.asking, name="asking"),
    path("xu-ly/<uuid:handling_uid>/doi-han/", asking.due, name="due"),
    path("de-nghi/<uuid:ask_uid>/", asking.answering, name="answering"),
    path("van-ban/<uuid:uid>/thu-hoi/", asking.taking_back, name="taking_back"),
    path("van-ban/<uuid:uid>/dinh-chinh/", follow_ups.correcting, name="correcting"),
    path("van-ban/<uuid:uid>/thay-the/", follow_ups.replacing, name="replacing"),
    path("van-ban/<uuid:uid>/thu-hoi-van-ban/", follow_ups.recalling, name="recalling"),
    path("van-ban/<uuid:uid>/huy-so-di/", follow_ups.voiding, name="outgoing_voiding"),
    path("van-ban/<uuid:uid>/sua/", registration.correction, name="correction"),
]
