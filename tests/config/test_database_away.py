"""The web process while its database is away and after it has come back."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from congvu.config.postgres import Postgres

from .stack import ROOT, free_port

pytestmark = pytest.mark.whole


class Site:
    """A web process of its own beside a database server of its own."""

    def __init__(self, folder, server):
        self.port = free_port()
        self.env = {key: value for key, value in os.environ.items() if not key.startswith(("CONGVU_", "PYTEST"))} | {
            "CONGVU_DATA": str(folder / "data"),
            "CONGVU_DATABASE_URL": server.url("postgres"),
            "CONGVU_DATABASE_TIMEOUT": "1",
            "CONGVU_WEB_WORKERS": "1",
            "CONGVU_WEB_THREADS": "2",
            "PYTHONPATH": str(ROOT / "src"),
        }
        self.congvu("migrate")
        command = [sys.executable, "-m", "congvu", "serve", "--port", str(self.port)]
        self.log = open(folder / "web.log", "ab")  # noqa: SIM115
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=self.log, stderr=self.log)

    def congvu(self, *args):
        subprocess.run([sys.executable, "-m", "congvu", *args], cwd=ROOT, env=self.env, check=True)

    def get(self, path, accept="text/html"):
        """Ask with a session cookie, so that the database is asked too; status, headers and text."""
        headers = {"Cookie": "congvu=mot-phien-khong-co", "Accept": accept}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()
        except OSError:
            return 0, {}, ""

    def wait_for(self, path, status, seconds=30):
        end = time.monotonic() + seconds
        while (answer := self.get(path))[0] != status:
            assert time.monotonic() < end, answer
            time.sleep(0.2)
        return answer

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@pytest.fixture(scope="module")
def server(open_folder):
    server = Postgres(open_folder / "pg", settings={"fsync": "off"})
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(open_folder, server):
    site = Site(open_folder, server)
    site.wait_for("/dang-nhap/", 200)
    yield site
    site.close()


def test_a_page_says_so_and_comes_back_by_itself(site, server):
    server.stop()
    status, headers, text = site.wait_for("/dang-nhap/", 503)
    assert headers["Retry-After"] == "5"
    assert headers["Cache-Control"] == "no-store"
    assert "Cơ sở dữ liệu đang không trả lời" in text
    assert "Traceback" not in text

    status, headers, text = site.get("/dang-nhap/", accept="application/json")
    assert (status, headers["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(text)["status"] == 503

    server.start()
    site.wait_for("/dang-nhap/", 200)


def test_healthz_names_the_part_that_is_broken(site, server):
    server.stop()
    status, headers, text = site.get("/healthz")
    assert (status, headers["Content-Type"]) == (503, "application/json")
    parts = json.loads(text)["parts"]
    assert parts["database"]["ok"] is False
    assert parts["storage"]["ok"] is True
    server.start()
    status, _, text = site.get("/healthz")
    assert json.loads(text)["parts"]["database"]["ok"] is True
    assert (status, json.loads(text)["parts"]["worker"]["ok"]) == (503, False)  # no worker was started here
