"""The form check of a draft: its newest page as it would be signed, read back and held against Phụ lục I."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from congvu.kernel.api import files

from ..models import Draft, DraftVersion
from ..papers import form_check, forms, reading, render, word
from ..papers.findings import Expected, Finding
from ..papers.types import Paper
from . import compose
from .types import DraftContent


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What the system found on a version, errors first."""

    version: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many are plainly against the rule."""
        return sum(1 for one in self.findings if one.severity == "error")


def check_version(draft: Draft, version: DraftVersion, *, on: date) -> FormCheck:
    """Return what is wrong with a version's page. Raises refusals of papers (no LibreOffice, unknown signs)."""
    paper = compose.paper_of_draft(draft, version, on=on)
    expected = _expected(draft, version, paper)
    if version.word_file_id is not None:
        found = _of_word(version.word_sha256, version.word_file_id, expected)
    else:
        found = _of_paper(paper, expected)
    return FormCheck(version.number, tuple(sorted(found, key=lambda one: (one.severity != "error", one.page))))


def _expected(draft: Draft, version: DraftVersion, paper: Paper) -> Expected:
    head = compose.head_of(draft)
    form = paper.form
    layout = forms.FORMS[form]
    return Expected(
        agency=paper.agency,
        type_name=head.type_name,
        is_letter=form == "cong_van",
        notation=compose.notation_of(head, DraftContent.from_json(version.content)),
        place=head.agency.place_name,
        superior=paper.superior,
        signer_lines=tuple(line for line in paper.signer.lines if line != "…"),
        signer_name=paper.signer.name,
        needs_addressee=form == "cong_van",
        has_date=layout.has_date,
        has_subject=layout.prints_subject,
        sentences=tuple(said for said in (layout.enact, layout.second_signer.upper()) if said),
    )


@lru_cache(maxsize=64)
def _of_paper(paper: Paper, expected: Expected) -> tuple[Finding, ...]:
    return tuple(form_check.check(reading.sheets(render.pdf(paper).pdf), expected))


@lru_cache(maxsize=64)
def _of_word(_sha256: str, file_id: int, expected: Expected) -> tuple[Finding, ...]:
    """Keyed by the file's hash: converting takes seconds."""
    return tuple(form_check.check(reading.sheets(word.convert(files.read_bytes(file_id))), expected))
