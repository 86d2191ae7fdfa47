"""Random kills of web, worker, PostgreSQL and NATS nodes, and spoilt lines, while letters go both ways.

CONGVU_PROOF_KILLS says how many (80 unless told; the full proof is 1,000), CONGVU_PROOF_SEED which of them.
"""

import os
import time

import pytest

from tests.proof.exchanging import Traffic, landscape

pytestmark = pytest.mark.proof
KILLS = int(os.environ.get("CONGVU_PROOF_KILLS", "80"))
SEED = int(os.environ.get("CONGVU_PROOF_SEED", "28"))


def test_nothing_is_lost_doubled_or_out_of_order_whatever_dies():
    begun = time.monotonic()
    with landscape() as (sides, nodes, country):
        traffic = Traffic(sides, nodes, country, seed=SEED)
        traffic.begin()
        ready = time.monotonic()
        traffic.disturb(KILLS, pause=(0.05, 1.5))
        traffic.finish()
        for side in sides:
            side.stack.wait_until_well(180)
        killed = time.monotonic()
        states = traffic.settle(seconds=900)
        settled = time.monotonic()
        audits = [side.audit_verifies() for side in sides]
    print(
        f"seed {SEED}: killed {sum(traffic.killed.values())} {traffic.killed}, lines {traffic.cuts}, "
        f"sent {[one.sent for one in sides]}, taken back {[len(one.taken_back) for one in sides]}, "
        f"tries {[one['tries'] for one in states]}, packages {[one['mailings'] for one in states]}, "
        f"refused {[one['refused'] for one in states]}, audit {audits}; "
        f"start {ready - begun:.0f} s, kills {killed - ready:.0f} s, settled in {settled - killed:.0f} s"
    )
    for each, other, own, theirs in ((*sides, *states), (*sides[::-1], *states[::-1])):
        codes = sorted(f"{code},2026/10/14,{n}/UBND-TH" for code in each.sent for n in range(1, each.sent[code] + 1))
        assert set(own["mailings"]) == {"done"}, own["causes"]
        assert own["without_receipt"] == []
        assert own["undelivered"] == 0
        assert theirs["arrivals"] == codes, other.name  # none lost, none twice
        assert theirs["refused"] == []
        assert theirs["receipts"] == own["mailings"]["done"]  # one receipt a package, however often it came
        assert len(theirs["withdrawn"]) == len(each.taken_back)
        told = {}
        for code, status in own["statuses"]:
            told.setdefault(code, []).append(status)
        assert sorted(told) == codes
        assert all(told[code] == (["01", "15"] if code in theirs["withdrawn"] else ["01"]) for code in told)
    assert audits == ["", ""]
