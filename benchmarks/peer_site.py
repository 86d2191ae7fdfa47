"""The smallest site of django-pyas2, run by the environment of `exchange_peer` alone; knows nothing of Công vụ.

    PEER_FOLDER=… PEER_SIDE=sender|receiver python peer_site.py migrate | introduce URL | send LETTERS COUNT THREADS

As WSGI (`peer_site:application`) it is the receiver. Each side has an SQLite database of its own.
"""

import json
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

_search = re.search


def _any_release(pattern, *rest):
    """oscrypto 1.3.0 reads no OpenSSL whose release has two digits (3.0.19); its later sources do."""
    if isinstance(pattern, str):
        pattern = pattern.replace(r"\d\.\d\.\d", r"\d+\.\d+\.\d+")
    return _search(pattern, *rest)


with mock.patch("re.search", _any_release):
    import oscrypto.asymmetric  # noqa: F401

import django  # noqa: E402
from django.conf import settings  # noqa: E402

FOLDER, SIDE = Path(os.environ["PEER_FOLDER"]), os.environ["PEER_SIDE"]
settings.configure(
    SECRET_KEY="benchmark",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__ if __name__ != "__main__" else "peer_site",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "pyas2"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": FOLDER / f"{SIDE}.sqlite3",
            "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE", "init_command": "pragma journal_mode=wal"},
        }
    },
    MEDIA_ROOT=str(FOLDER / SIDE),
)
(FOLDER / SIDE).mkdir(exist_ok=True)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from pyas2.views import ReceiveAs2Message  # noqa: E402

urlpatterns = [path("pyas2/as2receive", ReceiveAs2Message.as_view(), name="as2-receive")]
application = get_wsgi_application()


def migrate():
    """Make the tables and this side's key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SIDE)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"peer")
    )
    (FOLDER / f"{SIDE}.pem").write_bytes(pem)
    (FOLDER / f"{SIDE}.key").write_bytes(secret + pem)


def introduce(url):
    """Let this side know itself and the other: signed with SHA-256, synchronous MDN signed with SHA-256."""
    from pyas2.models import Organization, Partner, PrivateKey, PublicCertificate

    other = "receiver" if SIDE == "sender" else "sender"
    key = PrivateKey.objects.create(name=SIDE, key=(FOLDER / f"{SIDE}.key").read_bytes(), key_pass="peer")
    certificate = PublicCertificate.objects.create(
        name=other, certificate=(FOLDER / f"{other}.pem").read_bytes(), verify_cert=False
    )
    Organization.objects.create(name=SIDE, as2_name=SIDE, signature_key=key)
    Partner.objects.create(
        name=other, as2_name=other, target_url=url, content_type="application/octet-stream", signature="sha256",
        signature_cert=certificate, mdn=True, mdn_mode="SYNC", mdn_sign="sha256",
    )  # fmt: skip


def send(letters, count, threads):
    """Send files, so many at once; print as JSON the milliseconds of each until its verified MDN, and of all."""
    files = sorted(Path(letters).iterdir())

    def one(number):
        begun = time.perf_counter()
        _send(files[number % len(files)])
        return (time.perf_counter() - begun) * 1000

    for number in range(3):
        one(number)
    begun, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(int(threads)) as pool:
        each = list(pool.map(one, range(int(count))))
    seconds = time.perf_counter() - begun
    print(json.dumps({"each": each, "seconds": seconds, "cpu": time.process_time() - cpu}))


def _send(file):
    """Do what the command `sendas2message` does, without its process; anything but a sound MDN is an error."""
    from django.db import connection
    from pyas2.models import Message, Organization, Partner
    from pyas2lib import Message as As2Message

    organization, partner = Organization.objects.get(), Partner.objects.get()
    payload = file.read_bytes()
    built = As2Message(sender=organization.as2org, receiver=partner.as2partner)
    built.build(
        payload, filename=file.name, subject=partner.subject, content_type=partner.content_type,
        disposition_notification_to="no-reply@pyas2.com",
    )  # fmt: skip
    message, _ = Message.objects.create_from_as2message(
        as2message=built, payload=payload, filename=file.name, direction="OUT", status="P"
    )
    message.send_message(built.headers, built.content)
    message.refresh_from_db()
    if message.status != "S":
        raise SystemExit(f"{message.status}: {message.detailed_status}")
    if int(connection.connection is not None):
        connection.close_if_unusable_or_obsolete()


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
