"""What other apps may use of signing."""

from . import wording as words
from .actions.papers import register_paper, withdraw_paper
from .actions.raise_level import forms_of, newest_form, raise_level, raise_to
from .actions.seal import seal_as_agency
from .actions.seal_files import seal_attachment, seal_copy
from .actions.sign import sign_as_person
from .actions.verify import check_bytes, report_of, report_of_sha256, verify
from .addresses import check_qr_svg, check_url
from .demo.keys import ensure_demo_keys
from .paper.fill import fill_number_and_date
from .paper.prepare import prepare
from .policy import may_seal, may_sign
from .report_json import to_json
from .shown import signature_table
from .types import Check, CopyMark, Level, PaperLayout, PublicPaper, Report, seal_box_beside

__all__ = [
    "Check",
    "CopyMark",
    "Level",
    "PaperLayout",
    "PublicPaper",
    "Report",
    "check_bytes",
    "check_qr_svg",
    "check_url",
    "ensure_demo_keys",
    "fill_number_and_date",
    "forms_of",
    "may_seal",
    "may_sign",
    "newest_form",
    "prepare",
    "raise_level",
    "raise_to",
    "register_paper",
    "report_of",
    "report_of_sha256",
    "seal_as_agency",
    "seal_attachment",
    "seal_box_beside",
    "seal_copy",
    "sign_as_person",
    "signature_table",
    "to_json",
    "verify",
    "withdraw_paper",
    "words",
]
