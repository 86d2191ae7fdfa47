"""`congvu exchange …`."""

from __future__ import annotations

import os

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


@exchange.command(
    help="Xuất một văn bản thành tệp edXML: gói đã gửi hoặc đã nhận thì chép nguyên văn, văn bản đã phát hành mà "
    "chưa gửi thì ghi như khi gửi. VĂN-BẢN là UUID, mã định danh văn bản, hoặc số và ký hiệu."
)
@click.argument("document", metavar="VĂN-BẢN")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True), metavar="TỆP", help="Tệp ghi ra.")
def export(document: str, out: str) -> None:
    """Write a document as an edXML file."""
    _load_django()
    from .exporting import export_file

    raise SystemExit(export_file(document, out))


@exchange.command(
    help="In tình hình gửi, nhận của bản cài đặt dưới dạng JSON. Mã thoát 1 khi có gói tin không gửi được "
    "hoặc có ngày đối chiếu lệch."
)
def status() -> None:
    """Print how the exchange fares."""
    _load_django()
    import json

    from django.utils import timezone

    from .queries import status as of

    found = of.status(now=timezone.now())
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    raise SystemExit(0 if of.is_well(found) else 1)


@exchange.command(
    help="Mở hộp nhận trong cụm NATS cho từng cơ quan, và cho cụm lấy gói tin từ hộp gửi của các nút lá (chỉ của các "
    "nút nêu ra). Chạy ở nơi vận hành cụm bằng tài khoản quản trị, mỗi khi thêm cơ quan hoặc thêm, bớt nút lá."
)
@click.option("--inbox", "inboxes", multiple=True, metavar="TÊN", help="Hộp nhận; nêu nhiều lần.")
@click.option("--leaf", "leaves", multiple=True, metavar="TÊN-MIỀN", help="Nút lá; nêu đủ mọi nút đang dùng.")
@click.option(
    "--inbox-size",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    metavar="MiB",
    help="Mỗi hộp nhận nêu ra chứa nhiều nhất chừng này; đầy thì gói tin chờ ở nơi gửi.",
)
@click.option(
    "--outbox-size",
    type=click.IntRange(min=1),
    default=4096,
    show_default=True,
    metavar="MiB",
    help="Cụm giữ nhiều nhất chừng này của các nút lá; hơn thì gói cũ nhất nhường chỗ và nơi gửi gửi lại.",
)
def nats(inboxes: tuple[str, ...], leaves: tuple[str, ...], inbox_size: int, outbox_size: int) -> None:
    """Lay out the streams of a cluster."""
    _load_django()
    from .carriers import jetstream
    from .carriers.streams import Sizes
    from .errors import CarrierFailed

    try:
        jetstream.lay_out(inboxes=inboxes, leaves=leaves, sizes=Sizes(inbox_size << 20, outbox_size << 20))
    except CarrierFailed as failure:
        raise click.ClickException(str(failure)) from failure


@exchange.command(
    "nats-accounts",
    help="In tệp agencies.conf cho cụm NATS: mỗi cơ quan một tài khoản riêng, gửi được vào mọi hộp nhận và chỉ đọc "
    "được hộp của mình. Nêu đủ mọi cơ quan đang dùng.",
)
@click.option("--inbox", "inboxes", multiple=True, metavar="TÊN", help="Cơ quan nối thẳng vào cụm; nêu nhiều lần.")
@click.option(
    "--leaf", "leaves", multiple=True, metavar="TÊN=TÊN-MIỀN", help="Cơ quan có nút lá, kèm tên miền của nút."
)
@click.option(
    "--connections",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    metavar="SỐ",
    help="Mỗi cơ quan mở nhiều nhất chừng này kết nối tới cả cụm.",
)
@click.option(
    "--subscriptions",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    metavar="SỐ",
    help="Mỗi kết nối nghe nhiều nhất chừng này chủ đề.",
)
def nats_accounts(
    inboxes: tuple[str, ...], leaves: tuple[str, ...], connections: int, subscriptions: int
) -> None:  # fmt: skip
    """Print who may do what in a cluster, and how much."""
    _load_django()
    from .carriers.accounts import Limits, agencies_conf, fault

    domains = dict((name, domain) for name, _is, domain in (one.partition("=") for one in leaves))
    if (wrong := fault(inboxes, domains, named=len(leaves))) is not None:
        raise click.ClickException(wrong)
    click.echo(agencies_conf(inboxes, domains, Limits(connections, subscriptions)), nl=False)


@exchange.command(
    help="In khóa công khai và thẻ khóa mã hóa của bản cài đặt này để đưa cho đối tác, cùng chứng thư NATS khi thiết "
    "lập."
)
def card() -> None:
    """Print what partners need of our keys."""
    _load_django()
    from django.utils import timezone

    from . import keys
    from .actions.sealing_keys import own_card

    click.echo(keys.public_pem() + own_card(now=timezone.now()))


def _load_django() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
        django.setup()


commands = [exchange]
