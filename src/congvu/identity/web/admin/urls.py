"""Addresses of administration, under `/quan-tri/`."""

from django.urls import URLPattern, path

from . import agencies, clients, imports, people, review, units

urlpatterns: list[URLPattern] = [
    path("", agencies.overview, name="admin"),
    path("co-quan/<int:agency_id>/", agencies.agency, name="admin_agency"),
    path("co-quan/<int:agency_id>/sua/", agencies.change, name="admin_agency_change"),
    path("co-quan/<int:agency_id>/truc-thuoc/", agencies.create, name="admin_agency_create"),
    path("co-quan/<int:agency_id>/dong/", agencies.close, name="admin_agency_close"),
    path("co-quan/<int:agency_id>/ma/", agencies.add_code, name="admin_code_add"),
    path("co-quan/<int:agency_id>/ma/<int:code_id>/dong/", agencies.close_code, name="admin_code_close"),
    path("co-quan/<int:agency_id>/don-vi/", units.tree, name="admin_units"),
    path("co-quan/<int:agency_id>/don-vi/them/", units.add, name="admin_unit_add"),
    path("co-quan/<int:agency_id>/nhap/<slug:sheet>/", imports.upload, name="import"),
    path("co-quan/<int:agency_id>/xuat/<slug:sheet>.csv", imports.export, {"extension": "csv"}, name="export_csv"),
    path("co-quan/<int:agency_id>/xuat/<slug:sheet>.xlsx", imports.export, {"extension": "xlsx"}, name="export_xlsx"),
    path("nhap/<uuid:uid>/", imports.preview, name="import_preview"),
    path("don-vi/<int:unit_id>/sua/", units.change, name="admin_unit_change"),
    path("don-vi/<int:unit_id>/thu-tu/", units.shift, name="admin_unit_shift"),
    path("don-vi/<int:unit_id>/dong/", units.close, name="admin_unit_close"),
    path("don-vi/<int:unit_id>/vi-tri/", units.add_post, name="admin_post_add"),
    path("vi-tri/<int:post_id>/", units.post, name="admin_post"),
    path("vi-tri/<int:post_id>/sua/", units.change_post, name="admin_post_change"),
    path("vi-tri/<int:post_id>/dong/", units.close_post, name="admin_post_close"),
    path("vi-tri/<int:post_id>/giao/", units.assign, name="admin_assign"),
    path("vi-tri/<int:post_id>/ma-truy-cap/", review.add_token, name="admin_token_add"),
    path("giu-vi-tri/<int:assignment_id>/thoi/", units.end_assignment, name="admin_assignment_end"),
    path("can-bo/", people.people, name="admin_people"),
    path("can-bo/them/", people.add, name="admin_person_add"),
    path("can-bo/<int:person_id>/", people.person, name="admin_person"),
    path("can-bo/<int:person_id>/sua/", people.change, name="admin_person_change"),
    path("can-bo/<int:person_id>/tai-khoan/", people.open_account, name="admin_account_open"),
    path("tai-khoan/<int:account_id>/lien-ket/", people.link, name="admin_account_link"),
    path("tai-khoan/<int:account_id>/<slug:act>/", people.account_act, name="admin_account_act"),
    path("ung-dung/", clients.clients, name="admin_clients"),
    path("ung-dung/<str:client_id>/bo/", clients.end, name="admin_client_end"),
    path("ra-soat/", review.review, name="admin_review"),
    path("ma-truy-cap/", review.tokens, name="admin_tokens"),
    path("ma-truy-cap/<int:token_id>/thu-hoi/", review.end_token, name="admin_token_end"),
]
