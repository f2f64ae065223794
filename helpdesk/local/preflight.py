"""Check, before anything starts, that this copy may run here."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Mapping

ROLES = {
    "PORT": "the web pages",
    "SOCKET_PORT": "live updates",
    "SHOP_PORT": "the demo shop",
    "SMTP_PORT": "incoming mail",
}


class CannotStart(Exception):
    """The reason, and what to change, in words for the person at the terminal."""


def read_ports(environ: Mapping[str, str] = os.environ) -> dict[str, int]:
    """Return the ports by variable name; SOCKET_PORT and SHOP_PORT follow PORT."""
    port = _number(environ, "PORT", 8000)
    return {
        "PORT": port,
        "SOCKET_PORT": _number(environ, "SOCKET_PORT", port + 1),
        "SHOP_PORT": _number(environ, "SHOP_PORT", port + 90),
        "SMTP_PORT": _number(environ, "SMTP_PORT", 2525),
    }


def check_ports(host: str, ports: Mapping[str, int]) -> None:
    """Raise CannotStart, naming every port that is taken and the variable that moves it."""
    problems = []
    ours: dict[int, str] = {}
    for variable, port in ports.items():
        if port in ours:
            problems.append(f"{ours[port]} and {variable} are both {port}; change one of them.")
        elif problem := _problem(host, port):
            problems.append(_explain(problem, variable, port))
        ours[port] = variable
    if problems:
        raise CannotStart("\n".join(problems))


def _number(environ: Mapping[str, str], variable: str, default: int) -> int:
    text = environ.get(variable) or str(default)
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise CannotStart(f"{variable} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _explain(error: OSError, variable: str, port: int) -> str:
    role = ROLES[variable]
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} for {role} is taken. Stop the program that uses it, "
            f"or choose another: {variable}={port + 100} make run"
        )
    return f"Port {port} for {role} cannot be used ({error.strerror}). Set {variable} to another."


def _problem(host: str, port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    # BSD lets us bind beside a listener on all addresses.
    return OSError(errno.EADDRINUSE, "") if _somebody_answers(port) else None


def _somebody_answers(port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(0.2)
        return client.connect_ex(("127.0.0.1", port)) == 0
