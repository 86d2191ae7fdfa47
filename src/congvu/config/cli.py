"""The `congvu` command. Django is loaded only by the commands that need it.

Beside the commands below: those that an app registers in its `commands.py` (a list `commands` of click commands),
`congvu <app> <verb>` for a management command called `<app>_<verb>`, and every other management command by its name.
"""

import importlib
import os
import sys
from pathlib import Path

import click

from . import env

PACKAGE = Path(__file__).resolve().parent.parent
HELP = {"help_option_names": ["-h", "--help"]}
RAW = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


def _setup() -> None:
    """Load Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    import django

    django.setup()


def _management(*args: str) -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["congvu", *args])


def _use_data(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Let --data win over CONGVU_DATA before anything reads it."""
    if value:
        os.environ["CONGVU_DATA"] = str(Path(value).resolve())
    return value


data_option = click.option(
    "--data", metavar="THƯ-MỤC", callback=_use_data, is_eager=True, expose_value=False,
    help="Thư mục dữ liệu (CONGVU_DATA, mặc định ./var).",
)  # fmt: skip
host_option = click.option("--host", help="Địa chỉ mở cổng (CONGVU_HOST, mặc định 127.0.0.1).")


port_option = click.option("--port", type=click.IntRange(1, 65534), help="Cổng web (CONGVU_PORT, mặc định 8000).")
events_port_option = click.option("--port", type=click.IntRange(1, 65535), help="Cổng (mặc định: cổng web cộng 1).")


def _place(host: str | None, port: int | None, after: int = 0) -> tuple[str, int]:
    return host or env.text("HOST", "127.0.0.1"), port or env.number("PORT", 8000, low=1, high=65534) + after


