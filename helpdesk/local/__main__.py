"""Run the whole help desk on this machine: what `make run` calls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

from helpdesk.local import servers
from helpdesk.local.folders import ROOT, data_folder
from helpdesk.local.locks import Lock
from helpdesk.local.output import Output
from helpdesk.local.preflight import CannotStart, check_ports, read_ports
from helpdesk.local.processes import processes
from helpdesk.local.supervisor import Supervisor
from helpdesk.local.welcome import wait_until_ready, welcome

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked us to end."""


def main() -> int:
    try:
        run()
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stop:
        print("Stopped.", flush=True)
    return 0


def run() -> None:
    """Check, start, migrate and tend everything until Ctrl-C or SIGTERM."""
    for number in SIGNALS:
        signal.signal(number, _stop)
    host = os.environ.get("BIND") or "127.0.0.1"
    ports = read_ports()
    data = data_folder()
    only_one = Lock(data / "locks" / "run")
    if not only_one.try_hold():
        raise CannotStart(
            f"A help desk already runs on {data}. For a second one, name its own folder and "
            "ports: HELPDESK_DATA=var2 PORT=8100 SMTP_PORT=2625 make run"
        )
    check_ports(host, ports)
    print("Starting ...", flush=True)
    try:
        environ = _environment(ports)
        _prepare(environ)
        _tend(host, ports, environ)
    finally:
        for number in SIGNALS:  # an impatient second Ctrl-C must not leave half of it running
            signal.signal(number, signal.SIG_IGN)
        servers.leave()


def _environment(ports: dict[str, int]) -> dict[str, str]:
    """Return what the processes are told; starts the embedded servers they need."""
    try:
        urls = servers.ensure()
    except (OSError, RuntimeError) as error:
        raise CannotStart(str(error)) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.setdefault("SITE_URL", f"http://localhost:{ports['PORT']}")
    numbers = {name: str(number) for name, number in ports.items()}
    # Celery warns root at length; this is one person's own machine.
    quiet = {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore:You're running the worker"}
    return {**os.environ, **urls, **numbers, **quiet}


def _prepare(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "helpdesk.local.prepare"]
    if subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode:
        raise CannotStart("The database could not be prepared; the reason is above.")


def _tend(host: str, ports: dict[str, int], environ: dict[str, str]) -> None:
    data = data_folder()
    table = processes(host=host, ports=ports, beat_schedule=str(data / "celerybeat-schedule"))
    output = Output([process.name for process in table])
    supervisor = Supervisor(table, output=output, environ=environ)
    asked: list[int] = []  # from here on a signal waits its turn: no half-started child

    def announce() -> None:
        if wait_until_ready(ports, lambda: not asked):
            output.plain(welcome(ports, str(data)))

    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: asked.append(number))
    threading.Thread(target=announce, daemon=True).start()
    while not asked:
        supervisor.tend()
        time.sleep(0.1)
    output.plain("Stopping ...")
    supervisor.stop()
    raise Stop


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
