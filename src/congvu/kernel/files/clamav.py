"""ClamAV over its INSTREAM command (clamd.conf: TCPSocket or LocalSocket)."""

import socket
from typing import IO

from django.conf import settings

from ..errors import FileInfected, ScannerUnavailable

_CHUNK = 1 << 16
_TIMEOUT_SECONDS = 60


def scan(file: IO[bytes], *, name: str) -> None:
    """Send the file to the scanner named by CONGVU_CLAMAV ("host:port" or a socket path); nothing set, nothing done.

    Raises FileInfected, or ScannerUnavailable: with a scanner configured no file comes in unscanned.
    """
    address: str = settings.CLAMAV
    if not address:
        return
    try:
        answer = _ask(file, address)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(name=name) from error
    if answer.endswith("FOUND"):
        raise FileInfected(name=name, virus=answer.removeprefix("stream:").removesuffix("FOUND").strip())
    if not answer.endswith("OK"):
        raise ScannerUnavailable(name=name)


def _ask(file: IO[bytes], address: str) -> str:
    file.seek(0)
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(_CHUNK):
            connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
        answer = b""
        while (part := connection.recv(4096)) and len(answer) < 65_536:
            answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]") or "localhost", int(port)), timeout=_TIMEOUT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_TIMEOUT_SECONDS)
    connection.connect(address)
    return connection
