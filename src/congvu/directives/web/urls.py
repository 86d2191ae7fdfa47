"""Addresses of directives."""

from django.urls import path

from . import acts, giving, lists, many, one, overview, public, settings

app_name = "directives"
urlpatterns = [
    path("nhiem-vu/", lists.directive_list, name="list"),
    path("nhiem-vu/xuat/<slug:kind>/", lists.exported, name="export"),
    path("nhiem-vu/xac-nhan/", acts.accepting_many, name="accept_many"),
    path("nhiem-vu/tong-quan/", overview.page, name="overview"),
    path("nhiem-vu/bao-cao/", overview.report, name="report"),
    path("nhiem-vu/cai-dat/", settings.settings, name="settings"),
    path("nhiem-vu/giao-nhieu/", many.many, name="many"),
    path("nhiem-vu/don-doc/", many.urging, name="urge"),
    path("nhiem-vu/giao/", giving.new, name="new"),
    path("nhiem-vu/but-phe/<uuid:document_uid>/", giving.from_instruction, name="from_instruction"),
    path("nhiem-vu/khong-tao/<uuid:document_uid>/", giving.no_task, name="no_task"),
    path("cong-khai/nhiem-vu/<uuid:public_uid>/", public.rates, name="public"),
    path("nhiem-vu/<uuid:uid>/", one.directive, name="directive"),
    path("nhiem-vu/<uuid:uid>/tep/<int:file_id>/", one.step_file, name="file"),
    path("nhiem-vu/<uuid:uid>/tiep-nhan/", acts.receiving, name="receive"),
    path("nhiem-vu/<uuid:uid>/lam-tiep/", acts.resuming, name="resume"),
    path("nhiem-vu/<uuid:uid>/ly-do/<slug:what>/", acts.with_reason, name="with_reason"),
    path("nhiem-vu/<uuid:uid>/tien-do/", acts.progress, name="progress"),
    path("nhiem-vu/<uuid:uid>/ket-qua/", acts.result, name="result"),
    path("nhiem-vu/<uuid:uid>/phan-cong/", acts.handing_on, name="hand_on"),
    path("nhiem-vu/<uuid:uid>/xin-gia-han/", acts.extension, name="extension"),
    path("nhiem-vu/<uuid:uid>/tra-loi-gia-han/", acts.deciding, name="decide_due"),
    path("nhiem-vu/<uuid:uid>/doi-han/", acts.due, name="due"),
    path("nhiem-vu/<uuid:uid>/xac-nhan/", acts.accepting, name="accept"),
    path("nhiem-vu/<uuid:uid>/sua/", acts.editing, name="edit"),
    path("nhiem-vu/<uuid:uid>/nhiem-vu-con/", giving.splitting, name="split"),
    path("nhiem-vu/<uuid:uid>/doi-chu-tri/", giving.other_lead, name="other_lead"),
]
