"""Network namespaces of Linux, joined by lines whose weather is made here.

A `Place` has a network of its own, with one interface (TUN) that leads to the `Country`; that carries each packet to
the place with its address, as long as the lines at both ends let it. No tool but `ip` is needed, and nothing stays:
a namespace ends with the thread that opened it and the processes that were started in it.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import itertools
import os
import random
import select
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
ADDRESS = "10.91.0.{}"
LOSS, DOUBLED, SLOW_SECONDS = 0.2, 0.02, (0.03, 0.2)  # of packets in bad weather; they overtake each other
WEATHERS = ("down", "silent", "bad")


def refusal() -> str:
    """Return why this process may not open network namespaces; empty where it may."""
    try:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_open_network, "1").result()
    except OSError as error:
        return f"{error.strerror or error} (cần quyền root, /dev/net/tun và lệnh ip)"
    return ""


class Place:
    """A network of its own. What is done `within` it, and every process and thread begun there, lives in it."""

    def __init__(self, number: int) -> None:
        self.address, self.weather = ADDRESS.format(number), "fair"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="place")
        self.packets: int = self.within(_open_network, str(number))

    def within(self, act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self._thread.submit(act, *args, **named).result()

    def turn(self, weather: str) -> None:
        """Let the line be fair again, unplugged ("down"), mute ("silent"), or slow and lossy ("bad")."""
        if "down" in {weather, self.weather} and weather != self.weather:
            self.within(_ip, "link", "set", "line", "down" if weather == "down" else "up")
        self.weather = weather

    def end(self) -> None:
        self._thread.shutdown()
        with suppress(OSError):
            os.close(self.packets)


class Country:
    """Carries packets between places until its end."""

    def __init__(self, count: int, *, seed: int = 28) -> None:
        self.random = random.Random(seed)
        self.places: list[Place] = []
        self.carried = self.dropped = 0
        try:
            for number in range(1, count + 1):
                self.places.append(Place(number))
        except BaseException:
            self.end()
            raise
        self._over = threading.Event()
        self._carrier = threading.Thread(target=self._carry, name="country", daemon=True)
        self._carrier.start()

    def end(self) -> None:
        if hasattr(self, "_carrier"):
            self._over.set()
            self._carrier.join(5)
        for place in self.places:
            place.end()

    def _carry(self) -> None:
        lines = {place.packets: place for place in self.places}
        ends = {socket.inet_aton(place.address): place for place in self.places}
        waiting: list[tuple[float, int, bytes, Place | None]] = []
        order = itertools.count()
        while not self._over.is_set():
            wait = max(0.0, min(0.2, waiting[0][0] - time.monotonic())) if waiting else 0.2
            for one in select.select(list(lines), [], [], wait)[0]:
                for packet in _read(one):
                    end = ends.get(packet[16:20]) if packet[0] >> 4 == 4 else None
                    for delay in self._delays(lines[one], end):
                        heapq.heappush(waiting, (time.monotonic() + delay, next(order), packet, end))
            while waiting and waiting[0][0] <= time.monotonic():
                _when, _nth, packet, place = heapq.heappop(waiting)
                with suppress(OSError):  # the line is unplugged
                    os.write(place.packets, packet)

    def _delays(self, start: Place, end: Place | None) -> list[float]:
        """Return after how long a packet arrives, each time that it does."""
        if end is None:
            return []
        weathers = {start.weather, end.weather}
        lost = "silent" in weathers or "down" in weathers or ("bad" in weathers and self.random.random() < LOSS)
        self.carried, self.dropped = self.carried + (not lost), self.dropped + lost
        if lost:
            return []
        if "bad" not in weathers:
            return [0.0]
        times = 2 if self.random.random() < DOUBLED else 1
        return [self.random.uniform(*SLOW_SECONDS) for _ in range(times)]


def _open_network(number: str) -> int:
    """Leave this thread's network for a new one with a line; return the file that its packets are read from."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    packets = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(packets, TUNSETIFF, struct.pack("16sH22x", b"line", IFF_TUN | IFF_NO_PI))
    _ip("address", "add", f"{ADDRESS.format(number)}/24", "dev", "line")
    for name in ("lo", "line"):
        _ip("link", "set", name, "up")
    return packets


def _ip(*args: str) -> None:
    done = subprocess.run(["ip", *args], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"ip {' '.join(args)}: {done.stderr.strip()}")


def _read(line: int) -> list[bytes]:
    """Return the packets that wait on a line."""
    found: list[bytes] = []
    with suppress(OSError):
        while len(found) < 64:
            found.append(os.read(line, 65536))
    return found
