"""Print the lines of several processes with their names in front."""

from __future__ import annotations

import os
import sys
import threading
from typing import IO

COLOURS = ("36", "33", "32", "35", "34")


class Output:
    """One terminal for many processes; lines come out whole."""

    def __init__(self, names: list[str]) -> None:
        self._width = max(map(len, names), default=0)
        coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colours = dict(zip(names, COLOURS * len(names), strict=False)) if coloured else {}
        self._lock = threading.Lock()

    def line(self, name: str, text: str) -> None:
        label = f"{name:<{self._width}} |"
        if colour := self._colours.get(name):
            label = f"\033[{colour}m{label}\033[0m"
        self.plain(f"{label} {text}")

    def plain(self, text: str) -> None:
        with self._lock:
            print(text, flush=True)

    def follow(self, name: str, stream: IO[bytes]) -> None:
        """Print what the stream says until it ends, in a thread of its own."""
        threading.Thread(target=self._copy, args=(name, stream), daemon=True).start()

    def _copy(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                self.line(name, line.decode(errors="replace").rstrip())
