"""Check everything, stage by stage: what `make test` calls (`lint` as argument: no tests)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from helpdesk.local import servers
from helpdesk.local.folders import ROOT

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Stage:
    """One command; `tests` marks those that `make lint` leaves out."""

    title: str
    command: list[str]
    tests: bool = False


def stages() -> list[Stage]:
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    pytest = [sys.executable, "-m", "pytest", "-q", "--durations=5"]
    migrations = [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    return [
        Stage("Chromium", [sys.executable, "-m", "helpdesk.local.chromium"], tests=True),
        Stage("Lint", [_tool("ruff"), "check", "--output-format", "concise", "."]),
        Stage("Format", [_tool("ruff"), "format", "--check", "--quiet", "."]),
        Stage("Templates", [_tool("djade"), "--check", "--target-version", "5.2", *templates]),
        Stage("Types", [_tool("mypy"), "."]),
        Stage("Imports", [_tool("lint-imports"), "--no-logo", "--no-cache"]),
        Stage("Migrations", migrations, tests=True),
        Stage("Tests", [*pytest, "-n", "2", "-m", "not journey"], tests=True),
        # Two desks and two browsers: axe keeps one core busy all the time.
        Stage("Pages", [*pytest, "-n", "2", "-m", "looks"], tests=True),
        # A journey waits more than it works. Those of one file count on each other's order.
        Stage("Journeys", [*pytest, "-n", "2", "--dist", "loadfile", "-m", "journey and not looks"], tests=True),
    ]


def main() -> int:
    lint_only = sys.argv[1:] == ["lint"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings.test"
    os.environ.setdefault("HELPDESK_DATA", str(ROOT / "var" / "test"))
    chosen = [stage for stage in stages() if not (lint_only and stage.tests)]
    if not lint_only:
        servers.ensure()  # once for all stages
    outcome = [(stage, *_run(stage)) for stage in chosen]
    servers.leave()
    return _sum_up(outcome)


def _run(stage: Stage) -> tuple[int, float]:
    print(f"\n==> {stage.title}", flush=True)
    started = time.monotonic()
    code = subprocess.run(stage.command, cwd=ROOT, check=False).returncode
    return code, time.monotonic() - started


def _sum_up(outcome: list[tuple[Stage, int, float]]) -> int:
    print("\n==> Summary")
    for stage, code, seconds in outcome:
        print(f"  {'ok' if code == 0 else 'FAILED':<7} {stage.title:<12} {seconds:6.1f} s")
    failed = [stage.title for stage, code, _ in outcome if code]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll good.")
    return 1 if failed else 0


def _tool(name: str) -> str:
    return str(BIN / name)


if __name__ == "__main__":
    sys.exit(main())
