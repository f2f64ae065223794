"""What can go wrong with a ticket, in words a person may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpdesk.lib.refusal import Refusal

if TYPE_CHECKING:
    from tickets.models import Event


class TicketError(Refusal):
    """Base of refusals by operations; its text is shown to whoever asked."""


class TicketClosed(TicketError):
    status = 409

    def __init__(self) -> None:
        super().__init__("This ticket is closed. A new message opens a follow-up ticket.")


class TicketMerged(TicketError):
    status = 409

    def __init__(self) -> None:
        super().__init__("This ticket was merged into another. Write there.")


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


class WrittenMeanwhile(TicketError):
    """Somebody wrote since the writer looked; `events` carry the messages they have not read, oldest first."""

    status = 409

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__("Somebody wrote meanwhile. Read it before you send.")
        self.events = events


class TooLate(TicketError):
    """A reply to be taken back is on its way."""

    status = 409

    def __init__(self) -> None:
        super().__init__("It is on its way already and cannot be taken back.")


class FieldRefused(TicketError):
    """A custom field does not exist or cannot hold what it was given; `key` names it."""

    status = 422

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key
