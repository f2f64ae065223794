"""Start the embedded servers that the environment does not name, or join the running ones."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from helpdesk.local import postgres, valkey
from helpdesk.local.folders import ROOT, data_folder
from helpdesk.local.keeper import keeper_file, lease_file
from helpdesk.local.locks import Lock

# Environment variable -> which server stands in when it is unset.
STAND_INS = {"DATABASE_URL": "postgres", "REDIS_URL": "valkey"}

Keeper = subprocess.Popen[bytes]

_leases: dict[tuple[Path, str], Lock] = {}
_started: dict[tuple[Path, str], Keeper] = {}


def urls(*, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return DATABASE_URL and REDIS_URL: the environment's, else the data folder's servers.

    Starts nothing, so that settings may ask.
    """
    data = data_folder(environ)
    embedded = {"DATABASE_URL": postgres.url(data), "REDIS_URL": valkey.url(data)}
    return {name: environ.get(name) or url for name, url in embedded.items()}


def ensure(*, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Start or join the servers that the environment does not name; return both URLs.

    They stay up while any process that called this lives, and stop by themselves after the last.
    Writes nothing to stdout. Raises RuntimeError with the reason when a server does not come up.
    """
    folder = data_folder(environ)
    wanted = [kind for name, kind in STAND_INS.items() if not environ.get(name)]
    keepers = {kind: _join_or_start(kind, folder) for kind in wanted}
    for kind, keeper in keepers.items():
        if keeper is not None:
            _await(keeper, kind=kind, data=folder)
    return urls(environ=environ)


def leave() -> None:
    """Stop using the servers, and wait until those that we started and nobody uses have ended."""
    for (folder, kind), lease in list(_leases.items()):
        del _leases[folder, kind]
        lease.release()
        keeper = _started.get((folder, kind))
        if keeper is not None and _unused(folder, kind):
            keeper.wait(60)
            del _started[folder, kind]  # one that others still use stays known, or Python warns of a lost child


def _join_or_start(kind: str, data: Path) -> Keeper | None:
    """Share the lease; start a keeper if none runs, and return it."""
    if (data, kind) in _leases:
        return None
    lease = Lock(lease_file(data, kind))
    lease.share()
    _leases[data, kind] = lease
    # The keeper inherits this lock and drops it when the server is ready, so that whoever comes
    # meanwhile waits here, even if we die.
    start = Lock(data / "locks" / f"{kind}.start")
    start.hold()
    try:
        keeper = Lock(keeper_file(data, kind))
        idle = keeper.try_hold()
        keeper.release()
        return _start_keeper(kind, data, start) if idle else None
    finally:
        start.release()


def _start_keeper(kind: str, data: Path, start: Lock) -> Keeper:
    log = data / "log" / f"{kind}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as errors:
        keeper = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "helpdesk.local.keeper",
                kind,
                str(data),
                str(start.descriptor),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=[start.descriptor],
            start_new_session=True,
        )
    _started[data, kind] = keeper
    return keeper


def _await(keeper: Keeper, *, kind: str, data: Path) -> None:
    assert keeper.stdout is not None
    with keeper.stdout as answer:
        said = answer.read().decode(errors="replace").strip()
    if said != "ready":
        _leases.pop((data, kind)).release()
        raise RuntimeError(said or f"The {kind} server did not start; see {data}/log/{kind}.log.")


def _unused(data: Path, kind: str) -> bool:
    """Tell whether the lease is free, or already taken by the keeper that is stopping."""
    lease = Lock(lease_file(data, kind))
    try:
        return lease.try_hold() or not lease.try_share()
    finally:
        lease.release()
