"""Tables of directives."""

from .directing import DirectingPaper
from .directive import Directive, Field, Supporter
from .history import DueChange, Step, StepFile
from .setting import Setting
from .sight import SUPPORTS, Sight
from .tally import Tally
from .urging import Urging, UrgingLine

__all__ = [
    "SUPPORTS",
    "DirectingPaper",
    "Directive",
    "DueChange",
    "Field",
    "Setting",
    "Sight",
    "Step",
    "StepFile",
    "Supporter",
    "Tally",
    "Urging",
    "UrgingLine",
]
