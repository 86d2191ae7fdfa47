"""Addresses of the archive."""

from django.urls import path

from . import exports, file_acts, files, handovers

app_name = "archive"
urlpatterns = [
    path("ho-so/", files.file_list, name="files"),
    path("ho-so/moi/", files.new, name="new"),
    path("ho-so/dua-van-ban/", files.collect, name="collect"),
    path("ho-so/<uuid:uid>/", files.file, name="file"),
    path("ho-so/<uuid:uid>/sua/", file_acts.edit, name="edit"),
    path("ho-so/<uuid:uid>/them/", file_acts.add, name="add"),
    path("ho-so/<uuid:uid>/tai-lieu/", file_acts.material, name="material"),
    path("ho-so/<uuid:uid>/rut/", file_acts.remove, name="remove"),
    path("ho-so/<uuid:uid>/ket-thuc/", file_acts.close, name="close"),
    path("ho-so/<uuid:uid>/viec/<slug:what>/", file_acts.turn, name="turn"),
    path("ho-so/<uuid:uid>/tien-do/", file_acts.progress, name="progress"),
    path("ho-so/<uuid:uid>/nguoi/", file_acts.member, name="member"),
    path("ho-so/<uuid:uid>/nguoi/<int:post_id>/thoi/", file_acts.member_out, name="member_out"),
    path("ho-so/<uuid:uid>/chuyen/", file_acts.pass_on, name="pass_on"),
    path("ho-so/<uuid:uid>/su-dung/", file_acts.usage, name="usage"),
    path("ho-so/<uuid:uid>/quyen/<int:change_id>/", file_acts.change, name="change"),
    path("ho-so/<uuid:uid>/tep/<int:entry_id>/", file_acts.entry_file, name="entry_file"),
    path("ho-so/<uuid:uid>/giu-lai/", handovers.keep_back, name="keep_back"),
    path("ho-so/<uuid:uid>/muc-luc/", exports.contents_page, name="contents"),
    path("ho-so/<uuid:uid>/xuat/<slug:kind>/", exports.download, name="download"),
    path("nop-luu/", handovers.handovers, name="handovers"),
    path("nop-luu/moi/", handovers.new, name="handover_new"),
    path("nop-luu/thong-bao/", handovers.notice, name="notice"),
    path("nop-luu/giu-lai/<int:keep_back_id>/", handovers.keep_back_decision, name="keep_back_decision"),
    path("nop-luu/<uuid:uid>/", handovers.handover, name="handover"),
    path("nop-luu/<uuid:uid>/tiep-nhan/", handovers.accept, name="accept"),
    path("nop-luu/<uuid:uid>/tra-lai/", handovers.give_back, name="give_back"),
    path("nop-luu/<uuid:uid>/viec/<slug:what>/", handovers.act, name="handover_act"),
    path("nop-luu/<uuid:uid>/muc/<int:item_id>/", handovers.judge, name="judge"),
    path("nop-luu/<uuid:uid>/ban-in/<slug:what>/", handovers.paper, name="handover_paper"),
]
