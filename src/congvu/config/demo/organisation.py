"""The demonstration agencies as they stood in 2011, when the plans were issued: names and tree real, people invented.

Codes of level 1 are those of QĐ 20/2020/QĐ-TTg (domain/documents 5); codes below are invented, as each owner
issues its own.
"""

from dataclasses import dataclass
from datetime import date

from congvu.identity.api import AgencySpec, PostSpec, Role, UnitSpec

from .names import People

SEED = 20110420
FOUNDED = date(2010, 1, 1)
MAIL_DOMAIN = "demo.example"

CLERK, SPECIALIST, HEAD, LEADER = Role.RECORDS_CLERK, Role.SPECIALIST, Role.UNIT_LEADER, Role.AGENCY_LEADER

# Tài khoản một vai trò, ở Ủy ban nhân dân tỉnh Tiền Giang: tên công vụ → chức danh được gắn khi dựng.
SHOWN_ACCOUNTS = (
    "vanthu",
    "chuyenvien",
    "truongphong",
    "chanhvanphong",
    "lanhdao",
    "phochutich",
    "motcua",
    "tochuc",
    "bientap",
    "luutru",
    "quantri",
    "anninh",
    "kiemtoan",
)


@dataclass(frozen=True, slots=True)
class _Seat:
    """A post to be filled: title, roles, rank, and the account's name when it is one of those shown."""

    title: str
    roles: tuple[str, ...]
    rank: int
    account: str = ""


class _Builder:
    """Fills seats with people; official names are made from the agency's domain and a running number."""

    def __init__(self, people: People) -> None:
        self._people = people

    def unit(
        self, domain: str, name: str, abbreviation: str, seats: list[_Seat], *units: UnitSpec, records: bool = False
    ) -> UnitSpec:
        posts = tuple(
            self._post(domain, f"{domain}/{abbreviation or name}/{number}", seat) for number, seat in enumerate(seats)
        )
        return UnitSpec(name, abbreviation, posts, records, units, code=f"{domain}.{abbreviation}".upper()[:30])

    def _post(self, domain: str, key: str, seat: _Seat) -> PostSpec:
        username = seat.account or key.replace("/", ".").replace(" ", "-").lower()
        return PostSpec(
            key=seat.account or key,
            title=seat.title,
            roles=seat.roles,
            rank=seat.rank,
            person_key=seat.account or key,
            person=self._people.next(),
            username=username,
            email=f"{username}@{domain}.{MAIL_DOMAIN}",
            person_code=username.upper()[:30],
            account_kind="admin" if Role.ADMINISTRATOR in seat.roles else "user",
        )


def agencies() -> list[AgencySpec]:
    """Return the demonstration agencies, parents before children."""
    build = _Builder(People(SEED))
    return [*_central(build), _province(build), *_departments(build), *_districts(build), *_communes(build)]


def _specialists(count: int, *extra: str) -> list[_Seat]:
    titles = ["Chuyên viên chính", *["Chuyên viên"] * (count - 1)]
    return [_Seat(title, (SPECIALIST, *extra), 60 + n) for n, title in enumerate(titles)]


def _records(title: str = "Văn thư") -> list[_Seat]:
    return [_Seat(title, (CLERK,), 70), _Seat(title, (CLERK,), 71), _Seat("Lưu trữ viên", (Role.ARCHIVIST,), 72)]


def _division(build: _Builder, domain: str, name: str, short: str, head: str, deputy: str, count: int) -> UnitSpec:
    seats = [_Seat(head, (HEAD, SPECIALIST), 30), _Seat(deputy, (HEAD, SPECIALIST), 31), *_specialists(count)]
    return build.unit(domain, name, short, seats)


