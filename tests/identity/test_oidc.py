"""As provider: the code flow with PKCE, and the token's signature. As client: against a real provider process."""

import base64
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from allauth.socialaccount.models import SocialAccount

from congvu.identity.actions.clients import add_client
from congvu.identity.actions.people import link_subject
from congvu.identity.models import Account, Person, SignIn
from congvu.identity.web.oidc import signing_key
from congvu.kernel.errors import Invalid, NotAllowed

from .test_factors import password_step

BACK = "https://hop.example.vn/callback"


@pytest.fixture
def registered(administrator, now):
    return add_client(actor=administrator.actor(now), name="Phòng họp", redirect_uris=[BACK], now=now)


def test_only_the_highest_administrator_registers_systems_and_only_over_https(clerk, administrator, now):
    with pytest.raises(NotAllowed):
        add_client(actor=clerk.actor(now), name="x", redirect_uris=[BACK], now=now)
    for wrong in ([], ["http://hop.example.vn/"], ["javascript:alert(1)"], ["https://a/#b"]):
        with pytest.raises(Invalid):
            add_client(actor=administrator.actor(now), name="x", redirect_uris=wrong, now=now)


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings, tmp_path):
    settings.DATA = tmp_path
    assert signing_key() == signing_key()
    assert (tmp_path / "keys" / "oidc.pem").stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_the_code_flow_gives_a_signed_token_with_posts(client, chief, registered, settings, tmp_path):
    settings.DATA = tmp_path
    client_id, client_secret = registered
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": BACK,
        "scope": "openid profile email",
        "state": "s1",
        "nonce": "n1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    stranger = client.get("/identity/o/authorize", asked)
    assert stranger["Location"].startswith("/dang-nhap/")
    password_step(client, "hoang.phuc")
    consent = client.get("/identity/o/authorize", asked)
    assert "Phòng họp" in consent.content.decode()
    assert "https://hop.example.vn" in consent["Content-Security-Policy"]
    hidden = {field.html_name: field.value() for field in consent.context["form"]}
    granted = client.post("/identity/o/authorize", {**hidden, "action": "grant"})
    answer = parse_qs(urlsplit(granted["Location"]).query)
    assert answer["state"] == ["s1"]
    given = {
        "grant_type": "authorization_code",
        "code": answer["code"][0],
        "redirect_uri": BACK,
        "client_id": client_id,
        "client_secret": client_secret,
    }
    assert client.post("/identity/o/api/token", {**given, "code_verifier": "x" * 50}).status_code == 400
    granted = client.post("/identity/o/authorize", {**hidden, "action": "grant"})
    given["code"] = parse_qs(urlsplit(granted["Location"]).query)["code"][0]
    tokens = client.post("/identity/o/api/token", {**given, "code_verifier": verifier}).json()
    keys = client.get("/.well-known/jwks.json").json()["keys"]
    kid = jwt.get_unverified_header(tokens["id_token"])["kid"]
    key = jwt.PyJWK(next(key for key in keys if key["kid"] == kid))
    claims = jwt.decode(tokens["id_token"], key, algorithms=["RS256"], audience=client_id, issuer="http://testserver")
    assert claims["nonce"] == "n1"
    assert claims["sub"] == str(chief.person.uid)
    assert claims["amr"] == ["pwd"]
    told = client.get("/identity/o/api/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}).json()
    assert (told["name"], told["email"]) == ("Lê Hoàng Phúc", "hoang.phuc@tiengiang.gov.vn")
    assert [post["title"] for post in told["posts"]] == ["Chánh Văn phòng", "Phụ trách phòng"]
    assert (told["unit"], told["acting_post"]) == ("Văn phòng", f"post:{chief.post.pk}")


def test_a_closed_account_has_no_claims_any_more(client, chief, registered):
    from congvu.identity.web.oidc import ProviderAdapter

    adapter = ProviderAdapter()
    sub = str(chief.person.uid)
    assert adapter.get_user_by_sub(None, sub) == chief.account
    Account.objects.filter(pk=chief.account.pk).update(is_active=False)
    assert adapter.get_user_by_sub(None, sub) is None
    assert adapter.get_user_by_sub(None, "1") is None


# --- as client -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def provider():
    """A real OpenID provider in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    people = [
        {"sub": "known-1", "email": "be.ba@tiengiang.gov.vn", "email_verified": True},
        {"sub": "linked-1", "email": "khac@bo.gov.vn", "email_verified": True},
        {"sub": "unverified-1", "email": "be.ba@tiengiang.gov.vn", "email_verified": False},
        {"sub": "stranger-1", "email": "ai.do@bo.gov.vn", "email_verified": True},
    ]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = f"http://localhost:{port}"
    try:
        for _ in range(150):
            try:
                httpx.get(f"{server}/.well-known/openid-configuration", trust_env=False).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def outside(settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "bo",
                    "name": "Bộ Nội vụ",
                    "client_id": "congvu",
                    "secret": "bi-mat",
                    "settings": {"server_url": provider, "oauth_pkce_enabled": True},
                }
            ]
        }
    }


def come_back(client, sub):
    """Sign in at the provider as `sub` and follow its answer."""
    start = client.post("/oidc/bo/login/")
    answer = httpx.post(start["Location"], data={"sub": sub}, trust_env=False, follow_redirects=False)
    back = urlsplit(answer.headers["location"])
    return client.get(f"{back.path}?{back.query}")


def test_the_sign_in_page_offers_it(client, db, outside):
    assert "Đăng nhập bằng Bộ Nội vụ" in client.get("/dang-nhap/").content.decode()


def test_a_verified_mail_links_once_and_signs_in(client, clerk, outside):
    assert come_back(client, "known-1")["Location"] == "/"
    assert client.get("/tai-khoan/phien/").wsgi_request.actor.person_name == "Đỗ Thị Bé Ba"
    assert SocialAccount.objects.get().user == clerk.account
    assert SignIn.objects.latest("pk").method == "socialaccount"


def test_an_unverified_mail_or_a_stranger_gets_in_nowhere_and_no_account_is_made(client, clerk, outside):
    for sub in ("unverified-1", "stranger-1"):
        assert come_back(client, sub)["Location"] == "/dang-nhap/"
        assert "chưa gắn với tài khoản nào" in client.get("/dang-nhap/").content.decode()
    assert (Account.objects.count(), Person.objects.count(), SocialAccount.objects.count()) == (1, 1, 0)


def test_a_subject_linked_by_an_administrator_gets_in(client, clerk, administrator, outside, now):
    link_subject(
        actor=administrator.actor(now), account_id=clerk.account.pk, provider="bo", subject="linked-1", now=now
    )
    come_back(client, "linked-1")
    assert client.get("/tai-khoan/phien/").wsgi_request.user == clerk.account


def test_a_closed_account_stays_out(client, clerk, outside):
    Account.objects.filter(pk=clerk.account.pk).update(is_active=False)
    come_back(client, "known-1")
    assert client.get("/tai-khoan/phien/").status_code == 302
