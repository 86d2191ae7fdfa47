"""Tasks in every state, by the acts of those who give, lead and confirm them. Contents are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from congvu.directives import api as directives
from congvu.directives.api import DirectiveData, Party, ReportData
from congvu.identity import api as identity
from congvu.identity.api import Role
from congvu.kernel.api import Actor

FIELDS = (
    "Cải cách hành chính",
    "Công nghệ thông tin",
    "Đầu tư công",
    "Đất đai, môi trường",
    "Phòng, chống thiên tai",
    "Giáo dục, y tế",
)
# Nội dung, lĩnh vực (số thứ tự ở trên), nguồn, căn cứ, sản phẩm.
CONTENTS = (
    (
        "Rà soát, chuẩn hóa danh mục thủ tục hành chính đủ điều kiện cung cấp trực tuyến; hoàn thành cấu "
        "hình biểu mẫu điện tử, "
        "phí, lệ phí và quy trình nội bộ, báo cáo kết quả theo từng lĩnh vực",
        0,
        "meeting",
        "Thông báo số 118/TB-UBND kết luận họp giao ban tháng",
        "report",
    ),
    (
        "Tham mưu Kế hoạch ứng dụng công nghệ thông tin trong hoạt động của cơ quan nhà nước tỉnh giai đoạn "
        "2011 - 2015, "
        "xác định rõ chỉ tiêu, nguồn vốn, lộ trình và cơ quan chủ trì từng nhiệm vụ",
        1,
        "document",
        "Quyết định số 1605/QĐ-TTg",
        "project",
    ),
    (
        "Tổng hợp tiến độ giải ngân vốn đầu tư công; chỉ rõ dự án giải ngân dưới 50% kế hoạch, nguyên nhân, "
        "trách nhiệm của "
        "từng chủ đầu tư và đề xuất điều chuyển vốn",
        2,
        "hand",
        "",
        "report",
    ),
    (
        "Kiểm tra, xử lý phản ánh của cử tri về ô nhiễm nguồn nước kênh nội đồng; phối hợp huyện Cai Lậy "
        "lấy mẫu, đánh giá và "
        "báo cáo biện pháp khắc phục",
        3,
        "phone",
        "Chỉ đạo của Chủ tịch qua điện thoại",
        "report",
    ),
    (
        "Chủ động phương án ứng phó triều cường, xâm nhập mặn; rà soát đê bao, cống ngăn mặn, phương tiện "
        "và lực lượng tại chỗ "
        "ở các xã ven biển Gò Công",
        4,
        "document",
        "Công điện số 1127/CĐ-VPCP",
        "project",
    ),
    (
        "Xây dựng quy chế tiếp nhận, xử lý và phát hành văn bản điện tử giữa các sở, ngành; quy định rõ "
        "thời hạn phản hồi trạng "
        "thái và trách nhiệm của văn thư",
        1,
        "meeting",
        "Thông báo số 126/TB-UBND",
        "decision",
    ),
    (
        "Khảo sát, đề xuất trang bị điểm cầu truyền hình trực tuyến tại các huyện, thị xã, thành phố để bảo "
        "đảm mọi cuộc họp "
        "giữa tỉnh và huyện có thể họp trực tuyến",
        1,
        "oral",
        "Ý kiến tại buổi làm việc với Trung tâm Tin học",
        "proposal",
    ),
    (
        "Báo cáo kết quả thực hiện Nghị quyết của Hội đồng nhân dân tỉnh về kiên cố hóa trường lớp học, "
        "danh mục công trình "
        "chậm tiến độ và giải pháp hoàn thành trước năm học mới",
        5,
        "hand",
        "",
        "report",
    ),
    (
        "Dự thảo văn bản trả lời kiến nghị của Hiệp hội Doanh nghiệp tỉnh về thủ tục đất đai, thời gian "
        "thẩm định và phí, lệ phí",
        3,
        "paper",
        "Phiếu chuyển của Thường trực Ủy ban",
        "letter",
    ),
    (
        "Tổ chức tập huấn sử dụng thư điện tử công vụ và phần mềm quản lý văn bản cho cán bộ, công chức cấp "
        "xã; thống kê tỷ lệ "
        "sử dụng thường xuyên theo từng xã",
        1,
        "hand",
        "",
        "report",
    ),
)
PROGRESS = (
    "Đã ban hành văn bản đề nghị các đơn vị báo cáo; nhận được 14/22 báo cáo, đang tổng hợp.",
    "Đã họp với các sở, ngành liên quan, thống nhất đề cương; đang hoàn thiện dự thảo lần 2.",
    "Đã khảo sát thực địa 6/10 huyện, có biên bản; dự kiến xong trong tuần tới.",
)
RESULTS = (
    "Đã trình báo cáo tổng hợp kèm phụ lục theo từng đơn vị.",
    "Đã có dự thảo hoàn chỉnh, đủ ý kiến của các sở, ngành, trình ký.",
    "Đã triển khai xong, kết quả gửi các đơn vị và đăng trên trang thông tin điện tử.",
)


@dataclass(frozen=True, slots=True)
class _Way:
    """A task's way: given and due so many days before or after today, and what became of it."""

    given: int
    due: int
    end: str


