"""The processes of an installation, each started by one command and replaceable at any moment."""

import ctypes
import gc
import importlib.util
import os
import signal
import sys
from pathlib import Path

from . import env

WEB = "congvu.config.wsgi:application"
EVENTS = "congvu.notices.live:app"
PR_SET_PDEATHSIG = 1
BESIDE_JOBS = 3  # connections of a worker for what is no job: leases that are renewed


def die_with_supervisor() -> None:
    """End this process when the supervisor that started it is killed (Linux); elsewhere the next start cleans up."""
    supervisor = os.environ.get("CONGVU_SUPERVISOR")
    if not supervisor or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it died before the line above
        raise SystemExit(1)


def web_workers() -> int:
    """Return the number of web processes: CONGVU_WEB_WORKERS, or one a core, from 2 to 8."""
    return env.number("WEB_WORKERS", max(2, min(8, os.cpu_count() or 2)), low=1, high=64)


def web_threads() -> int:
    """Return the number of threads in each web process: CONGVU_WEB_THREADS."""
    return env.number("WEB_THREADS", 4, low=1, high=64)


def events_exist() -> bool:
    """Return whether this installation has the live events application."""
    folder = importlib.util.find_spec("congvu.notices")
    places = folder.submodule_search_locations if folder else None
    return any((Path(place) / "live.py").exists() for place in places or ())


def web(host: str, port: int) -> None:
    """Become the web server; does not return."""
    _granian(
        *("--interface", "wsgi", "--workers", str(web_workers()), "--blocking-threads", str(web_threads())),
        *("--respawn-interval", "0.5", "--no-ws", "--host", host, "--port", str(port)),
        *(("--access-log",) if env.flag("ACCESS_LOG", False) else ()),
        WEB,
    )


def events(host: str, port: int) -> None:
    """Become the live events server, one process with one LISTEN connection; does not return."""
    _granian("--interface", "asgi", "--workers", "1", "--host", host, "--port", str(port), EVENTS)


def worker() -> None:
    """Become a worker for the background jobs and the periodic tasks; does not return."""
    concurrency = env.number("WORKER_CONCURRENCY", 4, low=1, high=64)
    die_with_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    os.environ.setdefault("CONGVU_DATABASE_POOL_SIZE", str(concurrency + BESIDE_JOBS))
    from django.core.management import execute_from_command_line

    if os.environ.get("CONGVU_SUPERVISOR") and not env.text("DATABASE_URL"):
        _take_over()
    command = [
        *("congvu", "procrastinate", "worker", "--concurrency", str(concurrency)),
        *("--shutdown-graceful-timeout", "8", "--delete-jobs", "successful"),
    ]
    import django

    django.setup()
    gc.collect()
    gc.freeze()  # as in the web process: what start-up made lives as long as the worker
    if not (env.text("NATS_URL") and env.text("NATS_INBOX")):
        execute_from_command_line(command)
        return
    from .readers import beside_worker

    with beside_worker():
        execute_from_command_line(command)


def inbox() -> None:
    """Become a reader of the NATS inbox; `worker` starts them."""
    die_with_supervisor()
    from .readers import read

    read()


def _take_over() -> None:
    """Under `congvu run` on its own database there is one worker at a time: what the last one had begun is free."""
    import django

    django.setup()
    from .tasks import rescue_now

    rescue_now()


def _granian(*args: str) -> None:
    die_with_supervisor()
    command = [
        *(sys.executable, "-m", "granian", "--respawn-failed-workers", "--workers-kill-timeout", "8"),
        *("--log-level", "info"),
        *args,
    ]
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 (replaces this process)
