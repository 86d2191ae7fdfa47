"""The agency's own templates: made, changed from a day on, closed; drafts started from them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.identity import api as identity
from congvu.kernel.api import Actor, audit, files, text
from congvu.kernel.errors import NotFound

from ..drafting import policy
from ..drafting import templates as rules
from ..drafting.errors import DraftInvalid
from ..drafting.types import DraftContent, TemplateField, TemplateKind, WordFile
from ..models import DocumentType, DraftTemplate, DraftTemplateVersion
from ..papers import wordfill
from .draft import create_draft
from .versions import take_word


@transaction.atomic
def save_template(
    *,
    actor: Actor,
    template_uid: UUID | None,
    name: str,
    hint: str,
    kind: TemplateKind,
    type_code: str,
    unit_id: int | None,
    content: DraftContent,
    fields: Sequence[TemplateField],
    word: WordFile | None,
    valid_from: date,
    note: str = "",
    now: datetime,
) -> UUID:
    """Make a template, or its next version in force from a day on; return its key.

    Earlier versions stay: drafts started from them say so. A Word template keeps its file until another comes. Fields
    that stand nowhere in the text are left out. Raises NotFound, NotAllowed, DraftInvalid.
    """
    row = None
    if template_uid is not None:
        row = DraftTemplate.objects.select_for_update().filter(uid=template_uid, agency_id=actor.agency_id).first()
        if row is None or row.closed_on is not None:
            raise NotFound
        policy.may_keep_template(actor, row.unit_id).require()
    policy.may_keep_template(actor, unit_id).require()
    last = row.versions.order_by("-number").first() if row else None
    kept = word if word else (_word_of(last) if last else None)
    _check(actor, row, name, kind, type_code, unit_id, kept, valid_from)
    names = rules.names_in(rules.texts_of(content)) if kind == TemplateKind.BODY else _word_names(kept)
    described = rules.fields_for(names, fields)
    if problems := rules.field_problems(described):
        raise DraftInvalid({"fields": " ".join(str(one) for one in problems)})

    values = {
        "name": text.clean_line(name)[:200],
        "hint": text.clean_line(hint)[:300],
        "kind": kind,
        "document_type": DocumentType.objects.get(code=type_code),
        "unit_id": unit_id,
    }
    if row is None:
        row = DraftTemplate.objects.create(agency_id=actor.agency_id, created_at=now, **values)
    else:
        row.latest_version += 1
        for field, value in values.items():
            setattr(row, field, value)
        row.save()
    DraftTemplateVersion.objects.create(
        template=row,
        number=row.latest_version,
        content=content.to_json(),
        fields=[field.to_json() for field in described],
        word_file_id=kept.file_id if kept and kind == TemplateKind.WORD else None,
        word_name=kept.name if kept else "",
        word_sha256=kept.sha256 if kept else "",
        word_size=kept.size if kept else None,
        valid_from=valid_from,
        by_post_id=actor.post_id,
        by_name=actor.display_name,
        note=text.clean_line(note)[:500],
        saved_at=now,
    )
    audit.record(actor, "documents.template_saved", row, at=now, name=row.name, version=row.latest_version)
    return row.uid


@transaction.atomic
def close_template(*, actor: Actor, template_uid: UUID, on: date, now: datetime) -> None:
    """Take a template out of use from a day on. Raises NotFound or NotAllowed."""
    row = DraftTemplate.objects.select_for_update().filter(uid=template_uid, agency_id=actor.agency_id).first()
    if row is None or row.closed_on is not None:
        raise NotFound
    policy.may_keep_template(actor, row.unit_id).require()
    row.closed_on = on
    row.save(update_fields=["closed_on"])
    audit.record(actor, "documents.template_closed", row, at=now, name=row.name, on=on)


def start_from_template(
    *,
    actor: Actor,
    template_uid: UUID,
    values: Mapping[str, str],
    signer_post_id: int | None,
    today: date,
    answers_id: int | None = None,
    once_key: str = "",
    now: datetime,
) -> int:
    """Start a draft from the template in force today with its fields filled; return the draft's id.

    Raises NotFound, NotAllowed, DraftInvalid (a field is missing or wrong; by the field's name), NothingToAnswer.
    """
    policy.may_draft(actor).require()
    row = policy.visible_templates(actor, today).filter(uid=template_uid).select_related("document_type").first()
    version = in_force(row, today) if row else None
    if row is None or version is None:
        raise NotFound
    fields = [TemplateField.from_json(field) for field in version.fields]
    if problems := rules.value_problems(fields, values):
        raise DraftInvalid({f"muc_{name}": sentence for name, sentence in problems.items()})
    content = rules.filled(DraftContent.from_json(version.content), values)
    word = _filled_word(version, values) if version.word_file_id is not None else None
    return create_draft(
        actor=actor,
        type_code=row.document_type.code,
        content=content,
        signer_post_id=signer_post_id,
        answers_id=answers_id,
        word=word,
        template_version_id=version.pk,
        once_key=once_key,
        now=now,
    )


def in_force(template: DraftTemplate, day: date) -> DraftTemplateVersion | None:
    """Return the version of a template that counts on a day."""
    return template.versions.filter(valid_from__lte=day).order_by("-valid_from", "-number").first()


def _filled_word(version: DraftTemplateVersion, values: Mapping[str, str]) -> WordFile:
    assert version.word_file_id is not None
    made = wordfill.fill(files.read_bytes(version.word_file_id), put=rules.filler(values), values=values)
    return take_word(io.BytesIO(made), name=version.word_name)


def _word_of(version: DraftTemplateVersion) -> WordFile | None:
    if version.word_file_id is None:
        return None
    return WordFile(version.word_file_id, version.word_name, version.word_sha256, version.word_size or 0)


def _word_names(word: WordFile | None) -> list[str]:
    if word is None:
        return []
    content = files.read_bytes(word.file_id)
    return list(dict.fromkeys([*rules.names_in([wordfill.text_of(content)]), *wordfill.controls(content)]))


def _check(
    actor: Actor,
    row: DraftTemplate | None,
    name: str,
    kind: str,
    type_code: str,
    unit_id: int | None,
    word: WordFile | None,
    valid_from: date,
) -> None:
    problems: dict[str, str] = {}
    clean = text.clean_line(name)[:200]
    same = DraftTemplate.objects.filter(agency_id=actor.agency_id, name=clean, closed_on=None)
    if not clean:
        problems["name"] = _("Đặt tên cho mẫu.")
    elif same.exclude(pk=row.pk if row else 0).exists():
        problems["name"] = _("Đã có một mẫu đang dùng mang tên này.")
    if kind not in TemplateKind.values:
        problems["kind"] = _("Chọn cách làm mẫu.")
    if not DocumentType.objects.filter(code=type_code, kind=DocumentType.Kind.ADMINISTRATIVE).exists():
        problems["document_type"] = _("Chọn một tên loại văn bản hành chính.")
    tree = identity.unit_tree(agency_id=actor.agency_id, on=valid_from)
    if unit_id is not None and unit_id not in {unit.id for unit in tree}:
        problems["unit"] = _("Chọn một đơn vị của cơ quan.")
    if kind == TemplateKind.WORD and word is None:
        problems["word"] = _("Chọn tệp Word của mẫu.")
    if problems:
        raise DraftInvalid({**problems})
