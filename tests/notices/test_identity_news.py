"""Who hears of a delegation and of an account that closes; each delivery may come twice."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.identity.actions.delegation import DelegationTerms, give_delegation, revoke_delegation
from congvu.identity.actions.unused import close_unused
from congvu.identity.models import Account, Assignment
from congvu.kernel import events
from congvu.kernel.models import OutboxEvent
from congvu.notices.actions.deliver import mail
from congvu.notices.models import Notice
from congvu.notices.rules import MAIL_TASK
from tests.trays import actor_of, make_account, make_holder, make_post

pytestmark = pytest.mark.django_db


def deliver_twice(name: str) -> None:
    """Give each event of a name to the handler of notices, twice, as after a crash."""
    for row in OutboxEvent.objects.filter(name=f"identity.{name}").order_by("pk"):
        found = [h for name, h in events.subscribers(row.name).items() if name.startswith("congvu.notices.")]
        assert len(found) == 1
        for _time in range(2):
            found[0](events.decode(row.name, row.payload))


@pytest.fixture
def deputy(held) -> Assignment:
    return make_holder(make_post(held.post.unit, "Phó Chánh Văn phòng"), "Trần Thị Ngọc Ánh", email="anh@tg.gov.vn")


@pytest.fixture
def given(held, deputy, now) -> int:
    terms = DelegationTerms(
        to_person_id=deputy.person_id,
        scopes=frozenset({"handle_documents", "sign"}),
        starts_at=now,
        ends_at=now + timedelta(days=5),
        document="12/GUQ-VP",
        reason="Đi công tác",
    )
    return give_delegation(actor=actor_of(held), terms=terms, now=now)


def test_the_receiver_hears_once_who_gave_what_until_when(deputy, given):
    deliver_twice("DelegationGiven")

    notice = Notice.objects.get()
    assert (notice.person_id, notice.url, notice.kind) == (deputy.person_id, "/uy-quyen/", "delegation")
    assert notice.text == (
        "Lê Hoàng Phúc ủy quyền cho bạn xử lý văn bản, ký thừa ủy quyền thay vị trí Chánh Văn phòng, "
        "Ủy ban nhân dân tỉnh Tiền Giang, từ 10:20 14/10/2026 đến 10:20 19/10/2026."
    )


def test_the_receiver_hears_once_that_the_giver_took_it_back(held, deputy, given, now):
    revoke_delegation(actor=actor_of(held), delegation_id=given, now=now + timedelta(hours=1))
    deliver_twice("DelegationRevoked")

    notice = Notice.objects.get()
    assert notice.person_id == deputy.person_id
    assert notice.text == (
        "Lê Hoàng Phúc đã thu hồi ủy quyền giao bạn ở vị trí Chánh Văn phòng, Ủy ban nhân dân tỉnh Tiền Giang; "
        "ủy quyền hết hiệu lực từ 11:20 14/10/2026."
    )


def test_both_hear_when_an_administrator_took_it_back(held, deputy, given, now):
    keeper = make_holder(make_post(held.post.unit, "Quản trị mạng", ("administrator",)), "Bùi Quốc Đạt")
    revoke_delegation(actor=actor_of(keeper), delegation_id=given, now=now)
    deliver_twice("DelegationRevoked")

    texts = dict(Notice.objects.values_list("person_id", "text"))
    assert texts.keys() == {held.person_id, deputy.person_id}
    assert texts[held.person_id].startswith(
        "Bùi Quốc Đạt đã thu hồi ủy quyền của bạn cho Trần Thị Ngọc Ánh ở vị trí Chánh Văn phòng"
    )
    assert texts[deputy.person_id].startswith("Bùi Quốc Đạt đã thu hồi ủy quyền mà Lê Hoàng Phúc giao bạn")


def test_the_owner_of_an_unused_account_hears_once_and_by_letter(held, now, mailoutbox):
    account = make_account(held.person, "phuc.lh")
    Account.objects.filter(pk=account.pk).update(last_login=now - timedelta(days=38))
    close_unused(now=now)
    deliver_twice("AccountUnused")

    notice = Notice.objects.get()
    assert notice.person_id == held.person_id
    assert notice.text == (
        "Tài khoản phuc.lh của bạn lâu không dùng và sẽ tự đóng ngày 21/10/2026. Đăng nhập trước ngày đó để giữ."
    )
    assert ProcrastinateJob.objects.filter(task_name=MAIL_TASK, args={"notice_id": notice.pk}).count() == 1
    mail(notice_id=notice.pk, now=now)
    assert "luôn được gửi" in mailoutbox[0].body


def test_an_account_of_no_person_is_nobodys_news(now):
    account = Account.objects.create(username="kythuat", kind="technical")
    Account.objects.filter(pk=account.pk).update(last_login=now - timedelta(days=60))
    assert close_unused(now=now) == (1, 0)
    deliver_twice("AccountUnused")
    assert Notice.objects.count() == 0


def test_an_event_of_an_earlier_version_still_tells(held, deputy, given):
    row = OutboxEvent.objects.get(name="identity.DelegationGiven")
    for name in ("scopes", "post_title", "agency_name", "given_at"):
        del row.payload[name]
    row.save(update_fields=["payload"])
    deliver_twice("DelegationGiven")
    assert Notice.objects.get().text.startswith("Lê Hoàng Phúc ủy quyền cho bạn làm việc")
