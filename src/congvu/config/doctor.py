"""`congvu doctor`: one line a part, and how to mend it."""

import json

from django.utils import timezone

from . import health


def examine(*, as_json: bool) -> int:
    """Print the state of every part and return 1 when a needed one is broken, else 0."""
    found = health.report(timezone.now(), probe_only=False)
    broken = any(needed and not finding.ok for _, needed, finding in found)
    if as_json:
        rows = [
            {"part": name, "ok": finding.ok, "needed": needed, "text": finding.text, "remedy": finding.remedy}
            for name, needed, finding in found
        ]
        print(json.dumps({"ok": not broken, "parts": rows}, ensure_ascii=False, indent=2))
        return int(broken)
    width = max(len(name) for name, _, _ in found)
    for name, needed, finding in found:
        mark = "✓" if finding.ok else ("✗" if needed else "!")
        print(f"{mark} {name.ljust(width)}  {finding.text}")
        if not finding.ok and finding.remedy:
            print(f"  {' ' * width}  → {finding.remedy}")
    print("Có phần bắt buộc đang hỏng." if broken else "Các phần bắt buộc đều tốt.")
    return int(broken)
