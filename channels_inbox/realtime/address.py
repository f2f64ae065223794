"""Where a socket comes from, for counting: by the same rule about proxies as for pages."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from accounts.addresses import address_of

# What one household or machine is given; whoever has it has all addresses in it.
_IPV6_SHARE = 64


def network_of(scope: Mapping[str, Any]) -> str:
    """Return the network address of a handshake; of IPv6 the part that tells customers of a provider apart."""
    request = HttpRequest()
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = ",".join(forwarded)
    request.META["REMOTE_ADDR"] = (scope.get("client") or [""])[0]
    try:
        found = ip_address(address_of(request))
    except (ValueError, ImproperlyConfigured):
        return "unknown"
    return str(ip_network((found, _IPV6_SHARE), strict=False) if isinstance(found, IPv6Address) else found)
