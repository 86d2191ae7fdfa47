"""A file plan and thirty case files in every state, by the acts of the people who keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from congvu.archive import api as archive
from congvu.archive.api import FileData
from congvu.documents import api as documents
from congvu.identity import api as identity
from congvu.kernel.api import Actor

HEADINGS = (
    (
        "Tổng hợp",
        "TH",
        (
            ("Chương trình, kế hoạch công tác năm {year}", "vinh-vien"),
            ("Báo cáo công tác quý, 6 tháng năm {year}", "20"),
            ("Hồ sơ họp giao ban năm {year}", "10"),
            ("Hồ sơ tiếp nhận, xử lý công văn trao đổi thông thường năm {year}", "5"),
        ),
    ),
    (
        "Công nghệ thông tin, cải cách hành chính",
        "CNTT",
        (
            ("Hồ sơ kế hoạch ứng dụng công nghệ thông tin năm {year}", "20"),
            ("Hồ sơ gửi, nhận văn bản điện tử và chữ ký số năm {year}", "20"),
            ("Hồ sơ kiểm tra cải cách hành chính năm {year}", "20"),
        ),
    ),
    (
        "Văn thư, lưu trữ",
        "VTLT",
        (
            ("Hồ sơ lập danh mục hồ sơ và nộp lưu năm {year}", "20"),
            ("Hồ sơ hủy tài liệu hết giá trị năm {year}", "vinh-vien"),
        ),
    ),
)
SUBJECTS = (
    "Hồ sơ về việc triển khai hệ thống thư điện tử công vụ",
    "Hồ sơ tổ chức hội nghị trực tuyến về cải cách hành chính",
    "Hồ sơ góp ý dự thảo quy chế quản lý văn bản điện tử",
    "Hồ sơ đầu tư trang thiết bị phòng họp trực tuyến",
    "Hồ sơ đào tạo kỹ năng số cho cán bộ, công chức",
    "Hồ sơ giải quyết kiến nghị của doanh nghiệp",
    "Hồ sơ kiểm tra an toàn thông tin mạng",
    "Hồ sơ xây dựng cổng thông tin điện tử",
    "Hồ sơ phối hợp chia sẻ dữ liệu dân cư",
    "Hồ sơ tổng kết kế hoạch ứng dụng công nghệ thông tin",
)
RETENTIONS = ("20", "10", "vinh-vien", "5", "20", "50")


@dataclass(frozen=True, slots=True)
class People:
    """Those who keep files, lead, and run the archive."""

    clerk: Actor
    chief: Actor
    leader: Actor
    archivist: Actor


def load_archive(*, home: int, posts: dict[str, int], now: datetime) -> None:
    """Fill the archive of an agency that has no case file; `posts` gives ids by the names of the shown accounts."""
    if archive.has_files(agency_id=home):
        return
    names = ("vanthu", "chanhvanphong", "lanhdao", "luutru")
    people = People(*(_acting(posts[name], now) for name in names))
    _plan(people, now=now)
    _open_files(people, now=now)
    _in_hand(people, now=now)
    kept = _handed_over(people, now=now)
    _used(people, kept, borrower=_acting(posts["chuyenvien"], now), now=now)
    _worn_out(people, now=now)


def _acting(post_id: int, now: datetime) -> Actor:
    actor = identity.acting(post_id, now=now)
    assert actor is not None
    return actor


def _plan(people: People, *, now: datetime) -> None:
    today = timezone.localdate(now)
    plan = archive.start_plan(actor=people.archivist, year=today.year, now=now)
    for title, abbreviation, rows in HEADINGS:
        heading = archive.add_heading(
            actor=people.archivist, plan_id=plan, title=title, abbreviation=abbreviation, now=now
        )
        for place, (row, retention) in enumerate(rows):
            keeper = (people.clerk, people.chief)[place % 2]
            archive.add_row(
                actor=people.archivist,
                plan_id=plan,
                heading_id=heading,
                title=row.format(year=today.year),
                retention=retention,
                creator_post_id=keeper.post_id,
                now=now,
            )
    archive.submit_plan(actor=people.archivist, plan_id=plan, leader_post_id=people.leader.post_id, now=now)
    archive.approve_plan(actor=people.leader, plan_id=plan, now=now)
    archive.issue_plan(
        actor=people.archivist, plan_id=plan, decision_code=f"12/{today.year}/QĐ-UBND", decision_on=today, now=now
    )


def _file(
    keeper: Actor, number: int, *, now: datetime, started: date, papers: int = 3, retention: str = "", usage: str = "01"
) -> UUID:
    """Open a file and put papers of the register into it; the same every time the demonstration is made."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    uid = archive.open_file(
        actor=keeper,
        data=FileData(
            title=f"{subject}, năm {started.year}",
            notation=f"{number:02d}.HS",
            retention=retention or RETENTIONS[number % len(RETENTIONS)],
            started_on=started,
            usage=usage,
            keyword="minh họa",
        ),
        now=now,
    )
    if papers:
        found = documents.find_to_file(actor=keeper, typed="", most=90)
        chosen = [found[(number * 7 + n * 3) % len(found)].uid for n in range(papers)] if found else []
        if chosen:
            archive.put_documents(actor=keeper, uid=uid, document_uids=chosen, now=now)
    return uid


