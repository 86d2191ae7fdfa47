"""A passkey in a real browser: enrolled with a virtual authenticator, then the only thing needed to sign in."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from congvu.identity.models import Account, Agency, Assignment, Person, Post, SignIn, Unit
from congvu.identity.types import Role

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Sông Tiền-864 chảy"
IN_THE_MACHINE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clerk() -> Account:
    agency = Agency.objects.create(name="Ủy ban nhân dân tỉnh Tiền Giang", abbreviation="UBND", tier="province")
    unit = Unit.objects.create(agency=agency, name="Văn phòng", abbreviation="VP", is_records_office=True)
    post = Post.objects.create(unit=unit, title="Văn thư", roles=[Role.RECORDS_CLERK])
    person = Person.objects.create(full_name="Đỗ Thị Bé Ba", email="vanthu@tiengiang.gov.vn")
    account = Account(person=person, username="vanthu", email=person.email)
    account.set_password(PASSWORD)
    account.save()
    Assignment.objects.create(person=person, post=post, kind="main", valid_from=date(2020, 1, 1))
    return account


@pytest.fixture
def address(live_server) -> str:
    """Passkeys belong to a host name; a bare address has none."""
    return live_server.url.replace("127.0.0.1", "localhost")


def authenticator(page: Page, *, is_verified: bool = True) -> tuple[object, str]:
    """Give the page's browser a passkey store that says yes by itself."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {**IN_THE_MACHINE, "isUserVerified": is_verified}
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def enrol(page: Page, address: str, *, wait: bool = True) -> None:
    page.goto(address + "/dang-nhap/?next=/tai-khoan/hai-lop/")
    page.fill("input[name=name]", "vanthu")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/tai-khoan/hai-lop/")
    page.goto(address + "/tai-khoan/hai-lop/khoa/them/")
    if "/xac-nhan-lai/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_url("**/khoa/them/")
    page.fill("[name=name]", "Máy ở phòng văn thư")
    page.click("#mfa_webauthn_add")
    if wait:
        page.wait_for_url(lambda url: "/them/" not in url)


def test_a_passkey_is_enrolled_and_signs_in_without_a_password(address, page, context, clerk):
    session, store = authenticator(page)
    enrol(page, address)
    kept = Authenticator.objects.get(user=clerk, type="webauthn")
    assert kept.wrap().name == "Máy ở phòng văn thư"
    [credential] = session.send("WebAuthn.getCredentials", {"authenticatorId": store})["credentials"]
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)

    context.clear_cookies()
    page.goto(address + "/dang-nhap/?next=/tai-khoan/phien/")
    page.click("#passkey_login")
    page.wait_for_url(address + "/tai-khoan/phien/")
    found = SignIn.objects.latest("pk")
    assert (found.account_id, found.outcome, found.method) == (clerk.pk, "ok", "webauthn")


def test_a_passkey_that_was_removed_signs_nobody_in(address, page, context, clerk):
    authenticator(page)
    enrol(page, address)
    Authenticator.objects.filter(user=clerk).delete()

    context.clear_cookies()
    page.goto(address + "/dang-nhap/")
    page.click("#passkey_login")

    expect(page.locator("p[role=alert]")).to_contain_text("Khóa truy cập này không đăng nhập được: khóa đã bị bỏ")
    assert "/dang-nhap/" in context.request.get(address + "/tai-khoan/phien/").url
    assert SignIn.objects.filter(account=clerk, outcome="ok").count() == 1


def test_a_passkey_that_is_not_given_is_told_on_the_page(address, page, clerk):
    authenticator(page)  # holds no key for this house: the browser refuses as when the person cancels
    page.goto(address + "/dang-nhap/")
    alert = page.get_by_role("alert")
    assert alert.inner_text() == ""
    page.click("#passkey_login")

    expect(alert).to_be_visible()
    expect(alert).to_contain_text("Chưa đăng nhập được bằng khóa truy cập")
    expect(alert).to_contain_text("đăng nhập bằng mật khẩu")
    assert not SignIn.objects.exists()


def test_a_passkey_that_cannot_be_enrolled_is_told_on_the_page(address, page, clerk):
    authenticator(page, is_verified=False)
    enrol(page, address, wait=False)

    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text("Chưa thêm được khóa")
    expect(page.locator("[name=name]")).to_have_value("Máy ở phòng văn thư")
    assert not Authenticator.objects.exists()
