"""A relay between two installations on one machine that can be cut."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Line:
    """A way to a port that can be cut: what is under way is torn, and nobody comes through until it is healed."""

    def __init__(self, host: str, to: int) -> None:
        self.host, self.to, self.whole, self.open = host, to, True, set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        self.whole = False
        for one in list(self.open):
            _close(one)

    def heal(self) -> None:
        self.whole = True

    def end(self) -> None:
        _close(self.server)
        self.cut()

    def _serve(self) -> None:
        while True:
            try:
                near, _who = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection((self.host, self.to), timeout=5) if self.whole else None
        except OSError:
            far = None
        if far is None:
            _close(near)
            return
        far.settimeout(None)
        self.open |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        self.open -= {one, other}
        _close(one)
        _close(other)


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
