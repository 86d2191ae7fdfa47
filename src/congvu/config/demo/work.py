"""Puts the papers of the demonstration into the registers: the year in bulk, the last days by real acts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from congvu.documents import api as documents
from congvu.documents.api import BulkLine, IncomingData, NewFile
from congvu.identity import api as identity
from congvu.identity.api import PostCard, Role
from congvu.kernel.api import Actor

from . import papers, plans
from .papers import Correspondent, PaperSpec

DAYS = 365
# Số văn bản một ngày làm việc: tỉnh nhiều nhất, rồi bộ, sở, huyện, xã.
PER_DAY = {"H58": (5.5, 2.6), "G09": (3.0, 2.0), "G14": (2.4, 1.6), "G22": (3.2, 2.4)}
PER_DAY_ELSEWHERE = (0.9, 0.5)
TYPE_CODES = {
    "Công văn": "cong-van",
    "Kế hoạch": "ke-hoach",
    "Báo cáo": "bao-cao",
    "Thông báo": "thong-bao",
    "Quyết định": "quyet-dinh",
    "Giấy mời": "giay-moi",
    "Tờ trình": "to-trinh",
    "Chỉ thị": "chi-thi",
    "Công điện": "cong-dien",
}
PHRASES = (
    "Giao đơn vị chủ trì nghiên cứu, tham mưu văn bản trả lời, trình trước hạn.",
    "Chủ trì, phối hợp các đơn vị liên quan triển khai thực hiện; báo cáo kết quả.",
    "Tổng hợp số liệu, dự thảo báo cáo.",
    "Nghiên cứu, thực hiện theo thẩm quyền.",
)
DONE = ("Đã có văn bản trả lời.", "Đã triển khai đến các đơn vị.", "Đã báo cáo cơ quan cấp trên.", "Lưu theo dõi.")
NOTE = "Văn bản minh họa, nội dung hư cấu."


@dataclass(frozen=True, slots=True)
class Office:
    """Those of an agency who put papers on their way, and the units that get them."""

    agency_id: int
    code: str
    name: str
    abbreviation: str
    clerk: Actor
    leader: PostCard
    workers: tuple[tuple[PostCard, ...], ...]  # of each unit that handles papers, its head first


def load_papers(agencies: dict[str, int], *, now: datetime, progress: Callable[[str], None]) -> None:
    """Fill the registers of agencies that have none yet; `agencies` gives ids by code."""
    today = timezone.localdate(now)
    offices = [_office(code, agency_id, now) for code, agency_id in agencies.items()]
    senders = {office.code: _as_correspondent(office) for office in offices}
    for office in offices:
        if documents.has_documents(agency_id=office.agency_id):
            continue
        progress(f"Một năm văn bản của {office.name}")
        _load_plan(office, today)
        incoming, outgoing = PER_DAY.get(office.code, PER_DAY_ELSEWHERE)
        others = [card for code, card in senders.items() if code != office.code]
        arrived = papers.incoming(code=office.code, senders=others, today=today, days=DAYS, per_day=incoming)
        issued = papers.outgoing(
            code=office.code, sender=senders[office.code], today=today, days=DAYS, per_day=outgoing
        )
        lines = list(_incoming_lines(office, [p for p in arrived if p.at <= now], now=now))
        lines += _outgoing_lines(office, [p for p in issued if p.at <= now])
        documents.bulk_load(actor=office.clerk, lines=lines)


def _office(code: str, agency_id: int, now: datetime) -> Office:
    card = identity.agency(agency_id)
    held = [p for p in identity.posts(on=timezone.localdate(now), agency_id=agency_id) if p.person_id is not None]
    clerk_post = next(p for p in held if Role.RECORDS_CLERK in p.roles)
    clerk = identity.acting(clerk_post.id, now=now)
    assert clerk is not None
    leader = next(p for p in held if Role.AGENCY_LEADER in p.roles)
    units: dict[int, list[PostCard]] = {}
    for one in held:
        if {Role.UNIT_LEADER, Role.SPECIALIST} & one.roles:
            units.setdefault(one.unit_id, []).append(one)
    workers = tuple(tuple(units[unit_id]) for unit_id in sorted(units))
    return Office(agency_id, code, card.name, card.abbreviation, clerk, leader, workers or ((clerk_post,),))


def _as_correspondent(office: Office) -> Correspondent:
    return Correspondent(office.name, office.abbreviation, office.leader.person_name, office.leader.title)


def _incoming_lines(office: Office, specs: list[PaperSpec], *, now: datetime) -> Iterator[BulkLine]:
    for place, spec in enumerate(specs):
        data = IncomingData(
            document_type=TYPE_CODES[spec.type_name],
            issuing_agency_name=spec.sender,
            subject=spec.subject,
            arrived_at=spec.at,
            code_number=f"{spec.number:02d}",
            code_notation=spec.notation,
            issued_on=spec.issued_on,
            signer_name=spec.signer,
            signer_position=spec.signer_title,
            urgency=spec.urgency,
            due_on=spec.due_on,
            received_via="axis",
            note=NOTE,
        )
        line = BulkLine(data=data, registered_at=spec.at + timedelta(minutes=9), state="registered")
        yield _with_progress(office, line, spec, place, now)


def _with_progress(office: Office, line: BulkLine, spec: PaperSpec, place: int, now: datetime) -> BulkLine:
    if spec.progress == "waiting" and place % 2:
        return line
    line = replace(
        line,
        state="waiting",
        leader_post_id=office.leader.id,
        leader_name=office.leader.person_name,
        leader_title=office.leader.title,
    )
    if spec.progress == "waiting":
        return line
    unit = office.workers[place % len(office.workers)]
    worker = unit[place // len(office.workers) % len(unit)]
    due = datetime.combine(spec.due_on, datetime.min.time(), papers.ZONE) + timedelta(hours=17) if spec.due_on else None
    line = replace(
        line,
        state="in_progress",
        text=PHRASES[place % len(PHRASES)],
        lead_unit_id=worker.unit_id,
        lead_unit_name=worker.unit_name,
        lead_post_id=worker.id,
        due_at=due,
    )
    if spec.progress == "handling":
        return line
    closed = min(spec.at + timedelta(days=1 + place % 5, hours=1), now)
    return replace(line, state="done", closed_at=closed, closing_note=DONE[place % len(DONE)])


def _outgoing_lines(office: Office, specs: list[PaperSpec]) -> Iterator[BulkLine]:
    for spec in specs:
        data = IncomingData(
            document_type=TYPE_CODES[spec.type_name],
            issuing_agency_name=office.name,
            issuing_agency_id=office.agency_id,
            subject=spec.subject,
            arrived_at=spec.at,
            code_notation=spec.notation,
            issued_on=spec.issued_on,
            signer_name=spec.signer,
            signer_position=spec.signer_title,
            urgency=spec.urgency,
            note=NOTE,
        )
        yield BulkLine(data=data, registered_at=spec.at, state="issued", direction="outgoing")


def _load_plan(office: Office, today: date) -> None:
    """The agency's plan of 2010-2011: its register of that year goes on from the number before it."""
    for plan in plans.PLANS:
        if plan.agency_code != office.code:
            continue
        at = datetime.combine(plan.issued_on, datetime.min.time(), UTC) + timedelta(hours=3)
        documents.continue_register(
            actor=office.clerk,
            direction="outgoing",
            year=plan.issued_on.year,
            last_number=plan.number - 1,
            now=timezone.now(),
        )
        name = f"{plan.number}_{plan.notation}.pdf"
        data = IncomingData(
            document_type=TYPE_CODES[plan.type_name],
            issuing_agency_name=office.name,
            issuing_agency_id=office.agency_id,
            subject=plan.subject,
            arrived_at=at,
            code_notation=plan.notation,
            issued_on=plan.issued_on,
            signer_name=plan.signer,
            signer_position=plan.signer_title,
            signer_capacity=plan.capacity[:3] if plan.capacity else "",
            note=plan.note,
        )
        line = BulkLine(
            data=data,
            registered_at=at,
            state="issued",
            direction="outgoing",
            files=(NewFile(io.BytesIO(_printed(plan, office)), name),),
        )
        documents.bulk_load(actor=office.clerk, lines=[line])


