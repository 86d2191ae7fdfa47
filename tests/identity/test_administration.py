"""Acts of administrators: the good case, each refusal, each right."""

from datetime import date, timedelta

import pytest

from congvu.identity.actions import agencies, people, posts, units
from congvu.identity.errors import (
    AlreadyHolds,
    CodeTaken,
    LastAdministrator,
    NameTaken,
    StillInUse,
    WouldBeCycle,
)
from congvu.identity.known_codes import known_codes, route_to_successor, suggestions
from congvu.identity.models import Account, Agency, AgencyCode, Assignment, Person, Post, Unit
from congvu.identity.rules import codes, tree
from congvu.identity.types import Role
from congvu.kernel.errors import Invalid, NotAllowed, NotFound
from congvu.kernel.models import AuditEntry

from .conftest import official, sign_in

DAY = date(2026, 10, 14)
FACTS = agencies.AgencyFacts("Sở Tài chính", "STC", "province", "Tiền Giang")
MAIN = posts.AssignmentFacts("main", DAY, None, "12/QĐ")


@pytest.fixture
def admin(administrator, now):
    return administrator.actor(now)


# --- codes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "value", "good"),
    [
        ("qd20", "H58", True),
        ("qd20", "G09.01", True),
        ("qd20", "H37.02.02", True),
        ("qd20", "h58", False),
        ("qd20", "H5", False),
        ("qd20", "H58..07", False),
        ("qd20", "000.00.07.H58", False),
        ("qcvn102", "000.00.07.H58", True),
        ("qcvn102", "H58", False),
        ("other", "14.00.W00", True),
        ("other", "X" * 36, False),
        ("other", "", False),
    ],
)
def test_shapes_of_codes(scheme, value, good):
    assert (codes.fault(scheme=scheme, value=value) is None) is good


def test_a_new_primary_code_takes_the_place_of_the_old_which_stays(admin, committee, now):
    for value in ("H58", "H20"):
        agencies.add_code(
            actor=admin, agency_id=committee.pk, scheme="qd20", value=value, valid_from=DAY, is_primary=True, now=now
        )
    assert list(AgencyCode.objects.order_by("pk").values_list("value", "is_primary")) == [("H58", False), ("H20", True)]
    with pytest.raises(CodeTaken) as refusal:
        agencies.add_code(
            actor=admin, agency_id=committee.pk, scheme="qd20", value="H58", valid_from=DAY, is_primary=True, now=now
        )
    assert str(refusal.value) == "Mã H58 đã thuộc Ủy ban nhân dân tỉnh Tiền Giang."


def test_the_directory_knows_the_mergers_of_2025(db):
    assert [(r.name, r.successor_value) for r in known_codes(words="H58")] == [
        ("Ủy ban nhân dân tỉnh Tiền Giang", "H20")
    ]
    assert len([r for r in known_codes(words="", on=date(2025, 6, 30)) if r.value.startswith("H")]) == 63
    assert len([r for r in known_codes(words="", on=date(2025, 7, 1)) if r.value.startswith("H")]) == 34
    names = {d: [r.name for r in known_codes(words="G10", on=d)] for d in (date(2025, 4, 13), date(2025, 4, 14))}
    assert list(names.values()) == [["Bộ Nông nghiệp và Phát triển nông thôn"], ["Bộ Nông nghiệp và Môi trường"]]
    assert suggestions(name="Bộ Nội vụ", on=DAY)[0].value == "G09"


# --- agencies ------------------------------------------------------------------------------------------------------


def test_an_agency_is_created_below_and_changed(admin, committee, now):
    pk = agencies.create_agency(actor=admin, parent_id=committee.pk, facts=FACTS, now=now)
    changed = agencies.AgencyFacts("Sở Tài chính", "STC", "province", "Mỹ Tho")
    agencies.change_agency(actor=admin, agency_id=pk, facts=changed, now=now)
    assert Agency.objects.get(pk=pk).place_name == "Mỹ Tho"
    entry = AuditEntry.objects.latest("pk")
    assert (entry.code, entry.agency_id) == ("identity.agency_changed", pk)
    assert entry.data["after"] == {"place_name": "Mỹ Tho"}


