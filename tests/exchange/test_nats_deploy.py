"""The configuration of `deploy/nats` is what nats-server accepts, with the certificates that its script makes."""

import asyncio
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import nats
import pytest
from click.testing import CliRunner

from congvu.exchange.carriers import accounts
from congvu.exchange.commands import exchange
from tests.exchange import nats_deploy
from tests.exchange.nats import Server
from tests.exchange.pair import free_port


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    return nats_deploy.certificates(tmp_path_factory.mktemp("tls"))


def test_the_server_accepts_the_files_of_cluster_agencies_and_leaf(tls, tmp_path):
    files, _ports, leaves = nats_deploy.hub(tmp_path, tls)
    leaf, _port = nats_deploy.leaf(tmp_path, tls, leaves)
    for config in (*files, leaf):
        code, said = nats_deploy.accepted(config, tmp_path)
        assert (code, "is valid" in said) == (0, True), said


def test_the_file_of_accounts_is_what_the_command_writes():
    written = CliRunner().invoke(exchange, ["nats-accounts", "--inbox", "H58", "--leaf", "XA1=xa1"])
    assert (written.exit_code, written.output) == (0, (nats_deploy.DEPLOY / "agencies.conf").read_text())
    for wrong in (
        [], ["--inbox", "H 58"], ["--inbox", 'H58" }'], ["--leaf", "XA1"], ["--inbox", "H58", "--inbox", "h58"],
        ["--leaf", "XA1=xa1", "--leaf", "XA2=xa1"], ["--leaf", "XA1=hub"], ["--inbox", "CONGVU"],
    ):  # fmt: skip
        assert CliRunner().invoke(exchange, ["nats-accounts", *wrong]).exit_code == 1


def test_what_one_agency_is_given_another_is_not():
    text = accounts.agencies_conf(["H58", "H20"], {"XA1": "xa1"})
    _home, *blocks = text.split('\n  "')[1:]
    for block in blocks:
        mine = block.split('"')[0]
        assert not [other for other in {"H58", "H20", "XA1"} - {mine} if other in block]
    for line in text.splitlines():
        if "service:" in line and "accounts:" in line and (named := re.search(r"CONGVU_(H58|H20|XA1)\b", line)):
            assert line.endswith(f'accounts: ["{named[1]}"] }}')


def test_the_server_refuses_the_files_when_agencies_are_misspelt(tls, tmp_path):
    files, _ports, _leaves = nats_deploy.hub(tmp_path, tls)
    agencies = files[0].with_name("agencies.conf")
    agencies.write_text(agencies.read_text().replace("exports", "exprots"))
    code, said = nats_deploy.accepted(files[0], tmp_path)
    assert code != 0, said


def test_an_agencys_certificate_names_its_user_and_an_authority_is_not_made_twice(tls):
    shown = subprocess.run(
        ["openssl", "x509", "-in", str(tls / "h58.pem"), "-noout", "-ext", "subjectAltName"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "DNS:h58.congvu" in shown.stdout
    assert (tls / "h58.key").stat().st_mode & 0o077 == 0
    again = subprocess.run(
        [str(nats_deploy.DEPLOY / "certificate.sh"), str(tls), "authority"], capture_output=True, text=True, check=False
    )
    assert again.returncode == 1


@pytest.mark.parametrize("encrypted", [True, False], ids=["as-deployed", "without-its-key"])
def test_what_rests_in_a_node_is_not_readable_on_its_disk_and_no_agency_takes_it_whole(tls, tmp_path, encrypted):
    config, port = nats_deploy.leaf(tmp_path, tls, [free_port() for _ in range(3)])
    small = accounts.agencies_conf(["H58", "H20"], {}, accounts.Limits(connections=2, subscriptions=3))
    config.with_name("small.conf").write_text(small)
    config.write_text(f'{config.read_text()}\ninclude "small.conf"\n')
    if not encrypted:
        config.write_text(config.read_text().replace("cipher: aes", "").replace("key: $NATS_KEY", ""))
    node = Server(tmp_path / "leaf", "xa1", config, port).start()
    try:
        asyncio.run(_stored(node.url, b"Quyet dinh so 12/QD-UBND " * 9))
        limited = asyncio.run(_taken(node.url)) if encrypted else LIMITED
    finally:
        node.process.terminate()
        node.process.wait()
    kept = b"".join(one.read_bytes() for one in Path(node.environment["NATS_STORE"]).rglob("*") if one.is_file())
    assert limited == LIMITED
    assert len(kept) > 200
    assert (b"Quyet dinh" in kept) == (not encrypted)


LIMITED = ["H58", "H58", "maximum account active connections exceeded", "H20", False, True]


async def _taken(url):
    """Let agencies take more than is theirs: return who got in, and whether one that hears too much was closed."""
    got, clients = [], []
    for name in ("H58", "H58", "H58", "H20"):
        about = {"user": f"{name.lower()}.congvu", "password": "", "allow_reconnect": False}
        try:
            clients.append(await nats.connect(url, **about))
            got.append(name)
        except nats.errors.Error as error:
            got.append(str(error).removeprefix("nats: ").strip("'"))
    for many in (3, 1):
        with suppress(nats.errors.Error):
            for _time in range(many):
                await clients[-1].subscribe("congvu.H20.answer.>")
            await clients[-1].flush()
        got.append(clients[-1].is_closed)
    for client in clients:
        await client.close()
    return got


async def _stored(url, data):
    client = await nats.connect(url, user="administrator.congvu", password="")
    await client.jetstream().add_stream(name="CONGVU_OUT", subjects=["congvu-out.>"])
    await client.jetstream().publish("congvu-out.H58.package", data)
    await client.close()
