"""What other apps may use of documents."""

from .actions.approve import approve_step, return_draft, submit_draft, withdraw_draft
from .actions.bulk import bulk_load
from .actions.correct import correct_registration
from .actions.draft import cancel_draft, create_draft, save_draft
from .actions.finish import finish, finish_with_answer, reopen
from .actions.give import open_to
from .actions.give_back import return_handling, return_to_sender
from .actions.handle import mark_seen, report_progress
from .actions.instruct import forward, instruct
from .actions.issue import Issued, issue_draft
from .actions.opinions import ask_opinions, give_opinion
from .actions.register import register_incoming
from .actions.registers import continue_register, default_register
from .actions.sign import sign_draft
from .actions.submit import leaders_of, submit_many, submit_to_leader
from .actions.void import void_number
from .drafting.types import AnnexText, DraftContent, WordFile
from .papers.render import pdf as print_paper
from .papers.types import Paper, Printed
from .papers.types import Signer as PaperSigner
from .queries.loaded import has_documents, main_file
from .types import BulkLine, IncomingData, NewFile, Registered, Target

__all__ = [
    "AnnexText",
    "BulkLine",
    "DraftContent",
    "IncomingData",
    "Issued",
    "NewFile",
    "Paper",
    "PaperSigner",
    "Printed",
    "Registered",
    "Target",
    "WordFile",
    "approve_step",
    "ask_opinions",
    "bulk_load",
    "cancel_draft",
    "continue_register",
    "correct_registration",
    "create_draft",
    "default_register",
    "finish",
    "finish_with_answer",
    "forward",
    "give_opinion",
    "has_documents",
    "instruct",
    "issue_draft",
    "leaders_of",
    "main_file",
    "mark_seen",
    "open_to",
    "print_paper",
    "register_incoming",
    "reopen",
    "report_progress",
    "return_draft",
    "return_handling",
    "return_to_sender",
    "save_draft",
    "sign_draft",
    "submit_draft",
    "submit_many",
    "submit_to_leader",
    "void_number",
    "withdraw_draft",
]