WAYS = (
    _Way(-2, 12, "new"),
    _Way(-6, 9, "received"),
    _Way(-20, 3, "running"),
    _Way(-30, -4, "running"),
    _Way(-45, -9, "troubled"),
    _Way(-25, 1, "review"),
    _Way(-60, -20, "done"),
    _Way(-75, -30, "done_late"),
    _Way(-18, 6, "asked"),
    _Way(-40, 8, "extended"),
    _Way(-15, 10, "returned"),
    _Way(-9, 14, "refused"),
    _Way(-50, 20, "paused"),
    _Way(-35, 15, "cancelled"),
    _Way(-28, 21, "handed_on"),
    _Way(-90, -50, "done"),
    _Way(-120, -80, "done"),
)


@dataclass(frozen=True, slots=True)
class _Unit:
    id: int
    head: Actor
    officer_post_id: int | None


def load_directives(*, home: int, posts: dict[str, int], now: datetime) -> None:
    """Give the tasks of an agency that has none; `posts` gives ids by the names of the shown accounts."""
    if directives.has_directives(agency_id=home):
        return
    leader, deputy = (_acting(posts[name], now) for name in ("lanhdao", "phochutich"))
    chief, monitor = _acting(posts["chanhvanphong"], now), posts["chuyenvien"]
    units = _units(home, posts, now)
    for number in range(36):
        way = WAYS[number % len(WAYS)]
        giver = (leader, deputy, leader)[number % 3]
        unit = units[number % len(units)]
        data = _data(number, way, units, unit, giver, leader, monitor, now=now)
        by = chief if data.source in {"phone", "oral", "paper"} else giver
        _walk(by, giver, unit, data, way, number, now=now)
    _whole(leader, units[0], now=now)
    _regular(leader, units[0], now=now)


def _acting(post_id: int, now: datetime) -> Actor:
    actor = identity.acting(post_id, now=now)
    assert actor is not None
    return actor


def _units(home: int, posts: dict[str, int], now: datetime) -> list[_Unit]:
    """Return the units that have a head, that of the shown head of division first."""
    cards = [card for card in identity.posts(on=timezone.localdate(now), agency_id=home) if card.person_id is not None]
    found: dict[int, _Unit] = {}
    for card in cards:
        if Role.UNIT_LEADER not in card.roles or card.unit_id in found or card.id == posts["chanhvanphong"]:
            continue
        officer = next((c.id for c in cards if c.unit_id == card.unit_id and c.id != card.id), None)
        found[card.unit_id] = _Unit(card.unit_id, _acting(card.id, now), officer)
    return sorted(found.values(), key=lambda unit: (unit.head.post_id != posts["truongphong"], unit.id))


def _data(
    number: int,
    way: _Way,
    units: list[_Unit],
    unit: _Unit,
    giver: Actor,
    leader: Actor,
    monitor: int,
    *,
    now: datetime,
) -> DirectiveData:
    content, field, source, ground, product = CONTENTS[number % len(CONTENTS)]
    today = timezone.localdate(now)
    other = units[(number + 1) % len(units)]
    return DirectiveData(
        content=content,
        lead=Party(unit_id=unit.id),
        supporters=(Party(unit_id=other.id),) if other.id != unit.id and number % 2 else (),
        due_on=today + timedelta(days=way.due),
        urgency=(0, 0, 1, 0, 0, 2)[number % 6],
        product=product,
        field=FIELDS[field],
        level="chairman",
        source=source,
        source_note=ground,
        source_on=today + timedelta(days=way.given),
        giver_post_id=giver.post_id,
        monitor_post_id=monitor if number % 3 == 0 else None,
        supervisor_post_id=leader.post_id if giver.post_id != leader.post_id else None,
    )


