"""What other apps may use of the exchange."""

from .actions.at_once import carry_here
from .actions.clerk import refuse, registered
from .actions.mirror import mirror_own_agencies
from .actions.report import report_progress, report_status
from .actions.send import send
from .actions.wishes import answer_wish, request_back
from .listening import read_inbox
from .owners import Change, Issued, Owner, OwnerAct, Queue, register_owner, register_queue
from .queries.desk import waiting_count
from .queries.directory import by_codes, find_agencies, groups, named, reachable
from .queries.for_apps import (
    arrival,
    arrival_of,
    arrivals_of,
    came_sound,
    deliveries_of,
    files_of,
    receipts,
    received_by_all,
    reported_of,
    waiting,
    waiting_arrival,
)
from .rules import progress_in

__all__ = [
    "Change",
    "Issued",
    "Owner",
    "OwnerAct",
    "Queue",
    "answer_wish",
    "arrival",
    "arrival_of",
    "arrivals_of",
    "by_codes",
    "came_sound",
    "carry_here",
    "deliveries_of",
    "files_of",
    "find_agencies",
    "groups",
    "mirror_own_agencies",
    "named",
    "progress_in",
    "reachable",
    "read_inbox",
    "receipts",
    "received_by_all",
    "refuse",
    "register_owner",
    "register_queue",
    "registered",
    "report_progress",
    "report_status",
    "reported_of",
    "request_back",
    "send",
    "waiting",
    "waiting_arrival",
    "waiting_count",
]
