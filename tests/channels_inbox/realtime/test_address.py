"""Where sockets are said to come from: what a stranger can write into a header must not multiply them."""

from __future__ import annotations

from typing import Any

import pytest

from channels_inbox.realtime.address import network_of
from channels_inbox.realtime.guests import MOST_SILENT, MOST_SILENT_FROM, Guests


def scope(client: str, forwarded: str = "") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"client": [client, 50_000], "headers": headers}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "", "198.51.100.7"),
        (0, "203.0.113.9", "198.51.100.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (1, "nonsense", "unknown"),
        (2, "203.0.113.9", "unknown"),
    ],
)
def test_only_as_many_proxies_are_believed_as_are_ours(
    settings: Any, proxies: int, forwarded: str, network: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert network_of(scope("198.51.100.7", forwarded)) == network


def test_all_addresses_of_one_ipv6_customer_are_one() -> None:
    assert {network_of(scope(f"2001:db8:1:2::{n}")) for n in (1, 2, "ffff")} == {"2001:db8:1:2::/64"}
    assert network_of(scope("2001:db8:1:3::1")) != "2001:db8:1:2::/64"


def test_silent_sockets_are_counted_by_network_and_together() -> None:
    guests = Guests()
    for n in range(MOST_SILENT):
        network = f"10.0.0.{n // MOST_SILENT_FROM}"
        assert guests.has_room_for_silent(network)
        guests.begin_silence(network)
    assert not guests.has_room_for_silent("10.0.9.9")
    guests.end_silence("10.0.0.0")
    assert guests.has_room_for_silent("10.0.9.9")
    assert not guests.has_room_for_silent("10.0.0.1")
