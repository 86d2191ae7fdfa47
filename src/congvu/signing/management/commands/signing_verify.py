from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from congvu.signing.command_line import verify_file


class Command(BaseCommand):
    help = "Kiểm tra chữ ký của một tệp PDF, in biên bản JSON; mã thoát 0 chỉ khi hợp lệ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="TỆP")
        parser.add_argument("--agency", default="", help="Tên cơ quan ban hành.")

    def handle(self, *args: Any, file: str, agency: str, **options: Any) -> None:
        raise SystemExit(verify_file(file, agency=agency))
