"""A friendly name for somebody who has not said theirs."""

from __future__ import annotations

import secrets

_HOW = ("Calm", "Bright", "Swift", "Gentle", "Merry", "Quiet", "Sunny", "Brave", "Curious", "Lucky", "Mellow", "Witty")
_WHO = ("Otter", "Heron", "Maple", "Falcon", "Juniper", "Robin", "Badger", "Willow", "Lynx", "Puffin", "Cedar", "Finch")


def friendly_name() -> str:
    """Return two words agents can tell people apart by. Names repeat; the visitor's id does not."""
    return f"{secrets.choice(_HOW)} {secrets.choice(_WHO)}"
