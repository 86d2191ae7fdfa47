"""3,600 changed papers: the lean comparison of revisions and pyHanko's own give the same report, word for word."""

import random

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.signing.checking.lean.reader import LeanReader
from tests.signing.conftest import *  # noqa: F403  # các tài liệu đã ký dựng sẵn
from tests.signing.lean_cases import CHANGES, odd_papers, reports, usages
from tests.signing.test_attacks import bent  # noqa: F401

pytestmark = pytest.mark.proof

ROUNDS = {"person_signed": 600, "numbered": 1200, "sealed": 1200, "archived": 600}


@pytest.mark.parametrize("kind", list(ROUNDS))
def test_every_changed_paper_gets_the_same_report(request, kind, trust, monkeypatch):
    data, pick = request.getfixturevalue(kind), random.Random(f"lean {kind}")
    for number in range(ROUNDS[kind]):
        changed = CHANGES[number % len(CHANGES)](data, pick)
        before, after = reports(changed, trust, monkeypatch)
        assert before == after, number
        if not number % 10:
            assert usages(changed, LeanReader) == usages(changed, PdfFileReader), number


def test_attacks_and_odd_papers_have_the_same_ways(bent, plain_pdf, people):  # noqa: F811
    for name, data in (bent | odd_papers(plain_pdf, people)).items():
        assert usages(data, LeanReader) == usages(data, PdfFileReader), name
