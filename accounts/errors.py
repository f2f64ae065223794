"""What a person can be told when a setting cannot be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpdesk.lib.refusal import Refusal


class ChangedMeanwhile(Refusal):
    """Somebody else saved a newer version than the one that was edited.

    `changes` holds (name, before, after) of what they changed.
    """

    status = 409

    def __init__(self, who: str, changes: Sequence[tuple[str, Any, Any]] = ()) -> None:
        self.changes = list(changes)
        super().__init__(
            f"{who or 'Somebody'} changed this while you were editing, so nothing was saved. "
            "What you entered is still here: look at what they changed, then save again to replace it."
        )


class NoAgent(Refusal):
    """Availability is for those who are given tickets."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Only people who answer tickets are available or away.")


class OnLeave(Refusal):
    """Somebody who is away for days said that they are there."""

    status = 409

    def __init__(self, until: str) -> None:
        super().__init__(f"You are on leave until {until}. End the leave first, in your settings.")


class NotPossible(Refusal):
    """A setting the house cannot do without, or one somebody may not take from themselves."""

    status = 409
