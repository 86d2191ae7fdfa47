"""Who may do what in a NATS cluster, as its servers read it: `agencies.conf`. Pure; see ADR 15.

Each agency has an account of its own, in which nothing is but what it is given: the way into everybody's inbox, and the
reading of its own. The streams lie in the account CONGVU, which only the cluster's administrator enters. So a word too
many in one agency's block cannot open what another one has: it would need the same word at CONGVU too. Each agency's
connections are limited, so that one that runs wild does not take the servers from the others; how much waits in an
inbox is limited by its stream (`streams.INBOX_SIZE`), for all storage is CONGVU's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

HOME: Final = "CONGVU"
DOMAIN: Final = "hub"
API: Final = "congvu-hub.API"  # how an agency calls the streams from its own account; $JS it may not be
OUTBOX: Final = f"{HOME}_OUT"
NAME: Final = re.compile(r"^[A-Za-z0-9_-]{1,60}$")
RESERVED: Final = frozenset({"congvu", "system", "administrator", "out"})
READER: Final = "office"
LINKS_OF_LEAF: Final = 2
_HEAD: Final = """\
# Who may do what in the cluster: written by `congvu exchange nats-accounts`, not by hand. An agency has an account of
# its own: it sends into every inbox and reads only its own. The streams lie in the account CONGVU and are made by
# `congvu exchange nats`, as administrator.congvu: no agency may make one, for a stream may copy another.
# After a change: `systemctl reload nats` on each node.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each agency may take of the servers: connections in all, subscriptions of each of them.

    An installation holds one connection a process, with a handful of subscriptions.
    """

    connections: int = 200
    subscriptions: int = 1000

    def line(self, leaves: int) -> str:
        """Return the limits as they stand in an account; messages are as large as the cluster takes any."""
        return (
            f"limits {{ max_connections: {self.connections}, max_subscriptions: {self.subscriptions}, "
            f"max_payload: 1MB, max_leafnodes: {leaves} }}"
        )


def agencies_conf(inboxes: Sequence[str], leaves: Mapping[str, str], limits: Limits = Limits()) -> str:
    """Return the accounts for agencies that reach the cluster themselves, and for those with a leaf (inbox: domain)."""
    everybody = [*inboxes, *leaves]
    exports = [_service(subject, everybody) for subject in _shared()]
    for name in everybody:
        exports += [_service(subject, [name], many=".MSG.NEXT." in subject) for subject in _own(name)]
    taken = [line for name, leaf in leaves.items() for line in _taken(name, leaf)]
    home = _account(HOME, "administrator.congvu", exports=exports, imports=taken, more=["jetstream: enabled"])
    blocks = [home, *(_agency(name, leaves.get(name), limits) for name in everybody)]
    system = '  SYSTEM { users: [ { user: "system.congvu" } ] }'
    return "\n".join([f"{_HEAD}accounts {{", *blocks, system, "}", "system_account: SYSTEM", ""])


def fault(inboxes: Sequence[str], leaves: Mapping[str, str], *, named: int) -> str | None:
    """Return what is wrong with the names of agencies and leaves, of which so many were named; None when all is right.

    A certificate's name is written small: two agencies may not differ by capitals alone.
    """
    if not (inboxes or leaves):
        return "Nêu ít nhất một cơ quan."
    wrong = next((name for name in (*inboxes, *leaves, *leaves.values()) if not NAME.match(name)), None)
    if wrong is not None:
        return f"“{wrong}” không phải là tên hộp nhận hoặc tên miền (chữ không dấu, số, gạch nối)."
    names = [name.lower() for name in (*inboxes, *leaves)]
    twice = len(set(names)) < len(inboxes) + named or len(set(leaves.values())) < named
    if twice or set(names) & RESERVED or DOMAIN in leaves.values():
        return "Tên cơ quan hoặc tên miền bị nêu hai lần, hoặc trùng tên dành riêng."
    return None


def _shared() -> list[str]:
    return ["congvu.*.package.>", "congvu.*.answer.>", f"$JS.{DOMAIN}.API.STREAM.INFO.{OUTBOX}"]


def _own(inbox: str) -> list[str]:
    stream = f"CONGVU_{inbox}"
    return [
        f"$JS.{DOMAIN}.API.STREAM.INFO.{stream}",
        f"$JS.{DOMAIN}.API.CONSUMER.INFO.{stream}.{READER}",
        f"$JS.{DOMAIN}.API.CONSUMER.CREATE.{stream}.{READER}",
        f"$JS.{DOMAIN}.API.CONSUMER.DURABLE.CREATE.{stream}.{READER}",
        f"$JS.{DOMAIN}.API.CONSUMER.MSG.NEXT.{stream}.{READER}",
        f"$JS.ACK.{stream}.{READER}.>",
    ]


def _agency(name: str, leaf: str | None, limits: Limits) -> str:
    imports = []
    for subject in (*_shared(), *_own(name)):
        here = subject.replace(f"$JS.{DOMAIN}.API.", f"{API}.", 1)
        to = f', to: "{here}"' if here != subject else ""
        imports.append(f'{{ service: {{ account: "{HOME}", subject: "{subject}" }}{to} }}')
    exports = []
    if leaf is not None:
        exports = [_service(subject, [HOME]) for subject in _leafs(leaf)]
        exports.append(f'{{ stream: "congvu-leaf.{leaf}.>", accounts: ["{HOME}"] }}')
    # Beside a leaf's link a second one stands while the first, broken, is not noticed yet.
    limited = limits.line(0 if leaf is None else LINKS_OF_LEAF)
    return _account(name, f"{name.lower()}.congvu", exports=exports, imports=imports, more=[limited])


def _leafs(leaf: str) -> list[str]:
    """What the cluster asks a leaf for: its outbox, and no more."""
    return [
        f"$JS.{leaf}.API.CONSUMER.CREATE.{OUTBOX}",
        f"$JS.{leaf}.API.CONSUMER.CREATE.{OUTBOX}.>",
        f"$JS.FC.{OUTBOX}.>",
    ]


def _taken(name: str, leaf: str) -> list[str]:
    services = [f'{{ service: {{ account: "{name}", subject: "{subject}" }} }}' for subject in _leafs(leaf)]
    return [*services, f'{{ stream: {{ account: "{name}", subject: "congvu-leaf.{leaf}.>" }} }}']


def _service(subject: str, accounts: Sequence[str], *, many: bool = False) -> str:
    named = ", ".join(f'"{one}"' for one in accounts)
    answers = ', response_type: "stream"' if many else ""
    return f'{{ service: "{subject}"{answers}, accounts: [{named}] }}'


def _account(
    name: str, user: str, *, exports: Sequence[str], imports: Sequence[str], more: Sequence[str] = ()
) -> str:  # fmt: skip
    lines = [f'  "{name}" {{', *(f"    {one}" for one in more), f'    users: [ {{ user: "{user}" }} ]']
    for word, some in (("exports", exports), ("imports", imports)):
        if some:
            lines += [f"    {word}: [", *(f"      {one}" for one in some), "    ]"]
    return "\n".join([*lines, "  }"])
