"""Keep one embedded server running for as long as somebody holds its lease.

Every process that uses the server shares the lease, a file lock that ends with the process,
however that ends. The keeper waits to hold it alone: then nobody is left, and it stops the server.
Run as `python -m helpdesk.local.keeper KIND DATA`; says "ready" or what went wrong on stdout.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from pathlib import Path
from subprocess import Popen

from helpdesk.local.locks import Lock
from helpdesk.local.postgres import Postgres
from helpdesk.local.valkey import Valkey

KINDS: dict[str, type[Postgres] | type[Valkey]] = {
    "postgres": Postgres,
    "valkey": Valkey,
}


def lease_file(data: Path, kind: str) -> Path:
    return data / "locks" / f"{kind}.lease"


def keeper_file(data: Path, kind: str) -> Path:
    return data / "locks" / f"{kind}.keeper"


def keep(kind: str, data: Path, *, starting: int) -> int:
    """Run the server until its lease is free; return the exit code.

    `starting` is the descriptor of the lock that later comers wait for until the server is ready.
    """
    mine = Lock(keeper_file(data, kind))
    mine.hold()
    log = data / "log" / f"{kind}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    server = KINDS[kind](data, log)
    try:
        server.prepare()
        process = server.start()
    except (OSError, RuntimeError) as error:
        _answer(str(error))
        return 1
    _answer("ready")
    os.close(starting)

    # Both the last user's leaving and a signal arrive as a byte in a pipe.
    wake, woken = os.pipe()
    lease = Lock(lease_file(data, kind))
    threading.Thread(target=_tell_when_unused, args=(lease, woken), daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: os.write(woken, b"s"))
    running: Popen[bytes] | None = process
    while not select.select([wake], [], [], 1.0)[0]:
        if running is None or running.poll() is not None:
            running = _bring_back(server)
    if running is not None:
        server.stop(running)
    # In this order: whoever gets the lease next must find that no keeper runs.
    mine.release()
    lease.release()
    return 0


def _bring_back(server: Postgres | Valkey) -> Popen[bytes] | None:
    """Start the server that crashed under its users; None when it does not come up, to be tried again."""
    try:
        server.prepare()
        return server.start()
    except (OSError, RuntimeError) as error:
        print(error, file=sys.stderr, flush=True)
        return None


def _tell_when_unused(lease: Lock, woken: int) -> None:
    lease.hold()
    os.write(woken, b"u")


def _answer(line: str) -> None:
    """Tell the starter once, if it still lives, and let go of its pipe."""
    with contextlib.suppress(BrokenPipeError):
        print(line, flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1], Path(sys.argv[2]), starting=int(sys.argv[3])))
