"""A paper's values in, a PDF/A with the places for number, date and signatures out."""

from __future__ import annotations

import io
import json
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

import segno
import typst

from . import fonts, markup
from .errors import PaperFailed, PaperHasUnknownLetters, PaperTooLong
from .forms import FORMS, FormLayout, promulgated
from .types import Annex, Box, Layout, Paper, Printed

TEMPLATE = Path(__file__).with_name("paper.typ")
PAGE_HEIGHT = 841.8898  # A4, points
DIGIT_WIDTH = 6.6  # a digit at 13 pt
MM = 72 / 25.4
QR_BOX: Box = (30 * MM, 4.5 * MM, 42.5 * MM, 17 * MM)  # chân trang thứ nhất, dưới vùng trình bày
_here = threading.local()  # a compiler belongs to one thread


def pdf(paper: Paper) -> Printed:
    """Return the paper as PDF/A-2b with empty places for number and date.

    Raises PaperTooLong, PaperHasUnknownLetters or PaperFailed.
    """
    compiler = _compiler()
    data = values(paper)
    try:
        content = compiler.compile(format="pdf", pdf_standards=["a-2b"], sys_inputs=_inputs(data))
        spots = json.loads(compiler.query("<spot>", field="value"))
        pages = json.loads(compiler.query("<pages>", field="value"))
    except typst.TypstError as refusal:
        raise PaperFailed(reason=refusal.message) from refusal
    if not isinstance(content, bytes):
        raise PaperFailed(reason="PDF")
    return Printed(content, _layout(spots, paper.check_url), int(pages[-1]))


def pictures(paper: Paper, *, ppi: int = 110) -> list[bytes]:
    """Return each page as PNG, with dots where number and date will stand. Raises as `pdf`."""
    data = values(paper) | {"fillable": False}
    try:
        made = _compiler().compile(format="png", ppi=ppi, sys_inputs=_inputs(data))
    except typst.TypstError as refusal:
        raise PaperFailed(reason=refusal.message) from refusal
    return made if isinstance(made, list) else [made or b""]


def values(paper: Paper) -> dict[str, Any]:
    """Return what the template reads, all as text and blocks."""
    form = FORMS[paper.form]
    try:
        body = markup.close(_body(paper))
        annexes = [_annex(a) for a in paper.annexes]
    except markup.BodyTooLong as refusal:
        raise PaperTooLong(characters=refusal.characters, limit=markup.MAX_CHARACTERS) from refusal
    subject = markup.line(paper.subject)
    data: dict[str, Any] = {
        "form": paper.form,
        "title": subject or paper.type_name,
        "agency": markup.line(paper.agency),
        "superior": markup.line(paper.superior),
        "number": markup.line(paper.number),
        "number_width": DIGIT_WIDTH * max(len(str(paper.expected_number)), 2) + 6,
        "notation": markup.line(paper.notation),
        "place": markup.line(paper.place),
        "date_text": markup.line(paper.date_text),
        "fillable": True,
        "type_name": markup.line(paper.type_name),
        "subject": form.subject_lead + _capital(subject, form) if subject and form.prints_subject else "",
        "has_date": form.has_date,
        "second_signer": form.second_signer,
        "second_name": markup.line(dict(paper.fields).get("secretary", "")) if form.second_signer else "",
        "confirmation": form.confirmation,
        "send_lead": form.send_lead.format(agency=markup.line(paper.agency), authority=markup.line(paper.authority)),
        "send_to": [markup.line(name).rstrip(" .;") for name in paper.send_to if name.strip()],
        "authority": markup.line(paper.authority) if form.shows_authority else "",
        "grounds": [markup.line(g).rstrip(" .;") for g in paper.grounds if g.strip()],
        "enact": form.enact,
        "blocks": body,
        "recipients": _recipients(paper),
        "urgency": paper.urgency,
        "circulation": paper.circulation,
        "contact": markup.line(paper.contact),
        "signer_lines": [markup.line(text) for text in paper.signer.lines if text.strip()],
        "signer_name": markup.line(paper.signer.name),
        "annexes": _promulgated(annexes) if paper.form == "quyet_dinh_ban_hanh" else annexes,
        "annex_reference": _annex_reference(paper),
        "qr": _qr(paper.check_url),
        "qr_alt": paper.check_url,
        "seal_mm": paper.seal_mm,
        "body_size": paper.body_size,
        "fonts": list(fonts.families()),
    }
    if unknown := fonts.unknown_letters(json.dumps(data | {"qr": ""}, ensure_ascii=False)):
        raise PaperHasUnknownLetters(letters=" ".join(unknown[:10]))
    return data


