"""What can go wrong with a ticket, in words a person may read."""

from __future__ import annotations


class TicketError(Exception):
    """Base of refusals by operations; its text is shown to whoever asked."""


class TicketClosed(TicketError):
    def __init__(self) -> None:
        super().__init__("This ticket is closed. A new message opens a follow-up ticket.")


class NotAllowed(TicketError):
    def __init__(self, text: str = "You may read this ticket but not change it.") -> None:
        super().__init__(text)


class EmptyMessage(TicketError):
    def __init__(self) -> None:
        super().__init__("Write something or attach a file first.")
