"""Plain values of packages: kinds, limits, what a check found, what a package holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of packages (OAIS; TT 05/2025/TT-BNV): handed over, kept, used."""

    SIP = "SIP", _("SIP, gói nộp lưu")
    AIP = "AIP", _("AIP, gói bảo quản")
    DIP = "DIP", _("DIP, gói khai thác sử dụng")


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a check found: the rule's id, where, and a sentence for people."""

    rule: str
    path: str
    text: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a package is read before it is refused. Sizes in bytes."""

    files: int = 200_000
    total: int = 200 << 30
    single: int = 20 << 30
    xml: int = 64 << 20
    ratio: int = 250  # unpacked : packed, per file and over all
    free: int = 8 << 20  # the ratio is not asked below this
    depth: int = 12
    name: int = 255  # bytes of one part of a path


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Packed:
    """A file written into a package, or one that METS names. `path` is relative to the package's root."""

    path: str
    size: int
    sha256: str
    media_type: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of a METS header."""

    role: str
    kind: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Mets:
    """What a METS file says; `files` and `metadata` by the path as written there, resolved to the package's root."""

    objid: str
    label: str
    profile: str
    package_type: str
    created: str
    agents: tuple[Agent, ...]
    files: tuple[Packed, ...]
    metadata: tuple[Packed, ...]
    representations: tuple[str, ...]  # paths of METS.xml of representations


@dataclass(frozen=True, slots=True)
class SignatureState:
    """What became of a signed file while a package was made; `failure` is empty when it stands at B-LTA."""

    level: str
    verdict: str
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was made: its name (folder, or folder.zip), what it holds, what could not be done."""

    kind: Kind
    objid: str
    name: str
    path: str
    files: int
    size: int
    content_sha256: str
    made_at: datetime
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of a package found. Sound when no problem is an error."""

    objid: str
    kind: str
    files: int
    size: int
    content_sha256: str
    problems: tuple[Problem, ...] = field(default=())

    @property
    def is_sound(self) -> bool:
        """Whether the package may be imported."""
        return all(one.severity != "error" for one in self.problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the package out."""
        return tuple(one for one in self.problems if one.severity == "error")