def test_only_administrators_of_the_agency_or_above(clerk, committee, department, department_unit, now):
    below = official(
        "Lý Văn Sang", "van.sang", Post.objects.create(unit=department_unit, title="QT", roles=[Role.ADMINISTRATOR])
    )
    for actor in (clerk.actor(now), below.actor(now)):
        with pytest.raises(NotAllowed):
            agencies.change_agency(actor=actor, agency_id=committee.pk, facts=FACTS, now=now)
    committee.refresh_from_db()
    assert committee.name == "Ủy ban nhân dân tỉnh Tiền Giang"


def test_a_closed_agency_hands_its_mail_to_the_successor(admin, committee, department, department_unit, now):
    successor = agencies.create_agency(actor=admin, parent_id=committee.pk, facts=FACTS, now=now)
    agencies.add_code(
        actor=admin, agency_id=department.pk, scheme="qd20", value="H58.07", valid_from=None, is_primary=True, now=now
    )
    agencies.close_agency(actor=admin, agency_id=department.pk, last_day=DAY, successor_id=successor, now=now)
    assert route_to_successor("H58.07", on=DAY).name == "Sở Nội vụ"
    assert route_to_successor("h58.07", on=DAY + timedelta(days=1)).name == "Sở Tài chính"
    assert AgencyCode.objects.get().valid_to == DAY
    department_unit.refresh_from_db()
    assert department_unit.valid_to == DAY
    with pytest.raises(NotFound):
        route_to_successor("H99", on=DAY)


def test_a_code_closed_in_the_directory_leads_to_who_holds_its_successor(admin, committee, now):
    agencies.add_code(
        actor=admin, agency_id=committee.pk, scheme="qd20", value="H20", valid_from=None, is_primary=True, now=now
    )
    assert route_to_successor("H58", on=date(2025, 7, 1)).id == committee.pk
    with pytest.raises(NotFound):
        route_to_successor("H58", on=date(2025, 6, 30))


def test_an_agency_with_others_below_or_as_its_own_successor_does_not_close(admin, committee, department, now):
    child = agencies.create_agency(actor=admin, parent_id=department.pk, facts=FACTS, now=now)
    with pytest.raises(StillInUse):
        agencies.close_agency(actor=admin, agency_id=department.pk, last_day=DAY, successor_id=None, now=now)
    with pytest.raises(Invalid):
        agencies.close_agency(actor=admin, agency_id=child, last_day=DAY, successor_id=child, now=now)
    with pytest.raises(Invalid):
        agencies.close_agency(actor=admin, agency_id=committee.pk, last_day=DAY, successor_id=None, now=now)
    assert Agency.objects.exclude(valid_to=None).count() == 0


# --- units ---------------------------------------------------------------------------------------------------------


def test_cycles_in_trees():
    assert tree.makes_cycle(parents={1: None, 2: 1, 3: 2}, child=1, parent=3)
    assert tree.makes_cycle(parents={1: None}, child=1, parent=1)
    assert not tree.makes_cycle(parents={1: None, 2: 1, 3: 2}, child=3, parent=1)
    assert tree.in_cycles({1: 2, 2: 3, 3: 1, 4: 1, 5: None}) == {1, 2, 3}


def test_units_are_added_moved_ordered_and_never_under_themselves(admin, committee, office_unit, general_unit, now):
    new = units.add_unit(
        actor=admin,
        agency_id=committee.pk,
        parent_id=office_unit.pk,
        facts=units.UnitFacts("Phòng Nội chính", "NC"),
        valid_from=DAY,
        now=now,
    )
    units.shift_unit(actor=admin, unit_id=new, up=True, now=now)
    assert list(Unit.objects.filter(parent=office_unit).order_by("position").values_list("name", flat=True)) == [
        "Phòng Nội chính",
        "Phòng Tổng hợp",
    ]
    facts = units.UnitFacts("Văn phòng", "VP")
    with pytest.raises(WouldBeCycle):
        units.change_unit(actor=admin, unit_id=office_unit.pk, facts=facts, parent_id=new, now=now)
    units.change_unit(actor=admin, unit_id=new, facts=units.UnitFacts("Phòng Nội chính", "NC"), parent_id=None, now=now)
    assert Unit.objects.get(pk=new).parent_id is None


