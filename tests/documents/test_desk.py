"""Secretaries, absence, quick-send, stars, bulk acts, registers, paper, envelopes, rights: acts and their refusals."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from congvu.documents.actions.absence import cancel_absence, set_absence
from congvu.documents.actions.desk import add_group, add_phrase, remove_phrase, star
from congvu.documents.actions.named_mail import close_mail, mail_registered, record_mail, say_official
from congvu.documents.actions.paper_copy import merge_duplicate, record_paper
from congvu.documents.actions.registers import add_register, close_register, open_year, reopen_register, set_default
from congvu.documents.actions.rights import ask_rights, decide_rights
from congvu.documents.actions.secretary import (
    appoint_secretary,
    confirm_prepared,
    end_secretary,
    enter_oral,
    prepare_instruction,
)
from congvu.documents.api import instruct, report_progress, submit_to_leader
from congvu.documents.errors import AlreadyAsked, AskClosed, BadTargets, ReasonNeeded, RegisterUnfit, WrongState
from congvu.documents.models import (
    Document,
    DocumentLink,
    Handling,
    Instruction,
    NamedMail,
    PreparedInstruction,
    Register,
)
from congvu.documents.types import HandlingRole, LinkKind, State, Target
from congvu.identity.models import Delegation
from congvu.kernel.errors import NotAllowed, NotFound
from congvu.kernel.models import AuditEntry
from congvu.notices.models import Notice
from congvu.search.models import Entry as SearchRow
from congvu.worklist.models import Entry as WorkRow

pytestmark = pytest.mark.django_db


def lead(office, unit: str = "general") -> list[Target]:
    return [Target(role=HandlingRole.LEAD, unit_id=office.units[unit].pk)]


def work_of(office, who: str) -> list[str]:
    rows = WorkRow.objects.filter(closed_at=None, owner_post=office.posts[who]).order_by("pk")
    return [row.act_label for row in rows]


@pytest.fixture
def submitted(office, register, now):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    return document


@pytest.fixture
def secretary(office, now):
    return appoint_secretary(
        actor=office.actor("chairman"),
        leader_post_id=office.posts["chairman"].pk,
        secretary_post_id=office.posts["officer"].pk,
        may_prepare=True,
        may_enter_oral=True,
        valid_from=date(2026, 10, 1),
        decision="Phân công 12/VP",
        now=now,
    )


def prepare(office, document, now, **changes):
    values = {
        "actor": office.actor("officer"),
        "uid": document.uid,
        "leader_post_id": office.posts["chairman"].pk,
        "text": "Giao Phòng Tổng hợp.",
        "targets": lead(office),
        "now": now,
    }
    return prepare_instruction(**{**values, **changes})


def test_a_prepared_instruction_gives_nothing_until_the_leader_confirms_it(office, submitted, secretary, now):
    assert work_of(office, "officer") == ["Soạn bút phê"]
    uid = prepare(office, submitted, now)
    assert not Instruction.objects.filter(kind="instruct").exists()
    assert work_of(office, "officer") == []
    with pytest.raises(NotAllowed):
        confirm_prepared(actor=office.actor("chief"), prepared_uid=uid, now=now)
    confirm_prepared(actor=office.actor("chairman"), prepared_uid=uid, now=now)

    given = Instruction.objects.get(kind="instruct")
    assert (given.from_name, given.text, given.is_oral) == ("Nguyễn Văn Khải", "Giao Phòng Tổng hợp.", False)
    assert given.entered_by_name == "Công Tằng Tôn Nữ Thị Diễm Phương, Chuyên viên"
    assert work_of(office, "head") == ["Xử lý"]
    assert PreparedInstruction.objects.get().state == "confirmed"
    with pytest.raises(AskClosed):
        confirm_prepared(actor=office.actor("chairman"), prepared_uid=uid, now=now)


def test_the_leaders_own_words_overtake_what_was_prepared(office, submitted, secretary, now):
    uid = prepare(office, submitted, now)
    instruct(actor=office.actor("chairman"), uid=submitted.uid, text="Khác", targets=lead(office, "economy"), now=now)
    assert PreparedInstruction.objects.get(uid=uid).state == "replaced"


def test_spoken_words_are_written_down_as_such_in_the_secretarys_name(office, submitted, secretary, now):
    with pytest.raises(ReasonNeeded):
        enter_oral(
            actor=office.actor("officer"),
            uid=submitted.uid,
            leader_post_id=office.posts["chairman"].pk,
            text="",
            targets=lead(office),
            now=now,
        )
    enter_oral(
        actor=office.actor("officer"),
        uid=submitted.uid,
        leader_post_id=office.posts["chairman"].pk,
        text="Làm ngay trong tuần",
        targets=lead(office),
        now=now,
    )
    given = Instruction.objects.get(kind="instruct")
    assert (given.is_oral, given.from_post_id) == (True, office.posts["chairman"].pk)
    act = AuditEntry.objects.get(code="documents.oral_instruction_entered")
    assert act.person_name == "Công Tằng Tôn Nữ Thị Diễm Phương"
    assert act.data["leader"] == "Nguyễn Văn Khải, Chủ tịch"
    assert Notice.objects.get(kind="documents.oral").person_id == office.people["chairman"].pk
    assert work_of(office, "chairman") == []


def test_nobody_writes_for_a_leader_without_the_relation(office, submitted, secretary, now):
    with pytest.raises(NotFound):
        prepare(office, submitted, now, actor=office.actor("econ_officer"))
    with pytest.raises(NotAllowed):
        prepare(office, submitted, now, actor=office.actor("chief"))
    end_secretary(actor=office.actor("chairman"), secretary_id=secretary, now=now)
    with pytest.raises(NotAllowed):
        prepare(office, submitted, now)
    with pytest.raises(NotAllowed):
        appoint_secretary(
            actor=office.actor("officer"),
            leader_post_id=office.posts["chairman"].pk,
            secretary_post_id=office.posts["econ_officer"].pk,
            may_prepare=True,
            may_enter_oral=True,
            valid_from=date(2026, 10, 1),
            decision="",
            now=now,
        )


def away(office, now, who: str = "chairman", substitute: str | None = None, by: str = "clerk") -> int:
    return set_absence(
        actor=office.actor(by),
        post_id=office.posts[who].pk,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=2),
        substitute_post_id=office.posts[substitute].pk if substitute else None,
        reason="Công tác",
        now=now,
    )


def test_papers_for_somebody_away_go_to_the_substitute_and_say_so(client, office, register, now):
    row = away(office, now, substitute="chief")
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    given = Handling.objects.get()
    assert given.to_post_id == office.posts["chief"].pk
    assert given.to_name == "Trần Thị Ngọc Ánh, Chánh Văn phòng (thay Nguyễn Văn Khải vắng mặt)"
    cancel_absence(actor=office.actor("clerk"), absence_id=row, now=now)
    other = register(code_number="9")
    submit_to_leader(actor=office.actor("clerk"), uid=other.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    assert other.handlings.get().to_post_id == office.posts["chairman"].pk


def test_the_work_of_a_unit_whose_head_is_away_is_the_substitutes_to_do(office, register, now):
    away(office, now, who="head", substitute="officer")
    document = register()
    instruct(actor=office.actor("chairman"), uid=document.uid, text="", targets=lead(office), now=now)
    given = Handling.objects.get()
    document.refresh_from_db()
    assert (given.to_post_id, document.lead_unit_id) == (office.posts["officer"].pk, office.units["general"].pk)
    assert given.to_name.startswith("Phòng Tổng hợp: Công Tằng Tôn Nữ Thị Diễm Phương")
    report_progress(actor=office.actor("officer"), handling_uid=given.uid, percent=40, text="", now=now)


def test_a_delegation_goes_before_the_substitute(office, register, now):
    away(office, now, substitute="chief")
    Delegation.objects.create(
        from_assignment=office.posts["chairman"].assignments.get(),
        to_person=office.people["head"],
        scopes=["handle_documents"],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=2),
        created_at=now,
    )
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    assert Handling.objects.get().to_post_id == office.posts["chairman"].pk
    assert Notice.objects.filter(person_id=office.people["head"].pk).count() == 1


def test_a_paper_that_lies_with_somebody_away_is_shown_with_a_warning(client, office, register, now, monkeypatch):
    document = register()
    submit_to_leader(actor=office.actor("clerk"), uid=document.uid, leader_post_id=office.posts["chairman"].pk, now=now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    away(office, now)
    client.force_login(office.accounts["clerk"])
    page = client.get(f"/van-ban/{document.uid}/").content.decode()
    assert "Nguyễn Văn Khải vắng mặt đến" in page
    assert "chưa ủy quyền cho ai" in page


def test_one_notes_ones_own_absence_only_and_never_twice(office, now):
    with pytest.raises(NotAllowed):
        away(office, now, who="chairman", by="officer")
    away(office, now, who="officer", by="officer")
    with pytest.raises(BadTargets):
        away(office, now, who="officer", by="officer")


def test_phrases_are_ones_own_or_the_agencys(office, now):
    own = add_phrase(actor=office.actor("head"), text="Nghiên cứu, đề xuất.", for_agency=False, now=now)
    with pytest.raises(NotAllowed):
        add_phrase(actor=office.actor("head"), text="Chung", for_agency=True, now=now)
    with pytest.raises(BadTargets):
        add_phrase(actor=office.actor("head"), text="Nghiên cứu, đề xuất.", for_agency=False, now=now)
    with pytest.raises(NotFound):
        remove_phrase(actor=office.actor("chairman"), phrase_id=own, now=now)


def test_a_quick_send_group_fills_the_picker(client, office, submitted, now):
    group = add_group(
        actor=office.actor("chairman"),
        name="Tổng hợp và kinh tế",
        days=5,
        targets=[*lead(office), Target(role=HandlingRole.SUPPORT, unit_id=office.units["economy"].pk)],
        for_agency=False,
        now=now,
    )
    client.force_login(office.accounts["chairman"])
    page = client.get(f"/van-ban/{submitted.uid}/but-phe/?nhom={group}").content.decode()
    assert "Tổng hợp và kinh tế" in page
    assert page.count(" checked") == 2
    client.force_login(office.accounts["chief"])
    assert client.get(f"/van-ban/{submitted.uid}/but-phe/?nhom={group}").content.decode().count(" checked") == 1


def test_several_papers_are_given_seen_starred_and_finished_at_once(client, office, register, now):
    papers = [register(code_number=str(n)) for n in range(3)]
    uids = [str(d.uid) for d in papers]
    client.force_login(office.accounts["chairman"])
    page = client.post("/van-ban-den/giao-nhieu/", {"van-ban": uids}).content.decode()
    assert page.count('name="van-ban"') == 3
    unit = office.units["general"].pk * 2
    done = client.post("/van-ban-den/giao-nhieu/", {"van-ban": uids, "text": "Giao.", "to-lead": unit})
    assert done.status_code == 302
    assert Document.objects.filter(state=State.ASSIGNED).count() == 3
    client.post("/van-ban-den/danh-dau-sao/", {"van-ban": uids[:2]})
    assert client.get("/van-ban-den/?sao=on").content.decode().count("data-cv-row>") == 2
    client.force_login(office.accounts["head"])
    client.post("/van-ban-den/da-xem/", {"van-ban": uids})
    assert Handling.objects.filter(seen_by_name="Phan Thị Mỹ Hạnh").count() == 3
    client.force_login(office.accounts["chairman"])
    client.post("/van-ban-den/ket-thuc-nhieu/", {"van-ban": uids, "reason": "Lưu, không cần trả lời"})
    assert Document.objects.filter(state=State.DONE).count() == 3


def test_bulk_acts_do_all_or_none_and_never_what_one_does_not_see(client, office, register, now):
    first, done = register(code_number="1"), register(code_number="2")
    Document.objects.filter(pk=done.pk).update(state=State.DONE)
    client.force_login(office.accounts["chairman"])
    data = {"van-ban": [str(first.uid), str(done.uid)], "reason": "Lưu"}
    assert client.post("/van-ban-den/ket-thuc-nhieu/", data).status_code == 422
    first.refresh_from_db()
    assert first.state == State.REGISTERED
    client.force_login(office.accounts["officer"])
    client.post("/van-ban-den/danh-dau-sao/", {"van-ban": [str(first.uid)]})
    assert star(actor=office.actor("officer"), uids=[first.uid], on=True, now=now) == 0
    assert client.post("/van-ban-den/da-xem/", {"van-ban": ["x'--"]}).status_code == 302


def test_the_registers_of_a_year_open_in_one_act_like_last_years(office, register, now):
    register()
    clerk = office.actor("clerk")
    petitions = add_register(
        actor=clerk, direction="incoming", year=2026, name="Sổ đơn thư 2026", is_secret=False, type_codes=[], now=now
    )
    assert open_year(actor=clerk, year=2027, now=now) == 5
    names = set(Register.objects.filter(year=2027, direction="incoming").values_list("name", "is_default"))
    assert names == {("Sổ văn bản đến 2027", True), ("Sổ văn bản mật đến 2027", True), ("Sổ đơn thư 2027", False)}
    assert open_year(actor=clerk, year=2027, now=now) == 0
    set_default(actor=clerk, register_id=petitions, now=now)
    assert Register.objects.filter(year=2026, direction="incoming", is_default=True, is_secret=False).count() == 1
    close_register(actor=clerk, register_id=petitions, now=now)
    with pytest.raises(RegisterUnfit):
        close_register(actor=clerk, register_id=petitions, now=now)
    with pytest.raises(ReasonNeeded):
        reopen_register(actor=clerk, register_id=petitions, reason="", now=now)
    with pytest.raises(NotAllowed):
        open_year(actor=office.actor("chairman"), year=2027, now=now)
    with pytest.raises(RegisterUnfit):
        open_year(actor=clerk, year=2040, now=now)


def test_a_type_with_its_own_register_is_numbered_there(office, register, now):
    own = add_register(
        actor=office.actor("clerk"),
        direction="incoming",
        year=2026,
        name="Sổ giấy mời 2026",
        is_secret=False,
        type_codes=["giay-moi"],
        now=now,
    )
    register()
    invitation = register(document_type="giay-moi", code_number="7")
    assert (invitation.register_id, invitation.number) == (own, 1)


def test_the_paper_that_follows_stands_at_the_same_line(client, office, submitted, now):
    record_paper(actor=office.actor("clerk"), uid=submitted.uid, arrived_at=now, copies=2, note="", now=now)
    assert Document.objects.count() == 1
    client.force_login(office.accounts["clerk"])
    assert "2 bản" in client.get(f"/van-ban/{submitted.uid}/").content.decode()
    with pytest.raises(NotAllowed):
        record_paper(actor=office.actor("chairman"), uid=submitted.uid, arrived_at=now, copies=1, note="", now=now)


def test_a_doubled_registration_is_merged_by_voiding_one_number(office, register, now):
    kept, twice = register(), register()
    clerk = office.actor("clerk")
    with pytest.raises(BadTargets):
        merge_duplicate(actor=clerk, uid=twice.uid, kept_number=99, reason="Trùng", now=now)
    assert merge_duplicate(actor=clerk, uid=twice.uid, kept_number=1, reason="Gửi hai lần", now=now) == kept.uid
    twice.refresh_from_db()
    assert (twice.state, twice.closing_note) == (State.VOID, "Trùng với số đến 1: Gửi hai lần")
    assert DocumentLink.objects.get(kind=LinkKind.DUPLICATE).target_id == kept.pk
    with pytest.raises(WrongState):
        merge_duplicate(actor=clerk, uid=twice.uid, kept_number=1, reason="Nữa", now=now)


def test_an_envelope_comes_back_and_leads_to_its_line(client, office, now):
    clerk = office.actor("clerk")
    mail = record_mail(
        actor=clerk,
        to_post_id=office.posts["officer"].pk,
        sender="Sở Nội vụ",
        envelope_code="15/SNV",
        urgency=1,
        arrived_at=now,
        note="",
        now=now,
    )
    assert Notice.objects.get().person_id == office.people["officer"].pk
    with pytest.raises(NotFound):
        say_official(actor=office.actor("head"), mail_uid=mail, now=now)
    say_official(actor=office.actor("officer"), mail_uid=mail, now=now)
    assert WorkRow.objects.get(closed_at=None).owner_role == "records_clerk"
    client.force_login(office.accounts["clerk"])
    assert "Sở Nội vụ" in client.get(f"/van-ban-den/dang-ky/?thu={mail}").content.decode()


def test_a_registered_envelope_is_closed_and_private_mail_is_never_registered(office, register, now):
    clerk, document = office.actor("clerk"), register()

    def envelope():
        return record_mail(
            actor=clerk,
            to_post_id=office.posts["officer"].pk,
            sender="Sở Nội vụ",
            envelope_code="",
            urgency=0,
            arrived_at=now,
            note="",
            now=now,
        )

    first, second = envelope(), envelope()
    mail_registered(actor=clerk, mail_uid=first, document_uid=document.uid, now=now)
    assert NamedMail.objects.get(uid=first).document_id == document.pk
    close_mail(actor=office.actor("officer"), mail_uid=second, state="private", note="", now=now)
    with pytest.raises(AskClosed):
        mail_registered(actor=clerk, mail_uid=second, document_uid=document.uid, now=now)


def test_a_change_of_rights_waits_until_the_competent_person_confirms_it(client, office, submitted, now):
    post = office.posts["econ_officer"]
    change = ask_rights(
        actor=office.actor("clerk"),
        uid=submitted.uid,
        opens=True,
        post_id=post.pk,
        unit_id=None,
        reason="Cùng làm báo cáo",
        now=now,
    )
    client.force_login(office.accounts["econ_officer"])
    assert client.get(f"/van-ban/{submitted.uid}/").status_code == 404
    with pytest.raises(AlreadyAsked):
        ask_rights(
            actor=office.actor("clerk"),
            uid=submitted.uid,
            opens=False,
            post_id=post.pk,
            unit_id=None,
            reason="Thôi",
            now=now,
        )
    with pytest.raises(NotAllowed):
        decide_rights(actor=office.actor("clerk"), change_uid=change, confirmed=True, answer="", now=now)
    client.force_login(office.accounts["chief"])
    assert "chờ người có thẩm quyền" in client.get(f"/van-ban/{submitted.uid}/").content.decode()
    decide_rights(actor=office.actor("chief"), change_uid=change, confirmed=True, answer="", now=now)
    client.force_login(office.accounts["econ_officer"])
    assert client.get(f"/van-ban/{submitted.uid}/").status_code == 200
    assert f"post:{post.pk}" in SearchRow.objects.get().grants
    close = ask_rights(
        actor=office.actor("clerk"),
        uid=submitted.uid,
        opens=False,
        post_id=post.pk,
        unit_id=None,
        reason="Xong việc",
        now=now,
    )
    with pytest.raises(ReasonNeeded):
        decide_rights(actor=office.actor("chief"), change_uid=close, confirmed=False, answer="", now=now)
    decide_rights(actor=office.actor("chief"), change_uid=close, confirmed=True, answer="", now=now)
    assert client.get(f"/van-ban/{submitted.uid}/").status_code == 404
    assert f"post:{post.pk}" not in SearchRow.objects.get().grants


def test_the_setup_pages_answer_each_audience(client, office, submitted, now):
    expected = {"clerk": (200, 200, 200), "officer": (200, 403, 200), "chairman": (200, 403, 200)}
    for who, codes in expected.items():
        client.force_login(office.accounts[who])
        addresses = ("/van-ban-den/ban-lam-viec/", "/so-dang-ky/", "/van-ban-den/thu-dich-danh/")
        assert tuple(client.get(address).status_code for address in addresses) == codes, who
    client.force_login(office.accounts["clerk"])
    assert client.post("/so-dang-ky/?nam=2026", {"lam": "mo-lai", "id": "99999999999"}).status_code == 302
    assert client.post("/so-dang-ky/", {"lam": "them", "direction": "x"}).status_code == 422
    client.force_login(office.accounts["officer"])
    added = client.post("/van-ban-den/ban-lam-viec/", {"lam": "cau", "cau-text": "Trình lãnh đạo."})
    assert added.status_code == 302
    assert "Trình lãnh đạo." in client.get("/van-ban-den/ban-lam-viec/").content.decode()
    wrong = client.post("/van-ban-den/ban-lam-viec/", {"lam": "vang", "vang-post": "1", "vang-starts_at": "x"})
    assert wrong.status_code == 422


def test_the_pages_of_paper_merging_and_rights_act(client, office, register, now):
    kept, twice = register(), register()
    client.force_login(office.accounts["clerk"])
    paper = {"arrived_at": "14/10/2026 08:00", "copies": "1", "note": ""}
    assert client.post(f"/van-ban/{kept.uid}/ban-giay/", paper).status_code == 302
    assert client.post(f"/van-ban/{kept.uid}/ban-giay/", {**paper, "copies": "0"}).status_code == 422
    data = {"kept": "1", "reason": "Trùng"}
    assert client.post(f"/van-ban/{twice.uid}/gop-trung/", data).status_code == 302
    to = office.posts["econ_officer"].pk * 2 + 1
    asked = {"lam": "de-nghi", "opens": "yes", "to": to, "reason": "Phối hợp"}
    assert client.post(f"/van-ban/{kept.uid}/quyen-xem/", asked).status_code == 302
    page = client.get(f"/van-ban/{kept.uid}/quyen-xem/").content.decode()
    assert "Đặng Thị Út, Chuyên viên" in page
    assert "Xác nhận thay đổi" not in page
    client.force_login(office.accounts["chairman"])
    assert "Xác nhận thay đổi" in client.get(f"/van-ban/{kept.uid}/quyen-xem/").content.decode()


def test_the_lists_of_the_desk_ask_as_much_for_twenty_rows_as_for_ten(client, office, now):
    clerk = office.actor("clerk")
    client.force_login(office.accounts["clerk"])

    def more(first: int) -> None:
        for n in range(first, first + 10):
            add_phrase(actor=clerk, text=f"Câu {n}", for_agency=True, now=now)
            add_group(actor=clerk, name=f"Nhóm {n}", days=n, targets=lead(office), for_agency=True, now=now)
            record_mail(
                actor=clerk,
                to_post_id=office.posts["officer"].pk,
                sender=f"Sở {n}",
                envelope_code="",
                urgency=0,
                arrived_at=now,
                note="",
                now=now,
            )

    def queries() -> list[int]:
        found = []
        for address in ("/van-ban-den/ban-lam-viec/", "/van-ban-den/thu-dich-danh/"):
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            found.append(len(caught))
        return found

    more(1)
    queries()
    ten = queries()
    more(11)
    assert queries() == ten
