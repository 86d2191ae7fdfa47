"""The configuration of `deploy/nats` is what nats-server accepts, with the certificates that its script makes."""

import subprocess

import pytest

from tests.exchange import nats_deploy


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    return nats_deploy.certificates(tmp_path_factory.mktemp("tls"))


def test_the_server_accepts_the_files_of_cluster_agencies_and_leaf(tls, tmp_path):
    files, _ports, leaves = nats_deploy.hub(tmp_path, tls)
    leaf, _port = nats_deploy.leaf(tmp_path, tls, leaves)
    for config in (*files, leaf):
        code, said = nats_deploy.accepted(config, tmp_path)
        assert (code, "is valid" in said) == (0, True), said


def test_the_server_refuses_the_files_when_agencies_are_misspelt(tls, tmp_path):
    files, _ports, _leaves = nats_deploy.hub(tmp_path, tls)
    agencies = files[0].with_name("agencies.conf")
    agencies.write_text(agencies.read_text().replace("permissions", "permissoins"))
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
