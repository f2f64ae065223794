"""Run a few processes, bring back the one that dies, and leave none behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.local.launch import Launch, Running, best
from helpdesk.local.output import Output
from helpdesk.local.processes import Process

CALM_SECONDS = 10  # a process that lived this long is brought back at once
LONGEST_PAUSE = 15.0

# If we are killed (kill -9), our end of this shell's stdin closes: it then ends the process groups
# whose numbers it was told.
REAPER = """
trap '' TERM INT HUP
while read -r group; do groups="$groups -$group"; done
kill -s TERM -- $groups; sleep 5; kill -s KILL -- $groups
"""


@dataclass
class Child:
    """A process and when to bring it back, on the monotonic clock."""

    process: Process
    running: Running | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = 0.0


class Supervisor:
    """Keeps every process of a table running until `stop`."""

    def __init__(
        self,
        table: Sequence[Process],
        *,
        output: Output,
        launch: Launch = best,
        grace: float = 10.0,
    ) -> None:
        self._children = [Child(process) for process in table]
        self._output = output
        self._launch = launch
        self._grace = grace
        self._reaper = subprocess.Popen(
            ["/bin/sh", "-c", REAPER],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def tend(self) -> None:
        """Start what is due and note what has died; call it a few times a second."""
        now = time.monotonic()
        for child in self._children:
            if child.running is not None and child.running.poll() is not None:
                self._bury(child, now)
            if child.running is None and now >= child.due_at:
                self._start(child, now)

    def stop(self) -> None:
        """Ask every process to end, kill what does not within the grace time, wait for all."""
        alive = [child.running for child in self._children if child.running is not None]
        for running in alive:
            running.terminate()
        deadline = time.monotonic() + self._grace
        while time.monotonic() < deadline and any(running.poll() is None for running in alive):
            self._output.pass_on(0.05)  # also keeps a last full pipe from blocking a process
        for running in alive:  # also those that ended: their own children may not have
            _kill_group(running.pid)
            running.wait()
        self._output.close()
        self._reaper.kill()
        self._reaper.communicate()

    def _start(self, child: Child, now: float) -> None:
        child.running = self._launch(child.process.command)
        child.started_at = now
        assert child.running.stdout is not None
        assert self._reaper.stdin is not None
        self._reaper.stdin.write(f"{child.running.pid}\n".encode())
        self._reaper.stdin.flush()
        self._output.follow(child.process.name, child.running.stdout)

    def _bury(self, child: Child, now: float) -> None:
        assert child.running is not None
        _kill_group(child.running.pid)
        calm = now - child.started_at >= CALM_SECONDS
        child.pause = 0.0 if calm else min(max(0.5, child.pause * 2), LONGEST_PAUSE)
        child.due_at = now + child.pause
        ended = child.running.poll()
        child.running = None
        self._output.pass_on(0)
        self._output.line(child.process.name, f"ended with {ended}; starting it again in {child.pause:.1f} s")


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