def test_a_unit_of_another_agency_is_no_parent(admin, office_unit, department_unit, now):
    with pytest.raises(Invalid):
        units.change_unit(
            actor=admin,
            unit_id=office_unit.pk,
            facts=units.UnitFacts("Văn phòng"),
            parent_id=department_unit.pk,
            now=now,
        )


def test_a_unit_closes_only_when_empty(admin, office_unit, general_unit, specialist, now):
    with pytest.raises(StillInUse):
        units.close_unit(actor=admin, unit_id=office_unit.pk, last_day=DAY, now=now)
    with pytest.raises(StillInUse) as refusal:
        units.close_unit(actor=admin, unit_id=general_unit.pk, last_day=DAY, now=now)
    assert "1 vị trí có người giữ" in str(refusal.value)
    posts.end_assignment(actor=admin, assignment_id=specialist.assignments[0].pk, last_day=DAY, now=now)
    units.close_unit(actor=admin, unit_id=general_unit.pk, last_day=DAY, now=now)
    assert Post.objects.get(pk=specialist.post.pk).valid_to == DAY


# --- posts and holders ---------------------------------------------------------------------------------------------


def test_a_post_is_assigned_once_main_then_concurrent(admin, specialist, clerk, now):
    with pytest.raises(AlreadyHolds):
        posts.assign(actor=admin, post_id=clerk.post.pk, person_id=specialist.person.pk, facts=MAIN, now=now)
    both = posts.AssignmentFacts("concurrent", DAY, None, "12/QĐ")
    pk = posts.assign(actor=admin, post_id=clerk.post.pk, person_id=specialist.person.pk, facts=both, now=now)
    assert Assignment.objects.get(pk=pk).decision_no == "12/QĐ"
    with pytest.raises(AlreadyHolds):
        posts.assign(actor=admin, post_id=clerk.post.pk, person_id=specialist.person.pk, facts=both, now=now)


def test_nobody_assigns_herself_or_widens_her_own_post(admin, administrator, clerk, now):
    with pytest.raises(NotAllowed):
        posts.assign(actor=admin, post_id=clerk.post.pk, person_id=administrator.person.pk, facts=MAIN, now=now)
    wider = posts.PostFacts("Quản trị mạng", 50, frozenset({Role.ADMINISTRATOR, Role.AGENCY_LEADER}))
    with pytest.raises(NotAllowed):
        posts.change_post(actor=admin, post_id=administrator.post.pk, facts=wider, now=now)
    administrator.post.refresh_from_db()
    assert administrator.post.roles == [Role.ADMINISTRATOR]


def test_roles_belong_to_the_post_and_hold_at_once(admin, specialist, now):
    facts = posts.PostFacts("Chuyên viên", 40, frozenset({Role.SPECIALIST, Role.ARCHIVIST}))
    posts.change_post(actor=admin, post_id=specialist.post.pk, facts=facts, now=now)
    assert specialist.actor(now).roles == {Role.SPECIALIST, Role.ARCHIVIST}
    with pytest.raises(Invalid):
        posts.change_post(
            actor=admin, post_id=specialist.post.pk, facts=posts.PostFacts("x", 1, frozenset({"king"})), now=now
        )


def test_the_last_administrator_stays(admin, administrator, office_unit, now):
    with pytest.raises(LastAdministrator):
        posts.end_assignment(actor=admin, assignment_id=administrator.assignments[0].pk, last_day=DAY, now=now)
    administrator.assignments[0].refresh_from_db()
    assert administrator.assignments[0].valid_to is None


# --- people and accounts -------------------------------------------------------------------------------------------