def _compiler() -> typst.Compiler:
    made: typst.Compiler | None = getattr(_here, "compiler", None)
    if made is None:
        made = typst.Compiler(input=TEMPLATE, root=TEMPLATE.parent, font_paths=fonts.library())
        _here.compiler = made
    return made


def _inputs(data: dict[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _capital(subject: str, form: FormLayout) -> str:
    """A title that begins the line by itself begins with a capital."""
    return subject[:1].upper() + subject[1:] if form.sample == "1.3" else subject


def _body(paper: Paper) -> list[markup.Block]:
    """Return what stands between the title and the signature, in the order of the form's sample."""
    form = FORMS[paper.form]
    label: list[markup.Block] = [{"kind": "para", "runs": [{"t": form.body_label}]}] if form.body_label else []
    typed = markup.blocks(paper.body)
    return [
        *_sentences(form.opening, paper),
        *_fields(paper),
        *(label if typed else []),
        *typed,
        *_sentences(form.closing, paper),
    ]


def _sentences(pattern: str, paper: Paper) -> list[markup.Block]:
    """Return the sentences of a form with what was typed in their places; an empty place shows as dots."""
    given = defaultdict(lambda: "…", {name: markup.line(value) for name, value in paper.fields if value.strip()})
    given["agency"] = markup.line(paper.agency)
    return [{"kind": "para", "runs": [{"t": line.format_map(given)}]} for line in pattern.splitlines()]


def _fields(paper: Paper) -> list[markup.Block]:
    """Return the labelled lines that a form puts before its body."""
    given = dict(paper.fields)
    return [
        {"kind": "para", "runs": [{"t": f"{field.printed} {markup.line(given[field.name])}"}]}
        for field in FORMS[paper.form].fields
        if given.get(field.name, "").strip()
    ]


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "kind": "",
        "title": markup.line(annex.title),
        "landscape": annex.landscape,
        "blocks": markup.blocks(annex.body),
    }


def _promulgated(annexes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first text that comes with a decision of sample 1.3 bears its own type, not "Phụ lục"."""
    if not annexes:
        return []
    kind, subject = promulgated(annexes[0]["title"])
    return [{**annexes[0], "kind": kind, "title": subject} if kind else annexes[0], *annexes[1:]]


def _annex_reference(paper: Paper) -> str:
    """The line under an annex's title; electronic papers leave its places empty (Phụ lục I, mục III.1.c)."""
    name = paper.type_name if paper.form != "cong_van" else "Công văn"
    return f"(Kèm theo {name} số …{paper.notation} ngày … tháng … năm … của {markup.line(paper.agency)})"


def _recipients(paper: Paper) -> list[str]:
    form = FORMS[paper.form]
    first = ["Như trên"] if form.always_above or (paper.send_to and form.as_above) else []
    named = [markup.line(name).rstrip(" .;") for name in paper.recipients if name.strip()]
    named = [name for name in named if not (first and name.casefold() == "như trên")]
    lines = [f"- {name};" for name in [*first, *named]]
    if paper.file_line:
        lines.append(f"- Lưu: {markup.line(paper.file_line).rstrip(' .;')}.")
    return lines


def _qr(url: str) -> str:
    if not url:
        return ""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _layout(spots: list[dict[str, Any]], check_url: str) -> Layout:
    by_name = {spot["name"]: spot for spot in spots}
    return Layout(
        number_box=_box(by_name.get("number")),
        date_box=_box(by_name.get("date")),
        person_box=_box(by_name["person"]),
        seal_box=_box(by_name["seal"]),
        page_of_signatures=int(by_name["person"]["page"]) - 1,
        qr_url=check_url,
        qr_box=QR_BOX if check_url else None,
    )


def _box(spot: dict[str, Any] | None) -> Box:
    """Turn a place measured from the top into PDF points from the bottom; one already filled gives an empty box."""
    if spot is None:
        return (0.0, 0.0, 0.0, 0.0)
    top = PAGE_HEIGHT - spot["y"]
    return (spot["x"], top - spot["h"], spot["x"] + spot["w"], top)
