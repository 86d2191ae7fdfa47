"""Addresses of identity. Those that allauth calls by name keep its names and stand in `web/allauth_urls.py`."""

from django.urls import URLPattern, URLResolver, include, path

from . import delegation, entry, lookups, own_account

app_name = "identity"
urlpatterns: list[URLPattern | URLResolver] = [
    path("doi-vi-tri/", entry.switch_post, name="switch_post"),
    path("tai-khoan/mat-khau/", own_account.password, name="password"),
    path("tai-khoan/phien/", own_account.sessions, name="sessions"),
    path("uy-quyen/", delegation.listing, name="delegations"),
    path("uy-quyen/lap/", delegation.give, name="delegation_give"),
    path("uy-quyen/<int:delegation_id>/thu-hoi/", delegation.revoke, name="delegation_revoke"),
    path("chon-nguoi/", delegation.pick_person, name="pick_person"),
    path("tra-cuu/don-vi-hanh-chinh/", lookups.divisions, name="divisions"),
    path("tra-cuu/ma-dinh-danh/", lookups.known_codes, name="known_codes"),
    path("quan-tri/", include("congvu.identity.web.admin.urls")),
]
