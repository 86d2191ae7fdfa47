"""A program, not a module: sets one long list as PDF/A-2b in a process of its own, whose memory ends with it.

A line of JSON comes by standard input: `template`, `fonts` (folders; none: those inside typst), `data` (the text that
the template reads), `label` (of the values to tell, or ""). A line of JSON goes out, `{"told": …}` or
`{"refused": "…"}`, and after the first the PDF. It imports nothing of ours; its caller bounds it in time.
"""

import json
import resource
import sys
from pathlib import Path

import typst

MEMORY = 8 << 30  # bytes of address space; 20.000 dòng cần chưa tới 3 GiB


def paper(template: str, fonts: list[str], data: str, label: str) -> tuple[bytes, str]:
    """Return the PDF and, as JSON, the values of the elements with this label. Raises typst.TypstError, TypeError."""
    compiler = typst.Compiler(
        input=template,
        root=str(Path(template).parent),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=not fonts, font_paths=fonts),
    )
    made = compiler.compile(format="pdf", pdf_standards=["a-2b"], sys_inputs={"data": data})
    if not isinstance(made, bytes):
        raise TypeError(template)
    return made, str(compiler.query(f"<{label}>", field="value")) if label else "[]"


def main() -> None:
    """Answer once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.read())
    out = sys.stdout.buffer
    try:
        made, told = paper(asked["template"], asked["fonts"], asked["data"], asked["label"])
    except typst.TypstError as refusal:
        out.write(json.dumps({"refused": refusal.message}).encode() + b"\n")
        return
    out.write(json.dumps({"told": told}).encode() + b"\n")
    out.write(made)


if __name__ == "__main__":
    main()
