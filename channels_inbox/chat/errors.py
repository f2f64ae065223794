"""What a chat refuses, in words its reader may see."""

from __future__ import annotations

from helpdesk.lib.refusal import Refusal


class ChatEnded(Refusal):
    status = 409

    def __init__(self) -> None:
        super().__init__("This conversation has ended. Start a new one.")


class NameTaken(Refusal):
    """A message's name was given to other words before."""

    status = 409

    def __init__(self) -> None:
        super().__init__("Something else was sent under this message’s name. Send it under another.")


class ChatTaken(Refusal):
    """Somebody else was faster."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this chat already.")


class WhoFirst(Refusal):
    """The widget asks who somebody is before they write."""

    status = 422

    def __init__(self) -> None:
        super().__init__("Say first where we can reach you.")


class SignInFirst(Refusal):
    """The widget takes messages only of people its site has signed in."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Sign in first to write to us here.")


class BadIdentity(Refusal):
    """A signed identity that proves nothing; the reason is for the site's developers."""

    status = 403


class TooMuch(Refusal):
    status = 429

    def __init__(self, text: str = "That was a lot at once. Wait a moment and try again.") -> None:
        super().__init__(text)


class NotOffered(Refusal):
    """The widget's settings have this switched off."""

    status = 403

    def __init__(self) -> None:
        super().__init__("This is not offered here.")
