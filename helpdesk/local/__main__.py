"""Run the whole help desk on this machine: what `make run` calls."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from helpdesk.local import servers
from helpdesk.local.folders import data_folder, site_url_file
from helpdesk.local.launch import best
from helpdesk.local.locks import Lock
from helpdesk.local.output import Output
from helpdesk.local.preflight import CannotStart, check_ports, read_ports
from helpdesk.local.processes import SHOP, processes
from helpdesk.local.supervisor import Supervisor
from helpdesk.local.warm import save_memory, warm_up
from helpdesk.local.welcome import is_ready, welcome

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
    save_memory()
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
        _start_servers(ports)
        warm_up()
        _prepare()
        _tend(host, ports)
    finally:
        for number in SIGNALS:  # an impatient second Ctrl-C must not leave half of it running
            signal.signal(number, signal.SIG_IGN)
        servers.leave()


def _start_servers(ports: dict[str, int]) -> None:
    """Start the embedded servers, and tell all processes by the environment where everything is."""
    try:
        os.environ.update(servers.ensure())
    except (OSError, RuntimeError) as error:
        raise CannotStart(str(error)) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.setdefault("SITE_URL", f"http://localhost:{ports['PORT']}")
    os.environ.update({name: str(number) for name, number in ports.items()})
    os.environ["HELPDESK_DATA"] = str(data_folder())  # absolute, whatever folder a process works in
    os.environ["PYTHONUNBUFFERED"] = "1"
    # For manage.py in another terminal, whose links must lead to this copy (helpdesk.settings.local).
    site_url_file(data_folder()).write_text(os.environ["SITE_URL"])


def _prepare() -> None:
    preparing = best(("python", "-m", "helpdesk.local.prepare"))
    try:
        for line in preparing.stdout or ():
            print(line.decode(errors="replace").rstrip(), flush=True)
        code = preparing.wait()
    except Stop:
        preparing.terminate()
        raise
    if code:
        raise CannotStart("The database could not be prepared; the reason is above.")


def _tend(host: str, ports: dict[str, int]) -> None:
    data = data_folder()
    table = [*processes(host=host, ports=ports, beat_schedule=str(data / "celerybeat-schedule")), SHOP]
    output = Output([process.name for process in table])
    supervisor = Supervisor(table, output=output)
    asked: list[int] = []  # from here on a signal waits its turn: no half-started child
    for number in SIGNALS:
        signal.signal(number, lambda number, _frame: asked.append(number))
    greeted = False
    while not asked:
        supervisor.tend()
        output.pass_on(0.1)
        if not greeted and is_ready(ports):
            print(welcome(ports, str(data)), flush=True)
            greeted = True
    print("Stopping ...", flush=True)
    supervisor.stop()
    raise Stop


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
