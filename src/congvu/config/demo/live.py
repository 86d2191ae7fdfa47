"""The last papers by real acts: one signed in another agency and received here, and drafts on their way."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from congvu.documents import api as documents
from congvu.documents.api import DraftContent, IncomingData, NewFile, Target
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor

SUBJECT = (
    "báo cáo kết quả ứng dụng công nghệ thông tin trong tiếp nhận, giải quyết thủ tục hành chính trên môi trường mạng"
)
BODY = """Thực hiện Chương trình phối hợp thúc đẩy ứng dụng công nghệ thông tin với cải cách hành chính, để có cơ sở \
tổng hợp, báo cáo Chính phủ, Bộ Nội vụ đề nghị Quý cơ quan báo cáo các nội dung sau:

1. Số hồ sơ tiếp nhận trực tuyến, trực tiếp và qua dịch vụ bưu chính; tỷ lệ hồ sơ được số hóa.

2. Tỷ lệ hồ sơ giải quyết đúng hạn, trước hạn, quá hạn; số văn bản xin lỗi; nguyên nhân chậm muộn và biện pháp.

3. Khó khăn, vướng mắc và đề xuất, kiến nghị.

Báo cáo gửi về Bộ Nội vụ trước ngày **{due}**. Bộ Nội vụ trân trọng cảm ơn sự phối hợp của Quý cơ quan."""


@dataclass(frozen=True, slots=True)
class Line:
    """Those through whose hands a paper of an agency goes."""

    drafter: Actor
    head: Actor
    chief: Actor
    leader: Actor
    clerk: Actor


def load_live(*, home: int, sender: int, posts: dict[str, int], now: datetime) -> None:
    """Issue a paper in `sender` (an agency's id), receive it in `home`, and put drafts on their way there.

    `posts` gives ids by the names of the shown accounts.
    """
    there = _line_of(sender, now)
    pdf, code = _issued(there, now=now)
    here = Line(
        *(_acting(posts[name], now) for name in ("chuyenvien", "truongphong", "chanhvanphong", "lanhdao", "vanthu"))
    )
    _received(here, pdf, code, there, now=now)
    _who_signs(here, deputy=posts["phochutich"], now=now)
    _drafts(here, now=now)


def _acting(post_id: int, now: datetime) -> Actor:
    actor = identity.acting(post_id, now=now)
    assert actor is not None
    return actor


def _line_of(agency_id: int, now: datetime) -> Line:
    held = [p for p in identity.posts(on=timezone.localdate(now), agency_id=agency_id) if p.person_id is not None]
    chief = next(p for p in held if Role.OFFICE_CHIEF in p.roles)
    leader = next(p for p in held if Role.AGENCY_LEADER in p.roles)
    clerk = next(p for p in held if Role.RECORDS_CLERK in p.roles)
    head = next(p for p in held if Role.UNIT_LEADER in p.roles and p.unit_id != chief.unit_id)
    drafter = next(p for p in held if p.unit_id == head.unit_id and Role.UNIT_LEADER not in p.roles)
    return Line(*(_acting(p.id, now) for p in (drafter, head, chief, leader, clerk)))


def _issued(line: Line, *, now: datetime) -> tuple[bytes, str]:
    """Draft, approve, sign, number, seal and issue; return the issued file and its number and notation."""
    due = timezone.localdate(now) + timedelta(days=9)
    content = DraftContent(
        subject=SUBJECT,
        body=BODY.format(due=f"{due:%d/%m/%Y}"),
        send_to=("Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",),
        recipients=("Bộ trưởng (để b/c)", "Sở Nội vụ các tỉnh, thành phố"),
        notation_unit="CCHC",
    )
    draft_id = _submitted(line, content, now=now)
    _approve(line, draft_id, now=now)
    documents.sign_draft(actor=line.leader, draft_id=draft_id, read_version=1, capacity="own", now=now)
    issued = documents.issue_draft(actor=line.clerk, draft_id=draft_id, now=now, subject_is_public=True)
    return documents.main_file(actor=line.clerk, uid=issued.uid), issued.code


def _submitted(line: Line, content: DraftContent, *, now: datetime, type_code: str = "cong-van") -> int:
    draft_id = documents.create_draft(
        actor=line.drafter, type_code=type_code, content=content, signer_post_id=line.leader.post_id, now=now
    )
    documents.submit_draft(actor=line.drafter, draft_id=draft_id, read_version=1, now=now)
    return draft_id


def _approve(line: Line, draft_id: int, *, now: datetime) -> None:
    for actor in (line.head, line.chief):
        documents.approve_step(actor=actor, draft_id=draft_id, read_version=1, now=now)


def _received(line: Line, pdf: bytes, code: str, sender: Line, *, now: datetime) -> None:
    """Register the paper here, hand it up, and let the leader write her instruction."""
    number, _, notation = code.partition("/")
    today = timezone.localdate(now)
    data = IncomingData(
        document_type="cong-van",
        issuing_agency_name=sender.clerk.agency_name,
        issuing_agency_id=sender.clerk.agency_id,
        subject=f"V/v {SUBJECT}",
        arrived_at=now,
        code_number=number,
        code_notation=notation,
        issued_on=today,
        signer_name=sender.leader.person_name,
        signer_position=sender.leader.post_title,
        urgency=1,
        due_on=today + timedelta(days=9),
        received_via="axis",
    )
    file = NewFile(io.BytesIO(pdf), f"{number}_{notation}.pdf")
    found = documents.register_incoming(actor=line.clerk, data=data, files=[file], now=now)
    documents.submit_to_leader(actor=line.clerk, uid=found.uid, leader_post_id=line.leader.post_id, now=now)
    documents.instruct(
        actor=line.leader,
        uid=found.uid,
        text="Giao Phòng Tổng hợp chủ trì, phối hợp Văn phòng tổng hợp số liệu, dự thảo báo cáo trình trước hạn.",
        targets=[
            Target(role="lead", unit_id=line.drafter.unit_id, due_at=now + timedelta(days=7)),
            Target(role="support", unit_id=line.chief.unit_id, due_at=now + timedelta(days=5)),
        ],
        now=now,
    )


def _drafts(line: Line, *, now: datetime) -> None:
    """Leave one draft with each of: the drafter (returned), the head, the leader, the clerk."""
    first, second, third, fourth = (_draft_content(n) for n in range(4))
    _submitted(line, first, now=now)
    waiting_leader = _submitted(line, second, now=now, type_code="thong-bao")
    _approve(line, waiting_leader, now=now)
    signed = _submitted(line, third, now=now, type_code="ke-hoach")
    _approve(line, signed, now=now)
    documents.sign_draft(actor=line.leader, draft_id=signed, read_version=1, capacity="tm", now=now)
    returned = _submitted(line, fourth, now=now, type_code="bao-cao")
    documents.return_draft(
        actor=line.head, draft_id=returned, reason="Bổ sung số liệu của Ủy ban nhân dân huyện Cái Bè.", now=now
    )


def _who_signs(line: Line, *, deputy: int, now: datetime) -> None:
    """Record on what decisions the deputy signs KT. and the office chief TL."""
    decided = now - timedelta(days=60)
    for kind, number, holder, types in (
        ("assignment", "12/QĐ-UBND", deputy, ()),
        ("by_order", "03/QĐ-UBND", line.chief.post_id, ("cong-van", "giay-moi", "thong-bao")),
    ):
        terms = documents.DecisionTerms(
            kind=kind,
            number=number,
            dated_on=timezone.localdate(decided),
            giver_post_id=line.leader.post_id,
            holder_post_id=holder,
            starts_at=decided,
            type_ids=documents.type_ids(types),
            scope_text="Theo Quy chế làm việc của Ủy ban nhân dân tỉnh",
        )
        documents.record_signing_decision(actor=line.clerk, terms=terms, now=now)


def _draft_content(number: int) -> DraftContent:
    subjects = (
        "đôn đốc báo cáo tình hình sử dụng thư điện tử công vụ",
        "Kết luận cuộc họp về ứng dụng công nghệ thông tin trong cơ quan nhà nước tỉnh",
        "Kiểm tra công tác văn thư, lưu trữ và gửi, nhận văn bản điện tử",
        "Kết quả thực hiện Kế hoạch số 58/KH-UBND về ứng dụng công nghệ thông tin",
    )
    return DraftContent(
        subject=subjects[number],
        body="Thực hiện Kế hoạch số 58/KH-UBND của Ủy ban nhân dân tỉnh, các sở, ban, ngành tỉnh và Ủy ban nhân dân "
        "cấp huyện tổ chức thực hiện các nội dung sau:\n\n"
        "1. Rà soát việc gửi, nhận văn bản hoàn toàn dưới dạng điện tử tại đơn vị.\n\n"
        "2. Cử đầu mối phối hợp với Trung tâm Tin học trong quá trình thực hiện.",
        send_to=("Các sở, ban, ngành tỉnh", "Ủy ban nhân dân các huyện, thành phố") if number == 0 else (),
        recipients=("Các sở, ban, ngành tỉnh", "Chủ tịch, các Phó Chủ tịch (để b/c)"),
        notation_unit="TH" if number == 0 else "",
    )
