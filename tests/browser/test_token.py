"""Signing with a token on the user's machine: a program listens there, or none does, or it fails."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TypeVar
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from congvu.identity.models import Account, Agency, Assignment, Person, Post, Unit
from congvu.identity.types import Role
from congvu.kernel.types import Actor
from congvu.signing import api, vault
from congvu.signing.actions import keys, requests
from congvu.signing.demo.ca import load_ca
from congvu.signing.demo.keys import demo_folder, ensure_demo_keys
from congvu.signing.models import SigningRequest
from congvu.signing.paper.document import PERSON_FIELD
from congvu.signing.paper.sign import sign_field
from tests.conftest import make_actor
from tests.signing.conftest import AGENCY, LAYOUT, PERSON, identity_of, make_pdf

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@dataclass
class Program:
    """A signing program as it runs on people's machines: takes addresses from the page, signs, brings back."""

    port: int
    work: Callable[[dict[str, str]], tuple[int, dict[str, object]]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def start(self) -> HTTPServer:
        """Listen, in a thread of its own."""
        program = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                typed = self.rfile.read(int(self.headers["Content-Length"]))
                program.asked.append((self.headers["Content-Type"], json.loads(typed)))
                status, said = program.work(program.asked[-1][1])
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


def apart(work: Callable[[], T]) -> T:
    """Do it in a thread of its own: signing runs an event loop, and Playwright keeps one in this thread."""

    def once() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(once).result()


@pytest.fixture
def leader(settings, tmp_path) -> Iterator[Actor]:
    settings.DATA = tmp_path
    vault._fernet.cache_clear()
    agency = Agency.objects.create(name=AGENCY, abbreviation="UBND", tier="province", place_name="Tiền Giang")
    unit = Unit.objects.create(agency=agency, name="Văn phòng", is_records_office=True)
    person = Person.objects.create(full_name=PERSON)
    post = Post.objects.create(unit=unit, title="Chủ tịch", roles=[Role.AGENCY_LEADER])
    Assignment.objects.create(person=person, post=post, valid_from=date(2020, 1, 1))
    ensure_demo_keys(agencies=[agency.pk], people=[], at=timezone.now())
    yield make_actor(
        person_id=person.pk,
        person_name=PERSON,
        post_id=post.pk,
        post_title="Chủ tịch",
        unit_id=unit.pk,
        unit_ids=(unit.pk,),
        agency_id=agency.pk,
        agency_name=AGENCY,
        roles=frozenset({Role.AGENCY_LEADER}),
    )
    vault._fernet.cache_clear()


@pytest.fixture
def program(leader: Actor) -> Program:
    """The leader's token, in the hands of a program that does not run yet."""
    now = timezone.now()
    ca = load_ca(demo_folder())
    issued = ca.issue_person(name=PERSON, organisation=AGENCY, title="Chủ tịch", email="", at=now - timedelta(days=3))
    content, above = (one.public_bytes(Encoding.PEM) for one in (issued.certificate, ca.intermediate.certificate))
    apart(lambda: keys.register_token(actor=leader, content=content, above=above, now=now))
    token = identity_of(issued, ca)

    def work(given: dict[str, str]) -> tuple[int, dict[str, object]]:
        pdf = httpx.get(given["FileName"]).content
        signed = sign_field(pdf, PERSON_FIELD, token, at=timezone.now(), last_word="certify")
        back = httpx.post(
            given["FileUploadHandler"],
            files={"uploadfile": ("ky.pdf", signed, "application/pdf")},
            data={"JWTToken": given["JWTToken"]},
        ).json()
        return 200, {**back, "Message": back["Message"] or "Đã ký."}

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return Program(free.getsockname()[1], work)


def begun(leader: Actor) -> UUID:
    wish = requests.Wish(api.prepare(make_pdf(), LAYOUT), "Quyết định", "thu:1")
    return requests.begin_signing(actor=leader, wish=wish, now=timezone.now())


@pytest.fixture
def waiting(live_server, page: Page, context, client, settings, leader: Actor, program: Program) -> Page:
    """The page of a signature that waits for the token."""
    agent = f"http://127.0.0.1:{program.port}"
    settings.TOKEN_AGENT_URL, settings.PUBLIC_URL = f"{agent}/sign", live_server.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    connect = {**policy, "connect-src": [*policy["connect-src"], agent]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": connect}
    uid = apart(lambda: begun(leader))
    client.force_login(Account.objects.create(person_id=leader.person_id, username="lanhdao"))
    cookies = [{"name": name, "value": kept.value, "url": live_server.url} for name, kept in client.cookies.items()]
    context.add_cookies(cookies)
    page.goto(live_server.url + reverse("signing:request", args=[uid]))
    return page


def test_the_page_says_when_no_program_answers_and_signs_as_soon_as_one_does(waiting: Page, program: Program):
    said, button = waiting.locator("[data-sign-said]"), waiting.locator("[data-sign]")
    button.click()
    expect(said).to_have_text("Không thấy phần mềm ký số trên máy này.")
    expect(button).to_be_enabled()
    assert SigningRequest.objects.get().state == "waiting"

    server = program.start()
    button.click()
    expect(said).to_have_text("Đã ký.")
    expect(waiting.locator("#yeu-cau")).to_contain_text("Chữ ký đã được kiểm tra và nhận.")
    server.shutdown()
    assert SigningRequest.objects.get().state == "done"
    assert [(kind, sorted(given)) for kind, given in program.asked] == [
        ("text/plain", ["FileName", "FileUploadHandler", "HashName", "JWTToken", "SessionId"])
    ]


def test_what_a_program_says_or_its_failure_is_shown_and_nothing_is_signed(waiting: Page, program: Program):
    said, button = waiting.locator("[data-sign-said]"), waiting.locator("[data-sign]")
    answers: list[tuple[int, dict[str, object]]] = [(200, {"Status": 1, "Message": "Người dùng đã hủy."}), (500, {})]
    program.work = lambda _given: answers[len(program.asked) - 1]
    server = program.start()
    button.click()
    expect(said).to_have_text("Người dùng đã hủy.")
    button.click()
    expect(said).to_contain_text("Phần mềm ký số không ký được.")
    SigningRequest.objects.update(state="cancelled")
    button.click()
    expect(said).to_contain_text("Yêu cầu này không còn chờ ký.")
    server.shutdown()
    assert len(program.asked) == 2
    expect(waiting.locator("#yeu-cau")).not_to_contain_text("Chữ ký đã được kiểm tra")
