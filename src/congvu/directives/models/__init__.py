"""Tables of directives."""

from .directive import Directive, Field, Supporter
from .history import DueChange, Step, StepFile
from .setting import Setting
from .tally import Tally
from .urging import Urging, UrgingLine

__all__ = [
    "Directive",
    "DueChange",
    "Field",
    "Setting",
    "Step",
    "StepFile",
    "Supporter",
    "Tally",
    "Urging",
    "UrgingLine",
]
