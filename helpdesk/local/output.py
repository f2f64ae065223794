"""Print the lines of several processes with their names in front."""

from __future__ import annotations

import os
import selectors
import sys
from dataclasses import dataclass
from typing import IO

COLOURS = ("36", "33", "32", "35", "34")


@dataclass
class Source:
    """A process's output and what of its last line has come so far."""

    name: str
    unfinished: bytes = b""


class Output:
    """One terminal for many processes; lines come out whole.

    Reads without threads, so that the runner may fork.
    """

    def __init__(self, names: list[str]) -> None:
        self._width = max(map(len, names), default=0)
        coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colours = dict(zip(names, COLOURS * len(names), strict=False)) if coloured else {}
        self._selector = selectors.DefaultSelector()

    def line(self, name: str, text: str) -> None:
        label = f"{name:<{self._width}} |"
        if colour := self._colours.get(name):
            label = f"\033[{colour}m{label}\033[0m"
        print(label, text, flush=True)

    def follow(self, name: str, stream: IO[bytes]) -> None:
        """Print what the stream says, whenever `pass_on` is called, until it ends."""
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, Source(name))

    def close(self) -> None:
        """Print what is left and let go of every stream; for when the processes have ended."""
        while self._selector.get_map() and self._selector.select(0):
            self.pass_on(0)
        for key in list(self._selector.get_map().values()):
            self._selector.unregister(key.fileobj)
            key.fileobj.close()  # type: ignore[union-attr]

    def pass_on(self, seconds: float) -> None:
        """Print what comes within this time, at least what is there."""
        for key, _ in self._selector.select(seconds):
            stream: IO[bytes] = key.fileobj  # type: ignore[assignment]
            source: Source = key.data
            received = os.read(stream.fileno(), 65536)
            *lines, source.unfinished = (source.unfinished + received).split(b"\n")
            if not received:
                lines = [source.unfinished] if source.unfinished else []
                self._selector.unregister(stream)
                stream.close()
            for line in lines:
                self.line(source.name, line.decode(errors="replace").rstrip())
