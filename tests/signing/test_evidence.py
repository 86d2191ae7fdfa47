"""Evidence over real HTTP: OCSP first, then the list; forged or silent services give nothing."""

import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from congvu.signing.checking import crl
from congvu.signing.checking.trust import Anchor, TrustStore
from congvu.signing.levels import evidence, fetching
from congvu.signing.levels.evidence import Holder, Kept

from .conftest import AGENCY, NOW, PERSON, asn1


class Responder(BaseHTTPRequestHandler):
    """Answers as the test wants: `say` is good, revoked, forged, stale, other, down."""

    ca = None
    leaf = None
    say = "good"
    lists = True

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.say == "down":
            return self.reply(503, b"")
        issuer = self.ca.intermediate
        at = NOW - timedelta(days=30) if self.say == "stale" else NOW
        revoked = self.say == "revoked"
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=self.ca.tsa.certificate if self.say == "other" else self.leaf,
                issuer=issuer.certificate,
                algorithm=hashes.SHA1(),
                cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
                this_update=at,
                next_update=at + timedelta(days=7),
                revocation_time=NOW if revoked else None,
                revocation_reason=pyca.ReasonFlags.key_compromise if revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
            .sign(ec.generate_private_key(ec.SECP256R1()) if self.say == "forged" else issuer.key, hashes.SHA256())
        )
        return self.reply(200, made.public_bytes(Encoding.DER))

    def do_GET(self):
        made = self.ca.revocation_lists(at=NOW, revoked={})[0]
        return self.reply(200 if self.lists else 404, made.public_bytes(Encoding.DER))

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def house_of(ca, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 2.0)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Responder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked = replace(ca, address=f"http://127.0.0.1:{server.server_port}")
    issued = asked.issue_person(name=PERSON, organisation=AGENCY, title="", email="", at=NOW - timedelta(days=3))
    Responder.ca, Responder.leaf, Responder.say, Responder.lists = ca, issued.certificate, "good", True
    root_list = crl.parse(ca.revocation_lists(at=NOW, revoked={})[1].public_bytes(Encoding.DER))
    known = {crl.issuer_key(asn1(ca.root.certificate).subject): root_list}
    trust = TrustStore("thử", (Anchor(asn1(ca.root.certificate), "Gốc", is_demo=True),), known.get)
    holder = Holder(asn1(issued.certificate), tuple(asn1(c) for c in ca.chain))
    yield lambda kept=Kept(): evidence.gather([holder], trust, at=NOW, kept=kept)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("say", ["good", "revoked"])
def test_a_sound_answer_is_kept(house_of, say):
    Responder.say, Responder.lists = say, False
    found = house_of()
    assert (len(found.answers), len(found.lists), found.missing, found.untrusted) == (1, 1, [], [])


@pytest.mark.parametrize("say", ["forged", "stale", "other", "down"])
def test_another_answer_is_not_and_the_list_is_asked(house_of, say):
    Responder.say = say
    found = house_of()
    assert (len(found.answers), len(found.lists), found.missing) == (0, 2, [])


def test_nobody_answers(house_of):
    Responder.say, Responder.lists = "down", False
    found = house_of()
    assert [("CA minh họa" in name) for name in found.missing] == [True]


def test_what_the_file_holds_already_is_not_asked_again(house_of):
    first = house_of()
    Responder.say, Responder.lists = "down", False
    again = house_of(Kept(tuple(first.answers), tuple(first.lists)))
    assert (len(again.answers), len(again.lists), again.missing) == (0, 0, [])