def _open_files(people: People, *, now: datetime) -> None:
    """New, running, paused, given up: numbers 1 to 12."""
    today = timezone.localdate(now)
    for number in range(1, 13):
        keeper = (people.clerk, people.chief)[number % 2]
        started = today - timedelta(days=number * 3)
        uid = _file(keeper, number, now=now, started=started, papers=0 if number in {1, 2, 3} else 2 + number % 4)
        if number == 3:
            archive.cancel_file(actor=keeper, uid=uid, reason="Trùng với hồ sơ đã có.", now=now)
        elif number in {4, 5}:
            archive.pause_file(actor=keeper, uid=uid, reason="Chờ ý kiến của Bộ Nội vụ.", now=now)
        elif number > 8:
            archive.report_progress(actor=keeper, uid=uid, percent=number * 7, text="", now=now)


def _closed(people: People, number: int, *, ended: date, now: datetime) -> UUID:
    keeper = (people.clerk, people.chief)[number % 2]
    uid = _file(keeper, number, now=now, started=ended - timedelta(days=200))
    _confirm_and_close(people, keeper, uid, ended=ended, now=now)
    return uid


def _confirm_and_close(people: People, keeper: Actor, uid: UUID, *, ended: date, now: datetime) -> None:
    for change_id in archive.waiting_change_ids(actor=people.leader, uid=uid, now=now):
        archive.decide_change(actor=people.leader, uid=uid, change_id=change_id, confirm=True, now=now)
    archive.close_file(actor=keeper, uid=uid, ended_on=ended, now=now)


def _in_hand(people: People, *, now: datetime) -> None:
    """Closed: due soon, late, one asked to be kept back; the yearly notice is out. Numbers 13 to 18."""
    today = timezone.localdate(now)
    for number in range(13, 19):
        days = (420, 380, 345, 330, 200, 90)[number - 13]
        uid = _closed(people, number, ended=today - timedelta(days=days), now=now)
        if number == 14:
            archive.ask_keep_back(
                actor=people.clerk, uid=uid, until=today + timedelta(days=300), reason="Còn dùng thường xuyên.", now=now
            )
    archive.send_notice(actor=people.archivist, year=today.year, text="", now=now)


def _handed_over(people: People, *, now: datetime) -> list[UUID]:
    """Waiting, being checked, returned, accepted: numbers 19 to 26, each hand-over of two files of one keeper.

    The minutes of the accepted one wait for their signatures.
    """
    ended = timezone.localdate(now) - timedelta(days=300)
    kept: list[UUID] = []
    for turn, end in enumerate(("waiting", "checking", "returned", "accepted")):
        keeper = (people.clerk, people.chief)[turn % 2]
        uids = []
        for number in (19 + 2 * turn, 20 + 2 * turn):
            uid = _file(keeper, number, now=now, started=ended - timedelta(days=150), retention="20")
            _confirm_and_close(people, keeper, uid, ended=ended, now=now)
            uids.append(uid)
        made = archive.prepare_handover(actor=keeper, file_uids=uids, reason="", is_permanent=False, now=now)
        archive.offer_handover(actor=keeper, uid=made, now=now)
        if end == "waiting":
            continue
        archive.take_handover(actor=people.archivist, uid=made, now=now)
        if end == "returned":
            archive.return_handover(actor=people.archivist, uid=made, reason="Bổ sung bản giấy có chữ ký.", now=now)
        elif end == "accepted":
            archive.accept_handover(actor=people.archivist, uid=made, conclusion="Đủ, đúng mục lục.", now=now)
            kept += uids
    return kept


def _used(people: People, kept: list[UUID], *, borrower: Actor, now: datetime) -> None:
    """One electronic use that runs, one request that waits."""
    day = timezone.localdate(now) + timedelta(days=14)
    for place, uid in enumerate(kept):
        loan = archive.ask_loan(
            actor=borrower,
            file_uid=uid,
            kind=("electronic", "paper")[place % 2],
            purpose="Đối chiếu số liệu khi lập báo cáo.",
            due_on=day,
            now=now,
        )
        if place == 0:
            archive.decide_loan(actor=people.leader, uid=loan, allow=True, note="", now=now)


def _worn_out(people: People, *, now: datetime) -> None:
    """Files of long ago: one destroyed by decision, one on a list, two waiting. Numbers 27 to 30."""
    year = timezone.localdate(now).year - 8
    uids = []
    for number in range(27, 31):
        uid = _file(people.clerk, number, now=now, started=date(year, 1, 10), papers=0, retention="5")
        archive.put_material(
            actor=people.clerk,
            uid=uid,
            data=archive.MaterialData(kind="paper", title="Tập công văn trao đổi", sheets=40, medium="giấy A4"),
            now=now,
        )
        archive.close_file(actor=people.clerk, uid=uid, ended_on=date(year, 11, 20), now=now)
        uids.append(uid)
    for place, uid in enumerate(uids[:2]):
        made = archive.list_disposal(
            actor=people.archivist, file_uids=[uid], reason="Hết thời hạn bảo quản, không còn giá trị.", now=now
        )
        if place == 0:
            _destroyed(people, made, now=now)


def _destroyed(people: People, made: UUID, *, now: datetime) -> None:
    members = [
        (people.leader.person_name, people.leader.post_title, "Chủ tịch hội đồng"),
        (people.chief.person_name, people.chief.post_title, "Ủy viên"),
        (people.archivist.person_name, people.archivist.post_title, "Ủy viên thư ký"),
    ]
    archive.put_before_council(actor=people.archivist, uid=made, members=members, council_code="30/QĐ-UBND", now=now)
    archive.conclude_council(
        actor=people.archivist,
        uid=made,
        conclusion="Đồng ý hủy toàn bộ.",
        met_on=timezone.localdate(now),
        keep=[],
        now=now,
    )
    archive.decide_disposal(actor=people.leader, uid=made, decision_code="31/QĐ-UBND", now=now)
    archive.carry_out_disposal(actor=people.archivist, uid=made, now=now)
