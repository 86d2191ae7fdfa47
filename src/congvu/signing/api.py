"""What other apps may use of signing."""

from . import wording as words
from .actions.batches import Order as BatchOrder
from .actions.batches import register_batch_work, start_batch, stop_batch
from .actions.other_formats import sign_file, sign_xml_file
from .actions.papers import register_paper, withdraw_paper
from .actions.raise_level import forms_of, newest_form, raise_level, raise_to
from .actions.requests import Wish as SigningWish
from .actions.requests import begin_signing, cancel_signing, signs_elsewhere
from .actions.seal import seal_as_agency
from .actions.seal_files import seal_attachment, seal_copy
from .actions.sign import sign_as_person
from .actions.verify import (
    check_bytes,
    check_without_trust,
    recheck,
    report_of,
    report_of_sha256,
    reports_of_sha256,
    verify,
)
from .addresses import check_qr_svg, check_url
from .demo.keys import ensure_demo_keys
from .paper.fill import fill_number_and_date
from .paper.prepare import prepare
from .policy import may_seal, may_sign
from .queries import batch_card, request_card
from .report_json import to_json
from .shown import signature_table
from .types import (
    BatchCard,
    Check,
    CopyMark,
    Level,
    PaperLayout,
    PublicPaper,
    Report,
    RequestCard,
    Watch,
    seal_box_beside,
)

__all__ = [
    "BatchCard",
    "BatchOrder",
    "Check",
    "CopyMark",
    "Level",
    "PaperLayout",
    "PublicPaper",
    "Report",
    "RequestCard",
    "SigningWish",
    "Watch",
    "batch_card",
    "begin_signing",
    "cancel_signing",
    "check_bytes",
    "check_qr_svg",
    "check_url",
    "check_without_trust",
    "ensure_demo_keys",
    "fill_number_and_date",
    "forms_of",
    "may_seal",
    "may_sign",
    "newest_form",
    "prepare",
    "raise_level",
    "raise_to",
    "recheck",
    "register_batch_work",
    "register_paper",
    "report_of",
    "report_of_sha256",
    "reports_of_sha256",
    "request_card",
    "seal_as_agency",
    "seal_attachment",
    "seal_box_beside",
    "seal_copy",
    "sign_as_person",
    "sign_file",
    "sign_xml_file",
    "signature_table",
    "signs_elsewhere",
    "start_batch",
    "stop_batch",
    "to_json",
    "verify",
    "withdraw_paper",
    "words",
]
