"""What other apps may use of documents."""

from .actions.bulk import bulk_load
from .actions.correct import correct_registration
from .actions.finish import finish, finish_with_answer, reopen
from .actions.give import open_to
from .actions.give_back import return_handling, return_to_sender
from .actions.handle import mark_seen, report_progress
from .actions.instruct import forward, instruct
from .actions.register import register_incoming
from .actions.registers import default_register
from .actions.submit import leaders_of, submit_many, submit_to_leader
from .actions.void import void_number
from .types import BulkLine, IncomingData, NewFile, Registered, Target

__all__ = [
    "BulkLine",
    "IncomingData",
    "NewFile",
    "Registered",
    "Target",
    "bulk_load",
    "correct_registration",
    "default_register",
    "finish",
    "finish_with_answer",
    "forward",
    "instruct",
    "leaders_of",
    "mark_seen",
    "open_to",
    "register_incoming",
    "reopen",
    "report_progress",
    "return_handling",
    "return_to_sender",
    "submit_many",
    "submit_to_leader",
    "void_number",
]
