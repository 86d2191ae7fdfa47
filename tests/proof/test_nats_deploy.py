"""The files of `deploy/nats` as three real servers and a leaf, by TLS: each agency reads only its own inbox."""

import time

import pytest
from django.conf import settings

from congvu.exchange.carriers import accounts, jetstream
from congvu.exchange.carriers.jetstream import Outgoing
from congvu.exchange.errors import CarrierFailed
from tests.exchange import nats_deploy
from tests.exchange.nats import Server
from tests.exchange.pair import until

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The certificates, the cluster's addresses and the leaf's."""
    folder = tmp_path_factory.mktemp("deployed")
    tls = nats_deploy.certificates(folder / "tls")
    files, ports, leaves = nats_deploy.hub(folder, tls)
    leaf, port = nats_deploy.leaf(folder, tls, leaves)
    servers = [Server(folder / f"n{n}", f"nats{n + 1}", files[n], ports[n]).start() for n in range(3)]
    servers.append(Server(folder / "leaf", "xa1", leaf, port).start())
    yield tls, [f"tls://127.0.0.1:{one}" for one in ports], f"nats://127.0.0.1:{port}"
    for server in servers:
        server.kill()


@pytest.fixture
def as_agency(place, monkeypatch):
    """Become an agency at the cluster: settings hold until the next is become; a link keeps what it connected with."""
    tls, urls, _leaf = place

    def become(name, **changes):
        values = {
            "servers": urls, "inbox": name.upper(), "ca": str(tls / "ca.pem"), "certificate": str(tls / f"{name}.pem"),
            "key": str(tls / f"{name}.key"),
            "domain": "hub" if name == "administrator" else "", "api": "" if name == "administrator" else accounts.API,
            "leaf": "", "replicas": 3, "again": 20,
        }  # fmt: skip
        monkeypatch.setattr(settings, "NATS", settings.NATS | values | changes)
        return jetstream.Link()

    return become


def _goes(act):
    try:
        act()
    except CarrierFailed:
        return False
    return True


def test_agencies_send_to_everyone_and_read_only_their_own_inbox(place, as_agency):
    keyless = {"servers": [place[2]], "ca": "", "certificate": "", "key": "", "leaf": "xa1"}
    administrator = as_agency("administrator")
    until(lambda: _goes(lambda: administrator.lay_out(["H58", "XA1"], ["xa1"])), seconds=120)
    commune = as_agency("xa1", **keyless)
    until(lambda: _goes(lambda: commune.next(seconds=1, most=1)), seconds=60)
    for number in range(3):
        commune.publish([Outgoing(f"congvu.H58.package.H58.{number}.0", b"from the leaf")])

    province, came, end = as_agency("h58"), [], time.monotonic() + 90
    while len(came) < 3 and time.monotonic() < end:
        some = province.next(seconds=5, most=16)
        came += [(one.subject, one.by_leaf) for one in some]
        province.done(some)
    assert came == [(f"congvu.H58.package.H58.{number}.0", True) for number in range(3)]
    province.publish(
        [
            Outgoing("congvu.XA1.package.XA1.9.0", b"to the leaf"),
            Outgoing("congvu.XA1.package.XA1.10.0", b"not for others"),
        ]
    )
    as_agency("xa1", **keyless)
    (one,) = commune.next(seconds=20, most=1)
    assert (one.subject, one.data, one.by_leaf) == ("congvu.XA1.package.XA1.9.0", b"to the leaf", False)
    commune.done([one])

    for number in range(120):  # more than the cluster takes from a leaf without a word that it has taken it
        commune.publish([Outgoing(f"congvu.H58.package.H58.{20 + number}.0", b"x" * (512 << 10))])
    as_agency("h58")
    count, end = 0, time.monotonic() + 120
    while count < 120 and time.monotonic() < end:
        some = province.next(seconds=5, most=16)
        province.done(some)
        count += len(some)
    assert count == 120

    with pytest.raises(CarrierFailed):
        as_agency("h58", inbox="XA1").next(seconds=3, most=1)
    with pytest.raises(CarrierFailed):
        as_agency("h58", api="", domain="hub").next(seconds=3, most=1)
    with pytest.raises(CarrierFailed):
        as_agency("h58").lay_out(["H99"], [])
    with pytest.raises(CarrierFailed):
        as_agency("stranger").publish([Outgoing("congvu.H58.package.H58.11.0", b"?")])
    with pytest.raises(CarrierFailed):
        as_agency("h58", certificate="", key="").publish([Outgoing("congvu.H58.package.H58.12.0", b"?")])
