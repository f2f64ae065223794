"""List the processes of a running help desk: the one table `make run` and docker-compose.yml share.

Pages run on WSGI workers, sockets on a small ASGI process (docs/architecture.md says why).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Process:
    """A long-running program; `command[0]` is always "python"."""

    name: str
    command: tuple[str, ...]

    @classmethod
    def parse(cls, name: str, line: str) -> Process:
        return cls(name, ("python", *line.split()))


def processes(*, host: str, ports: Mapping[str, int], beat_schedule: str) -> list[Process]:
    """Return what to run, in the order to start it.

    `ports` has PORT, SOCKET_PORT and SMTP_PORT; the mail listener reads its own from the environment.
    """
    web = f"-m granian --interface wsgi --host {host} --port {ports['PORT']} --no-ws"
    socket = f"-m uvicorn helpdesk.asgi:application --host {host} --port {ports['SOCKET_PORT']}"
    # Clients send one short line at a time; compression would cost each socket more than it saves.
    limits = "--ws-max-size 16384 --ws-per-message-deflate false --lifespan on --timeout-graceful-shutdown 3"
    worker = "-m celery --app helpdesk --quiet worker --loglevel WARNING"
    return [
        # Threads, because a visitor who sends a photo over a slow line holds one until it is here.
        Process.parse(
            "web",
            f"{web} --workers 2 --blocking-threads 8 --respawn-failed-workers"
            " --log-level warning helpdesk.wsgi:application",
        ),
        Process.parse("socket", f"{socket} --ws websockets-sansio {limits} --log-level warning"),
        # Threads: a slow mail server blocks one delivery, not the others, in one process's memory.
        Process.parse("worker", f"{worker} --pool threads --concurrency 4 --without-gossip --without-mingle"),
        Process.parse(
            "beat",
            f"-m celery --app helpdesk --quiet beat --loglevel WARNING --schedule {beat_schedule}",
        ),
        Process.parse("mail", "manage.py mail_listener"),
    ]


# The demo company's own site, on another origin. A copy in production has a site of its own.
SHOP = Process.parse("shop", "-m helpdesk.local.shop")
