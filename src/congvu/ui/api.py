"""What other apps may use of the user interface."""

from .audience import OfficeRequest, citizen, machine, office, public
from .frame import HatLine, register_account_link, register_bell, register_hats, register_menu
from .papers import paper_fonts

__all__ = [
    "HatLine",
    "OfficeRequest",
    "citizen",
    "machine",
    "office",
    "paper_fonts",
    "public",
    "register_account_link",
    "register_bell",
    "register_hats",
    "register_menu",
]
