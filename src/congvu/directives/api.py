"""What other apps may use of directives."""

from .actions.change import cancel, change_lead, edit, pause, resume
from .actions.confirm import accept, return_result
from .actions.due import ask_extension, decide_extension, set_due
from .actions.give import give, give_many, split
from .actions.receive import hand_on, receive, refuse
from .actions.regular import open_periods
from .actions.report import report_progress, submit_result
from .queries.lists import has_directives
from .types import DirectiveData, NewFile, Party, ReportData

__all__ = [
    "DirectiveData",
    "NewFile",
    "Party",
    "ReportData",
    "accept",
    "ask_extension",
    "cancel",
    "change_lead",
    "decide_extension",
    "edit",
    "give",
    "give_many",
    "hand_on",
    "has_directives",
    "open_periods",
    "pause",
    "receive",
    "refuse",
    "report_progress",
    "resume",
    "return_result",
    "set_due",
    "split",
    "submit_result",
]
