"""What other apps may use of documents."""

from .actions.approve import approve_step, return_draft, submit_draft, withdraw_draft
from .actions.ask import follow_due
from .actions.bulk import bulk_load
from .actions.correct import correct_registration
from .actions.draft import cancel_draft, create_draft, save_draft
from .actions.filing import let_go_of_files, mark_filed, open_documents
from .actions.finish import finish, finish_with_answer, reopen
from .actions.give import open_to
from .actions.give_back import return_handling, return_to_sender
from .actions.handle import mark_seen, report_progress
from .actions.instruct import forward, instruct
from .actions.intake import register_from_intake
from .actions.issue import Issued, issue_draft
from .actions.one_click import register_arrival
from .actions.opinions import ask_opinions, give_opinion
from .actions.readings import count_opening
from .actions.register import register_incoming
from .actions.registers import continue_register, default_register
from .actions.sign import sign_draft
from .actions.signing_decisions import DecisionTerms, end_signing_decision, record_signing_decision
from .actions.submit import leaders_of, submit_many, submit_to_leader
from .actions.trays import refresh_facets
from .actions.void import void_number
from .drafting.types import AnnexText, DraftContent, WordFile
from .holds import register_holder
from .intakes import Intake, IntakePaper, Proposal, register_intake
from .marks import register_facets
from .panels import DocumentRef, PanelAct, register_act, register_bulk_act, register_panel
from .papers.fonts import families as paper_families
from .papers.fonts import library as paper_fonts
from .papers.render import pdf as print_paper
from .papers.types import Paper, Printed
from .papers.types import Signer as PaperSigner
from .queries.catalogue import type_names
from .queries.directing import DirectingIssued, directing_issued
from .queries.files import paper_of
from .queries.filing import (
    FiledFile,
    FiledLine,
    files_of,
    find_to_file,
    grants_of,
    lines_of,
    lines_to_file,
    original_file_id,
    receivers_of,
    seen_ids,
)
from .queries.given import GivenPart, GivenWork, answered_by, answers_to, given_work, latest_given
from .queries.loaded import has_documents, main_file, type_ids
from .types import BulkLine, IncomingData, NewFile, OpenedKind, Registered, Target

__all__ = [
    "AnnexText",
    "BulkLine",
    "DecisionTerms",
    "DirectingIssued",
    "DocumentRef",
    "DraftContent",
    "FiledFile",
    "FiledLine",
    "GivenPart",
    "GivenWork",
    "IncomingData",
    "Intake",
    "IntakePaper",
    "Issued",
    "NewFile",
    "OpenedKind",
    "PanelAct",
    "Paper",
    "PaperSigner",
    "Printed",
    "Proposal",
    "Registered",
    "Target",
    "WordFile",
    "answered_by",
    "answers_to",
    "approve_step",
    "ask_opinions",
    "bulk_load",
    "cancel_draft",
    "continue_register",
    "correct_registration",
    "count_opening",
    "create_draft",
    "default_register",
    "directing_issued",
    "end_signing_decision",
    "files_of",
    "find_to_file",
    "finish",
    "finish_with_answer",
    "follow_due",
    "forward",
    "give_opinion",
    "given_work",
    "grants_of",
    "has_documents",
    "instruct",
    "issue_draft",
    "latest_given",
    "leaders_of",
    "let_go_of_files",
    "lines_of",
    "lines_to_file",
    "main_file",
    "mark_filed",
    "mark_seen",
    "open_documents",
    "open_to",
    "original_file_id",
    "paper_families",
    "paper_fonts",
    "paper_of",
    "print_paper",
    "receivers_of",
    "record_signing_decision",
    "refresh_facets",
    "register_act",
    "register_arrival",
    "register_bulk_act",
    "register_facets",
    "register_from_intake",
    "register_holder",
    "register_incoming",
    "register_intake",
    "register_panel",
    "reopen",
    "report_progress",
    "return_draft",
    "return_handling",
    "return_to_sender",
    "save_draft",
    "seen_ids",
    "sign_draft",
    "submit_draft",
    "submit_many",
    "submit_to_leader",
    "type_ids",
    "type_names",
    "void_number",
    "withdraw_draft",
]
