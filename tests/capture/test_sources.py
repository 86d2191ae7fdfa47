"""An administrator describes sources; wrong ones are refused with a sentence and change nothing."""

import pytest

from congvu.capture.models import Source
from congvu.kernel.api import secrets

pytestmark = pytest.mark.django_db
MAILBOX = {
    "kind": "mailbox",
    "name": "Thư công vụ",
    "host": "thu.tiengiang.gov.vn",
    "port": "993",
    "tls": "on",
    "account": "vanthu",
    "password": "bí mật",
    "mailbox": "INBOX",
}


@pytest.fixture
def admin(client, office, settings):
    settings.REQUIRE_ADMIN_MFA = False
    client.force_login(office.accounts["admin"])
    return client


def test_a_mailbox_keeps_its_password_sealed(admin):
    assert admin.post("/quan-tri/nguon-van-ban/them/", MAILBOX).status_code == 302
    source = Source.objects.get()
    assert "bí mật" not in source.password
    assert secrets.open_sealed(source.password) == "bí mật"
    page = admin.get(f"/quan-tri/nguon-van-ban/{source.pk}/").content.decode()
    assert source.password not in page
    admin.post(f"/quan-tri/nguon-van-ban/{source.pk}/", MAILBOX | {"password": "", "name": "Đổi tên"})
    source.refresh_from_db()
    assert (source.name, secrets.open_sealed(source.password)) == ("Đổi tên", "bí mật")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "folder", "folder": "../etc"},
        {"kind": "folder", "folder": "/etc"},
        {"kind": "folder", "folder": ""},
        {"kind": "ftp"},
        {"host": "a b"},
        {"host": "http://x"},
        {"mailbox": 'IN"BOX'},
        {"port": "0"},
        {"port": "99999"},
        {"password": ""},
        {"name": " "},
    ],
    ids=lambda changes: "-".join(f"{k}={v}" for k, v in changes.items()),
)
def test_wrong_sources_are_refused(admin, changes):
    assert admin.post("/quan-tri/nguon-van-ban/them/", MAILBOX | changes).status_code == 422
    assert Source.objects.count() == 0


def test_a_folder_belongs_to_one_source(admin):
    folder = {"kind": "folder", "name": "Máy quét", "folder": "ubnd", "port": "993"}
    assert admin.post("/quan-tri/nguon-van-ban/them/", folder).status_code == 302
    assert "đã thuộc một nguồn khác" in admin.post("/quan-tri/nguon-van-ban/them/", folder).content.decode()


def test_a_source_is_switched_off_and_on(admin):
    admin.post("/quan-tri/nguon-van-ban/them/", MAILBOX)
    source = Source.objects.get()
    for word, active in (("0", False), ("1", True)):
        admin.post(f"/quan-tri/nguon-van-ban/{source.pk}/bat-tat/", {"active": word})
        source.refresh_from_db()
        assert source.active is active


@pytest.mark.parametrize("who", ["clerk", "chairman"])
def test_only_administrators_set_up(client, office, who):
    client.force_login(office.accounts[who])
    assert client.get("/quan-tri/nguon-van-ban/").status_code == 403
    assert client.post("/quan-tri/nguon-van-ban/them/", MAILBOX).status_code == 403
    assert Source.objects.count() == 0


def test_administrators_of_another_agency_find_nothing(admin, client, other_office):
    admin.post("/quan-tri/nguon-van-ban/them/", MAILBOX)
    source = Source.objects.get()
    client.force_login(other_office.accounts["admin"])
    assert client.get(f"/quan-tri/nguon-van-ban/{source.pk}/").status_code == 404
    assert client.post(f"/quan-tri/nguon-van-ban/{source.pk}/bat-tat/", {"active": "0"}).status_code == 404