def test_an_account_opens_with_a_one_time_password(admin, now):
    person = people.add_person(actor=admin, facts=people.PersonFacts("  Trần   Thị Bưởi "), now=now)
    assert Person.objects.get(pk=person).full_name == "Trần Thị Bưởi"
    secret = people.create_account(actor=admin, person_id=person, username="thi.buoi", email="", kind="user", now=now)
    account = Account.objects.get(username="thi.buoi")
    assert len(secret) == 16
    assert account.check_password(secret)
    assert account.must_change_password
    assert secret not in str(list(AuditEntry.objects.values("data")))


def test_names_are_unique_whatever_the_case_also_across_name_and_mail(admin, clerk, now):
    person = people.add_person(actor=admin, facts=people.PersonFacts("Trần Thị Bưởi"), now=now)
    for username, email in (("BE.BA", ""), ("moi", "Be.Ba@tiengiang.gov.vn")):
        with pytest.raises(NameTaken):
            people.create_account(actor=admin, person_id=person, username=username, email=email, kind="user", now=now)


def test_a_reset_ends_every_session_and_lock(client, admin, clerk, now):
    from django.contrib.sessions.models import Session

    from .test_factors import password_step

    password_step(client, "be.ba")
    Account.objects.filter(pk=clerk.account.pk).update(failed_count=9, locked_until=now + timedelta(hours=1))
    secret = people.reset_password(actor=admin, account_id=clerk.account.pk, now=now)
    assert Session.objects.count() == 0
    account = Account.objects.get(pk=clerk.account.pk)
    assert (account.failed_count, account.locked_until, account.must_change_password) == (0, None, True)
    assert account.check_password(secret)


def test_closing_and_opening_again(admin, clerk, now):
    people.close_account(actor=admin, account_id=clerk.account.pk, reason="nghỉ hưu", now=now)
    assert not Account.objects.get(pk=clerk.account.pk).is_active
    people.reopen_account(actor=admin, account_id=clerk.account.pk, now=now)
    assert Account.objects.get(pk=clerk.account.pk).is_active
    assert list(AuditEntry.objects.order_by("pk").values_list("code", flat=True)) == [
        "identity.account_closed",
        "identity.account_reopened",
        "identity.password_reset",
    ]


def test_nobody_administers_her_own_account(admin, administrator, now):
    with pytest.raises(NotAllowed):
        people.close_account(actor=admin, account_id=administrator.account.pk, reason="x", now=now)


def test_who_also_serves_above_is_out_of_reach_below(department_unit, general_unit, now):
    low = Post.objects.create(unit=department_unit, title="Quản trị", roles=[Role.ADMINISTRATOR])
    below = official("Lý Văn Sang", "van.sang", low).actor(now)
    both = official(
        "Phan Thị Trên",
        "thi.tren",
        Post.objects.create(unit=department_unit, title="Phó Giám đốc"),
        Post.objects.create(unit=general_unit, title="Chuyên viên"),
        kinds=("main", "concurrent"),
    )
    with pytest.raises(NotAllowed):
        people.reset_password(actor=below, account_id=both.account.pk, now=now)


# --- pages ---------------------------------------------------------------------------------------------------------


