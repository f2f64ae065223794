"""django-helpdesk: the letters lie in a folder, `get_email` takes them in. Its own venv, our PostgreSQL server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.house import ROOT
from bench.peers.figures import Figures
from helpdesk.local.servers import urls

VERSION = "2.6.1"
VENV = ROOT / "var" / "bench" / "django-helpdesk"


def take_in(letters: list[bytes], *, env: dict[str, str]) -> Figures:
    """Take all letters in with one process and return what each cost."""
    python = _install()
    with tempfile.TemporaryDirectory(prefix="peer") as folder:
        mail = Path(folder) / "mail"
        mail.mkdir()
        for number, raw in enumerate(letters):
            (mail / f"{number:06}.eml").write_bytes(raw)
        given = {
            **os.environ,
            "PEER_DATABASE": urls(environ=env)["DATABASE_URL"],
            "PEER_POSTGRES": _server(Path(env["HELPDESK_DATA"])),
            "PEER_FOLDER": folder,
            "PEER_LETTERS": str(len(letters)),
        }
        given.pop("DJANGO_SETTINGS_MODULE", None)
        script = Path(__file__).with_name("django_helpdesk_run.py")
        done = subprocess.run([python, script], env=given, cwd=folder, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stdout.decode() + done.stderr.decode()[-2000:])
    seconds, cpu, database = map(float, done.stdout.split()[-3:])
    count = len(letters)
    return Figures(cpu * 1000 / count, database * 1000 / count, count / seconds)


def _server(data: Path) -> str:
    """Return the number of the PostgreSQL process that both use."""
    return (data / "postgres" / "data" / "postmaster.pid").read_text().split()[0]


def _install() -> Path:
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        wanted = [f"django-helpdesk[teams]=={VERSION}", "django<5.3", "psycopg2-binary", "psutil"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)
    return python
