"""The numbers of our advisory locks, in one place: two that share one would wait for each other for no reason."""

from __future__ import annotations

from enum import IntEnum


class Lock(IntEnum):
    """Those of mail slots and of ratings take a second number beside this one."""

    MAIL_SLOTS = 4101
    FAMILIES = 4102
    FACTS = 4103
    WEBHOOKS = 4104
    RATINGS = 4105
