"""The same check as `congvu signing verify`, for those who work with manage.py."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from congvu.signing.command_line import verify_file


class Command(BaseCommand):
    help = "Kiểm tra chữ ký của một tệp PDF, XML hoặc .p7s: mã thoát 0 hợp lệ, 1 không, 2 không đọc được."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--agency", default="")
        parser.add_argument("--content", default="")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        raise SystemExit(
            verify_file(
                options["file"], agency=options["agency"], content=options["content"], as_json=options["as_json"]
            )
        )
