"""The embedded servers of a data folder: started, joined, brought back, and gone when unused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2
import pytest

from helpdesk.local import postgres, servers, valkey
from tests.local.commands import close, environ, eventually, python

pytestmark = pytest.mark.slow

# Uses the servers, says so, and stays until its stdin closes.
USER = """
import sys
from helpdesk.local import servers
servers.ensure()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder, too deep for a socket's name, whose cluster is made once."""
    folder = tmp_path_factory.mktemp("servers") / ("deep" * 25)
    folder.mkdir()
    return folder


def server_pid(data: Path) -> int:
    return int((data / "postgres/data/postmaster.pid").read_text().split()[0])


def processes_of(data: Path) -> list[psutil.Process]:
    """Return every process whose command line names the folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(data) in part for part in process.info["cmdline"] or ())
    ]


def query(data: Path, statement: str) -> object:
    connection = psycopg2.connect(postgres.url(data))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def start_user(data: Path) -> subprocess.Popen[str]:
    user = python(USER, data)
    assert user.stdout is not None
    assert user.stdout.readline() == "up\n"
    return user


def leave(user: subprocess.Popen[str]) -> None:
    user.communicate("", timeout=20)
    assert user.returncode == 0


def test_data_outlives_the_servers(data: Path) -> None:
    first = start_user(data)
    query(data, "CREATE TABLE kept AS SELECT 42 AS answer")
    leave(first)
    assert eventually(lambda: not processes_of(data))

    second = start_user(data)
    assert query(data, "SELECT answer FROM kept") == (42,)
    leave(second)


def test_mail_we_confirmed_is_on_disk(data: Path) -> None:
    user = start_user(data)
    assert query(data, "SELECT current_setting('fsync')") == ("on",)
    assert query(data, "SELECT current_setting('synchronous_commit')") == ("on",)
    leave(user)


def test_a_second_program_joins_the_running_servers(data: Path) -> None:
    first = start_user(data)
    pid = server_pid(data)
    second = start_user(data)
    leave(first)
    assert query(data, "SELECT 1") == (1,)
    assert server_pid(data) == pid
    leave(second)
    assert eventually(lambda: not processes_of(data))


def test_killing_the_only_user_stops_the_servers(data: Path) -> None:
    user = start_user(data)
    user.kill()
    assert eventually(lambda: not processes_of(data))
    close(user)


def test_a_killed_server_comes_back_under_its_users(data: Path) -> None:
    user = start_user(data)
    killed = server_pid(data)
    os.kill(killed, signal.SIGKILL)

    def answers() -> bool:
        try:
            return server_pid(data) != killed and query(data, "SELECT 1") == (1,)
        except (FileNotFoundError, IndexError, psycopg2.OperationalError):
            return False

    assert eventually(answers)
    leave(user)


def test_a_server_killed_while_it_comes_back_comes_back_all_the_same(data: Path) -> None:
    user = start_user(data)
    [keeper] = [p for p in processes_of(data) if "valkey" in p.info["cmdline"]]
    killed: set[int] = set()

    def kill_another() -> bool:
        for server in keeper.children():
            if server.pid not in killed:
                server.kill()
                killed.add(server.pid)
        return len(killed) == 3

    # The second and third die as soon as they can be seen, before they answer.
    assert eventually(kill_another)
    assert eventually(lambda: valkey.Valkey(data, data / "log")._answers())
    leave(user)


def test_starts_after_everything_was_killed(data: Path) -> None:
    user = start_user(data)
    for pid in (user.pid, *(process.pid for process in processes_of(data))):
        os.kill(pid, signal.SIGKILL)
    close(user)
    assert (data / "postgres/data/postmaster.pid").exists()

    again = start_user(data)
    assert query(data, "SELECT 1") == (1,)
    leave(again)


def test_starts_beside_a_server_whose_keeper_was_killed(data: Path) -> None:
    user = start_user(data)
    for process in processes_of(data):
        if "helpdesk.local.keeper" in process.cmdline():
            process.kill()
    user.kill()
    close(user)

    again = start_user(data)
    assert query(data, "SELECT 1") == (1,)
    leave(again)
    assert eventually(lambda: not processes_of(data))


def test_two_folders_do_not_meet(data: Path, tmp_path: Path) -> None:
    mine, other = start_user(data), start_user(tmp_path)
    query(tmp_path, "CREATE TABLE only_here ()")
    assert query(data, "SELECT to_regclass('only_here')") == (None,)
    leave(mine)
    assert query(tmp_path, "SELECT 1") == (1,)
    leave(other)


def test_many_first_starts_at_once_make_one_server(tmp_path: Path) -> None:
    users = [python(USER, tmp_path) for _ in range(4)]
    assert [user.stdout.readline() for user in users if user.stdout] == ["up\n"] * 4
    keepers = [p for p in processes_of(tmp_path) if "helpdesk.local.keeper" in p.cmdline()]
    assert len(keepers) == 2
    for user in users:
        leave(user)
    assert eventually(lambda: not processes_of(tmp_path))


def test_named_servers_are_used_and_nothing_starts(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgres://db/desk", "REDIS_URL": "redis://cache/0"}
    assert servers.ensure(environ={**named, "HELPDESK_DATA": str(tmp_path)}) == named
    assert list(tmp_path.iterdir()) == []


def test_each_server_stands_in_alone(tmp_path: Path) -> None:
    program = python(USER, tmp_path, DATABASE_URL="postgres://db/desk")
    assert program.stdout is not None
    assert program.stdout.readline() == "up\n"
    assert not (tmp_path / "postgres").exists()
    assert Path(valkey.url(tmp_path).removeprefix("unix://").split("?")[0]).is_socket()
    leave(program)


def test_a_cluster_of_another_version_is_refused_with_the_reason(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres" / "data"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("15\n")
    code = "from helpdesk.local import servers; servers.ensure()"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=environ(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "was made by PostgreSQL 15, this is 18" in ended.stderr
    assert ended.stdout == ""