def _printed(plan: plans.PlanSpec, office: Office) -> bytes:
    """The plan as a page in today's form; unsigned, since no demonstration key may speak for a real person."""
    card = identity.agency(office.agency_id)
    lines = tuple(part for part in (plan.capacity, plan.signer_title.upper()) if part)
    paper = documents.Paper(
        form="quyet_dinh" if plan.type_name == "Quyết định" else "co_ten",
        type_name=plan.type_name,
        agency=card.name,
        superior=card.superior_name,
        notation=f"/{plan.notation}",
        number=str(plan.number),
        place=card.place_name,
        date_text=f"ngày {plan.issued_on:%d} tháng {_month(plan.issued_on.month)} năm {plan.issued_on.year}",
        subject=plan.subject.removeprefix("Về việc "),
        body=plan.body,
        signer=documents.PaperSigner(lines=lines, name=plan.signer),
        recipients=("Các đơn vị thuộc và trực thuộc",),
        file_line="Lưu: VT.",
        authority=plan.signer_title,
        contact="Bản minh họa dựng lại từ tin báo chí, không có chữ ký, không có giá trị pháp lý.",
    )
    return documents.print_paper(paper).pdf


def _month(number: int) -> str:
    """Months 1 and 2 take a leading zero, others do not (NĐ 30/2020 Phụ lục I)."""
    return f"{number:02d}" if number < 3 else str(number)
