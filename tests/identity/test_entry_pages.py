from congvu.identity.models import Account, Assignment, SignIn

from .conftest import PASSWORD, sign_in


def post_sign_in(client, name="be.ba", password=PASSWORD, after="/"):
    return client.post("/dang-nhap/", {"name": name, "password": password, "next": after})


def test_signing_in_leads_back_to_the_page_asked_for(client, clerk):
    answer = post_sign_in(client, after="/tai-khoan/mat-khau/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/tai-khoan/mat-khau/?a=1"
    assert SignIn.objects.get().outcome == "ok"


def test_an_address_of_another_site_is_not_followed(client, clerk):
    for wicked in ("https://example.org/", "//example.org/x", "javascript:alert(1)"):
        client.logout()
        assert post_sign_in(client, after=wicked)["Location"] == "/"


def test_a_wrong_password_is_told_and_the_name_stays(client, clerk):
    answer = post_sign_in(client, password="sai")
    assert answer.status_code == 200
    assert "Tên hoặc mật khẩu không đúng" in answer.content.decode()
    assert 'value="be.ba"' in answer.content.decode()
    assert "sai" not in [part.strip('"') for part in answer.content.decode().split("=")]


def test_the_second_post_is_worn_after_switching_and_only_held_posts_can_be(client, chief, clerk):
    sign_in(client, chief)
    second = chief.assignments[1].post_id
    assert client.post("/doi-vi-tri/", {"hat": f"post:{second}"}).status_code == 302
    assert client.get("/tai-khoan/mat-khau/").wsgi_request.actor.post_id == second
    assert client.post("/doi-vi-tri/", {"hat": f"post:{clerk.post.pk}"}).status_code == 403
    assert client.get("/tai-khoan/mat-khau/").wsgi_request.actor.post_id == second


def test_a_post_that_ends_is_gone_at_the_next_request(client, clerk, now):
    sign_in(client, clerk)
    assert client.get("/tai-khoan/mat-khau/").wsgi_request.actor.post_id == clerk.post.pk
    Assignment.objects.filter(pk=clerk.assignments[0].pk).update(valid_to="2021-01-01")
    assert client.get("/tai-khoan/mat-khau/").wsgi_request.actor is None


def test_a_closed_account_is_out_at_the_next_request(client, clerk):
    sign_in(client, clerk)
    Account.objects.filter(pk=clerk.account.pk).update(is_active=False)
    answer = client.get("/tai-khoan/mat-khau/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


def test_signing_out_needs_a_post_and_ends_the_session(as_clerk):
    assert as_clerk.get("/dang-xuat/").status_code == 405
    assert as_clerk.post("/dang-xuat/").status_code == 302
    assert as_clerk.get("/tai-khoan/mat-khau/").status_code == 302


def test_resolving_the_actor_takes_one_query(chief, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert chief.actor(now).post_title == "Chánh Văn phòng"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page_with_a_sentence(client, db):
    sent = {"headers": {"Referer": "http://testserver/uy-quyen/lap/?a=1"}}
    answer = client.post("/uy-quyen/7/thu-hoi/", **sent)
    assert answer["Location"] == "/dang-nhap/?next=/uy-quyen/lap/%3Fa%3D1"
    assert "Phiên làm việc đã hết" in client.get(answer["Location"]).content.decode()
    answer = client.post("/uy-quyen/7/thu-hoi/", headers={"Referer": "https://example.org/x"})
    assert answer["Location"] == "/dang-nhap/?next=/"
