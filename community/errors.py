"""What the community answers when it may not do what it was asked, in words a person may read."""

from __future__ import annotations

from helpdesk.lib.refusal import Refusal


class CommunityError(Refusal):
    """Base of refusals by the community; its text is shown to whoever asked."""


class NotAllowed(CommunityError):
    status = 403

    def __init__(self, text: str = "You may read this, but not do that here.") -> None:
        super().__init__(text)


class TopicIsClosed(CommunityError):
    status = 409

    def __init__(self) -> None:
        super().__init__("This topic is closed. Begin a new one and link to it.")


class NotNow(CommunityError):
    """The topic or post is not in a state in which that can be done."""

    status = 409


class TooMuch(CommunityError):
    """A limit of somebody new, or of anybody in a short time."""

    status = 429


class Incomplete(CommunityError):
    """Something a reader needs is missing; `field` names where it would stand."""

    status = 422

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)
