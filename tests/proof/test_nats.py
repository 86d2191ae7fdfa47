"""Packages over real NATS servers that are killed during traffic, like the installations at their ends."""

import time

import pytest
from django.conf import settings

from congvu.exchange.carriers import jetstream
from congvu.exchange.errors import CarrierFailed
from tests.exchange.nats import all_done, cluster, heard, joined, put, single
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


def test_a_large_package_is_carried_in_little_memory_though_its_receiver_is_killed_halfway(tmp_path_factory):
    server = single(tmp_path_factory.mktemp("nats")).start()
    try:
        with joined(tmp_path_factory, server.url, server.url) as (here, there):
            here.ask("send", first=1, count=1, receiver="H20", size=1_300_000)
            all_done(here, 1)
            here.ask("send", first=2, count=1, receiver="H20", size=24 << 20)
            until(lambda: there.ask("state")["parts"] > 12, seconds=120)
            there.kill()
            there.start()
            before = here.ask("memory"), there.ask("memory")
            all_done(here, 2, seconds=400)
            here.ask("send", first=3, count=1, receiver="H20", size=24 << 20)
            all_done(here, 3, seconds=400)
            after = here.ask("memory"), there.ask("memory")
            grown = [(peak - held) // 1024 for peak, held in zip(after, before, strict=True)]
            found = there.ask("state")
    finally:
        server.kill()
    assert len(found["arrivals"]) == found["receipts"] == 3
    assert (found["parts"], found["refused"]) == (0, [])
    assert max(grown) < 64, grown


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A cluster of three that gathers from a leaf, an installation beside the leaf, and one at the cluster."""
    nodes, leaf, line = cluster(tmp_path_factory.mktemp("cluster"))
    for server in (*nodes, leaf):
        server.start()
    urls = ",".join(node.url for node in nodes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "NATS", settings.NATS | {"servers": urls.split(","), "inbox": "hub", "replicas": 3})
        link = jetstream.Link()
        until(lambda: _gathered(link), seconds=60)
        link.close()
    three = {"CONGVU_NATS_DOMAIN": "hub", "CONGVU_NATS_REPLICAS": "3"}
    try:
        with joined(tmp_path_factory, leaf.url, urls, leaf="xa1", **three) as (commune, province):
            yield nodes, line, commune, province
    finally:
        line.drop()
        for server in (*nodes, leaf):
            server.kill()


def _gathered(link):
    try:
        link.lay_out([], ["xa1"])
    except CarrierFailed:
        return False
    return True


def test_nothing_is_lost_doubled_or_out_of_order_through_killed_nodes_and_a_cut_line(hub):
    nodes, line, commune, province = hub
    commune.ask("send", first=1, count=4, receiver="H20")
    until(lambda: commune.ask("state")["mailings"].get("done", 0) >= 1, seconds=120)
    nodes[0].kill()
    commune.ask("send", first=5, count=4, receiver="H20")
    all_done(commune, 8)
    nodes[0].start()
    commune.ask("send", first=9, count=2, receiver="H20", size=1_300_000)
    until(lambda: commune.ask("state")["mailings"].get("done", 0) >= 9, seconds=120)
    nodes[1].kill()
    commune.ask("send", first=11, count=2, receiver="H20")
    all_done(commune, 12)
    nodes[1].start()

    line.cut = True
    references = commune.ask("send", first=13, count=4, receiver="H20")
    commune.ask("take_back", references=references[:2])
    province.ask("send", first=50, count=2, receiver="H58")
    until(lambda: commune.ask("state")["mailings"].get("sent", 0) == 4, seconds=60)
    until(lambda: province.ask("state")["mailings"].get("sent", 0) >= 2, seconds=60)
    time.sleep(3)
    assert len(province.ask("state")["arrivals"]) == 12
    assert commune.ask("state")["mailings"]["done"] == 12
    assert commune.ask("state")["arrivals"] == []
    line.heal()

    until(lambda: commune.ask("state")["mailings"] == {"done": 18 + 2}, seconds=180)
    until(lambda: set(province.ask("state")["mailings"]) == {"done"}, seconds=180)
    came = province.ask("state")
    assert came["arrivals"] == sorted(f"H58,2026/10/14,{number}/UBND-TH" for number in range(1, 17))
    assert came["arrival_states"] == {"arrived": 14, "withdrawn": 2}
    assert (came["refused"], came["parts"]) == ([], 0)
    codes = {}
    for document, code in commune.ask("state")["statuses"]:
        codes.setdefault(document, []).append(code)
    assert sorted(codes.values()) == [["01"]] * 14 + [["01", "15"]] * 2
    assert commune.ask("state")["arrivals"] == [f"H20,2026/10/14,{number}/UBND-TH" for number in (50, 51)]


def test_what_the_stream_has_is_not_delivered_and_a_listener_on_the_line_can_neither_repeat_nor_forge(hub):
    nodes, _line, commune, province = hub
    before = len(province.ask("state")["arrivals"])
    done = commune.ask("state")["mailings"]["done"]
    province.kill()
    commune.ask("send", first=80, count=1, receiver="H20")
    until(lambda: commune.ask("state")["mailings"].get("sent") == 1, seconds=60)
    time.sleep(2)
    assert commune.ask("state")["mailings"]["done"] == done
    province.start()
    until(lambda: commune.ask("state")["mailings"] == {"done": done + 1}, seconds=120)
    until(lambda: province.ask("state")["mailings"].keys() == {"done"}, seconds=120)

    def write_back():
        province.ask("send", first=90, count=1, receiver="H58")
        until(lambda: province.ask("state")["mailings"].keys() == {"done"}, seconds=120)

    had = len(commune.ask("state")["arrivals"])
    data, headers = heard(nodes[2].url, "congvu.H58.package.>", write_back)[-1]
    signature = headers["Congvu-Signature"]
    forged = headers | {"Congvu-Signature": signature[::-1], "Nats-Msg-Id": "forged"}
    again = headers | {"Nats-Msg-Id": "again"}
    put(nodes[2].url, [(f"congvu.H58.package.H58.{n}.0", data, one) for n, one in enumerate((again, forged))])
    until(lambda: commune.ask("state")["refused"] != [], seconds=60)
    found = commune.ask("state")
    assert (len(found["arrivals"]), found["refused"]) == (had + 1, ["exchange.bad_envelope"])
    assert len(province.ask("state")["arrivals"]) == before + 1
