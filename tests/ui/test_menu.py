"""The frame's registries: who sees which line, what it counts, and that an unused frame asks nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template

from congvu.ui import frame
from congvu.ui.api import HatLine, register_account_link, register_bell, register_hats, register_menu
from congvu.ui.context import frame as context_of
from congvu.ui.rail import RailLine, RailSection, folded
from tests.conftest import make_actor


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    """A registry of its own, so that no app's menu is in the way."""
    monkeypatch.setattr(frame, "_registry", frame._Registry())


@pytest.fixture
def request_of(rf):
    def make(path="/giao-dien/", **actor):
        request = rf.get(path)
        request.user = AnonymousUser()
        request.actor = make_actor(**actor)
        return request

    return make


def test_lines_stand_in_their_sections_in_order_with_counts(request_of):
    register_menu(section="Văn bản", order=20, label="Giao diện", url_name="ui:appearance", count=lambda a: 12)
    register_menu(section="Của tôi", order=10, label="Mẫu", url_name="ui:components", count=lambda a: 0)
    register_menu(section="Văn bản", order=10, label="Công dân", url_name="ui:for_citizens", count=lambda a: None)

    found = frame.rail(request_of(), make_actor())

    assert [(s.label, [(line.label, line.count) for line in s.lines]) for s in found] == [
        ("Của tôi", [("Mẫu", None)]),
        ("Văn bản", [("Công dân", None), ("Giao diện", 12)]),
    ]


def test_a_line_that_is_not_for_the_actor_is_neither_shown_nor_counted(request_of):
    def never(actor):
        raise AssertionError("counted")

    register_menu(
        section="Quản trị",
        order=1,
        label="Đơn vị",
        url_name="ui:components",
        visible=lambda actor: "administrator" in actor.roles,
        count=never,
    )

    assert frame.rail(request_of(), make_actor()) == []


def test_the_current_line_is_the_closest_one(request_of):
    register_menu(section="Mẫu", order=1, label="Tất cả", url_name="ui:components")
    register_menu(section="Mẫu", order=2, label="Công dân", url_name="ui:for_citizens")

    lines = frame.rail(request_of("/he-thong-mau/cong-dan/"), make_actor())[0].lines
    assert [line.label for line in lines if line.is_current] == ["Công dân"]

    register_menu(section="Mẫu", order=3, label="Giao diện", url_name="ui:appearance", pages="/giao-")
    lines = frame.rail(request_of("/giao-viec/cua-toi/"), make_actor())[0].lines
    assert [line.label for line in lines if line.is_current] == ["Giao diện"]

    lines = frame.rail(request_of("/he-thong-mau/nguoi/"), make_actor())[0].lines
    assert [line.label for line in lines if line.is_current] == ["Tất cả"]


def test_a_line_without_an_address_waits_for_its_app(request_of):
    register_menu(section="Mẫu", order=1, label="Chưa có", url_name="nowhere:page")

    assert frame.rail(request_of(), make_actor()) == []


def test_the_same_address_registered_again_replaces_the_line(request_of):
    register_menu(section="Mẫu", order=1, label="Cũ", url_name="ui:components")
    register_menu(section="Mẫu", order=1, label="Mới", url_name="ui:components")

    assert [line.label for line in frame.rail(request_of(), make_actor())[0].lines] == ["Mới"]


def test_a_page_that_shows_no_frame_asks_no_app_anything(request_of):
    def never(*_):
        raise AssertionError("asked")

    register_menu(section="Mẫu", order=1, label="Mẫu", url_name="ui:components", visible=never)
    register_hats(never, switch_url_name="ui:components")
    register_bell(url_name="ui:sample_bell", all_url_name="ui:components", count=never)
    request = request_of()

    page = Template("{{ actor.person_name }}").render(RequestContext(request, {}))

    assert page == "Đỗ Thị Bé Ba"
    assert context_of(request)["actor"] is request.actor


