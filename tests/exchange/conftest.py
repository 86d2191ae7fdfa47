"""Two agencies of one installation that send each other papers."""

from __future__ import annotations

import io
import os
import uuid
from datetime import date

import pytest

from congvu.exchange.actions.deliver import deliver
from congvu.exchange.models import Mailing
from congvu.exchange.types import OutgoingDocument, OutgoingFile
from congvu.identity.models import AgencyCode
from congvu.kernel.api import files
from tests.conftest import NOW
from tests.documents.conftest import build_office, docx, own_files  # noqa: F401  fixture

PROVINCE, DISTRICT = "H58", "H58.12"


def with_code(office, code):
    AgencyCode.objects.create(agency=office.agency, scheme="qd20", value=code)
    return office


@pytest.fixture
def province(db):
    return with_code(build_office(), PROVINCE)


@pytest.fixture
def district(db):
    return with_code(build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="cl-"), DISTRICT)


@pytest.fixture(autouse=True)
def own_key(settings, tmp_path):
    settings.DATA = tmp_path / "data"


def outgoing(number: int = 5412, content: bytes | None = None, **changes) -> OutgoingDocument:
    """Return an issued letter with a Word file."""
    ref = files.store(io.BytesIO(docx() if content is None else content), name=f"{number}_UBND-TH.docx")
    values = {
        "document_code": f"{PROVINCE},2026/10/14,{number}/UBND-TH",
        "subject": "Về việc báo cáo kết quả tiếp nhận, giải quyết thủ tục hành chính",
        "number": str(number),
        "notation": "UBND-TH",
        "issued_on": date(2026, 10, 14),
        "type_name": "Công văn",
        "files": (OutgoingFile(ref.id, ref.name),),
        "signer_name": "Nguyễn Văn Khải",
        "signer_position": "Chủ tịch",
        "signer_capacity": "TM.",
        "urgency": 1,
        "to_places": ("Như trên", "Lưu: VT, TH"),
        "pages": 2,
    }
    return OutgoingDocument(**{**values, **changes})


def carry(*, now=NOW) -> list[str]:
    """Carry everything that waits, in order, until nothing moves; return the states."""
    states: list[str] = []
    while waiting := list(
        Mailing.objects.filter(state="waiting", next_at__lte=now).order_by("pk").values_list("pk", flat=True)
    ):
        states += [deliver(mailing_id=pk, now=now) for pk in waiting]
    return states


def some_reference() -> uuid.UUID:
    return uuid.UUID("0199e4f2-0000-7000-8000-000000000001")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two installations that know each other, by lines that can be cut."""
    from tests.exchange.line import Line
    from tests.exchange.pair import Installation, introduce

    server, template = os.environ["CONGVU_DATABASE_URL"], os.environ["CONGVU_TEST_TEMPLATE"]
    sides = [
        Installation(name, code, tmp_path_factory.mktemp(code), server, template)
        for name, code in (("Ủy ban nhân dân tỉnh Tiền Giang", "H58"), ("Ủy ban nhân dân tỉnh Đồng Tháp", "H20"))
    ]
    for side in sides:
        side.line = Line("127.0.0.1", side.port)
    introduce(*sides)
    yield sides
    for side in sides:
        side.stop()
