"""Templates of the agency's own: the list, the form that makes one, starting a draft from one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congvu.identity import api as identity
from congvu.kernel.api import Actor, paging
from congvu.kernel.errors import DomainError, NotAllowed, NotFound
from congvu.ui.api import DayField, OfficeRequest, office

from ..actions.templates import close_template, in_force, save_template, start_from_template
from ..actions.versions import take_word
from ..drafting import page, policy, queries
from ..drafting.errors import DraftInvalid
from ..drafting.templates import shown_day
from ..drafting.types import DraftContent, FieldKind, TemplateField, TemplateKind
from ..models import DocumentType, DraftTemplate, DraftTemplateVersion
from .draft_forms import annexes, annexes_text, lines, number_of

AREA = forms.Textarea
MOST_FIELDS = 60
TEMPLATES_SHOWN = 100
VERSIONS_SHOWN = 50


class TemplateForm(forms.Form):
    """What a template says. Which fields it asks for is found in the text: `{{ten_muc}}`."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("Tên mẫu"), max_length=200)
    hint = forms.CharField(label=gettext_lazy("Dùng khi nào"), required=False, max_length=300)
    type_code = forms.ChoiceField(label=gettext_lazy("Tên loại văn bản"))
    unit = forms.ChoiceField(label=gettext_lazy("Ai dùng"), required=False)
    valid_from = DayField(label=gettext_lazy("Dùng từ ngày"))
    kind = forms.ChoiceField(label=gettext_lazy("Cách làm"), choices=TemplateKind.choices, widget=forms.RadioSelect)
    word = forms.FileField(
        label=gettext_lazy("Tệp Word của mẫu"),
        required=False,
        help_text=gettext_lazy(
            "Trong tệp, gõ {{ten_muc}} ở chỗ cần điền, hoặc dùng ô nội dung (content control) có thẻ."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    subject = forms.CharField(
        label=gettext_lazy("Trích yếu"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Gõ {{ten_muc}} ở chỗ cần điền, ví dụ {{so_luong}}."),
    )
    send_to = forms.CharField(label=gettext_lazy("Kính gửi"), required=False, widget=AREA(attrs={"rows": 2}))
    grounds = forms.CharField(label=gettext_lazy("Căn cứ"), required=False, widget=AREA(attrs={"rows": 3}))
    body = forms.CharField(label=gettext_lazy("Nội dung"), required=False, widget=AREA(attrs={"rows": 12}))
    recipients = forms.CharField(label=gettext_lazy("Nơi nhận"), required=False, widget=AREA(attrs={"rows": 3}))
    annexes = forms.CharField(label=gettext_lazy("Phụ lục"), required=False, widget=AREA(attrs={"rows": 3}))
    note = forms.CharField(label=gettext_lazy("Ghi chú cho phiên bản này"), required=False, max_length=500)

    def __init__(self, data: Any, files: Any, *, actor: Actor, initial: dict[str, Any]) -> None:
        super().__init__(data, files, initial=initial, auto_id="mau-%s")
        kinds = DocumentType.objects.filter(kind=DocumentType.Kind.ADMINISTRATIVE, valid_to=None).order_by("position")
        kind, unit = self.fields["type_code"], self.fields["unit"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(unit, forms.ChoiceField)
        kind.choices = [(k.code, k.name) for k in kinds]
        tree = identity.unit_tree(agency_id=actor.agency_id, on=timezone.localdate())
        whole = actor.roles & policy.TEMPLATE_KEEPERS
        own = [u for u in tree if whole or u.id == actor.unit_id]
        unit.choices = [
            *([("", _("Cả cơ quan"))] if whole else []),
            *((str(u.id), f"{'– ' * u.depth}{u.name}") for u in own),
        ]

    def content(self) -> DraftContent:
        """Return what was typed as a draft's content."""
        values = self.cleaned_data
        return DraftContent(
            subject=values["subject"],
            body=values["body"],
            send_to=lines(values["send_to"]),
            grounds=lines(values["grounds"]),
            recipients=lines(values["recipients"]),
            annexes=annexes(values["annexes"]),
        )


class FillForm(forms.Form):
    """The fields of a template, each by its kind."""

    use_required_attribute = False

    def __init__(
        self,
        data: Any,
        *,
        fields: list[TemplateField],
        people: list[tuple[str, str]],
        units: list[tuple[str, str]],
        signers: list[tuple[int, str]],
    ) -> None:
        super().__init__(data, auto_id="dien-%s")
        self.described = fields
        for field in fields:
            self.fields[f"muc_{field.name}"] = _form_field(field, people, units)
        self.fields["signer"] = forms.ChoiceField(
            label=_("Người ký"), required=False, choices=[("", _("Chưa chọn")), *((str(k), v) for k, v in signers)]
        )

    def values(self) -> dict[str, str]:
        """Return what was filled in, days in words as papers have them."""
        found = {}
        for field in self.described:
            value = self.cleaned_data.get(f"muc_{field.name}")
            found[field.name] = (
                shown_day(value) if field.kind == FieldKind.DATE and value else str(value if value is not None else "")
            )
        return found


def _form_field(field: TemplateField, people: list[tuple[str, str]], units: list[tuple[str, str]]) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": field.required, "help_text": field.hint}
    empty = [("", _("Chưa chọn"))]
    if field.kind == FieldKind.DATE:
        return DayField(**common)
    if field.kind == FieldKind.CHOICE:
        return forms.ChoiceField(**common, choices=[*empty, *((c, c) for c in field.choices)], initial=field.default)
    if field.kind == FieldKind.PERSON:
        return forms.ChoiceField(**common, choices=[*empty, *people])
    if field.kind == FieldKind.UNIT:
        return forms.ChoiceField(**common, choices=[*empty, *units])
    widget = AREA(attrs={"rows": 4}) if field.kind == FieldKind.TEXT else forms.TextInput()
    if field.kind == FieldKind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "w-num"})
    return forms.CharField(**common, max_length=5000, widget=widget, initial=field.default)


@office
@require_safe
def templates(request: OfficeRequest) -> HttpResponse:
    """Show the templates that the actor may change, and those she may use."""
    today = timezone.localdate()
    rows = policy.visible_templates(request.actor, today).select_related("document_type", "unit")
    page = paging.page(rows, "name", "pk", after=request.GET.get("sau"), size=TEMPLATES_SHOWN)
    kept = set(policy.kept_templates(request.actor).values_list("pk", flat=True))
    context = {
        "templates": [(row, row.pk in kept) for row in page.rows],
        "next": page.next,
        "may_keep": bool(policy.may_keep_template(request.actor, request.actor.unit_id)),
        "crumbs": _crumbs(_("Mẫu của cơ quan")),
    }
    return render(request, "documents/template_list.html", context)


@office
@require_http_methods(["GET", "POST"])
def template(request: OfficeRequest, uid: UUID | None = None) -> HttpResponse:
    """Make a template or its next version."""
    actor, now = request.actor, timezone.now()
    policy.may_keep_template(actor, actor.unit_id).require()
    row = policy.kept_templates(actor).filter(uid=uid).first() if uid else None
    if uid and row is None:
        raise NotFound
    last = row.versions.order_by("-number").first() if row else None
    form = TemplateForm(request.POST or None, request.FILES or None, actor=actor, initial=_initial(row, last))
    fields = _described(request) if request.method == "POST" else _fields_of(last)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            word = take_word(values["word"], name=values["word"].name) if values["word"] else None
            saved = save_template(
                actor=actor,
                template_uid=uid,
                name=values["name"],
                hint=values["hint"],
                kind=TemplateKind(values["kind"]),
                type_code=values["type_code"],
                unit_id=number_of(values["unit"]),
                content=form.content(),
                fields=fields,
                word=word,
                valid_from=values["valid_from"],
                note=values["note"],
                now=now,
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Đã lưu mẫu. Xem lại các mục điền tìm thấy trong mẫu."))
            return redirect(f"{reverse('documents:template', args=[saved])}#cac-muc")
    context = {
        "form": form,
        "row": row,
        "fields": fields,
        "kinds": FieldKind.choices,
        "versions": row.versions.order_by("-number")[:VERSIONS_SHOWN] if row else [],
        "left": max(row.latest_version - VERSIONS_SHOWN, 0) if row else 0,
        "last": last,
        "crumbs": [
            *_crumbs()[:1],
            (_("Mẫu của cơ quan"), reverse("documents:templates")),
            (row.name if row else _("Mẫu mới"), ""),
        ],
    }
    return render(request, "documents/template_form.html", context, status=422 if form.errors else 200)


@office
@require_POST
def closing(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Take a template out of use from today on."""
    now = timezone.now()
    close_template(actor=request.actor, template_uid=uid, on=timezone.localdate(now), now=now)
    messages.success(request, _("Đã thôi dùng mẫu này."))
    return redirect("documents:templates")


@office
@require_http_methods(["GET", "POST"])
def start(request: OfficeRequest, uid: UUID) -> HttpResponse:
    """Fill the fields of a template and start a draft from it."""
    actor, now = request.actor, timezone.now()
    today = timezone.localdate(now)
    policy.may_draft(actor).require()
    row = policy.visible_templates(actor, today).select_related("document_type").filter(uid=uid).first()
    version = in_force(row, today) if row else None
    if row is None or version is None:
        raise NotFound
    people = [(f"{name}", f"{name}, {detail}") for _pk, name, detail in page.colleagues(actor=actor, today=today)]
    people.insert(0, (actor.person_name, f"{actor.person_name}, {actor.post_title}"))
    units = [(u.name, f"{'– ' * u.depth}{u.name}") for u in identity.unit_tree(agency_id=actor.agency_id, on=today)]
    form = FillForm(
        request.POST or None,
        fields=_fields_of(version),
        people=people,
        units=units,
        signers=page.signers(actor=actor, today=today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            pk = start_from_template(
                actor=actor,
                template_uid=uid,
                values=form.values(),
                signer_post_id=number_of(form.cleaned_data["signer"]),
                today=today,
                once_key=request.POST.get("once", "")[:64],
                now=now,
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Đã lập dự thảo từ mẫu. Sửa tiếp ở đây rồi trình."))
            return redirect("documents:draft_edit", queries.uid_of(pk))
    context = {
        "form": form,
        "row": row,
        "version": version,
        "crumbs": [*_crumbs()[:1], (_("Soạn văn bản"), reverse("documents:draft_new")), (row.name, "")],
    }
    return render(request, "documents/template_fill.html", context, status=422 if form.errors else 200)


def _fields_of(version: DraftTemplateVersion | None) -> list[TemplateField]:
    return [TemplateField.from_json(field) for field in version.fields] if version else []


def _described(request: OfficeRequest) -> list[TemplateField]:
    """Read the table of fields: name, label, kind, choices, whether needed."""
    found = []
    for name in request.POST.getlist("muc")[:MOST_FIELDS]:
        kind = request.POST.get(f"kieu-{name}", "")
        choices = tuple(c.strip()[:200] for c in request.POST.get(f"chon-{name}", "").split(";") if c.strip())
        found.append(
            TemplateField(
                name=name[:40],
                label=request.POST.get(f"nhan-{name}", "").strip()[:200],
                kind=FieldKind(kind) if kind in FieldKind.values else FieldKind.LINE,
                choices=choices[:50],
                required=request.POST.get(f"can-{name}") == "1",
                hint=request.POST.get(f"goi-y-{name}", "").strip()[:300],
            )
        )
    return found


def _initial(row: DraftTemplate | None, last: DraftTemplateVersion | None) -> dict[str, Any]:
    if row is None or last is None:
        return {"kind": TemplateKind.BODY, "valid_from": timezone.localdate()}
    content = DraftContent.from_json(last.content)
    return {
        "name": row.name,
        "hint": row.hint,
        "type_code": row.document_type.code,
        "unit": row.unit_id or "",
        "valid_from": timezone.localdate(),
        "kind": row.kind,
        "subject": content.subject,
        "send_to": "\n".join(content.send_to),
        "grounds": "\n".join(content.grounds),
        "body": content.body,
        "recipients": "\n".join(content.recipients),
        "annexes": annexes_text(content.annexes),
    }


def _refuse(form: forms.Form, refusal: DomainError) -> None:
    if not isinstance(refusal, DraftInvalid):
        form.add_error(None, str(refusal))
        return
    for name, sentence in refusal.problems.items():
        form.add_error(name if name in form.fields else None, sentence)


def _crumbs(last: str = "") -> list[tuple[str, str]]:
    return [(_("Dự thảo, trình ký"), reverse("documents:drafts")), (last, "")]
