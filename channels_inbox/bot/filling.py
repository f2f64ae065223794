"""Put what a visitor said into a text, or into the address of a call."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from channels_inbox.bot.tree import PLACEHOLDER


def fill(text: str, attributes: Mapping[str, str]) -> str:
    """Replace {order} by what is known as “order”; what is not known is left out."""
    return PLACEHOLDER.sub(lambda found: attributes.get(found[1], ""), text)


def fill_address(url: str, attributes: Mapping[str, str]) -> str:
    """The same in an address: a value is one piece of it, whatever it holds."""
    return PLACEHOLDER.sub(lambda found: quote(attributes.get(found[1], ""), safe=""), url)