def _ministry(build: _Builder, domain: str, minister: str, deputies: list[str], office: str) -> tuple[UnitSpec, ...]:
    leaders = [_Seat(minister, (LEADER,), 10), *(_Seat(d, (LEADER,), 20 + n) for n, d in enumerate(deputies))]
    centre = [
        _Seat("Giám đốc", (HEAD, SPECIALIST), 30),
        _Seat("Quản trị hệ thống", (Role.ADMINISTRATOR,), 65),
        _Seat("Biên tập viên", (Role.EDITOR,), 66),
        _Seat("Cán bộ an ninh mạng", (Role.SECURITY_OFFICER,), 67),
    ]
    records = build.unit(domain, "Phòng Hành chính - Văn thư", "HCVT", _records(), records=True)
    office_seats = [
        _Seat("Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 25),
        _Seat("Phó Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 26),
        *_specialists(2),
    ]
    return (
        build.unit(domain, "Lãnh đạo", "LĐ", leaders),
        build.unit(domain, office, "VP", office_seats, records),
        _division(build, domain, "Vụ Cải cách hành chính", "CCHC", "Vụ trưởng", "Phó Vụ trưởng", 4),
        _division(build, domain, "Vụ Tổ chức cán bộ", "TCCB", "Vụ trưởng", "Phó Vụ trưởng", 3),
        _division(build, domain, "Vụ Pháp chế", "PC", "Vụ trưởng", "Phó Vụ trưởng", 2),
        build.unit(domain, "Trung tâm Thông tin", "TTTT", centre),
    )


def _central(build: _Builder) -> list[AgencySpec]:
    deputies = ["Thứ trưởng", "Thứ trưởng"]
    office_deputies = ["Phó Chủ nhiệm", "Phó Chủ nhiệm"]
    return [
        AgencySpec(
            "G22", "Văn phòng Chính phủ", "VPCP", "central", "", "Hà Nội", "Số 1 Hoàng Hoa Thám, Hà Nội", "",
            _ministry(build, "vpcp", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", office_deputies, "Vụ Hành chính"),
            FOUNDED, old_code="000.00.00.G22",
        ),
        AgencySpec(
            "G09", "Bộ Nội vụ", "BNV", "central", "", "Hà Nội", "Số 8 Tôn Thất Thuyết, Hà Nội", "",
            _ministry(build, "bnv", "Bộ trưởng", deputies, "Văn phòng Bộ"), FOUNDED, old_code="000.00.00.G09",
        ),
        AgencySpec(
            "G14", "Bộ Thông tin và Truyền thông", "BTTTT", "central", "", "Hà Nội", "Số 18 Nguyễn Du, Hà Nội", "",
            _ministry(build, "btttt", "Bộ trưởng", deputies, "Văn phòng Bộ"), FOUNDED, old_code="000.00.00.G14",
        ),
    ]  # fmt: skip


def _province(build: _Builder) -> AgencySpec:
    domain = "tiengiang"
    leaders = [
        _Seat("Chủ tịch", (LEADER,), 10, "lanhdao"),
        _Seat("Phó Chủ tịch", (LEADER,), 20, "phochutich"),
        _Seat("Phó Chủ tịch", (LEADER,), 21),
    ]
    office = [
        _Seat("Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 25, "chanhvanphong"),
        _Seat("Phó Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 26),
        _Seat("Phó Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 27),
    ]
    records = [
        _Seat("Văn thư", (CLERK,), 70, "vanthu"),
        _Seat("Văn thư", (CLERK,), 71),
        _Seat("Lưu trữ viên", (Role.ARCHIVIST,), 72, "luutru"),
        _Seat("Chuyên viên tổ chức cán bộ", (Role.PERSONNEL_OFFICER, SPECIALIST), 62, "tochuc"),
    ]
    general = [
        _Seat("Trưởng phòng", (HEAD, SPECIALIST), 30, "truongphong"),
        _Seat("Phó Trưởng phòng", (HEAD, SPECIALIST), 31),
        _Seat("Chuyên viên", (SPECIALIST,), 60, "chuyenvien"),
        *_specialists(3),
    ]
    informatics = [
        _Seat("Giám đốc", (HEAD, SPECIALIST), 30),
        _Seat("Quản trị hệ thống", (Role.ADMINISTRATOR,), 65, "quantri"),
        _Seat("Biên tập viên Cổng thông tin điện tử", (Role.EDITOR, Role.CHIEF_EDITOR), 66, "bientap"),
        _Seat("Cán bộ an ninh mạng", (Role.SECURITY_OFFICER,), 67, "anninh"),
        _Seat("Kiểm toán nội bộ", (Role.AUDITOR,), 68, "kiemtoan"),
    ]
    desk = [
        _Seat("Trưởng Bộ phận Tiếp nhận và trả kết quả", (Role.ONE_STOP_CLERK, HEAD), 35),
        _Seat("Cán bộ một cửa", (Role.ONE_STOP_CLERK,), 61, "motcua"),
    ]
    units = (
        build.unit(domain, "Lãnh đạo Ủy ban nhân dân tỉnh", "LĐ", leaders),
        build.unit(
            domain, "Văn phòng Ủy ban nhân dân tỉnh", "VP", office,
            build.unit(domain, "Phòng Hành chính - Tổ chức", "HCTC", records, records=True),
            build.unit(domain, "Phòng Tổng hợp", "TH", general),
            _division(build, domain, "Phòng Nội chính và Văn xã", "NCVX", "Trưởng phòng", "Phó Trưởng phòng", 3),
            _division(
                build, domain, "Phòng Nghiên cứu Kinh tế, Nông nghiệp và Phát triển nông thôn", "KT",
                "Trưởng phòng", "Phó Trưởng phòng", 3,
            ),
            build.unit(domain, "Trung tâm Tin học", "TTTH", informatics),
            build.unit(domain, "Bộ phận Tiếp nhận và trả kết quả", "TNTKQ", desk),
        ),
    )  # fmt: skip
    return AgencySpec(
        "H58", "Ủy ban nhân dân tỉnh Tiền Giang", "UBND", "province", "", "Tiền Giang",
        "Số 23 đường 30 tháng 4, thành phố Mỹ Tho, tỉnh Tiền Giang", "", units, FOUNDED, old_code="000.00.00.H58",
    )  # fmt: skip


def _departments(build: _Builder) -> list[AgencySpec]:
    found = []
    for code, name, short, divisions in (
        ("H58.01", "Sở Nội vụ", "SNV", ["Phòng Cải cách hành chính", "Phòng Công chức, viên chức"]),
        (
            "H58.02",
            "Sở Thông tin và Truyền thông",
            "STTTT",
            ["Phòng Công nghệ thông tin", "Phòng Bưu chính, Viễn thông"],
        ),
        ("H58.03", "Sở Tư pháp", "STP", ["Phòng Kiểm soát thủ tục hành chính", "Phòng Hành chính tư pháp"]),
    ):
        domain = short.lower()
        leaders = [_Seat("Giám đốc", (LEADER,), 10), _Seat("Phó Giám đốc", (LEADER,), 20)]
        office = [_Seat("Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 25), *_records()]
        units = [
            build.unit(domain, "Lãnh đạo Sở", "LĐ", leaders),
            build.unit(domain, "Văn phòng Sở", "VP", office, records=True),
            *(_division(build, domain, d, _initials(d), "Trưởng phòng", "Phó Trưởng phòng", 2) for d in divisions),
        ]
        found.append(
            AgencySpec(
                code,
                name,
                short,
                "province",
                "Ủy ban nhân dân tỉnh Tiền Giang",
                "Tiền Giang",
                "Thành phố Mỹ Tho, tỉnh Tiền Giang",
                "H58",
                tuple(units),
                FOUNDED,
            )
        )
    return found


def _districts(build: _Builder) -> list[AgencySpec]:
    found = []
    for code, name, place, domain in (
        ("H58.21", "Ủy ban nhân dân thành phố Mỹ Tho", "Mỹ Tho", "mytho"),
        ("H58.22", "Ủy ban nhân dân huyện Cái Bè", "Cái Bè", "caibe"),
    ):
        leaders = [_Seat("Chủ tịch", (LEADER,), 10), _Seat("Phó Chủ tịch", (LEADER,), 20)]
        office = [
            _Seat("Chánh Văn phòng", (Role.OFFICE_CHIEF, HEAD), 25),
            *_records(),
            _Seat("Cán bộ một cửa", (Role.ONE_STOP_CLERK,), 61),
        ]
        units = (
            build.unit(domain, "Lãnh đạo Ủy ban nhân dân", "LĐ", leaders),
            build.unit(domain, "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "VP", office, records=True),
            _division(build, domain, "Phòng Nội vụ", "NV", "Trưởng phòng", "Phó Trưởng phòng", 2),
            _division(build, domain, "Phòng Văn hóa và Thông tin", "VHTT", "Trưởng phòng", "Phó Trưởng phòng", 2),
        )
        found.append(
            AgencySpec(
                code,
                name,
                "UBND",
                "district",
                "Tỉnh Tiền Giang",
                place,
                f"{place}, tỉnh Tiền Giang",
                "H58",
                units,
                FOUNDED,
            )
        )
    return found


def _communes(build: _Builder) -> list[AgencySpec]:
    found = []
    for code, name, place, parent, superior, domain in (
        ("H58.21.01", "Ủy ban nhân dân phường 4", "Phường 4", "H58.21", "Thành phố Mỹ Tho", "phuong4"),
        ("H58.22.01", "Ủy ban nhân dân thị trấn Cái Bè", "Thị trấn Cái Bè", "H58.22", "Huyện Cái Bè", "ttcaibe"),
        ("H58.22.02", "Ủy ban nhân dân xã Đông Hòa Hiệp", "Đông Hòa Hiệp", "H58.22", "Huyện Cái Bè", "donghoahiep"),
    ):
        leaders = [_Seat("Chủ tịch", (LEADER,), 10), _Seat("Phó Chủ tịch", (LEADER,), 20)]
        office = [
            _Seat("Công chức Văn phòng - Thống kê", (CLERK, Role.ONE_STOP_CLERK), 40),
            _Seat("Công chức Tư pháp - Hộ tịch", (SPECIALIST,), 41),
            _Seat("Công chức Địa chính - Xây dựng - Nông nghiệp và Môi trường", (SPECIALIST,), 42),
            _Seat("Công chức Văn hóa - Xã hội", (SPECIALIST,), 43),
        ]
        units = (
            build.unit(domain, "Lãnh đạo Ủy ban nhân dân", "LĐ", leaders),
            build.unit(domain, "Văn phòng", "VP", office, records=True),
        )
        found.append(AgencySpec(code, name, "UBND", "commune", superior, place, place, parent, units, FOUNDED))
    return found


def _initials(name: str) -> str:
    words = [w.strip(",") for w in name.removeprefix("Phòng ").split() if w not in {"và", "-"}]
    return "".join(w[0] for w in words).upper()