def _walk(by: Actor, giver: Actor, unit: _Unit, data: DirectiveData, way: _Way, number: int, *, now: datetime) -> None:
    """Give one task and let its people do what its way says, at plausible days."""

    def day(offset: int) -> datetime:
        return min(now, now + timedelta(days=offset))

    uid = directives.give(actor=by, data=data, now=day(way.given))
    lead = unit.head
    if way.end == "new":
        return
    if way.end == "refused":
        reason = "Nội dung thuộc chức năng của đơn vị khác theo quy chế làm việc; đề nghị giao lại."
        directives.refuse(actor=lead, uid=uid, reason=reason, now=day(way.given + 2))
        return
    directives.receive(actor=lead, uid=uid, now=day(way.given + 1))
    if way.end == "received":
        return
    if way.end == "handed_on" and unit.officer_post_id is not None:
        directives.hand_on(
            actor=lead,
            uid=uid,
            post_id=unit.officer_post_id,
            note="Báo cáo tôi thứ Sáu hằng tuần.",
            now=day(way.given + 2),
        )
        return
    if way.end == "cancelled":
        directives.cancel(actor=giver, uid=uid, reason="Đã có chỉ đạo chung thay thế.", now=day(way.given + 5))
        return
    percent = 30 + number % 5 * 10
    troubles = "Ba đơn vị chưa gửi số liệu dù đã đôn đốc hai lần." if way.end == "troubled" else ""
    proposals = "Đề nghị lãnh đạo phê bình và ấn định thời hạn cuối." if troubles else ""
    report = ReportData(PROGRESS[number % len(PROGRESS)], percent, troubles, proposals)
    directives.report_progress(actor=lead, uid=uid, data=report, now=day(way.given + 8))
    _end(giver, lead, uid, way, number, day, today=timezone.localdate(now))


def _end(
    giver: Actor, lead: Actor, uid: UUID, way: _Way, number: int, day: Callable[[int], datetime], *, today: date
) -> None:
    due = today + timedelta(days=way.due)
    if way.end == "paused":
        directives.pause(actor=giver, uid=uid, reason="Chờ hướng dẫn của bộ, ngành Trung ương.", now=day(-3))
    elif way.end in {"asked", "extended"}:
        reason = "Phải lấy thêm ý kiến của các huyện theo quy định, dự kiến thêm hai tuần."
        until = due + timedelta(days=14)
        directives.ask_extension(actor=lead, uid=uid, until=until, reason=reason, now=day(-2))
        if way.end == "extended":
            directives.decide_extension(
                actor=giver, uid=uid, agree=True, until=None, answer="Đồng ý, không gia hạn thêm.", now=day(-1)
            )
    elif way.end in {"review", "done", "done_late", "returned"}:
        late = {"done_late": 6, "review": -2, "returned": -14}.get(way.end, -3)
        result = ReportData(RESULTS[number % len(RESULTS)], 100)
        directives.submit_result(actor=lead, uid=uid, data=result, now=day(way.due + late))
        if way.end.startswith("done"):
            directives.accept(actor=giver, uid=uid, note="", now=day(way.due + late + 1))
        elif way.end == "returned":
            reason = "Chưa nêu trách nhiệm cụ thể của từng đơn vị; bổ sung rồi báo cáo lại."
            directives.return_result(actor=giver, uid=uid, reason=reason, now=day(-3))


def _whole(leader: Actor, unit: _Unit, *, now: datetime) -> None:
    """A task with parts: its unit's head gave them to her people."""
    today = timezone.localdate(now)
    data = DirectiveData(
        content="Chủ trì chuẩn bị Hội nghị sơ kết ứng dụng công nghệ thông tin với cải cách hành chính: báo cáo "
        "trung tâm, "
        "tham luận của các sở, ngành, tài liệu và kịch bản điều hành",
        lead=Party(unit_id=unit.id),
        due_on=today + timedelta(days=18),
        product="report",
        field=FIELDS[0],
        level="chairman",
    )
    uid = directives.give(actor=leader, data=data, now=now - timedelta(days=10))
    parts = ("Dự thảo báo cáo trung tâm", "Đặt tham luận của năm sở, ngành", "Kịch bản điều hành, giấy mời")
    rows = [
        DirectiveData(
            content=f"{part} của Hội nghị sơ kết",
            lead=Party(post_id=unit.officer_post_id) if unit.officer_post_id else Party(unit_id=unit.id),
            due_on=today + timedelta(days=5 + place * 4),
            level="unit",
        )
        for place, part in enumerate(parts)
    ]
    directives.split(actor=unit.head, uid=uid, rows=rows, now=now - timedelta(days=9))


def _regular(leader: Actor, unit: _Unit, *, now: datetime) -> None:
    """A monthly report, whose first period stands open."""
    today = timezone.localdate(now)
    data = DirectiveData(
        content="Báo cáo kết quả gửi, nhận văn bản điện tử và sử dụng chữ ký số của các sở, ngành, huyện",
        lead=Party(unit_id=unit.id),
        due_on=today + timedelta(days=11),
        kind="regular",
        repeat="month",
        product="report",
        field=FIELDS[1],
        level="chairman",
    )
    directives.give(actor=leader, data=data, now=now - timedelta(days=1))
    directives.open_periods(now=now)
