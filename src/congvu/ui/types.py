"""Plain values that components show. An app may also pass its own objects with the same attributes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Tone = Literal["good", "soon", "late", "none", "run", "done"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a ledger. With `url` it opens its rows; `tone` "late" makes it red when it is not 0."""

    value: int | str
    label: str
    url: str = ""
    tone: str = ""
    is_current: bool = False
    state: str = ""  # words of the light beside it, empty for none


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list, or a saved filter."""

    label: str
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force; `remove_url` is the same list without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Due:
    """What is left of a deadline in working time. `kernel.worktime.Remaining` has these attributes too."""

    minutes: int
    late: bool
    used_percent: int | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A row of the work list. `role_tone` "lead" for chủ trì; `act_url` empty: the row's own address."""

    key: str
    title: str
    url: str
    due: Due | None
    role_label: str
    role_tone: str = ""
    meta: str = ""
    urgency: int = 0
    unread: bool = False
    given_by: str = ""
    given_by_post: str = ""
    act_label: str = ""
    act_key: str = ""
    act_url: str = ""


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Rows that share a term: "Quá hạn", "Hôm nay, thứ Tư 14/10"."""

    label: str
    rows: Sequence[WorkRow]
    count: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A step of forwarding: who, in which role, until when, what they did, what they said."""

    who: str
    role_label: str = ""
    role_tone: str = ""
    due_text: str = ""
    due_tone: str = ""
    meta: str = ""
    note: str = ""
    url: str = ""
    children: Sequence["TreeNode"] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a timeline. `detail` explains, `is_now` marks the latest."""

    at: datetime
    text: str
    detail: str = ""
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of one check for one signature."""

    tone: Tone
    word: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check of signatures, with a verdict for each signature in the table's order."""

    label: str
    verdicts: Sequence[Verdict]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SignatureTable:
    """The verdict on a paper's signatures: overall, in a sentence, and check by check."""

    overall: Verdict
    sentence: str
    signatures: Sequence[str]
    checks: Sequence[Check]
    report_url: str = ""
    digest: str = ""

    @property
    def folded(self) -> bool:
        """Whether everything passed, so that one line is enough."""
        return self.overall.tone == "good" and all(v.tone in ("good", "none") for c in self.checks for v in c.verdicts)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page of a paper as a picture, with its size in pixels and, for screen readers, its text."""

    url: str
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to read: its pages as pictures, or, when there are none, its PDF."""

    name: str
    note: str = ""
    download_url: str = ""
    pages: Sequence[PaperPage] = ()
    pdf_url: str = ""
    attachments: Sequence[tuple[str, str]] = ()
    missing: str = ""  # sentence shown when the paper cannot be shown at all


@dataclass(frozen=True, slots=True)
class PickUnit:
    """A line of the unit picker."""

    id: int
    label: str
    depth: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Picked:
    """What came back from the unit picker. `faults` are sentences; `due` holds the typed text of each deadline."""

    lead: int | None = None
    support: frozenset[int] = frozenset()
    info: frozenset[int] = frozenset()
    due: dict[int, str] = field(default_factory=dict)
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the people picker."""

    id: int
    name: str
    detail: str = ""
