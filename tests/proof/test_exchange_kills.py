"""Random kills of web, worker and PostgreSQL of both sides, and cuts of the line, while letters go both ways.

CONGVU_PROOF_KILLS says how many (80 unless told; the full proof is 1,000).
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.proof.exchanging import Side, Traffic

pytestmark = pytest.mark.proof
KILLS = int(os.environ.get("CONGVU_PROOF_KILLS", "80"))


@pytest.fixture
def sides():
    """Two installations that run; their folders can be walked through by the database's own user."""
    folder = Path(tempfile.mkdtemp(prefix="cvx-"))
    folder.chmod(0o755)
    made = []
    for name, code in (("Ủy ban nhân dân tỉnh Tiền Giang", "H58"), ("Ủy ban nhân dân tỉnh Đồng Tháp", "H20")):
        (folder / code).mkdir()
        (folder / code).chmod(0o755)
        made.append(Side(name, code, folder))
    for side in made:
        side.ready()
    yield made
    for side in made:
        side.end()
    shutil.rmtree(folder, ignore_errors=True)


def test_nothing_is_lost_doubled_or_out_of_order_whatever_dies(sides):
    traffic = Traffic(*sides, seed=28)
    traffic.begin()
    while sum(traffic.killed.values()) < KILLS:
        traffic.write()
        traffic.kill(pause=(0.1, 2.5))
    for side in sides:
        side.stack.wait_until_well(120)

    states = traffic.settle(seconds=900)

    print("killed", traffic.killed, "sent", [each.sent for each in sides], "tries", [one["tries"] for one in states])
    for each, other, own, theirs in ((*sides, *states), (*sides[::-1], *states[::-1])):
        codes = {n: f"{each.code},2026/10/14,{n}/UBND-TH" for n in range(1, each.sent + 1)}
        assert set(own["mailings"]) == {"done"}, own["causes"]
        assert own["without_receipt"] == []
        assert own["undelivered"] == 0
        assert theirs["arrivals"] == sorted(codes.values()), other.name
        assert len(theirs["withdrawn"]) == len(each.references)
        told = {}
        for code, status in own["statuses"]:
            told.setdefault(code, []).append(status)
        assert sorted(told) == sorted(codes.values())
        assert all(told[code] == (["01", "15"] if code in theirs["withdrawn"] else ["01"]) for code in told)
    assert [side.audit_verifies() for side in sides] == ["", ""]
