"""Request Tracker 5 as Debian packs it: letters go through `rt-mailgate` into its server, on our PostgreSQL server.

Measured where the packages request-tracker5, rt5-clients, rt5-db-postgresql and rt5-standalone are installed. Its
letters out are written to a file.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.house import House, cpu, free_port
from bench.peers.figures import Figures
from helpdesk.local.servers import urls

HOME = Path("/usr/share/request-tracker5")
PROGRAMS = ("rt-setup-database-5", "rt-mailgate-5")
SENDERS = 2
_RIGHTS = """
use RT -init;
my $everyone = RT::Group->new(RT->SystemUser);
$everyone->LoadSystemInternalGroup("Everyone");
$everyone->PrincipalObj->GrantRight(Right => $_, Object => RT->System) for qw(CreateTicket ReplyToTicket);
"""
_CONFIG = """
Set($rtname, 'bench'); Set($Organization, 'bench'); Set($WebDomain, 'localhost'); Set($WebPort, {port});
Set($DatabaseType, 'Pg'); Set($DatabaseHost, '{host}'); Set($DatabaseName, 'bench_request_tracker');
Set($DatabaseUser, '{user}'); Set($DatabasePassword, 'x'); Set($DatabaseAdmin, '{user}');
Set($MailCommand, 'testfile'); Set($LogToSyslog, undef); Set($LogToSTDERR, 'error');
1;
"""


def installed() -> bool:
    return HOME.exists() and all(shutil.which(program) for program in PROGRAMS)


@contextmanager
def running(desk: House) -> Iterator[RequestTracker]:
    """Set up a Request Tracker in a folder of its own and serve it with two workers until the block ends."""
    with tempfile.TemporaryDirectory(prefix="rt") as name:
        folder, port = Path(name), free_port()
        (folder / "none").mkdir()
        place = urls(environ=desk.env)["DATABASE_URL"]
        host, user = place.partition("host=")[2], place.partition("://")[2].partition("@")[0]
        (folder / "config.pm").write_text(_CONFIG.format(port=port, host=host, user=user))
        env = {**os.environ, "RT_SITE_CONFIG": str(folder / "config.pm"), "RT_SITE_CONFIG_DIR": str(folder / "none")}
        perl = ["perl", f"-I{HOME}/lib"]
        setup = ["rt-setup-database-5", "--action", "init", "--dba", user, "--dba-password", "x"]
        for command in (setup, [*perl, "-e", _RIGHTS]):
            subprocess.run(command, env=env, cwd=folder, capture_output=True, check=True)
        serve = [*perl, f"{HOME}/libexec/rt-server", "--server", "Starlet", "--port", str(port), "--max-workers", "2"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(serve, env=env, cwd=folder, stdout=log, stderr=log)
        try:
            yield RequestTracker(desk, server, f"http://localhost:{port}/")
        finally:
            server.terminate()
            server.wait(30)


class RequestTracker:
    def __init__(self, desk: House, server: subprocess.Popen[bytes], url: str) -> None:
        self._desk, self._server, self._url = desk, server, url
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}NoAuth/css/base.css", timeout=10).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def take_in(self, letters: Sequence[bytes]) -> Figures:
        """Send letters through the gateway, one process each as a mail server starts it, and return what each cost."""
        root = psutil.Process(self._server.pid)
        programs = [root, *root.children(recursive=True)]
        before, database, start = self._cpu(programs), cpu(self._desk.databases()), time.perf_counter()
        threads = [threading.Thread(target=self._send, args=(letters[n::SENDERS],)) for n in range(SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        count, took = len(letters), time.perf_counter() - start
        return Figures(
            (self._cpu(programs) - before) * 1000 / count,
            (cpu(self._desk.databases()) - database) * 1000 / count,
            count / took,
        )

    def _send(self, letters: Sequence[bytes]) -> None:
        command = ["rt-mailgate-5", "--queue", "General", "--action", "correspond", "--url", self._url]
        for raw in letters:
            subprocess.run(command, input=raw, capture_output=True, check=True)

    def _cpu(self, programs: list[psutil.Process]) -> float:
        gateways = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cpu(programs) + gateways.ru_utime + gateways.ru_stime
