"""Count the SQL statements of pages: run by itself (`python -m bench.statements PATH…`) inside a desk's environment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

from bench.house import AGENT, ROOT, House


def statements(desk: House, paths: Iterable[str]) -> list[int]:
    """Return how many statements each page of a desk takes, sessions and rights included."""
    command = [sys.executable, "-m", "bench.statements", *paths]
    done = subprocess.run(command, cwd=ROOT, env=desk.env, capture_output=True, check=True)
    return [int(count) for count in json.loads(done.stdout)]


def main(paths: list[str]) -> None:
    import os

    from helpdesk.local.servers import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.update(ensure())
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email=AGENT))
    counts = []
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(path).status_code == 200
        counts.append(len(queries))
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
