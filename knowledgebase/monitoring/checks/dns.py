"""A name in the DNS: that it is known, and that it says what it should (RFC 1035)."""

from __future__ import annotations

from time import monotonic
from typing import Any

import dns.exception
import dns.resolver

from helpdesk.lib import http
from knowledgebase.monitoring.result import Ask, Result, answered, down

RECORDS = ("A", "AAAA", "CNAME", "MX", "NS", "TXT")
PORT = 53


def clean(params: dict[str, Any]) -> dict[str, str]:
    wrong = {}
    name = str(params.get("host", ""))
    if not name or any(sign.isspace() or sign in "/:@" for sign in name):
        wrong["host"] = "Write the name alone, such as shop.example.com."
    if params.get("record") not in RECORDS:
        wrong["record"] = f"Choose one of {', '.join(RECORDS)}."
    try:
        _server(params.get("server", ""))
    except ValueError:
        wrong["server"] = "Write a name server as 192.0.2.53 or ns.example.com:5353."
    return wrong


def place(params: dict[str, Any], networks: list[str]) -> None:
    if params.get("server"):
        http.find(*_server(params["server"]), allowed=networks)


def look(ask: Ask) -> Result:
    """Ask for the records, and compare them with what is expected: each line must be among them."""
    params, began = ask.params, monotonic()
    name, record = params["host"], params["record"]
    try:
        resolver = _resolver(params.get("server", ""), ask)
        found = resolver.resolve(name, record, lifetime=ask.seconds, search=False)
    except (http.Forbidden, http.Unreached) as error:
        return down(str(error))
    except dns.resolver.NXDOMAIN:
        return down(f"Nobody knows the name {name}.")
    except dns.resolver.NoAnswer:
        return down(f"{name} has no {record} record.")
    except dns.exception.Timeout:
        return down("The name server did not answer in time.")
    except dns.exception.DNSException:
        return down("The name server gave no usable answer.")
    milliseconds = round((monotonic() - began) * 1000)
    said = {_plain(row.to_text()) for row in found}
    missing = [line for line in _lines(params.get("expected", "")) if _plain(line) not in said]
    if missing:
        return down(f"{name} has no {record} record “{missing[0]}”.", milliseconds)
    return answered(milliseconds, slow_after=params.get("slow_ms"))


def _resolver(server: str, ask: Ask) -> dns.resolver.Resolver:
    """Return who is asked: the machine's own name servers, or the one that was named, if we may go there."""
    if not server:
        return dns.resolver.Resolver()
    host, port = _server(server)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [http.find(host, port, allowed=ask.networks)], port
    return resolver


def _server(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    # More than one colon is an IPv6 address.
    if not colon or ":" in host:
        host, port = text, str(PORT)
    if any(sign.isspace() or sign in "/@" for sign in host) or not 1 <= int(port) <= 65535:
        raise ValueError(text)
    return host, int(port)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _plain(text: str) -> str:
    """Return a record as one compares it: without quotes, the dot at its end, and the case of letters."""
    return text.replace('" "', "").strip('"').rstrip(".").lower()
