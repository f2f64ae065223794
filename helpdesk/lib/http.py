"""Talk to addresses other people chose, without letting them reach into our network (SSRF).

The name is resolved once; every address it gives must be on the public internet, or in a network the operator
allowed; the connection goes to that very address, so a name that answers differently a moment later gains
nothing. Redirects are not followed, but where a file is fetched, and then every hop is checked. Nothing is read
beyond a cap. Finding the name and all that follows end within a deadline each.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from threading import Thread
from typing import Any
from urllib.parse import urljoin, urlsplit

NAME_SECONDS = 5.0
CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
MOST_BYTES = 64 * 1024
HOPS = 4

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Ways to write an IPv4 address inside an IPv6 one that `ipaddress` takes for global.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """An address nobody may post to; the text says why, for an administrator."""


class Unreached(Exception):
    """No answer came: unknown name, refused, too slow, bad certificate. Another try makes sense."""


class Unanswered(Unreached):
    """The other side had the question, or part of it, before the line broke: nobody knows what it did."""


class TooLarge(Exception):
    """An answer longer than was asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = ""
    location: str = ""
    # When the certificate it showed ends; None without encryption.
    certificate_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: what to connect to, and the name to ask for there."""

    secure: bool
    host: str
    port: int
    path: str
    address: str

    @property
    def origin(self) -> tuple[bool, str, int]:
        return self.secure, self.host, self.port


def check(url: str, *, allowed: Iterable[str] = ()) -> Target:
    """Return where a URL leads if we may go there. Raises Forbidden, and Unreached for an unknown name."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Forbidden("This is no web address.") from None
    if parts.scheme not in {"http", "https"} or not host or any(c.isspace() or not c.isprintable() for c in url):
        raise Forbidden("The address must begin with https:// or http://.")
    if parts.username or parts.password:
        raise Forbidden("Leave name and password out of the address; the signature proves who calls.")
    secure = parts.scheme == "https"
    port = port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, host, port, path, find(host, port, allowed=allowed))


def find(host: str, port: int, *, allowed: Iterable[str] = ()) -> str:
    """Return the address to connect to for a name, if we may go there. Raises Forbidden, and Unreached."""
    networks = [ipaddress.ip_network(text) for text in allowed]
    addresses = _resolve(host, port)
    for address in addresses:
        if not may_reach(address, networks):
            raise Forbidden(f"{host} is an address inside our own network, which nothing set up here may reach.")
    return str(addresses[0])


def may_reach(address: Address, allowed: Iterable[Network] = ()) -> bool:
    """Tell whether an address is public or allowed. Addresses that carry another are judged by that one."""
    inner = _inner(address)
    if any(inner in network for network in allowed if network.version == inner.version):
        return True
    if isinstance(inner, ipaddress.IPv6Address) and inner.is_site_local:
        return False
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send one POST and return the answer's status and first bytes. Raises Unreached."""
    return request("POST", target, body, headers)


def request(
    method: str,
    target: Target,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    most: int | None = None,
    seconds: float | None = None,
    before: Callable[[], None] | None = None,
) -> Answer:
    """Send one request and return its answer, of which `most` bytes are read.

    `before` is called once connected, before the first byte leaves. Raises Unreached when nothing can have
    happened, Unanswered when something may have.
    """
    deadline = time.monotonic() + (seconds or TOTAL_SECONDS)
    connection = _Pinned(target)
    asked = False
    try:
        connection.connect()
        if before is not None:
            before()
        asked = True
        connection.request(method, target.path, body, dict(headers))
        wire: Any = _Until(deadline, connection.sock)
        answer = http.client.HTTPResponse(wire, method=method)
        answer.begin()
        ends = _certificate_ends(connection.sock)
        read = _read(answer, most or MOST_BYTES)
        kind, onward = answer.getheader("Content-Type", ""), answer.getheader("Location", "")
        return Answer(answer.status, read, kind, onward, ends)
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        raise (Unanswered if asked else Unreached)(_words(error)) from None
    finally:
        connection.close()


def fetch(url: str, headers: Mapping[str, str], *, allowed: Iterable[str], most: int, seconds: float = 30.0) -> Answer:
    """Get a file, following redirects to places we may go. Raises Forbidden, Unreached, TooLarge.

    What proves who we are is shown to the first origin alone: not to another host or port, and not without encryption.
    """
    allowed, first = list(allowed), None
    for _ in range(HOPS):
        target = check(url, allowed=allowed)
        first = first or target.origin
        shown = headers if target.origin == first else {}
        answer = request("GET", target, None, shown, most=most + 1, seconds=seconds)
        if answer.status not in {301, 302, 303, 307, 308} or not answer.location:
            if len(answer.body) > most:
                raise TooLarge
            return answer
        url = urljoin(url, answer.location)
    raise Forbidden("It sends us on and on.")


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, and asks there for the name that was given."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self._target = target
        self.default_port = 443 if target.secure else 80

    def connect(self) -> None:
        raw = socket.create_connection((self._target.address, self._target.port), CONNECT_SECONDS)
        if self._target.secure:
            self.sock = _tls(os.environ.get("SSL_CERT_FILE", "")).wrap_socket(raw, server_hostname=self._target.host)
        else:
            self.sock = raw


@lru_cache(maxsize=4)
def _tls(_authorities: str) -> ssl.SSLContext:
    """Return whom we trust, read once: reading the system's authorities takes longer than most requests."""
    return ssl.create_default_context()


def _certificate_ends(wire: socket.socket) -> datetime | None:
    certificate = wire.getpeercert() if isinstance(wire, ssl.SSLSocket) else None
    ends = certificate.get("notAfter") if certificate else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC) if ends else None


class _Until(io.RawIOBase):
    """What a socket receives until a moment: whoever drips, in the headers or after them, is cut there."""

    def __init__(self, deadline: float, wire: socket.socket) -> None:
        self._deadline = deadline
        self._wire = wire

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._wire.settimeout(left)
        return self._wire.recv_into(buffer)


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Read the beginning of an answer; one without end is cut at the cap."""
    read = bytearray()
    while len(read) < most:
        piece = answer.read1(most - len(read))
        if not piece:
            break
        read += piece
    return bytes(read)


def _resolve(host: str, port: int) -> list[Address]:
    """Ask for a name's addresses. The question cannot be called back, so a thread waits for it as long as it likes."""
    found: list[Any] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            found.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = Thread(target=ask, daemon=True)
    asking.start()
    asking.join(NAME_SECONDS)
    if asking.is_alive():
        raise Unreached(f"Nobody said in time where {host} is.")
    if not found:
        raise Unreached(f"Nobody knows the name {host}.")
    # A zone, as in fe80::1%eth0, names an interface of ours.
    return [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found[0]]


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _words(error: Exception) -> str:
    """Say what went wrong without repeating what the other side sent."""
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, ssl.SSLError):
        return "Its certificate or encryption is not in order."
    if isinstance(error, http.client.HTTPException):
        return "Its answer could not be read."
    return "The connection failed."
