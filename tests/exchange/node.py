"""One full installation in a process of its own: web endpoint, worker, and commands on standard input.

Each line in is a JSON list [command, {arguments}]; each line out its JSON answer. Started with CONGVU_DATABASE_URL and
CONGVU_DATA of its own, and a port. Killed at any time, it goes on where it stood when started again.
"""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
import uuid
from datetime import date
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def get_environ(self):
        """Return what the call says: wsgiref names a type of content where the call names none."""
        return super().get_environ() | {"CONTENT_TYPE": self.headers.get("content-type", "")}

    def log_message(self, *args):
        pass


def main() -> None:
    port = int(sys.argv[1])
    import django

    django.setup()
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", port, get_wsgi_application(), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=_work, daemon=True).start()
    from congvu.exchange.carriers import jetstream

    if jetstream.is_set_up():
        from congvu.exchange.listening import listen

        for _reader in range(2):  # as beside a worker, where each has a process of its own
            threading.Thread(target=listen, args=(threading.Event(),), daemon=True).start()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(COMMANDS[name](**arguments)), flush=True)


def _work() -> None:
    """Carry what is due and run the subscribers, as the worker does; what fails is tried again soon."""
    from django.db import close_old_connections
    from django.utils import timezone

    from congvu.exchange.actions.deliver import deliver
    from congvu.exchange.actions.inbox import send_unreceipted_again
    from congvu.exchange.models import Mailing
    from congvu.kernel import outbox

    while True:
        try:
            due = Mailing.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)
            for pk in list(due[:50]):
                # A killed try keeps its lease for minutes, and five tries at a partner that starts have the sixth
                # wait as long: here all is tried at once.
                now = timezone.now()
                Mailing.objects.filter(pk=pk, state="waiting").update(next_at=now)
                if deliver(mailing_id=pk, now=now) == "waiting":
                    time.sleep(0.1)
            send_unreceipted_again(now=timezone.now())
            outbox.deliver_pending(limit=50)
        except Exception as error:  # noqa: BLE001  the database may be away for a moment
            print(repr(error)[:300], file=sys.stderr, flush=True)
            time.sleep(0.2)
        finally:
            close_old_connections()
        time.sleep(0.02)


def setup(name: str, code: str) -> str:
    """Write an agency with a clerk; return the installation's public key."""
    from congvu.exchange.keys import public_pem
    from congvu.identity.models import AgencyCode
    from tests.documents.conftest import build_office

    if not AgencyCode.objects.filter(value=code).exists():
        office = build_office(name, prefix=f"{code.lower()}-")
        AgencyCode.objects.create(agency=office.agency, scheme="qd20", value=code)
    return public_pem()


def card() -> str:
    """Return the card of this installation's sealing keys."""
    from django.utils import timezone

    from congvu.exchange.actions.sealing_keys import own_card

    return own_card(now=timezone.now())


def partner(
    name: str, code: str, address: str, public_key: str, carrier: str = "https", sealing_card: str = ""
) -> int:  # fmt: skip
    """Describe the other installation."""
    from django.utils import timezone

    from congvu.exchange.models import Partner

    return Partner.objects.create(
        name=name, codes=[code], carrier=carrier, address=address, public_key=public_key, added_at=timezone.now(),
        sealing_card=sealing_card,
    ).pk  # fmt: skip


def _actor(code: str = ""):
    """Return the clerk of the only agency here, or of the one with a code."""
    from congvu.identity.models import AgencyCode, Assignment
    from tests.conftest import make_actor

    clerks = Assignment.objects.select_related("person", "post__unit__agency").filter(
        post__roles__contains=["records_clerk"]
    )
    if code:
        clerks = clerks.filter(post__unit__agency=AgencyCode.objects.get(value=code).agency_id)
    held = clerks.get()
    return make_actor(
        person_id=held.person_id, person_name=held.person.full_name, post_id=held.post_id, post_title="Văn thư",
        unit_id=held.post.unit_id, unit_ids=(held.post.unit_id,), agency_id=held.post.unit.agency_id,
        agency_name=held.post.unit.agency.name, roles=frozenset(held.post.roles),
    )  # fmt: skip


class _Large:
    """A file of random bytes that begins and ends as PDF, never whole in memory."""

    def __init__(self, size: int) -> None:
        self._left, self._next = size, b"%PDF-1.7\n"

    def read(self, size: int, /) -> bytes:
        if not self._next and self._left:
            self._next = os.urandom(min(size, self._left))
            self._left -= len(self._next)
            self._next += b"" if self._left else b"\n%%EOF"
        given, self._next = self._next[:size], self._next[size:]
        return given


def send(first: int, count: int, receiver: str, size: int = 0, sender: str = "") -> list[str]:
    """Send letters, of the only agency here or of the one with a code; return their references."""
    from django.utils import timezone

    from congvu.exchange import api
    from congvu.exchange.types import OutgoingDocument, OutgoingFile
    from congvu.identity import api as identity
    from congvu.kernel.api import files
    from tests.documents.conftest import docx

    actor = _actor(sender)
    own = identity.agency(actor.agency_id)
    given = []
    for number in range(first, first + count):
        content = _Large(size) if size else io.BytesIO(docx(f"Công văn số {number}"))
        ending = "pdf" if size else "docx"
        ref = files.store(content, name=f"{number}.{ending}", limit=1 << 30)
        reference = uuid.uuid5(uuid.NAMESPACE_URL, f"{own.code}/{number}")
        document = OutgoingDocument(
            document_code=f"{own.code},2026/10/14,{number}/UBND-TH",
            subject=f"Công văn số {number}",
            number=str(number),
            notation="UBND-TH",
            issued_on=date(2026, 10, 14),
            type_name="Công văn",
            files=(OutgoingFile(ref.id, ref.name),),
            signer_name="Nguyễn Văn Khải",
        )
        api.send(
            actor=actor, sender_agency_id=actor.agency_id, document=document, reference=reference,
            receivers=[receiver], now=timezone.now(),
        )  # fmt: skip
        given.append(str(reference))
    return given