class Commands(click.Group):
    """Own commands first, then those of the apps, then Django's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the own commands and the apps' groups; Django's are listed by `congvu manage help`."""
        return sorted({*super().list_commands(ctx), *(name for app in _app_modules() for name in _names(app))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command without loading more than it needs."""
        if own := super().get_command(ctx, cmd_name):
            return own
        for app in _app_modules():
            for command in importlib.import_module(f"congvu.{app}.commands").commands:
                if command.name == cmd_name:
                    if getattr(command, "needs_django", True):
                        _setup()
                    return command  # type: ignore[no-any-return]
        return _passed_on(cmd_name)


def _app_modules() -> list[str]:
    return sorted(file.parent.name for file in PACKAGE.glob("*/commands.py"))


def _names(app: str) -> list[str]:
    return [command.name for command in importlib.import_module(f"congvu.{app}.commands").commands]


def _passed_on(name: str) -> click.Command:
    """Return a command that hands everything to Django."""

    @click.pass_context
    def hand_over(context: click.Context) -> None:
        args = list(context.args)
        verb = args[0].replace("-", "_") if args else ""
        if verb and (PACKAGE / name / "management" / "commands" / f"{name}_{verb}.py").exists():
            _management(f"{name}_{verb}", *args[1:])
        else:
            _management(name, *args)

    return click.Command(name, callback=hand_over, context_settings=RAW, add_help_option=False)


@click.group(cls=Commands, context_settings=HELP, help="Công vụ: nền tảng mở cho công việc của cơ quan nhà nước.")
@click.version_option(package_name="congvu", message="congvu %(version)s")
def congvu() -> None:
    """The `congvu` command."""


@congvu.command(help="Chạy trọn hệ thống: PostgreSQL, web, sự kiện trực tiếp, việc nền, dưới một tiến trình giám sát.")
@host_option
@port_option
@data_option
@click.option("--demo/--no-demo", default=True, help="Nạp các cơ quan trình diễn ở lần chạy đầu (mặc định: có).")
@click.option("--verbose", "-v", is_flag=True, help="In cả nhật ký của từng tiến trình.")
def run(host: str | None, port: int | None, demo: bool, verbose: bool) -> None:
    """Run a whole installation."""
    from .run import Options
    from .run import run as run_all

    host, port = _place(host, port)
    raise SystemExit(run_all(Options(host, port, demo, verbose)))


@congvu.command(help="Chạy riêng tiến trình web.")
@host_option
@port_option
@data_option
def serve(host: str | None, port: int | None) -> None:
    """Run the web server."""
    from . import folders, keeping, processes

    folders.prepare(folders.data_folder())
    keeping.require_whole(folders.data_folder())
    processes.web(*_place(host, port))


@congvu.command(help="Chạy riêng tiến trình sự kiện trực tiếp.")
@host_option
@events_port_option
@data_option
def events(host: str | None, port: int | None) -> None:
    """Run the live events server."""
    from . import processes

    if not processes.events_exist():
        raise SystemExit("Bản cài này không có phần sự kiện trực tiếp (congvu.notices.live).")
    processes.events(*_place(host, port, after=1))


@congvu.command(help="Chạy riêng tiến trình làm việc nền và việc định kỳ.")
@data_option
def work() -> None:
    """Run a worker."""
    from . import folders, keeping, processes

    folders.prepare(folders.data_folder())
    keeping.require_whole(folders.data_folder())
    processes.worker()


@congvu.command(hidden=True, help="Đọc hộp nhận NATS (dùng bởi `work`, mỗi bộ xử lý một tiến trình).")
@data_option
def inbox() -> None:
    """Read the NATS inbox."""
    from . import processes

    processes.inbox()


@congvu.command(context_settings=RAW, add_help_option=False, help="Đưa cơ sở dữ liệu lên phiên bản của mã nguồn.")
@click.pass_context
def migrate(context: click.Context) -> None:
    """Migrate under a lock; with arguments, Django's own command."""
    if context.args:
        _management("migrate", *context.args)
        return
    _setup()
    from .prepare import migrate_all

    migrate_all()


@congvu.command(hidden=True, help="Chuẩn bị dữ liệu trước khi các tiến trình chạy (dùng bởi `run`).")
@click.option("--demo/--no-demo", default=False)
@data_option
def prepare(demo: bool) -> None:
    """Create the database, migrate it and load the demonstration."""
    _setup()
    from .prepare import prepare_all

    prepare_all(demo=demo)


@congvu.command(help="Nạp các cơ quan trình diễn; chạy lại không nhân đôi gì.")
@data_option
def demo() -> None:
    """Load the demonstration."""
    _setup()
    from .prepare import load_demo

    if not load_demo():
        raise SystemExit("Bản cài này không có dữ liệu trình diễn.")


@congvu.command(help="Kiểm tra từng phần của hệ thống và nói cách sửa; mã thoát 1 khi một phần bắt buộc hỏng.")
@click.option("--json", "as_json", is_flag=True, help="In JSON cho máy đọc.")
@data_option
def doctor(as_json: bool) -> None:
    """Look at every part."""
    _setup()
    from .doctor import examine

    raise SystemExit(examine(as_json=as_json))


passphrase_option = click.option(
    "--passphrase-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="TỆP",
    help="Tệp giữ mật khẩu sao lưu (mặc định: CONGVU_BACKUP_PASSPHRASE).",
)  # fmt: skip


@congvu.command(help="Sao lưu cả bản cài (cơ sở dữ liệu, tệp lưu trữ) ra một tệp, rồi đọc lại để kiểm tra.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="THƯ-MỤC|TỆP", help="Nơi để tệp sao lưu."
)
@passphrase_option
@click.option("--encrypt", is_flag=True, help="Hỏi mật khẩu ở bàn phím. Tệp mã hóa gồm cả khóa của bản cài.")
@click.option("--files/--no-files", default=True, help="Gồm tệp lưu trữ (mặc định: có).")
@data_option
def backup(out: Path, passphrase_file: Path | None, encrypt: bool, files: bool) -> None:
    """Back up the whole installation."""
    from . import keeping

    secret = keeping.passphrase(passphrase_file, ask=encrypt)
    if encrypt and not secret:
        raise SystemExit("Chưa có mật khẩu sao lưu.")
    raise SystemExit(keeping.back_up(out=out, secret=secret, with_files=files))


@congvu.command(help="Phục hồi một bản sao lưu vào bản cài trống; không bao giờ ghi đè dữ liệu đang có.")
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")
@click.option("--check-only", is_flag=True, help="Chỉ đọc và so với bảng kê, không ghi gì, không cần cơ sở dữ liệu.")
@passphrase_option
@data_option
def restore(file: Path, check_only: bool, passphrase_file: Path | None) -> None:
    """Restore a backup, or only read it."""
    from . import keeping

    secret = keeping.passphrase(passphrase_file, ask=True) if keeping.is_encrypted(file) else ""
    raise SystemExit((keeping.check if check_only else keeping.restore)(file=file, secret=secret))


@congvu.command(context_settings=RAW, add_help_option=False, help="Chạy một lệnh quản trị của Django.")
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def manage(args: tuple[str, ...]) -> None:
    """Run any management command."""
    _management(*args)


def main() -> None:
    """Run the command named on the command line."""
    congvu(prog_name="congvu" if not sys.argv[0].endswith("__main__.py") else "python -m congvu")
