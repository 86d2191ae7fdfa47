from datetime import timedelta

import pytest

from congvu.documents import policy
from congvu.documents.api import BulkLine, bulk_load, register_incoming
from congvu.documents.models import Document, Handling
from congvu.documents.types import State
from congvu.kernel.errors import NotAllowed
from congvu.search.api import grants_of
from congvu.search.models import Entry as SearchRow
from congvu.worklist.models import Entry as WorkRow
from tests.conftest import NOW

from .conftest import incoming

pytestmark = pytest.mark.django_db


def lines(office) -> list[BulkLine]:
    common = {
        "registered_at": NOW,
        "leader_post_id": office.posts["chairman"].pk,
        "leader_name": "Nguyễn Văn Khải",
        "leader_title": "Chủ tịch",
    }
    given = {
        **common,
        "text": "Giao Phòng Tổng hợp chủ trì.",
        "lead_unit_id": office.units["general"].pk,
        "lead_unit_name": "Phòng Tổng hợp",
        "lead_post_id": office.posts["head"].pk,
    }
    return [
        BulkLine(data=incoming(code_number="1"), registered_at=NOW, state=State.REGISTERED),
        BulkLine(data=incoming(code_number="2"), state=State.WAITING, **common),
        BulkLine(data=incoming(code_number="3"), state=State.ASSIGNED, due_at=NOW + timedelta(days=3), **given),
        BulkLine(data=incoming(code_number="4"), state=State.DONE, closed_at=NOW, closing_note="Đã trả lời", **given),
        BulkLine(data=incoming(code_number="5", secrecy=1), registered_at=NOW, state=State.REGISTERED),
        BulkLine(data=incoming(code_notation="UBND-VP"), registered_at=NOW, state=State.ISSUED, direction="outgoing"),
    ]


def test_lines_are_loaded_with_numbers_rights_work_and_search(office, now):
    assert bulk_load(actor=office.actor("clerk"), lines=lines(office), batch=4) == 6

    rows = Document.objects.order_by("pk").values_list("direction", "number", "state", "code_number")
    assert list(rows) == [
        ("incoming", 1, "registered", "1"),
        ("incoming", 2, "waiting", "2"),
        ("incoming", 3, "assigned", "3"),
        ("incoming", 4, "done", "4"),
        ("incoming", 1, "registered", "5"),
        ("outgoing", 1, "issued", "01"),
    ]
    work = WorkRow.objects.order_by("pk").values_list("act_label", "owner_post_id")
    assert sorted(work, key=str) == sorted(
        [("Trình", None), ("Bút phê", office.posts["chairman"].pk), ("Xử lý", office.posts["head"].pk)], key=str
    )
    assert SearchRow.objects.count() == 5
    assert Handling.objects.get(document__code_number="4", role="lead").result == "Đã trả lời"


def test_numbers_go_on_after_a_load_without_gap(office, now):
    clerk = office.actor("clerk")
    register_incoming(actor=clerk, data=incoming(code_number="50"), now=now)
    bulk_load(actor=clerk, lines=lines(office))
    done = register_incoming(actor=clerk, data=incoming(code_number="51"), now=now)
    assert done.number == 6


def test_search_and_policy_agree_on_loaded_lines(office, now):
    bulk_load(actor=office.actor("clerk"), lines=lines(office))
    grants = {row.key: set(row.grants) for row in SearchRow.objects.all()}
    for who in ("chairman", "chief", "head", "deputy", "officer", "econ_head"):
        actor = office.actor(who)
        seen = {d.search_key for d in policy.visible_documents(actor)}
        assert seen == {key for key, held in grants.items() if held & set(grants_of(actor))}, who


def test_only_the_clerk_loads(office):
    with pytest.raises(NotAllowed):
        bulk_load(actor=office.actor("chairman"), lines=lines(office))
    assert Document.objects.count() == 0
