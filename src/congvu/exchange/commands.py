"""`congvu exchange …`."""

from __future__ import annotations

import click


class _Group(click.Group):
    """Loads Django only in the commands that need it: a message is inspected in a tenth of a second."""

    needs_django = False


@click.group(cls=_Group, help="Liên thông văn bản: xem thông điệp edXML, xuất văn bản, tình hình gửi nhận.")
def exchange() -> None:
    """Commands of exchange."""


@exchange.command(
    help="In nội dung thông điệp edXML dưới dạng JSON: phần đầu, nghiệp vụ, trạng thái, tệp kèm theo, chữ ký. "
    "Không cần cơ sở dữ liệu. Mã thoát 1 khi có thông điệp phải từ chối; lý do nằm trong JSON."
)
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False), metavar="TỆP…")
@click.option("--no-pdf", is_flag=True, help="Không kiểm tra chữ ký của các tệp PDF kèm theo (nhanh hơn).")
def inspect(files: tuple[str, ...], no_pdf: bool) -> None:
    """Print what messages say."""
    from .inspecting import inspect_files

    raise SystemExit(inspect_files(files, look_into_pdfs=not no_pdf))


commands = [exchange]
