"""Answer an outside test corpus: one JSON line in, one JSON line out, at once and in order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandParser

from channels_inbox.conform import AT_END, KINDS, Answer, BadLine, Line, load, load_all, text_of


class Command(BaseCommand):
    """`manage.py conform KIND`; standard output carries nothing but the answers."""

    help = "Read JSON Lines on standard input and answer each with one JSON line, through the code production uses."
    # Checks cost seconds and may print; the kinds that need a database see to it themselves.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=sorted({*KINDS, *AT_END}))
        parser.add_argument("--keep", action="store_true", help="commit what the lines made instead of rolling back")

    def handle(self, *args: Any, **options: Any) -> None:
        out = sys.stdout
        # A library that prints must not break the answers.
        sys.stdout = sys.stderr
        try:
            if options["kind"] in AT_END:
                _write(answers_at_end(sys.stdin.buffer, load_all(options["kind"])), out)
                return
            with load(options["kind"])(options["keep"]) as answer:
                _write(answers(sys.stdin.buffer, answer), out)
        finally:
            sys.stdout = out


def _write(lines: Iterable[Line], out: TextIO) -> None:
    for line in lines:
        out.write(json.dumps(line, ensure_ascii=True) + "\n")
        out.flush()


def answers_at_end(lines: BinaryIO, answer_all: Callable[[list[Line]], list[Line]]) -> Iterator[Line]:
    """Yield one answer per line that is not empty, in order, after the last one was read."""
    read: list[Line] = []

    def keep(line: Line) -> Line:
        read.append({**line, "text": text_of(line, "text")})
        return {}

    first = list(answers(lines, keep))
    rest = iter(answer_all(read))
    for line in first:
        yield line if "error" in line else {**line, **next(rest)}


def answers(lines: BinaryIO, answer: Answer) -> Iterator[Line]:
    """Yield one answer per line that is not empty; a bad line is answered with an error and the rest go on."""
    for raw in iter(lines.readline, b""):
        if not raw.strip():
            continue
        identity: Any = None
        try:
            line = json.loads(raw)
            if not isinstance(line, dict):
                raise BadLine("a line must be a JSON object")
            identity = line.get("id")
            yield {"id": identity, **answer(line)}
        except BadLine as error:
            yield {"id": identity, "error": str(error)}
        except Exception as error:  # the promise is one answer per line, whatever happens inside
            yield {"id": identity, "error": f"{type(error).__name__}: {error}"}
