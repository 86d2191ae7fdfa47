"""What other apps may use of the user interface."""

from .audience import OfficeRequest, citizen, machine, office, public
from .fields import DayField
from .frame import HatLine, register_account_link, register_bell, register_hats, register_menu, register_suggestions
from .middleware import refused
from .papers import paper_fonts
from .picker import read_picked
from .tags.marks import cv_icon as icon
from .tags.marks import cv_state as state
from .tags.marks import cv_urgency as urgency
from .text import clock, moment, person, short_day
from .text import size as file_size
from .types import (
    Check,
    Chip,
    Due,
    Figure,
    Happening,
    Paper,
    PaperPage,
    Person,
    Picked,
    PickUnit,
    SignatureTable,
    Tab,
    TreeNode,
    Verdict,
    WorkGroup,
    WorkRow,
)

__all__ = [
    "Check",
    "Chip",
    "DayField",
    "Due",
    "Figure",
    "Happening",
    "HatLine",
    "OfficeRequest",
    "Paper",
    "PaperPage",
    "Person",
    "PickUnit",
    "Picked",
    "SignatureTable",
    "Tab",
    "TreeNode",
    "Verdict",
    "WorkGroup",
    "WorkRow",
    "citizen",
    "clock",
    "file_size",
    "icon",
    "machine",
    "moment",
    "office",
    "paper_fonts",
    "person",
    "public",
    "read_picked",
    "refused",
    "register_account_link",
    "register_bell",
    "register_hats",
    "register_menu",
    "register_suggestions",
    "short_day",
    "state",
    "urgency",
]
