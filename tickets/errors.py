"""What can go wrong with a ticket, in words a person may read."""

from __future__ import annotations

from helpdesk.lib.refusal import Refusal


class TicketError(Refusal):
    """Base of refusals by operations; its text is shown to whoever asked."""


class TicketClosed(TicketError):
    status = 409

    def __init__(self) -> None:
        super().__init__("This ticket is closed. A new message opens a follow-up ticket.")


class NotAllowed(TicketError):
    status = 403

    def __init__(self, text: str = "You may read this ticket but not change it.") -> None:
        super().__init__(text)


class EmptyMessage(TicketError):
    def __init__(self) -> None:
        super().__init__("Write something or attach a file first.")


class FileGone(TicketError):
    """A file to be sent was swept away, removed or sent before."""

    def __init__(self) -> None:
        super().__init__("One file is no longer here; attach it again.")
