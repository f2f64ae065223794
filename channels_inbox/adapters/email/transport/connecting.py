"""Connect to a mail server that an administrator named, and to nothing else.

A form that takes a host and a port must not become a way to talk to Valkey, to a cloud's metadata address or to
this machine: only mail ports, only addresses other machines could have. Names are resolved once, and the very
address that was checked is the one connected to.
"""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

from django.conf import settings

PORTS = frozenset({25, 143, 465, 587, 993, 2525})
# Clouds that keep theirs outside the link-local range: Alibaba, AWS, Oracle.
METADATA = frozenset({"100.100.100.200", "fd00:ec2::254", "192.0.0.192"})
FORBIDDEN = "A mail server cannot be at this address."


class ForbiddenHost(OSError):
    """The address is not one a mail server of ours may have."""


def connect(host: str, port: int, *, timeout: float, trusted: bool = False) -> socket.socket:
    """Return a connected socket. Raises ForbiddenHost, or OSError as the system gives it."""
    free = trusted or settings.MAIL_ANY_HOST
    check_place(host, port, free=free)
    problem: OSError = ForbiddenHost("The name has no address.")
    for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not free and not is_allowed(str(address[0])):
            raise ForbiddenHost(FORBIDDEN)
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            problem = error
        else:
            # A letter ends with a few bytes of their own: without this each would wait for the other side's late ACK.
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    raise problem


def check_place(host: str, port: int, *, free: bool) -> None:
    """Raise ForbiddenHost for what can be told without asking the network: the port, and an address in figures."""
    if free:
        return
    if port not in PORTS:
        raise ForbiddenHost(f"Mail servers listen on one of the ports {', '.join(map(str, sorted(PORTS)))}.")
    with suppress(ValueError):
        if not is_allowed(host):
            raise ForbiddenHost(FORBIDDEN)


def is_allowed(address: str) -> bool:
    """Tell whether a mail server may be at an address: the own network is allowed, this machine is not.

    Raises ValueError for what is no address in figures.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return not (
        ip.is_loopback
        or ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or ip.is_reserved
        or str(ip) in METADATA
        or ip in ipaddress.ip_network("0.0.0.0/8")
    )
