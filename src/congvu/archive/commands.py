"""`congvu documents …`: archival packages from the command line."""

from __future__ import annotations

import click

KINDS = click.Choice(["sip", "aip", "dip"], case_sensitive=False)
user_option = click.option(
    "--user", required=True, metavar="TÀI-KHOẢN", help="Làm với quyền của tài khoản này, ở vị trí chính của người đó."
)


@click.group(help="Hồ sơ và gói lưu trữ: xuất gói SIP, AIP, DIP; kiểm tra và nhập gói.")
def documents() -> None:
    """Commands of case files."""


@documents.command("export-file")
@click.argument("code", metavar="MÃ-HỒ-SƠ")
@click.option(
    "--package", "kind", type=KINDS, required=True, help="Loại gói: sip nộp lưu, aip bảo quản, dip khai thác."
)
@click.option(
    "--out", type=click.Path(file_okay=False), default=".", show_default=True, metavar="THƯ-MỤC", help="Nơi đặt gói."
)
@click.option("--zip", "as_zip", is_flag=True, help="Một tệp .zip thay vì thư mục.")
@user_option
def export_file(code: str, kind: str, out: str, as_zip: bool, user: str) -> None:
    """Lập gói lưu trữ của một hồ sơ.

    MÃ-HỒ-SƠ là mã hồ sơ (H58.2026.01.TH) hoặc mã hồ sơ lưu trữ. Mã thoát 0 khi lập được.
    """
    from .packages.command_line import export_file as run

    raise SystemExit(run(code, kind=kind.upper(), out=out, as_zip=as_zip, user=user))


@documents.command("import-package")
@click.argument("place", type=click.Path(exists=True), metavar="GÓI")
@click.option("--check", "only_check", is_flag=True, help="Chỉ kiểm tra và nói sẽ nhập gì, không ghi.")
@user_option
def import_package(place: str, only_check: bool, user: str) -> None:
    """Kiểm tra một gói (thư mục hoặc .zip) và nhập làm hồ sơ đã lưu trữ.

    Nhập lại đúng gói đã nhập thì không thay đổi gì. Mã thoát 0 khi gói đạt.
    """
    from .packages.command_line import import_package as run

    raise SystemExit(run(place, only_check=only_check, user=user))


commands = [documents]
