"""The line between two installations: the demonstration CA's certificates, and a front that ends TLS as nginx does."""

import selectors
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from congvu.signing.demo.ca import DemoCA

LOOPBACK = "127.0.0.1"
PIECE = 1 << 16
PATIENCE_SECONDS = 20


def certificate(file: Path, ca: DemoCA, name: str) -> Path:
    """Write a key, its certificate for this machine and the issuer's into one file, which only the owner reads."""
    key = ec.generate_private_key(ec.SECP256R1())
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(ca.intermediate.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(hours=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(ca.intermediate.key, hashes.SHA256())
    )
    file.touch(mode=0o600)
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
        + ca.intermediate.certificate.public_bytes(Encoding.PEM)
    )
    return file


def root_of(ca: DemoCA) -> str:
    """Return the root that both sides trust."""
    return ca.root.certificate.public_bytes(Encoding.PEM).decode()


@dataclass
class Front:
    """Takes TLS connections of those whose certificate the demonstration CA gave, and hands them on in the clear."""

    certificate: Path
    root: str
    behind: int
    carried: int = 0

    def __post_init__(self) -> None:
        """Listen at once."""
        self.rules = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.rules.load_cert_chain(self.certificate)
        self.rules.load_verify_locations(cadata=self.root)
        self.rules.verify_mode = ssl.CERT_REQUIRED
        self.server = socket.create_server((LOOPBACK, 0))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        """Where the other installation sends to."""
        return f"https://{LOOPBACK}:{self.server.getsockname()[1]}"

    def close(self) -> None:
        """Take no more."""
        self.server.close()

    def _listen(self) -> None:
        while True:
            try:
                came, _address = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(came,), daemon=True).start()

    def _carry(self, came: socket.socket) -> None:
        """Carry one connection until either side ends it; who cannot show a certificate gets nothing."""
        came.settimeout(PATIENCE_SECONDS)
        with suppress(OSError), came, self.rules.wrap_socket(came, server_side=True) as outside:
            self.carried += 1
            with socket.create_connection((LOOPBACK, self.behind), PATIENCE_SECONDS) as inside:
                _both_ways(outside, inside)


def _both_ways(outside: ssl.SSLSocket, inside: socket.socket) -> None:
    with selectors.DefaultSelector() as ready:
        ready.register(outside, selectors.EVENT_READ, inside)
        ready.register(inside, selectors.EVENT_READ, outside)
        outside.settimeout(None)
        while True:
            for key, _events in ready.select():
                source, goal = key.fileobj, key.data
                assert isinstance(source, socket.socket)
                data = source.recv(PIECE)
                while isinstance(source, ssl.SSLSocket) and source.pending():
                    data += source.recv(PIECE)
                if not data:
                    return
                goal.sendall(data)
