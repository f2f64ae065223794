"""docker-compose.yml runs what `make run` runs, and keeps what it must."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from helpdesk.local.folders import ROOT
from helpdesk.local.processes import Process, processes

PORTS = {"PORT": 8000, "SOCKET_PORT": 8001, "SMTP_PORT": 2525}
TABLE = processes(host="0.0.0.0", ports=PORTS, beat_schedule="/data/celerybeat-schedule")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(document, dict)
    return document


@pytest.mark.parametrize("process", TABLE, ids=lambda process: process.name)
def test_a_service_runs_the_same_command(compose: dict[str, Any], process: Process) -> None:
    assert tuple(shlex.split(compose["services"][process.name]["command"])) == process.command


def test_every_service_restarts_and_those_that_listen_are_checked(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if name != "migrate":
            assert service["restart"] == "unless-stopped", name
    listening = {"web", "socket", "worker", "mail", "postgres", "valkey"}
    assert all(compose["services"][name]["healthcheck"]["test"] for name in listening)


def test_data_lies_on_named_volumes(compose: dict[str, Any]) -> None:
    named = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert named == set(compose["volumes"])


def test_only_the_proxy_and_mail_are_reached_from_outside(compose: dict[str, Any]) -> None:
    published = {name for name, service in compose["services"].items() if "ports" in service}
    assert published == {"proxy", "mail"}


def test_the_example_names_every_variable_that_must_be_set() -> None:
    required = set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "docker-compose.yml").read_text()))
    named = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert required <= named


def test_the_image_runs_the_pages_as_an_ordinary_user() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    command = json.loads(dockerfile.rsplit("CMD ", 1)[1].replace("\\\n", ""))
    web = TABLE[0].command
    assert [part for part in command if part not in web] == []
    assert dockerfile.index("USER desk") < dockerfile.index("CMD ")
    assert "--require-hashes" in dockerfile
