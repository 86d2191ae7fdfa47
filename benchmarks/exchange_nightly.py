"""The nightly comparison of thousands of pairs of agencies by Merkle root, with partners that answer over TLS.

    PYTHONPATH=src:. python -m benchmarks.exchange_nightly [--pairs 3000] [--partners 30] [--letters 10]
        [--mute N] [--slow N --seconds 0.5] [--closed N] [--wrong 20]

Starts a PostgreSQL of its own in a temporary folder and fills a day: each pair with its letters, on both sides (a few
pairs with one more on one side). The partners are this very process: our own machine endpoint behind TLS, each at an
address of its own, which checks the envelope, looks up who may ask and reads the receipts it gave. Of the partners,
some may be mute (take the connection and never answer), slow (so many seconds for each answer) or closed.
Prints how long planning, our own roots and all took, when the last pair of a sound partner was written, and the memory.
Asking and answering take the processor of one process here; between two machines each has its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import ipaddress
import os
import resource
import shutil
import socket
import ssl
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import machine
from congvu.config.postgres import Postgres

asked_for = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
for name, usual in (("pairs", 3000), ("partners", 30), ("letters", 10), ("wrong", 20), ("mute", 0), ("slow", 0)):
    asked_for.add_argument(f"--{name}", type=int, default=usual)
asked_for.add_argument("--closed", type=int, default=0)
asked_for.add_argument("--seconds", type=float, default=0.5)
ARGUMENTS = asked_for.parse_args()
base = Path(tempfile.mkdtemp(prefix="cvbench-"))
server = Postgres(base, settings={"fsync": "off", "shared_buffers": "256MB", "max_connections": "60"})
server.start()
(base / "data-folder" / "tmp").mkdir(parents=True)
os.environ["CONGVU_DATABASE_URL"] = server.url("postgres")
os.environ["CONGVU_DATA"] = str(base / "data-folder")
os.environ["CONGVU_ALLOWED_HOSTS"] = "*"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

import django  # noqa: E402

django.setup()

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.x509.oid import NameOID  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from congvu.exchange import keys  # noqa: E402
from congvu.exchange.actions import reconcile_pairs  # noqa: E402
from congvu.exchange.models import Partner, Reconciliation  # noqa: E402

FILL = """
insert into exchange_mailing (uid, kind, business, status_code, sender_agency_id, sender_code, receiver_code,
  receiver_name, document_code, reference, subject, is_directive, partner_id, raw_file_id, sha256, size, state,
  created_at, created_by_name, tried_since, attempts, cause, axis_id, done_at, received_at, receipt_text,
  receipt_signature)
select gen_random_uuid(), 'edoc', 0, '', %(agency)s, 'H58.' || lpad((p / 100)::text, 2, '0'),
  'G' || lpad((p %% %(partners)s)::text, 3, '0') || '.' || lpad((p / %(partners)s)::text, 4, '0'), 'Nơi nhận ' || p,
  '000.' || p || '.2026.' || n, gen_random_uuid(), 'Báo cáo số ' || n, false, %(partner)s + p %% %(partners)s, n,
  md5(p::text) || md5(n::text), 180000, 'done', at, '', at, 1, '', '', at, at, '', ''
from generate_series(0, %(pairs)s - 1) p cross join generate_series(1, %(letters)s) n
cross join lateral (select %(first)s::timestamptz + (p * 7919 + n * 104729) %% 86000 * interval '1 second'
  - (n > 1 and p %% 4 = 3)::int * (n %% 25) * interval '1 day' as at) x
"""
TAKEN = """
insert into exchange_givenreceipt (sender_code, receiver_code, package_uid, sha256, received_at, text, signature)
select sender_code, receiver_code, uid, sha256, received_at, '{}', '00' from exchange_mailing
"""
WRONG = """
delete from exchange_givenreceipt where id in (select min(id) from exchange_givenreceipt
  where received_at >= %(first)s group by receiver_code order by md5(receiver_code) limit %(wrong)s)
"""


def place_of(number: int) -> str:
    """Return a partner's own address on this machine."""
    return f"127.0.1.{number + 1}"


