"""`congvu verify`: the audit log in the database, or a proof in a file without any database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kernel.audit import keys, proof
from congvu.kernel.audit.export import export_act, export_range
from congvu.kernel.audit.verifying import Part, verify_database
from congvu.kernel.errors import NotFound


class Command(BaseCommand):
    """Prints one line a part; exit code 1 on any fault."""

    help = "Kiểm tra nhật ký trong cơ sở dữ liệu, hoặc tệp chứng minh FILE (không cần cơ sở dữ liệu)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="tệp chứng minh (JSON)")
        parser.add_argument(
            "--key", action="append", type=Path, default=[], help="tệp khóa công khai (PEM), nhiều lần được"
        )
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument("--export-act", type=int, metavar="ID", help="ghi tệp chứng minh của một việc ra FILE")
        parser.add_argument("--export-range", type=int, nargs=2, metavar=("FROM", "TO"), help="ghi các con dấu ra FILE")
        parser.add_argument("--with-acts", action="store_true", help="kèm nội dung các việc trong khoảng")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["export_act"] is not None or options["export_range"] is not None:
            self._export(options)
            return
        try:
            trusted = keys.trusted_keys(options["key"])
        except (OSError, ValueError, UnsupportedAlgorithm) as error:
            raise CommandError(_("Không đọc được khóa: %(error)s") % {"error": error}) from error
        if options["file"]:
            parts: Iterable[Part] = [_file_part(options["file"], trusted)]
        else:
            parts = verify_database(trusted, timezone.now())
        self._print(parts, as_json=options["json"])

    def _print(self, parts: Iterable[Part], *, as_json: bool) -> None:
        seen = []
        for part in parts:
            seen.append(part)
            if not as_json:
                mark = _("đạt") if part.ok else _("LỖI")
                self.stdout.write(
                    f"{mark:>4}  {part.name}: {part.checked}" + "".join(f"\n      {f}" for f in part.faults)
                )
        ok = all(part.ok for part in seen)
        if as_json:
            shown = [{"name": p.name, "ok": p.ok, "checked": p.checked, "faults": p.faults} for p in seen]
            self.stdout.write(json.dumps({"ok": ok, "parts": shown}, ensure_ascii=False, indent=1))
        if not ok:
            raise SystemExit(1)

    def _export(self, options: dict[str, Any]) -> None:
        if not options["file"]:
            raise CommandError(_("Hãy cho biết tên tệp sẽ ghi."))
        try:
            if options["export_act"] is not None:
                document = export_act(options["export_act"])
            else:
                first, last = options["export_range"]
                document = export_range(first, last, with_acts=options["with_acts"])
        except NotFound as error:
            raise CommandError(_("Không có việc hoặc con dấu đó, hoặc việc chưa được niêm phong.")) from error
        options["file"].write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(_("Đã ghi %(file)s") % {"file": options["file"]})


def _file_part(file: Path, trusted: proof.Keys) -> Part:
    name = _("tệp chứng minh")
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        faults = proof.check_document(document, trusted)
    except (OSError, ValueError, RecursionError) as error:
        return Part(name, 0, (_("không đọc được: %(error)s") % {"error": error},))
    return Part(name, len(document["seals"]) + len(document["acts"]), tuple(faults))
