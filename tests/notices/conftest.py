"""An official who is signed in."""

import pytest

from tests.trays import actor_of, make_account, make_agency, make_holder, make_post, make_unit


@pytest.fixture
def held():
    post = make_post(make_unit(make_agency()), "Chánh Văn phòng", ("office_chief",))
    return make_holder(post, "Lê Hoàng Phúc", email="phuc.lh@tiengiang.gov.vn", phone="0900000001")


@pytest.fixture
def officer(held, client):
    client.force_login(make_account(held.person, "phuc.lh"), backend="django.contrib.auth.backends.ModelBackend")
    return actor_of(held)
