"""A small office with one matter worked through: paper in, instruction, draft, opinion, signatures, case file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from congvu.archive import api as archive
from congvu.archive.actions.export import export_file
from congvu.archive.models import CaseFile
from congvu.documents.actions.draft import save_draft
from congvu.documents.actions.opinions import ask_opinions, give_opinion
from congvu.documents.actions.versions import NewAttachment, set_attachments
from congvu.documents.api import (
    approve_step,
    forward,
    instruct,
    issue_draft,
    register_incoming,
    report_progress,
    sign_draft,
    submit_draft,
    submit_to_leader,
)
from congvu.documents.models import Document, Draft, Handling
from congvu.documents.types import HandlingRole, NewFile, Target
from congvu.kernel.api import files
from congvu.signing import api as signing
from tests.archive.conftest import Office, file_data, with_archivist
from tests.conftest import NOW
from tests.documents.conftest import build_office, docx, incoming, new_file
from tests.documents.drafts import LETTER, new_draft

LATER = NOW + timedelta(minutes=9)
BODY = "Đề nghị báo cáo số liệu về khiếu nại đất đai"
Tested = Callable[..., None]


def proves(*keys: str) -> Callable[[Tested], Tested]:
    """Say which points a test proves."""

    def mark(test: Tested) -> Tested:
        test.points = keys  # type: ignore[attr-defined]
        return test

    return mark


@dataclass
class Scene:
    """What the tests look at. Each test's own changes are rolled back after it."""

    office: Office
    other: Office
    asked: Document  # văn bản đến, hỏa tốc, đã có bút phê
    draft: Draft
    answer: Document  # văn bản đi trả lời
    file: CaseFile

    def actor(self, who: str) -> Any:
        """Return somebody of the office."""
        return self.office.actor(who)

    def arrive(self, *, files: list[NewFile] | None = None, **changes: object) -> Document:
        """Register another paper."""
        done = register_incoming(
            actor=self.actor("clerk"), data=incoming(**changes), files=files or [], now=NOW, confirm_duplicate=True
        )
        return Document.objects.get(pk=done.id)


def build() -> Scene:
    """Write the office and work its matter through."""
    office = with_archivist(build_office(), "H58")
    other = with_archivist(build_office("Ủy ban nhân dân huyện Cai Lậy", prefix="cl-"), "H58.23")
    signing.ensure_demo_keys(
        agencies=[office.agency.pk], people=[office.people["chairman"].pk], at=NOW - timedelta(days=1)
    )
    asked = _incoming(office)
    draft = _draft(office, other, asked)
    done = issue_draft(actor=office.actor("clerk"), draft_id=draft.pk, now=LATER)
    answer = Document.objects.get(pk=done.document_id)
    file = _file(office, [answer, asked])
    asked.refresh_from_db()
    draft.refresh_from_db()
    return Scene(office, other, asked, draft, answer, file)


def _incoming(office: Office) -> Document:
    data = incoming(
        urgency=3,
        signer_name="Trần Văn Ơn",
        signer_position="Thứ trưởng",
        pages=2,
        note="Kèm đĩa",
        due_on=date(2026, 10, 30),
    )
    file = new_file(docx(BODY))
    done = register_incoming(actor=office.actor("clerk"), data=data, files=[file], now=NOW)
    chairman = office.actor("chairman")
    submit_to_leader(actor=office.actor("clerk"), uid=done.uid, leader_post_id=chairman.post_id, now=NOW)
    targets = [
        Target(role=HandlingRole.LEAD, unit_id=office.units["general"].pk, due_at=NOW + timedelta(days=5)),
        Target(role=HandlingRole.SUPPORT, unit_id=office.units["economy"].pk, due_at=NOW + timedelta(days=4)),
    ]
    instruct(actor=chairman, uid=done.uid, text="Giao Phòng Tổng hợp chủ trì trả lời.", targets=targets, now=NOW)
    part = Handling.objects.get(document_id=done.id, to_unit=office.units["general"])
    officer = Target(role=HandlingRole.LEAD, post_id=office.posts["officer"].pk)
    forward(actor=office.actor("head"), handling_uid=part.uid, text="Chị Phương soạn.", targets=[officer], now=NOW)
    own = Handling.objects.get(document_id=done.id, to_post=office.posts["officer"])
    report_progress(actor=office.actor("officer"), handling_uid=own.uid, percent=40, text="Đang soạn", now=NOW)
    return Document.objects.get(pk=done.id)


def _draft(office: Office, other: Office, asked: Document) -> Draft:
    officer = office.actor("officer")
    receivers = (*LETTER.recipients, other.agency.name)
    content = replace(LETTER, recipients=receivers)
    pk = new_draft(office, content=content, answers_id=asked.pk)
    save_draft(
        actor=officer,
        draft_id=pk,
        read_version=1,
        content=replace(content, body=f"{content.body}\nTrân trọng."),
        signer_post_id=office.posts["chairman"].pk,
        now=NOW,
    )
    added = [NewAttachment(new_file().stream, "so-lieu.docx", title="Số liệu")]
    set_attachments(actor=officer, draft_id=pk, read_version=2, kept=[], added=added, now=NOW)
    econ = office.posts["econ_officer"].pk
    ask_opinions(actor=officer, draft_id=pk, post_ids=[econ], question="Số liệu đúng chưa?", due_at=None, now=NOW)
    give_opinion(actor=office.actor("econ_officer"), draft_id=pk, words="Đúng.", now=NOW)
    version = Draft.objects.get(pk=pk).latest_version
    submit_draft(actor=officer, draft_id=pk, read_version=version, now=NOW)
    for who in ("head", "chief"):
        approve_step(actor=office.actor(who), draft_id=pk, read_version=version, note="Đồng ý", now=NOW)
    sign_draft(actor=office.actor("chairman"), draft_id=pk, read_version=version, capacity="tm", now=NOW)
    return Draft.objects.get(pk=pk)


def _file(office: Office, papers: list[Document]) -> CaseFile:
    chief = office.actor("chief")
    uid = archive.open_file(actor=chief, data=file_data(), now=NOW)
    archive.put_documents(actor=chief, uid=uid, document_uids=[one.uid for one in papers], now=NOW)
    file = CaseFile.objects.get(uid=uid)
    for change in file.changes.all():
        archive.decide_change(actor=office.actor("chairman"), uid=uid, change_id=change.pk, confirm=True, now=NOW)
    file.refresh_from_db()
    return file


def main_pdf(document: Document) -> bytes:
    """Return the sealed page of an issued paper."""
    return files.read_bytes(document.files.get(role="main").file_id)


def exported(scene: Scene, kind: str) -> bytes:
    """Return the case file as one PDF or as XML."""
    return export_file(actor=scene.actor("chief"), uid=scene.file.uid, kind=kind, now=LATER).content
