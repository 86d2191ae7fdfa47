"""What other apps may use of the archive."""

from .actions.close import cancel_file, close_file, pause_file, reopen_file, report_progress, resume_file
from .actions.disposal import (
    carry_out_disposal,
    conclude_council,
    decide_disposal,
    list_disposal,
    put_before_council,
)
from .actions.due import ask_keep_back, decide_keep_back, send_notice
from .actions.entries import put_documents, put_material, take_out
from .actions.handover import offer_handover, prepare_handover, withdraw_handover
from .actions.loans import ask_loan, decide_loan, lend, return_loan
from .actions.open_file import edit_file, open_file
from .actions.people import add_member, drop_member, hand_on
from .actions.plan import add_heading, approve_plan, issue_plan, start_plan, submit_plan
from .actions.plan_rows import add_row
from .actions.receive import accept_handover, return_handover, take_handover
from .actions.rights import ask_usage, decide_change
from .queries.export import export_of
from .queries.files import has_files, waiting_change_ids
from .types import CaseFileExport, FileData, MaterialData

__all__ = [
    "CaseFileExport",
    "FileData",
    "MaterialData",
    "accept_handover",
    "add_heading",
    "add_member",
    "add_row",
    "approve_plan",
    "ask_keep_back",
    "ask_loan",
    "ask_usage",
    "cancel_file",
    "carry_out_disposal",
    "close_file",
    "conclude_council",
    "decide_change",
    "decide_disposal",
    "decide_keep_back",
    "decide_loan",
    "drop_member",
    "edit_file",
    "export_of",
    "hand_on",
    "has_files",
    "issue_plan",
    "lend",
    "list_disposal",
    "offer_handover",
    "open_file",
    "pause_file",
    "prepare_handover",
    "put_before_council",
    "put_documents",
    "put_material",
    "reopen_file",
    "report_progress",
    "resume_file",
    "return_handover",
    "return_loan",
    "send_notice",
    "start_plan",
    "submit_plan",
    "take_handover",
    "take_out",
    "waiting_change_ids",
    "withdraw_handover",
]
