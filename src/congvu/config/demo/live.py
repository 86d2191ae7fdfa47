"""The last papers by real acts: letters that agencies sign and send each other by exchange, and drafts on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from congvu.documents import api as documents
from congvu.documents.api import DraftContent, IncomingData, Target
from congvu.exchange import api as exchange
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


HOME, SENDER, SECOND_SENDER, REFUSER = "H58", "G09", "G14", "G22"
RETURNED_BECAUSE = "Không thuộc thẩm quyền giải quyết của Văn phòng Chính phủ; đề nghị gửi Bộ Nội vụ."


@dataclass(frozen=True, slots=True)
class Line:
    """Those through whose hands a paper of an agency goes."""

    drafter: Actor
    head: Actor
    chief: Actor
    leader: Actor
    clerk: Actor


def load_live(*, agencies: dict[str, int], posts: dict[str, int], now: datetime) -> None:
    """Let ministries and the province send each other letters, and put drafts on their way in the province.

    `agencies` gives ids by codes, `posts` by the names of the shown accounts.
    """
    there = _line_of(agencies[SENDER], now)
    here = Line(
        *(_acting(posts[name], now) for name in ("chuyenvien", "truongphong", "chanhvanphong", "lanhdao", "vanthu"))
    )
    _issued(there, _request(now), receivers=[HOME], now=now)
    exchange.carry_here(now=now)
    _received(here, there, now=now)
    _who_signs(here, deputy=posts["phochutich"], now=now)
    _drafts(here, now=now)
    _letters(here, agencies, now=now)


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


def _request(now: datetime) -> DraftContent:
    due = timezone.localdate(now) + timedelta(days=9)
    return DraftContent(
        subject=SUBJECT,
        body=BODY.format(due=f"{due:%d/%m/%Y}"),
        send_to=("Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",),
        recipients=("Bộ trưởng (để b/c)", "Sở Nội vụ các tỉnh, thành phố"),
        notation_unit="CCHC",
    )


def _issued(
    line: Line, content: DraftContent, *, now: datetime, receivers: list[str] | None = None, capacity: str = "own"
) -> None:
    """Draft, approve, sign, number, seal and issue; `receivers` are codes, None those of its "Nơi nhận"."""
    draft_id = _submitted(line, content, now=now)
    _approve(line, draft_id, now=now)
    documents.sign_draft(actor=line.leader, draft_id=draft_id, read_version=1, capacity=capacity, now=now)
    documents.issue_draft(actor=line.clerk, draft_id=draft_id, now=now, subject_is_public=True, receivers=receivers)


def _submitted(line: Line, content: DraftContent, *, now: datetime, type_code: str = "cong-van") -> int:
    draft_id = documents.create_draft(
        actor=line.drafter, type_code=type_code, content=content, signer_post_id=line.leader.post_id, now=now
    )
    documents.submit_draft(actor=line.drafter, draft_id=draft_id, read_version=1, now=now)
    return draft_id


def _approve(line: Line, draft_id: int, *, now: datetime) -> None:
    for actor in (line.head, line.chief):
        documents.approve_step(actor=actor, draft_id=draft_id, read_version=1, now=now)


def _received(line: Line, sender: Line, *, now: datetime) -> None:
    """Register here what the sender's letter says, hand it up, and let the leader write her instruction."""
    (came,) = exchange.waiting(actor=line.clerk)
    data = IncomingData(
        document_type="cong-van",
        issuing_agency_name=came.sender_name,
        issuing_agency_id=sender.clerk.agency_id,
        subject=f"V/v {SUBJECT}",
        arrived_at=now,
        code_number=came.code_number,
        code_notation=came.code_notation,
        document_code=came.document_code,
        issued_on=came.issued_on,
        signer_name=came.signer_name,
        signer_position=came.signer_position,
        urgency=1,
        due_on=timezone.localdate(now) + timedelta(days=9),
        received_via="axis",
    )
    found = documents.register_from_intake(actor=line.clerk, intake="lien-thong", uid=came.uid, data=data, now=now)
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


def _letters(here: Line, agencies: dict[str, int], *, now: datetime) -> None:
    """One letter waits at the province's clerk; one of the province is registered, waits, and is returned."""
    ministry = _line_of(agencies[SECOND_SENDER], now)
    _issued(ministry, _invitation(), receivers=[HOME], now=now)
    _issued(here, _answer(), now=now, capacity="tm")
    exchange.carry_here(now=now)
    first = _line_of(agencies[SENDER], now).clerk
    for came in exchange.waiting(actor=first):
        documents.register_arrival(actor=first, uid=came.uid, now=now)
    refuser = _line_of(agencies[REFUSER], now).clerk
    for came in exchange.waiting(actor=refuser):
        exchange.refuse(actor=refuser, arrival_uid=came.uid, reason=RETURNED_BECAUSE, now=now)
    exchange.carry_here(now=now)


def _invitation() -> DraftContent:
    return DraftContent(
        subject="lấy ý kiến góp ý dự thảo quy định kỹ thuật về kết nối, liên thông các hệ thống quản lý văn bản",
        body="Để hoàn thiện dự thảo quy định kỹ thuật về kết nối, liên thông giữa các hệ thống quản lý văn bản và "
        "điều hành, đề nghị Quý cơ quan nghiên cứu, góp ý các nội dung sau:\n\n"
        "1. Cấu trúc gói tin, chữ ký số và trạng thái xử lý.\n\n"
        "2. Khó khăn khi gửi, nhận văn bản hoàn toàn dưới dạng điện tử tại địa phương.",
        send_to=("Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",),
        recipients=("Bộ trưởng (để b/c)",),
        notation_unit="CNTT",
    )


def _answer() -> DraftContent:
    return DraftContent(
        subject="gửi, nhận văn bản hoàn toàn dưới dạng điện tử giữa Ủy ban nhân dân tỉnh và các bộ, cơ quan ngang bộ",
        body="Từ tháng này, Ủy ban nhân dân tỉnh gửi văn bản không mật hoàn toàn dưới dạng điện tử có ký số, không gửi "
        "kèm bản giấy. Đề nghị Quý cơ quan xác nhận trạng thái tiếp nhận, xử lý trên hệ thống liên thông.",
        send_to=("Bộ Nội vụ", "Bộ Thông tin và Truyền thông", "Văn phòng Chính phủ"),
        recipients=("Chủ tịch, các Phó Chủ tịch (để b/c)",),
        notation_unit="TH",
    )
