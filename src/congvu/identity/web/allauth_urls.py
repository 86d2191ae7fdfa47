"""The flows of allauth that we offer, under our addresses and in our audiences; the others have no address.

Pages of the second factor are `public` because some are part of signing in; each checks its own stage or session.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path

from congvu.ui.api import public

from . import entry, oidc

urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", entry.sign_in, name="account_login"),
    path("dang-xuat/", entry.sign_out, name="account_logout"),
    path("dang-nhap/hai-lop/", public(factors.authenticate), name="mfa_authenticate"),
    path("dang-nhap/khoa-truy-cap/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("xac-nhan-lai/", public(account.reauthenticate), name="account_reauthenticate"),
    path("xac-nhan-lai/ma/", public(factors.reauthenticate), name="mfa_reauthenticate"),
    path("xac-nhan-lai/khoa/", public(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("tai-khoan/hai-lop/", public(factors.index), name="mfa_index"),
    path("tai-khoan/hai-lop/ung-dung/", public(totp.activate_totp), name="mfa_activate_totp"),
    path("tai-khoan/hai-lop/ung-dung/tat/", public(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("tai-khoan/hai-lop/khoa/", public(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("tai-khoan/hai-lop/khoa/them/", public(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("tai-khoan/hai-lop/khoa/<int:pk>/bo/", public(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("tai-khoan/hai-lop/khoa/<int:pk>/sua/", public(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("tai-khoan/hai-lop/ma-du-phong/", public(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "tai-khoan/hai-lop/ma-du-phong/tao/", public(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "tai-khoan/hai-lop/ma-du-phong/tai/", public(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("identity/o/authorize", oidc.authorize),
    path("", include("allauth.idp.urls")),
    path("dang-nhap/chung/loi/", oidc.outside_failed, name="socialaccount_login_error"),
    path("dang-nhap/chung/thoi/", oidc.outside_failed, name="socialaccount_login_cancelled"),
    path("dang-nhap/chung/khong-co/", oidc.outside_failed, name="socialaccount_signup"),
    path("dang-nhap/chung/gan/", oidc.outside_failed, name="socialaccount_connections"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
