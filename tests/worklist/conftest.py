"""An agency with a leader, a specialist and two records clerks."""

from datetime import timedelta

import pytest

from congvu.worklist.types import WorkEntry
from tests.trays import actor_of, make_agency, make_holder, make_post, make_unit


@pytest.fixture
def office():
    return make_unit(make_agency())


@pytest.fixture
def leader(office):
    return actor_of(make_holder(make_post(office, "Chánh Văn phòng", ("office_chief",)), "Lê Hoàng Phúc"))


@pytest.fixture
def specialist(office):
    return actor_of(make_holder(make_post(office), "Võ Minh Quân"))


@pytest.fixture
def clerk(office):
    return actor_of(make_holder(make_post(office, "Văn thư", ("records_clerk",)), "Đỗ Thị Bé Ba"))


@pytest.fixture
def second_clerk(office):
    return actor_of(make_holder(make_post(office, "Văn thư", ("records_clerk",)), "Huỳnh Thanh Trúc"))


@pytest.fixture
def entry_for(now):
    """Return a maker of entries for an actor's post; keyword arguments change it."""

    def make(actor, key="documents.incoming:1:handle:1", **changes):
        values = {
            "key": key,
            "agency_id": actor.agency_id,
            "owner_post_id": actor.post_id,
            "owner_role": None,
            "kind": "handle",
            "role_label": "Chủ trì",
            "act_label": "Soạn trả lời",
            "title": "Báo cáo tình hình thực hiện cải cách hành chính quý III năm 2026",
            "meta": "5208/BNV-CCHC · Bộ Nội vụ",
            "url": "/van-ban/1/",
            "given_by": "Lê Hoàng Phúc",
            "given_by_post": "Chánh Văn phòng",
            "urgency": 0,
            "arrived_at": now - timedelta(days=1),
            "due_at": now + timedelta(hours=2),
            "started_at": now - timedelta(days=1),
        }
        return WorkEntry(**{**values, **changes})

    return make
