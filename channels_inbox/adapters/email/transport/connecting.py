"""Connect to a mail server that an administrator named, and to nothing else.

A form that takes a host and a port must not become a way to talk to Valkey, to a cloud's metadata address or to
this machine: only mail ports, only addresses other machines could have. Names are resolved once, and the very
address that was checked is the one connected to.
"""

from __future__ import annotations

import ipaddress
import socket

from django.conf import settings

PORTS = frozenset({25, 143, 465, 587, 993, 2525})


class ForbiddenHost(OSError):
    """The address is not one a mail server of ours may have."""


def connect(host: str, port: int, *, timeout: float, trusted: bool = False) -> socket.socket:
    """Return a connected socket. Raises ForbiddenHost, or OSError as the system gives it."""
    free = trusted or settings.MAIL_ANY_HOST
    if not free and port not in PORTS:
        raise ForbiddenHost("That port is not one of a mail server.")
    problem: OSError = ForbiddenHost("The name has no address.")
    for family, kind, protocol, _name, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not free and not is_allowed(str(address[0])):
            raise ForbiddenHost("That address is not one a mail server may have.")
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(timeout)
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            problem = error
        else:
            return connection
    raise problem


def is_allowed(address: str) -> bool:
    """Tell whether a mail server may live at this address; the own network is allowed, this machine is not."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    metadata = {"100.100.100.200", "fd00:ec2::254", "192.0.0.192"}
    return not (
        ip.is_loopback
        or ip.is_link_local
        or ip.is_multicast
        or ip.is_unspecified
        or (ip.is_reserved and not ip.is_private)
        or str(ip) in metadata
        or ip in ipaddress.ip_network("0.0.0.0/8")
    )
