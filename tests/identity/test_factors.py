import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.sessions.models import Session
from django.utils import timezone

from congvu.identity.models import Account, SignIn
from congvu.kernel.models import AuditEntry

from .conftest import PASSWORD, sign_in


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_totp(who) -> str:
    secret = generate_totp_secret()
    TOTP.activate(who.account, secret)
    return secret


def password_step(client, name):
    return client.post("/dang-nhap/", {"name": name, "password": PASSWORD, "next": "/tai-khoan/phien/"})


def test_a_person_with_an_application_is_asked_for_its_code(client, clerk):
    secret = with_totp(clerk)
    answer = password_step(client, "be.ba")
    assert answer["Location"] == "/dang-nhap/hai-lop/"
    assert client.get("/tai-khoan/phien/").status_code == 302, "not signed in before the code"
    assert "Mã xác thực" in client.get("/dang-nhap/hai-lop/").content.decode()
    answer = client.post("/dang-nhap/hai-lop/", {"code": code_for(secret)})
    assert answer["Location"] == "/tai-khoan/phien/"
    assert SignIn.objects.latest("pk").method == "password+totp"
    assert "totp" in client.get("/tai-khoan/phien/").wsgi_request.actor.assurance


def test_wrong_codes_lock_like_wrong_passwords(client, clerk):
    secret = with_totp(clerk)
    password_step(client, "be.ba")
    for _ in range(5):
        assert "Mã không đúng" in client.post("/dang-nhap/hai-lop/", {"code": "000000"}).content.decode()
    answer = client.post("/dang-nhap/hai-lop/", {"code": code_for(secret)})
    assert "tạm khóa" in answer.content.decode()
    clerk.account.refresh_from_db()
    assert clerk.account.failed_count == 5


def test_the_secret_of_the_application_is_sealed_at_rest(clerk):
    secret = with_totp(clerk)
    kept = Authenticator.objects.get(user=clerk.account).data["secret"]
    assert secret not in kept
    assert kept.startswith("s1:")


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor after the commit
def test_an_administrator_without_second_factor_must_enrol_before_anything_else(client, administrator):
    password_step(client, "quoc.dat")
    answer = client.get("/tai-khoan/phien/")
    assert answer["Location"] == "/tai-khoan/hai-lop/"
    page = client.get("/tai-khoan/hai-lop/").content.decode()
    assert "Bật ứng dụng xác thực" in page
    client.post("/xac-nhan-lai/", {"password": PASSWORD, "next": "/tai-khoan/hai-lop/ung-dung/"})
    page = client.get("/tai-khoan/hai-lop/ung-dung/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/tai-khoan/hai-lop/ung-dung/", {"code": code_for(secret)})
    assert answer["Location"] == "/tai-khoan/hai-lop/ma-du-phong/"
    assert client.get("/tai-khoan/phien/").status_code == 200
    assert AuditEntry.objects.filter(code="identity.factor_added").count() == 2  # the application and its codes


def test_outside_the_named_networks_everybody_needs_a_second_factor(client, clerk, settings):
    settings.INSIDE_NETWORKS = ["10.0.0.0/8"]
    sign_in(client, clerk)
    assert client.get("/tai-khoan/phien/", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/tai-khoan/phien/", REMOTE_ADDR="113.160.1.1")["Location"] == "/tai-khoan/hai-lop/"


def test_an_idle_session_is_closed_and_administrators_idle_sooner(client, clerk, settings):
    sign_in(client, clerk)
    assert client.get("/tai-khoan/phien/").status_code == 200
    for minutes, alive in ((59, True), (61, False)):
        session = client.session
        session["last_seen"] = int(timezone.now().timestamp()) - minutes * 60
        session.save()
        assert (client.get("/tai-khoan/phien/").status_code == 200) is alive, minutes


def test_an_administrators_password_lasts_sixty_days(client, administrator):
    sign_in(client, administrator)
    Account.objects.filter(pk=administrator.account.pk).update(password_changed_at=timezone.now() - timedelta(days=61))
    assert client.get("/tai-khoan/phien/")["Location"] == "/tai-khoan/mat-khau/"


def test_a_one_time_password_must_be_changed_first(client, clerk):
    sign_in(client, clerk)
    Account.objects.filter(pk=clerk.account.pk).update(must_change_password=True)
    assert client.get("/tai-khoan/phien/")["Location"] == "/tai-khoan/mat-khau/"
    answer = client.get("/tai-khoan/phien/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (403, "/tai-khoan/mat-khau/")


def test_all_other_sessions_can_be_closed(client, clerk, settings):
    from django.test import Client

    other = Client()
    for one in (client, other):
        password_step(one, "be.ba")
    assert Session.objects.count() == 2
    assert "Đóng phiên này" in client.get("/tai-khoan/phien/").content.decode()
    client.post("/tai-khoan/phien/")
    assert client.get("/tai-khoan/phien/").status_code == 200
    assert other.get("/tai-khoan/phien/").status_code == 302


def test_another_persons_session_cannot_be_closed(client, clerk, specialist):
    from allauth.usersessions.models import UserSession
    from django.test import Client

    other = Client()
    password_step(other, "thanh.truc")
    password_step(client, "be.ba")
    foreign = UserSession.objects.get(user=specialist.account)
    client.post("/tai-khoan/phien/", {"session": foreign.pk})
    assert other.get("/tai-khoan/phien/").status_code == 200
