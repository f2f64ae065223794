"""What a person can be told when a setting cannot be saved."""

from __future__ import annotations


class ChangedMeanwhile(Exception):
    """Somebody else saved a newer version than the one that was edited."""

    def __init__(self, who: str) -> None:
        super().__init__(
            f"{who or 'Somebody'} changed this while you were editing, so nothing was saved. "
            "What you entered is still here: look at what they changed, then save again to replace it."
        )
