from datetime import date

from congvu.config.demo import papers
from congvu.config.demo.plans import PLANS

TODAY = date(2026, 10, 14)
SENDERS = [
    papers.Correspondent("Bộ Nội vụ", "BNV", "Trần Anh Tuấn", "Thứ trưởng"),
    papers.Correspondent("Văn phòng Chính phủ", "VPCP", "Lê Văn Nam", "Phó Chủ nhiệm"),
]


def test_the_same_seed_gives_the_same_papers():
    first = papers.incoming(code="H58", senders=SENDERS, today=TODAY, days=60, per_day=4)
    assert first == papers.incoming(code="H58", senders=SENDERS, today=TODAY, days=60, per_day=4)
    assert first != papers.incoming(code="H58.01", senders=SENDERS, today=TODAY, days=60, per_day=4)


def test_papers_arrive_in_order_on_working_days_and_after_they_were_issued():
    found = papers.incoming(code="H58", senders=SENDERS, today=TODAY, days=365, per_day=5.5)
    assert 1300 < len(found) < 1500
    assert [p.at for p in found] == sorted(p.at for p in found)
    assert all(p.at.weekday() < 5 and p.issued_on <= p.at.date() for p in found)
    assert {p.progress for p in found} == {"waiting", "handling", "done"}


def test_a_senders_numbers_rise_within_a_series():
    found = papers.incoming(code="H58", senders=SENDERS, today=TODAY, days=365, per_day=5)
    last: dict[tuple[str, int, str], int] = {}
    for paper in found:
        short = paper.notation.split("-")[0] if paper.type_name != "Công văn" else ""
        key = (paper.sender, paper.issued_on.year, short)
        assert paper.number > last.get(key, 0)
        last[key] = paper.number


def test_the_agencys_own_numbers_have_no_gap():
    found = papers.outgoing(code="G09", sender=SENDERS[0], today=TODAY, days=365, per_day=3)
    series: dict[tuple[int, str], list[int]] = {}
    for paper in found:
        short = "" if paper.type_name == "Công văn" else paper.notation.split("-")[0]
        series.setdefault((paper.issued_on.year, short), []).append(paper.number)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in series.values())


def test_the_notation_of_an_official_letter_has_no_type():
    for paper in papers.outgoing(code="G09", sender=SENDERS[0], today=TODAY, days=90, per_day=3):
        assert paper.notation.startswith("BNV-") == (paper.type_name == "Công văn")


def test_the_plans_of_the_seeds_are_there():
    assert {(p.agency_code, p.number, p.notation) for p in PLANS} == {
        ("G09", 949, "QĐ-BNV"),
        ("G14", 2016, "QĐ-BTTTT"),
        ("G22", 1935, "QĐ-VPCP"),
        ("H58", 58, "KH-UBND"),
    }
