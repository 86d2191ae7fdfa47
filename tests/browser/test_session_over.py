"""A session that ends while somebody is typing: she signs in again and goes on where she was."""

from datetime import date

import pytest

from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit
from congvu.identity.types import Role

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "Sông Tiền-864 chảy"


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


def sign_in(page) -> None:
    page.fill("input[name=name]", "vanthu")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")


def test_typed_text_survives_the_end_of_the_session(live_server, page, context, clerk):
    page.goto(live_server.url + "/van-ban-den/dang-ky/")
    sign_in(page)
    page.wait_for_url("**/van-ban-den/dang-ky/")
    page.fill("[name=subject]", "Về việc viết dở khi hết phiên")
    page.fill("[name=full_code]", "99/CV-UBND")
    page.wait_for_timeout(500)

    context.clear_cookies(name="congvu")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/dang-nhap/**")
    sign_in(page)
    page.wait_for_url("**/van-ban-den/dang-ky/")

    assert page.input_value("[name=subject]") == "Về việc viết dở khi hết phiên"
    assert page.input_value("[name=full_code]") == "99/CV-UBND"
    assert "Đã đưa lại chữ bạn nhập" in page.inner_text(".cv-restored")


def test_what_one_person_typed_is_not_given_to_the_next_on_the_same_machine(live_server, page, context, clerk):
    page.goto(live_server.url + "/van-ban-den/dang-ky/")
    sign_in(page)
    page.wait_for_url("**/van-ban-den/dang-ky/")
    page.fill("[name=subject]", "Chỉ của tôi")
    page.wait_for_timeout(500)
    context.clear_cookies()

    person = Person.objects.create(full_name="Lê Văn Tám")
    Assignment.objects.filter(person=clerk.person).update(person=person)
    Account.objects.filter(pk=clerk.pk).update(person=person)
    page.goto(live_server.url + "/van-ban-den/dang-ky/")
    sign_in(page)
    page.wait_for_url("**/van-ban-den/dang-ky/")

    assert page.input_value("[name=subject]") == ""
    assert page.locator(".cv-restored").count() == 0
