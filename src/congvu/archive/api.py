"""What other apps may use of the archive."""

from .actions.close import cancel_file, close_file, pause_file, reopen_file, report_progress, resume_file
from .actions.entries import put_documents, put_material, take_out
from .actions.open_file import edit_file, open_file
from .actions.people import add_member, drop_member, hand_on
from .actions.rights import ask_usage, decide_change
from .types import CaseFileExport, FileData, MaterialData

__all__ = [
    "CaseFileExport",
    "FileData",
    "MaterialData",
    "add_member",
    "ask_usage",
    "cancel_file",
    "close_file",
    "decide_change",
    "drop_member",
    "edit_file",
    "hand_on",
    "open_file",
    "pause_file",
    "put_documents",
    "put_material",
    "reopen_file",
    "report_progress",
    "resume_file",
    "take_out",
]
