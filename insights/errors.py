"""Why something about questions cannot be done; the text is for the person who tried."""

from __future__ import annotations


class QuestionError(Exception):
    """Refused, with the reason in plain words."""


class NotYours(QuestionError):
    """Whoever decides about a question must see all tickets that ask it."""

    def __init__(self) -> None:
        super().__init__("Only agents who see every ticket can change questions.")
