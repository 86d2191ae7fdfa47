"""What other apps may use of the exchange."""

from .actions.clerk import refuse, registered
from .actions.report import report_status
from .actions.send import send
from .actions.wishes import answer_wish, request_back
from .queries.for_apps import arrival, arrival_of, arrivals_of, deliveries_of, files_of

__all__ = [
    "answer_wish",
    "arrival",
    "arrival_of",
    "arrivals_of",
    "deliveries_of",
    "files_of",
    "refuse",
    "registered",
    "report_status",
    "request_back",
    "send",
]
