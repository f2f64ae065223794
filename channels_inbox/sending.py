"""What the other side may answer when we hand it a message."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Answer:
    # Recipients that took the message now, and recipient -> reason for those that refused it for good.
    accepted: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    # In words a person can act on, without secrets and server banners.
    trouble: str = ""
    # The other side's name for what it took, where it gives one.
    provider_id: str = ""


class Sent(_Answer):
    """Taken. `refused` may still name some recipients."""


class TryLater(_Answer):
    """Not taken now, by everybody (or by the rest); another try makes sense."""


class Refused(_Answer):
    """Refused for good by every recipient, or by the server itself."""


class Lost(_Answer):
    """The line broke after the message was handed over: nobody knows."""
