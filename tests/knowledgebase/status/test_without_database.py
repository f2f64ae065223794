"""The status page is up when PostgreSQL is not: a web process of its own, whose database cannot be reached."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpdesk.local.folders import ROOT
from knowledgebase.models import Component
from knowledgebase.portal.status.copying import copy_page
from tests.local.commands import environ

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The product's own WSGI application, behind the smallest server there is.
SERVER = """
from wsgiref.simple_server import make_server
from helpdesk.wsgi import application
server = make_server("127.0.0.1", 0, application)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def site(shop: Component, settings: Any, tmp_path: Path) -> Iterator[str]:
    """A web process with copies in its folder, and a database at an address where nobody listens."""
    settings.STATUS_COPIES = tmp_path / "status"
    copy_page()
    dead = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env=environ(tmp_path, DJANGO_SETTINGS_MODULE="helpdesk.settings.local", **dead),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.communicate()


def fetch(address: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_it_answers_while_the_database_cannot_be_reached(site: str) -> None:
    # The database is away indeed: nothing else of the desk answers.
    assert fetch(f"{site}/help/en/")[0] == 500
    code, page = fetch(f"{site}/status/")
    assert (code, "Everything works" in page, "Online shop" in page) == (200, True, True)
    sheet = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert sheet is not None
    assert ".uptime" in fetch(site + sheet[1])[1]
    assert fetch(f"{site}/status/history/?lang=de")[0] == 200
    assert '"indicator": "none"' in fetch(f"{site}/status/api/v2/summary.json")[1]
    # Somebody with a session, whom the desk cannot know now, reads what everybody reads.
    assert "Everything works" in fetch(f"{site}/status/", Cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345")[1]