def addresses(committee, clerk) -> list[str]:
    a, u, p = committee.pk, clerk.post.unit_id, clerk.post.pk
    return [
        "/quan-tri/",
        f"/quan-tri/co-quan/{a}/",
        f"/quan-tri/co-quan/{a}/sua/",
        f"/quan-tri/co-quan/{a}/truc-thuoc/",
        f"/quan-tri/co-quan/{a}/dong/",
        f"/quan-tri/co-quan/{a}/ma/",
        f"/quan-tri/co-quan/{a}/ma/1/dong/",
        f"/quan-tri/co-quan/{a}/don-vi/",
        f"/quan-tri/co-quan/{a}/don-vi/them/",
        f"/quan-tri/don-vi/{u}/sua/",
        f"/quan-tri/don-vi/{u}/dong/",
        f"/quan-tri/don-vi/{u}/vi-tri/",
        f"/quan-tri/vi-tri/{p}/",
        f"/quan-tri/vi-tri/{p}/sua/",
        f"/quan-tri/vi-tri/{p}/dong/",
        f"/quan-tri/vi-tri/{p}/giao/",
        f"/quan-tri/vi-tri/{p}/ma-truy-cap/",
        f"/quan-tri/giu-vi-tri/{clerk.assignments[0].pk}/thoi/",
        f"/quan-tri/lich-lam-viec/{a}/",
        f"/quan-tri/lich-lam-viec/{a}/them/",
        f"/quan-tri/lich-lam-viec/{a}/gio/",
        f"/quan-tri/co-quan/{a}/nhap/don-vi/",
        f"/quan-tri/co-quan/{a}/xuat/don-vi.csv",
        f"/quan-tri/co-quan/{a}/xuat/can-bo.xlsx",
        "/quan-tri/can-bo/",
        "/quan-tri/can-bo/them/",
        f"/quan-tri/can-bo/{clerk.person.pk}/",
        f"/quan-tri/can-bo/{clerk.person.pk}/sua/",
        f"/quan-tri/can-bo/{clerk.person.pk}/tai-khoan/",
        f"/quan-tri/tai-khoan/{clerk.account.pk}/lien-ket/",
        f"/quan-tri/tai-khoan/{clerk.account.pk}/dong/",
        "/quan-tri/ra-soat/",
        "/quan-tri/ma-truy-cap/",
        "/quan-tri/ung-dung/",
    ]


# Need a row of their own, take a POST only, or lead to another.
OTHERS = [
    "/quan-tri/don-vi/1/thu-tu/",
    "/quan-tri/ma-truy-cap/1/thu-hoi/",
    "/quan-tri/ung-dung/x/bo/",
    "/quan-tri/lich-lam-viec/",
    "/quan-tri/lich-lam-viec/1/bo/1/",
    "/quan-tri/nhap/0199e5a0-0000-7000-8000-000000000000/",
]


def test_every_address_of_administration_is_in_the_lists(committee, clerk):
    from congvu.identity.web.admin.urls import urlpatterns

    assert len(addresses(committee, clerk)) + len(OTHERS) == len(urlpatterns)


def test_a_specialist_is_refused_on_each(client, specialist, committee, clerk):
    sign_in(client, specialist)
    for address in addresses(committee, clerk):
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
    for address in OTHERS:
        assert client.post(address).status_code == 403, address


def test_an_administrator_below_sees_nothing_above(client, committee, clerk, department_unit, settings):
    settings.REQUIRE_ADMIN_MFA = False
    post = Post.objects.create(unit=department_unit, title="Quản trị", roles=[Role.ADMINISTRATOR])
    below = official("Lý Văn Sang", "van.sang", post, password_changed_at=timezone_now())
    sign_in(client, below)
    for address in addresses(committee, clerk):
        if str(committee.pk) in address or ("can-bo/" in address and address[-2].isdigit()):
            assert client.get(address).status_code == 404, address
    assert "Lê Hoàng Phúc" not in client.get("/quan-tri/can-bo/").content.decode()


def timezone_now():
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def as_admin(client, administrator, settings):
    """Signed in with a fresh proof; the second factor has its own tests."""
    settings.REQUIRE_ADMIN_MFA = False
    Account.objects.filter(pk=administrator.account.pk).update(password_changed_at=timezone_now())
    from .test_factors import password_step

    password_step(client, "quoc.dat")
    return client


def test_an_administrator_opens_each(as_admin, committee, clerk, department):
    code = AgencyCode.objects.create(agency=committee, scheme="qd20", value="H58")
    for address in addresses(committee, clerk):
        answer = as_admin.get(address.replace("/ma/1/", f"/ma/{code.pk}/"))
        assert answer.status_code == 200, address


