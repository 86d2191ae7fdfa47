"""`congvu signing …`."""

from __future__ import annotations

import click


@click.group(help="Chữ ký số: kiểm tra tệp, khóa minh họa.")
def signing() -> None:
    """Commands of signing."""


@signing.command(
    help="Kiểm tra chữ ký của một tệp PDF, XML hoặc .p7s. Mã thoát: 0 hợp lệ, 1 không hợp lệ hoặc chưa xác định, "
    "2 không đọc được."
)
@click.argument("file", type=click.Path(dir_okay=False), metavar="TỆP")
@click.option("--content", default="", metavar="TỆP", help="Tệp nội dung, khi chữ ký nằm rời (.p7s, XML).")
@click.option("--agency", default="", help="Tên cơ quan ban hành phải đứng trong chứng thư của cơ quan.")
@click.option("--json", "as_json", is_flag=True, help="In biên bản JSON có tên từng phép kiểm.")
def verify(file: str, content: str, agency: str, as_json: bool) -> None:
    """Print the report on a file."""
    from .command_line import verify_file

    raise SystemExit(verify_file(file, agency=agency, content=content, as_json=as_json))


commands = [signing]
