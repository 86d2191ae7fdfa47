"""Fills one of the two installations: python -m tests.browser.pair.filling SIDE, with its partner on standard input.

Side A is the demonstration's province; the district Cái Bè stands in its tree, without people. Side B is that
district, which works in an installation of its own.
"""

import json
import os
import sys
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

PROVINCE, DISTRICT = "H58", "H58.22"
DISTRICT_NAME = "Ủy ban nhân dân huyện Cái Bè"
PROVINCE_NAME = "Ủy ban nhân dân tỉnh Tiền Giang"


# Hai công văn tỉnh đã gửi huyện trước khi hành trình bắt đầu: một gửi nhầm nơi, một sẽ bị thu hồi.
MISTAKEN = "báo cáo tình hình nuôi trồng thủy sản ven biển"
TO_RECALL = "mời dự hội nghị sơ kết cải cách hành chính"


@dataclass(frozen=True)
class Partner:
    """The other side as an administrator describes it."""

    name: str
    code: str
    address: str
    public_key: str
    root: str
    certificate: str


def main() -> None:
    """Fill the side that is named."""
    import django

    django.setup()
    from congvu.config.demo import PASSWORD
    from congvu.config.demo.organisation import FOUNDED
    from congvu.identity.api import load_organisation

    side = {"A": province, "B": district}[sys.argv[1]]
    partner = Partner(**json.load(sys.stdin))
    loaded = load_organisation(side(), since=FOUNDED, password=PASSWORD)
    fill(loaded, partner, home={"A": PROVINCE, "B": DISTRICT}[sys.argv[1]])
    if sys.argv[1] == "A":
        for subject in (MISTAKEN, TO_RECALL):
            send_letter(loaded.posts, subject)


def fill(loaded, partner: Partner, *, home: str) -> None:
    """Make keys and describe the partner, as its administrator does."""
    from django.conf import settings
    from django.utils import timezone

    from congvu.exchange import api as exchange
    from congvu.exchange.actions.partners import PartnerTerms, save_partner
    from congvu.identity import api as identity
    from congvu.signing import api as signing

    now = timezone.now()
    signing.ensure_demo_keys(
        agencies=[loaded.agencies[home]], people=loaded.persons.values(), at=now, address=settings.PUBLIC_URL
    )
    exchange.mirror_own_agencies(now=now)
    terms = PartnerTerms(
        name=partner.name, codes=[partner.code], address=partner.address, public_key=partner.public_key,
        tls_ca=partner.root, client_certificate=partner.certificate,
    )  # fmt: skip
    administrator = identity.acting(loaded.posts["quantri"], now=now)
    assert administrator is not None
    save_partner(actor=administrator, terms=terms, now=now)


def send_letter(posts: dict[str, int], subject: str) -> None:
    """Let the province draft, approve, sign, number, seal and send a letter to the district."""
    from django.utils import timezone

    from congvu.documents import api as documents
    from congvu.identity import api as identity
    from congvu.kernel.api import Actor

    now = timezone.now()

    def official(name: str) -> Actor:
        found = identity.acting(posts[name], now=now)
        assert found is not None
        return found

    drafter, leader = official("chuyenvien"), official("lanhdao")
    content = documents.DraftContent(
        subject=subject, body="Ủy ban nhân dân tỉnh đề nghị quý cơ quan thực hiện.", send_to=(DISTRICT_NAME,)
    )
    draft_id = documents.create_draft(
        actor=drafter, type_code="cong-van", content=content, signer_post_id=leader.post_id, now=now
    )
    documents.submit_draft(actor=drafter, draft_id=draft_id, read_version=1, now=now)
    for name in ("truongphong", "chanhvanphong"):
        documents.approve_step(actor=official(name), draft_id=draft_id, read_version=1, now=now)
    documents.sign_draft(actor=leader, draft_id=draft_id, read_version=1, capacity="tm", now=now)
    documents.issue_draft(actor=official("vanthu"), draft_id=draft_id, now=now, receivers=[DISTRICT])


def province():
    """Return the province of the demonstration, and the district with nobody in it."""
    from congvu.config.demo.organisation import FOUNDED, agencies
    from congvu.identity.api import AgencySpec

    (home,) = [one for one in agencies() if one.code == PROVINCE]
    there = AgencySpec(
        DISTRICT, DISTRICT_NAME, "UBND", "district", "Tỉnh Tiền Giang", "Cái Bè", "Cái Bè, tỉnh Tiền Giang", PROVINCE,
        (), FOUNDED,
    )  # fmt: skip
    return [home, there]


def district():
    """Return the district with those whom the journey needs; people are invented."""
    from congvu.config.demo.organisation import FOUNDED
    from congvu.identity.api import AgencySpec, PostSpec, Role, UnitSpec

    def post(account: str, person: str, title: str, rank: int, *roles: str) -> PostSpec:
        kind = "admin" if Role.ADMINISTRATOR in roles else "user"
        mail = f"{account}@caibe.demo.example"
        return PostSpec(account, title, roles, rank, account, person, account, mail, account_kind=kind)

    units = (
        UnitSpec("Lãnh đạo Ủy ban nhân dân", "LĐ", (
            post("lanhdao", "Trần Quốc Bảo", "Chủ tịch", 10, Role.AGENCY_LEADER),
            post("phochutich", "Huỳnh Thị Mỹ Duyên", "Phó Chủ tịch", 20, Role.AGENCY_LEADER),
        )),
        UnitSpec("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "VP", (
            post("chanhvanphong", "Phan Văn Út", "Chánh Văn phòng", 25, Role.OFFICE_CHIEF, Role.UNIT_LEADER),
            post("vanthu", "Đỗ Thị Bé Ba", "Văn thư", 70, Role.RECORDS_CLERK),
            post("quantri", "Lâm Hữu Phước", "Quản trị hệ thống", 80, Role.ADMINISTRATOR),
        ), True),
        UnitSpec("Phòng Văn hóa và Thông tin", "VHTT", (
            post("truongphong", "Nguyễn Thị Cẩm Tú", "Trưởng phòng", 30, Role.UNIT_LEADER, Role.SPECIALIST),
            post("chuyenvien", "Võ Minh Khôi", "Chuyên viên", 60, Role.SPECIALIST),
        )),
        UnitSpec("Phòng Nội vụ", "NV", (
            post("noivu", "Lê Hoàng Sơn", "Trưởng phòng", 30, Role.UNIT_LEADER, Role.SPECIALIST),
        )),
    )  # fmt: skip
    return [
        AgencySpec(
            DISTRICT, DISTRICT_NAME, "UBND", "district", "Tỉnh Tiền Giang", "Cái Bè", "Cái Bè, tỉnh Tiền Giang", "",
            units, FOUNDED,
        )
    ]  # fmt: skip


if __name__ == "__main__":
    main()