def test_an_act_without_a_fresh_proof_asks_for_it_and_then_goes_on(client, administrator, committee, settings):
    settings.REQUIRE_ADMIN_MFA = False
    Account.objects.filter(pk=administrator.account.pk).update(password_changed_at=timezone_now())
    administrator.account.refresh_from_db()
    sign_in(client, administrator)  # no proof in this session
    address = f"/quan-tri/co-quan/{committee.pk}/ma/"
    answer = client.post(address, {"scheme": "qd20", "value": "H58", "is_primary": "on"})
    assert answer["Location"].startswith("/xac-nhan-lai/")
    assert AgencyCode.objects.count() == 0
    from .conftest import PASSWORD

    answer = client.post(answer["Location"], {"password": PASSWORD, "next": address})
    assert answer["Location"] == f"/quan-tri/co-quan/{committee.pk}/"
    assert AgencyCode.objects.get().value == "H58"


def test_the_pages_do_the_acts(as_admin, committee, clerk, specialist):
    page = as_admin.post(f"/quan-tri/co-quan/{committee.pk}/ma/", {"scheme": "qd20", "value": "sai"})
    assert "không đúng cấu trúc" in page.content.decode()
    person = Person.objects.create(full_name="Trần Thị Bưởi")
    page = as_admin.post(f"/quan-tri/can-bo/{person.pk}/tai-khoan/", {"username": "thi.buoi", "kind": "user"})
    assert "Trang này chỉ hiện một lần" in page.content.decode()
    values = {"q": "buoi", "kind": "concurrent", "valid_from": "01/10/2026", "to_person": person.pk}
    assert as_admin.post(f"/quan-tri/vi-tri/{clerk.post.pk}/giao/", values).status_code == 302
    page = as_admin.get(f"/quan-tri/vi-tri/{clerk.post.pk}/").content.decode()
    assert "Trần Thị Bưởi" in page.replace("\xa0", " ").replace("&nbsp;", " ")
    answer = as_admin.post(f"/quan-tri/tai-khoan/{specialist.account.pk}/dong/", {"reason": "chuyển công tác"})
    assert answer.status_code == 302
    assert not Account.objects.get(pk=specialist.account.pk).is_active
    assert as_admin.get("/quan-tri/tai-khoan/9999/dong/").status_code == 404
    assert as_admin.get(f"/quan-tri/tai-khoan/{clerk.account.pk}/khong-co/").status_code == 404


def test_the_review_exports_and_keeps_formulas_harmless(as_admin, clerk):
    Person.objects.filter(pk=clerk.person.pk).update(full_name='=HYPERLINK("http://x")')
    text = as_admin.get("/quan-tri/ra-soat/?csv").content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")"' in text
    assert "be.ba" in text


@pytest.mark.parametrize("count", [10, 20])
def test_lists_take_a_fixed_number_of_queries(admin, general_unit, committee, now, count, django_assert_num_queries):
    from congvu.identity import administration

    for n in range(count):
        post = Post.objects.create(unit=general_unit, title=f"Chuyên viên {n}", roles=[Role.SPECIALIST])
        official(f"Trần Văn Út {n:02}", f"van.ut{n}", post)
    with django_assert_num_queries(3):
        assert len(administration.people_page(admin, words="ut", after="", on=DAY, now=now).rows) == count
    with django_assert_num_queries(5):
        assert len(administration.review(admin, now=now, on=DAY)) == count + 1
    with django_assert_num_queries(2):
        assert len(administration.posts_by_unit(committee.pk, on=DAY)[general_unit.pk]) == count
    with django_assert_num_queries(2):
        assert [line.unit_count for line in administration.agency_tree(admin)] == [2]


def test_people_are_paged_by_key(admin, general_unit, now):
    from congvu.identity import administration

    Person.objects.bulk_create(Person(full_name=f"Trần Văn Út {n:03}") for n in range(60))
    first = administration.people_page(admin, words="ut", after="", on=DAY, now=now)
    second = administration.people_page(admin, words="ut", after=first.next, on=DAY, now=now)
    assert [len(first.rows), len(second.rows), second.next] == [50, 10, ""]
    assert len({line.id for line in first.rows + second.rows}) == 60