def take_back(references: list[str], sender: str = "") -> int:
    """Ask the receiver to give letters back."""
    from django.utils import timezone

    from congvu.exchange import api

    actor = _actor(sender)
    return sum(
        api.request_back(actor=actor, reference=uuid.UUID(one), reason="Sai số liệu", now=timezone.now())
        for one in references
    )


def refuse(count: int) -> int:
    """Return waiting arrivals to their sender."""
    from django.utils import timezone

    from congvu.exchange import api
    from congvu.exchange.models import Arrival

    waiting = list(Arrival.objects.filter(state="arrived").order_by("pk").values_list("uid", flat=True)[:count])
    for uid in waiting:
        api.refuse(actor=_actor(), arrival_uid=uid, reason="Gửi nhầm cơ quan", now=timezone.now())
    return len(waiting)


def state() -> dict[str, object]:
    """Return what stands where."""
    from django.db.models import Count

    from congvu.exchange.models import Arrival, GivenReceipt, Mailing, ReceivedStatus, RefusedPackage, UploadPart

    return {
        "mailings": dict(Mailing.objects.values_list("state").annotate(n=Count("pk"))),
        "causes": sorted(set(Mailing.objects.exclude(cause="").values_list("cause", flat=True))),
        "arrivals": sorted(Arrival.objects.values_list("document_code", flat=True)),
        "arrival_states": dict(Arrival.objects.values_list("state").annotate(n=Count("pk"))),
        "receipts": GivenReceipt.objects.count(),
        "statuses": [
            list(one)
            for one in ReceivedStatus.objects.order_by("mailing__document_code", "pk").values_list(
                "mailing__document_code", "code"
            )
        ],
        "refused": sorted(RefusedPackage.objects.values_list("code", flat=True)),
        "parts": UploadPart.objects.count(),
        "files": sorted(Arrival.objects.values_list("files__sha256", flat=True)),
    }


def compared() -> list[list[object]]:
    """Return how the days compare, as far as it is known."""
    from congvu.exchange.models import Reconciliation

    rows = Reconciliation.objects.order_by("pk")
    return [[r.sender_code, r.receiver_code, r.our_count, r.their_count, r.differences, r.trouble] for r in rows]


def compare() -> list[list[object]]:
    """Compare today with the other side."""
    from django.utils import timezone

    from congvu.exchange.actions.reconcile_pairs import reconcile_day

    now = timezone.now()
    rows = reconcile_day(day=timezone.localdate(now), now=now)
    return [[r.sender_code, r.receiver_code, r.our_count, r.their_count, r.differences, r.trouble] for r in rows]


def forget_receipt() -> int:
    """Lose one receipt on purpose, as a broken disk would."""
    from congvu.exchange.models import GivenReceipt

    row = GivenReceipt.objects.order_by("pk").first()
    assert row is not None
    row.delete()
    return 1


def strange_receipt(sender: str, receiver: str) -> str:
    """Hold a receipt for a package that its sender never sent."""
    from django.utils import timezone

    from congvu.exchange.models import GivenReceipt

    uid = uuid.uuid4()
    GivenReceipt.objects.create(
        sender_code=sender, receiver_code=receiver, package_uid=uid, sha256="0" * 64, received_at=timezone.now(),
        text="{}", signature="00",
    )  # fmt: skip
    return str(uid)


def memory() -> int:
    """Return the most memory that this process held, in KiB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def receipt_line() -> str:
    """Return the line by which the other side checks our receipts."""
    from congvu.exchange import keys, receipt_keys
    from congvu.identity.models import AgencyCode

    return receipt_keys.line_of(AgencyCode.objects.get().value, keys.own_key().public_key())


def by_axis(line: str, address: str = "") -> None:
    """Go by the axis of one of the two from now on: of the other where it has an address, else by our own."""
    from congvu.exchange.models import Partner
    from congvu.kernel.secrets import seal

    Partner.objects.update(
        carrier="axis", address=address, system_id="ben-kia", secret=seal("khoa-ben-kia"), receipt_keys=line,
        last_error="",
    )  # fmt: skip


def fetch_axis() -> list[object]:
    """Fetch what lies at the other's axis and ask about what we sent there; return how many came, and the error."""
    from django.utils import timezone

    from congvu.exchange.actions import fetch_axis as fetching
    from congvu.exchange.models import Partner

    return [fetching.fetch_all(now=timezone.now()), Partner.objects.get().last_error]


def proofs(number: int) -> list[str]:
    """Return what shows that the other side has a letter."""
    from congvu.exchange import views
    from congvu.exchange.models import Mailing

    rows = Mailing.objects.filter(kind="edoc", document_code__contains=f",{number}/")
    return [f"{one.state} {one.proof} {one.cause}".strip() for one in views.mailings(list(rows))]


COMMANDS = {
    one.__name__: one
    for one in (
        setup, card, partner, send, take_back, refuse, state, compare, compared, forget_receipt, strange_receipt,
        memory, receipt_line, by_axis, fetch_axis, proofs,
    )
}  # fmt: skip

if __name__ == "__main__":
    main()
