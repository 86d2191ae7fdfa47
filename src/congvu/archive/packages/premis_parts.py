"""What PREMIS of our packages says: of the whole case file, and of the files of its representation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..types import CaseFileExport
from .names import MODES
from .premis import Event, Premis, PremisAgent, Rights, moment

if TYPE_CHECKING:
    from .writer import DataFile, Order

SOFTWARE = PremisAgent("agent-congvu", "Công vụ", "software")


def package(export: CaseFileExport, order: Order, data: list[DataFile], *, identifier: str) -> bytes:
    """Return PREMIS.xml: the case file with its history, who took part, under what mode it may be used."""
    made = Premis()
    made.whole(identifier, kind="intellectualEntity", name=export.file_code)
    people: dict[str, str] = {}
    if order.kind != "DIP":
        for one in export.history:
            agent = people.setdefault(one.person, f"person-{len(people) + 1}") if one.person else SOFTWARE.id
            made.event(
                Event(
                    one.uid, one.type, moment(one.at), one.text, note=one.detail, agent=agent, object=identifier
                )
            )  # fmt: skip
    made.event(_made(export, order, data, identifier))
    if order.kind == "AIP":
        made.event(_ingested(export, order, identifier))
    for place, agent_of in enumerate(export.agents, 1):
        made.agent(PremisAgent(f"agent-{place}", agent_of.name, agent_of.kind, agent_of.code))
    for person, agent_id in people.items():
        made.agent(PremisAgent(agent_id, person, "person"))
    made.agent(SOFTWARE)
    made.rights(_rights(export, order), [identifier])
    return made.dump()


def representation(export: CaseFileExport, order: Order, data: list[DataFile], *, identifier: str) -> bytes:
    """Return PREMIS_rep1.xml: every file with fixity and format; signing, checks and raising of signatures."""
    made = Premis()
    made.whole("rep1", kind="representation", name=export.file_code)
    for one in data:
        made.file(one.packed, original=one.file.name, format_name=one.pdfa or one.file.media_type, notes=_notes(one))
    for place, one in enumerate(data, 1):
        for event in _file_events(one, place, order):
            made.event(event)
    made.agent(SOFTWARE)
    made.rights(_rights(export, order), [identifier])
    return made.dump()


def _notes(one: DataFile) -> list[str]:
    notes = []
    if one.file.media_type == "application/pdf" and not one.pdfa:
        notes.append(
            _(
                "Tệp không tự nhận là PDF/A trong siêu dữ liệu. Giữ nguyên byte gốc vì chuyển đổi làm mất giá trị "
                "chữ ký số."
            )
        )
    if one.pdfa:
        notes.append(_("Theo siêu dữ liệu XMP của tệp; chưa kiểm tra mọi quy tắc của ISO 19005."))
    return notes


def _file_events(one: DataFile, place: int, order: Order) -> list[Event]:
    at = moment(order.made_at)
    path = one.packed.path
    found = [
        Event(f"fixity-{place}", "message digest calculation", at, "SHA-256", object=path, agent=SOFTWARE.id),
    ]
    if not one.file.signed:
        return found
    verdict = one.file.signature_verdict or "unknown"
    found.append(
        Event(
            f"signature-check-{place}",
            "digital signature validation",
            at,
            _("Kết luận của lần kiểm tra gần nhất: %(verdict)s.") % {"verdict": verdict},
            outcome={"valid": "success", "invalid": "fail"}.get(verdict, "warning"),
            agent=SOFTWARE.id,
            object=path,
        )
    )
    state = order.signatures.get(one.file.file_id)
    if state is not None:
        found.append(
            Event(
                f"signature-raise-{place}",
                "digital signature augmentation",
                at,
                _("Nâng chữ ký lên mức lưu trữ B-LTA; các byte đã ký ban đầu đứng nguyên ở đầu tệp."),
                outcome="fail" if state.failure else "success",
                note=state.failure or state.level,
                agent=SOFTWARE.id,
                object=path,
            )
        )
    return found


def _made(export: CaseFileExport, order: Order, data: list[DataFile], identifier: str) -> Event:
    text = _("Lập gói %(kind)s từ hồ sơ %(file)s: %(documents)d tài liệu, %(files)d tệp.") % {
        "kind": order.kind,
        "file": export.file_code,
        "documents": len(export.documents),
        "files": len(data),
    }
    note = order.withheld
    if order.kind == "DIP":
        return Event("package-made", "dissemination", moment(order.made_at), text, note=note, agent=SOFTWARE.id)
    return Event(
        "package-made", "information package creation", moment(order.made_at), text, note=note, agent=SOFTWARE.id,
        object=identifier,
    )  # fmt: skip


def _ingested(export: CaseFileExport, order: Order, identifier: str) -> Event:
    archived = [one for one in export.history if one.type == "archive.file_archived"]
    at = archived[-1].at if archived else order.made_at
    text = _("Tiếp nhận vào lưu trữ, mã hồ sơ lưu trữ %(code)s.") % {"code": export.arc_file_code or "–"}
    note = _("Từ gói %(sip)s") % {"sip": order.source} if order.source else ""
    return Event("ingestion", "ingestion", moment(at), text, note=note, agent=SOFTWARE.id, object=identifier)


def _rights(export: CaseFileExport, order: Order) -> Rights:
    mode = MODES.get(export.usage, "")
    restriction = order.withheld or f"{export.usage} {mode}".strip()
    return Rights("rights-1", "Luật Lưu trữ 33/2024/QH15; TT 05/2025/TT-BNV", "use", restriction)
