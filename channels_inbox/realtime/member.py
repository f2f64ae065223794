"""One socket and what this process knows about it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from channels_inbox.realtime.groups import EVERYONE, of_login, of_viewers
from channels_inbox.realtime.outbox import Outbox
from channels_inbox.realtime.passes import Pass


@dataclass(slots=True)
class Viewing:
    """A ticket somebody has open, and the groups that may see it as far as we heard."""

    ticket: int
    readers: frozenset[str]
    typed_at: float = -math.inf  # on the monotonic clock


@dataclass(eq=False, slots=True)
class Member:
    """A socket that was let in. `end` closes it with a code."""

    id: str
    session_key: str
    entry: Pass
    outbox: Outbox
    end: Callable[[int], None] = field(repr=False)
    viewing: Viewing | None = None
    # Whether the person can see this window of the desk; None for pages that do not say, as those of the help centre.
    in_front: bool | None = None

    @property
    def groups(self) -> Iterable[str]:
        """Return every group this socket is in."""
        viewers = [] if self.viewing is None else [of_viewers(self.viewing.ticket)]
        return [EVERYONE, of_login(self.entry.user_id), *self.entry.groups, *viewers]
