"""Packages over real NATS servers that are killed during traffic, like the installations at their ends."""

import pytest

from tests.exchange.nats import joined, single
from tests.exchange.pair import until

pytestmark = pytest.mark.proof


def test_every_letter_arrives_once_with_receipt_and_state_while_server_and_receiver_are_killed(tmp_path_factory):
    server = single(tmp_path_factory.mktemp("nats")).start()
    try:
        with joined(tmp_path_factory, server.url, server.url) as (here, there):
            here.ask("send", first=1, count=6, receiver="H20")
            until(lambda: here.ask("state")["mailings"].get("done", 0) >= 1)
            server.kill()
            here.ask("send", first=7, count=4, receiver="H20")
            there.kill()
            server.start()
            here.ask("send", first=11, count=2, receiver="H20", size=1_300_000)
            there.start()

            until(
                lambda: here.ask("state")["mailings"] == {"done": 12} and len(here.ask("state")["statuses"]) == 12,
                seconds=180,
            )
            found = there.ask("state")
    finally:
        server.kill()
    assert len(found["arrivals"]) == len(set(found["arrivals"])) == found["receipts"] == 12
    assert found["parts"] == 0
    assert found["refused"] == []
