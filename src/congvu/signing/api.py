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
from .actions.sign import sign_as_person, sign_in_place
from .actions.verify import (
    check_all,
    check_bytes,
    check_without_trust,
    keep_checked,
    recheck,
    report_of,
    report_of_sha256,
    reports_of_sha256,
    seen_before,
    verify,
)
from .addresses import check_qr_svg, check_url
from .demo.keys import ensure_demo_keys
from .paper.fill import fill_number_and_date
from .paper.prepare import prepare, prepare_places
from .policy import may_seal, may_sign, may_sign_for_herself
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
    SignPlace,
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
    "SignPlace",
    "SigningWish",
    "Watch",
    "batch_card",
    "begin_signing",
    "cancel_signing",
    "check_all",
    "check_bytes",
    "check_qr_svg",
    "check_url",
    "check_without_trust",
    "ensure_demo_keys",
    "fill_number_and_date",
    "forms_of",
    "keep_checked",
    "may_seal",
    "may_sign",
    "may_sign_for_herself",
    "newest_form",
    "prepare",
    "prepare_places",
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
    "seen_before",
    "sign_as_person",
    "sign_file",
    "sign_in_place",
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