def test_the_office_frame_asks_each_app_once_and_shows_what_it_said(request_of):
    asked = []
    register_menu(
        section="Mẫu", order=1, label="Sổ", url_name="ui:components", count=lambda a: asked.append("menu") or 4187
    )
    register_hats(
        lambda r: asked.append("hats") or [HatLine("post:1", "Văn thư", "UBND tỉnh", True)],
        switch_url_name="ui:components",
    )
    register_bell(
        url_name="ui:sample_bell",
        all_url_name="ui:components",
        count=lambda a: asked.append("bell") or 3,
        token=lambda a: "bí-mật",
    )
    register_account_link(label="Đăng xuất", url_name="account_logout", order=90, post=True)

    html = Template('{% extends "ui/office.html" %}{% block title %}Thử{% endblock %}').render(
        RequestContext(request_of(), {})
    )

    assert sorted(asked) == ["bell", "hats", "menu"]
    assert html.count("4.187") == 2  # in the rail, and in the phone's menu
    assert 'name="hat" value="post:1"' in html
    assert 'data-cv-events="/su-kien/?token=bí-mật"' in html
    assert "data-cv-signout" in html
    assert "3 tin chưa đọc" in html
    assert "<title>Thử, Công vụ</title>" in html
    assert "<h1>Thử</h1>" in html


def test_a_signed_out_reader_has_no_bell_and_no_rail(rf):
    register_menu(section="Mẫu", order=1, label="Sổ", url_name="ui:components")
    register_bell(url_name="ui:sample_bell", all_url_name="ui:components", count=lambda a: 1)

    assert frame.rail(rf.get("/"), None) == []
    assert frame.bell(rf.get("/"), None) is None


def long_rail(request, *, current=""):
    sections = [
        (head, [RailLine(f"{head} {n}", f"/{head}/{n}/", f"{head} {n}" == current, n) for n in range(size)])
        for head, size in (("Của tôi", 2), ("Văn bản", 12), ("Hồ sơ, lưu trữ", 3), ("Điều hành", 2))
    ]
    return [(section.key, section.is_open) for section in folded(sections, request)]


def test_a_long_rail_folds_what_stands_below_the_first_lines(rf):
    assert long_rail(rf.get("/")) == [
        ("cua-toi", True),
        ("van-ban", True),
        ("ho-so-luu-tru", False),
        ("dieu-hanh", False),
    ]


def test_a_section_stays_as_it_was_left_but_the_one_of_the_page_is_open(rf):
    rf.cookies["cv_danh_muc"] = "van-ban.0~dieu-hanh.1~cua-toi.0"

    states = dict(long_rail(rf.get("/"), current="Của tôi 1"))

    assert states == {"cua-toi": True, "van-ban": False, "ho-so-luu-tru": False, "dieu-hanh": True}


def test_a_section_of_setting_up_is_folded_in_a_short_rail_too_until_it_is_opened(request_of):
    register_menu(section="Văn bản", order=1, label="Sổ", url_name="ui:components")
    register_menu(section="Cấu hình", order=1, label="Mẫu", url_name="ui:appearance", quiet=True)
    register_menu(section="Cấu hình", order=2, label="Quy trình", url_name="ui:for_citizens", quiet=True)

    def states(path="/", kept=""):
        request = request_of(path)
        request.COOKIES["cv_danh_muc"] = kept
        return [(section.key, section.is_open) for section in frame.rail(request, make_actor())]

    assert states() == [("", True), ("cau-hinh", False)]
    assert states(kept="cau-hinh.1") == [("", True), ("cau-hinh", True)]
    assert states("/giao-dien/", kept="cau-hinh.0") == [("", True), ("cau-hinh", True)]


def test_one_line_alone_is_not_folded_away(request_of):
    register_menu(section="Văn bản", order=1, label="Sổ", url_name="ui:components")
    register_menu(section="Cấu hình", order=1, label="Mẫu", url_name="ui:appearance", quiet=True)

    assert [section.key for section in frame.rail(request_of("/"), make_actor())] == ["", ""]


@pytest.mark.parametrize(
    "kept",
    ["~~", "van-ban", ".1", "van-ban.2", "<b>.0~van-ban.x"],
    ids=["empty", "no state", "no name", "other state", "markup"],
)
def test_a_bent_cookie_changes_nothing(rf, kept):
    plain = long_rail(rf.get("/"))
    rf.cookies["cv_danh_muc"] = kept

    assert long_rail(rf.get("/")) == plain


def test_a_folded_head_tells_what_its_lines_count_together():
    lines = (RailLine("a", "/a/", False, 3), RailLine("b", "/b/", False, None), RailLine("c", "/c/", False, 4))

    assert RailSection("Sổ", lines).count == 7