def certificate(partners: int) -> tuple[str, ssl.SSLContext]:
    """Return a certificate for all the partners' addresses, and the rules of who serves by it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partner")])
    now = dt.datetime.now(dt.UTC)
    hosts = [x509.IPAddress(ipaddress.ip_address(place_of(n))) for n in range(partners)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    file = base / "partner.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return pem.decode(), context


class Answering(WSGIRequestHandler):
    """Our own endpoint; slow where its address is one of the slow."""

    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""

    def get_environ(self) -> dict[str, Any]:
        """Wait as a slow partner does, and go on as the others."""
        number = int(self.connection.getsockname()[0].rpartition(".")[2]) - 1
        if ARGUMENTS.mute <= number < ARGUMENTS.mute + ARGUMENTS.slow:
            time.sleep(ARGUMENTS.seconds)
        found: dict[str, Any] = super().get_environ()
        return found


def serve(rules: ssl.SSLContext) -> tuple[int, list[socket.socket]]:
    """Serve all partners but the mute ones, who only listen; return the port and what holds it."""
    web = ThreadedWSGIServer(("0.0.0.0", 0), Answering)
    web.set_app(get_wsgi_application())
    web.daemon_threads = True
    web.socket = rules.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    port, mute = web.server_address[1], []
    for number in range(ARGUMENTS.mute):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((place_of(number), 0))
        listening.listen(50)
        mute.append(listening)
    return port, mute


def fill(day: dt.date) -> int:
    """Write partners, letters and receipts; return the number of letters of the day."""
    from congvu.identity.models import Agency, AgencyCode

    pem, rules = certificate(ARGUMENTS.partners)
    port, mute = serve(rules)
    ports = [one.getsockname()[1] for one in mute] + [port] * ARGUMENTS.partners
    for number in range(ARGUMENTS.partners - ARGUMENTS.closed, ARGUMENTS.partners):
        ports[number] = 1
    held.extend(mute)
    agency = Agency.objects.create(name="UBND tỉnh Tiền Giang", abbreviation="UBND", tier="province", place_name="TG")
    AgencyCode.objects.create(agency=agency, scheme="qd20", value="H99")
    Partner.objects.create(  # as the partners see us: the same key, which may speak for our agencies
        name="Chúng ta", codes=["H58"], carrier="https", address=f"https://{place_of(0)}:{port}",
        public_key=keys.public_pem(), added_at=timezone.now(),
    )  # fmt: skip
    partners = Partner.objects.bulk_create(
        [
            Partner(
                name=f"Hệ thống {n}", codes=[f"G{n:03}"], carrier="https", tls_ca=pem, added_at=timezone.now(),
                address=f"https://{place_of(n)}:{ports[n]}", public_key="",
            )
            for n in range(ARGUMENTS.partners)
        ]
    )  # fmt: skip
    first = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    values = {**vars(ARGUMENTS), "agency": agency.pk, "partner": partners[0].pk, "first": first}
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
        cursor.execute(TAKEN)
        cursor.execute(WRONG, values)
        cursor.execute("vacuum analyze")
        cursor.execute("select count(*) from exchange_mailing where received_at >= %(first)s", values)
        count: int = cursor.fetchone()[0]
    return count


held: list[socket.socket] = []


def sound(code: str) -> bool:
    """Whether the partner of a receiver answers as it should."""
    number = int(code[1:4])
    return ARGUMENTS.mute + ARGUMENTS.slow <= number < ARGUMENTS.partners - ARGUMENTS.closed


def main() -> None:
    """Fill, compare, and print what it took; exit code 1 when a pair was judged wrongly."""
    call_command("migrate", verbosity=0)
    day, now = timezone.localdate() - dt.timedelta(days=1), timezone.now()
    letters = fill(day)
    machine(f"{ARGUMENTS.pairs:,} pairs, {letters:,} letters of the day; load {os.getloadavg()[0]:.1f}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    pairs = reconcile_pairs.pairs_of_day(day)
    planned = time.perf_counter()
    reconcile_pairs.roots_of_day(day)
    rooted = time.perf_counter()
    last: list[float] = [0.0]
    kept = reconcile_pairs.save

    def saved(rows: list[Reconciliation]) -> list[Reconciliation]:
        """Note when the pairs of sound partners were written."""
        done = kept(rows)
        if any(sound(row.receiver_code) for row in rows):
            last[0] = time.perf_counter()
        return done

    reconcile_pairs.save = saved
    cpu = time.process_time()
    rows = reconcile_pairs.compare(day=day, pairs=pairs, now=now)
    took = time.perf_counter() - rooted
    print(f"pairs planned in {(planned - begun) * 1000:.0f} ms, our roots in {(rooted - planned) * 1000:.0f} ms")
    print(
        f"{len(rows):,} pairs compared in {took:.1f} s ({len(rows) / took:.0f}/s), processor of asking and answering "
        f"{time.process_time() - cpu:.1f} s; the last pair of a sound partner after {last[0] - rooted:.1f} s"
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory {before:.0f} MiB before, {peak:.0f} MiB at most; load {os.getloadavg()[0]:.1f}")
    good = [row for row in rows if sound(row.receiver_code)]
    differing = sum(bool(row.differences) for row in rows)
    for trouble in sorted({row.trouble for row in rows} - {""}):
        print(f"{sum(row.trouble == trouble for row in rows):,} pairs: {trouble}")
    print(f"{differing} pairs differ")
    with_letters = all(row.their_count is not None and not row.trouble for row in good)
    if len(rows) != ARGUMENTS.pairs or not with_letters or (len(good) == len(rows) and differing != ARGUMENTS.wrong):
        raise SystemExit("wrong")


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
        server.stop()
        shutil.rmtree(base, ignore_errors=True)
