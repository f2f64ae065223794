"""The door for outside test corpora: JSON Lines in, JSON Lines out, through the very code production uses.

Each kind is a module with `session(keep)`, a context manager giving a function from one line to one answer. Those
answered after the end of input are modules with `answer_all`, from all lines to as many answers.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

Line = dict[str, Any]
Answer = Callable[[Line], Line]
Session = Callable[[bool], AbstractContextManager[Answer]]

# Dotted paths, so that a kind without a database starts without one.
KINDS = {
    "business-time": "channels_inbox.conform.business_time",
    "email": "channels_inbox.conform.email",
    "html": "channels_inbox.conform.html",
    "markdown": "channels_inbox.conform.markdown",
    "reply": "channels_inbox.conform.reply",
    "search": "channels_inbox.conform.search",
}
AT_END = {"questions": "insights.conform"}


class BadLine(Exception):
    """A line that cannot be answered; the message says why."""


def load(kind: str) -> Session:
    """Return the session of a kind; raise KeyError for an unknown one."""
    session: Session = importlib.import_module(KINDS[kind]).session
    return session


def load_all(kind: str) -> Callable[[list[Line]], list[Line]]:
    """Return what answers all lines of a kind at once; raise KeyError for an unknown one."""
    answer_all: Callable[[list[Line]], list[Line]] = importlib.import_module(AT_END[kind]).answer_all
    return answer_all


def text_of(line: Line, key: str) -> str:
    """Return a text field of a line; raise BadLine when it is missing or no text."""
    value = line.get(key)
    if not isinstance(value, str):
        raise BadLine(f'"{key}" must be a text')
    return value
