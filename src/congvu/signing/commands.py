"""`congvu signing …`."""

from __future__ import annotations

import click


@click.group(help="Chữ ký số: kiểm tra tệp, khóa minh họa.")
def signing() -> None:
    """Commands of signing."""


@signing.command(help="Kiểm tra chữ ký của một tệp PDF, in biên bản JSON; mã thoát 0 chỉ khi hợp lệ.")
@click.argument("file", type=click.Path(dir_okay=False), metavar="TỆP")
@click.option("--agency", default="", help="Tên cơ quan ban hành phải đứng trong chứng thư của cơ quan.")
def verify(file: str, agency: str) -> None:
    """Print the report on a file."""
    from .command_line import verify_file

    raise SystemExit(verify_file(file, agency=agency))


commands = [signing]
