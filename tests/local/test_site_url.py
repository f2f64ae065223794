"""A command beside a running copy makes links that lead to that copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.local.folders import site_url_file
from tests.local.commands import python

SAY = "from helpdesk.settings.local import SITE_URL; print(SITE_URL)"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "http://localhost:8100"),
        ({"PORT": "8200"}, "http://localhost:8200"),
        ({"SITE_URL": "https://help.halden.example"}, "https://help.halden.example"),
    ],
)
def test_the_environment_wins_over_what_the_runner_noted(tmp_path: Path, more: dict[str, str], said: str) -> None:
    site_url_file(tmp_path).write_text("http://localhost:8100")
    with python(SAY, tmp_path, **more) as command:
        assert command.communicate()[0].strip() == said


def test_before_any_run_it_is_the_usual_port(tmp_path: Path) -> None:
    with python(SAY, tmp_path) as command:
        assert command.communicate()[0].strip() == "http://localhost:8000"
