"""What our own mail server proved about a sender, read from Authentication-Results (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Collection

from channels_inbox.messages import Address, Authentication

from .charset import decode
from .encoded_words import unfold
from .mime import Headers

_METHOD = re.compile(r"^\s*([A-Za-z0-9-]+)(?:/\d+)?\s*=\s*([A-Za-z]+)")
_PROPERTY = re.compile(r"\b(smtp|header|policy|body)\.([A-Za-z0-9-]+)\s*=\s*\"?([^\s;\"]+)")


def authentication_of(headers: Headers, sender: Address, trusted: Collection[str]) -> Authentication | None:
    """Return the verdict of a trusted server, or None when there is none.

    Only the topmost field of each trusted server counts: anything below may have come with the mail. A domain is
    proven when DMARC passed, or when DKIM or SPF passed for the very domain in From or one above it.
    """
    trusted_names = {name.lower() for name in trusted}
    for raw in headers.all("authentication-results"):
        fields = _split(_without_comments(decode(unfold(raw))))
        server = fields[0].split()[0].lower() if fields and fields[0].split() else ""
        if server in trusted_names:
            return _verdict(fields[1:], sender.email.rpartition("@")[2])
    return None


def _verdict(results: list[str], domain: str) -> Authentication:
    found: dict[str, str] = {}
    proven = ""
    for result in results:
        method = _METHOD.match(result)
        if method is None:
            continue
        name, outcome = method[1].lower(), method[2].lower()
        properties = {f"{kind}.{key}".lower(): value.lower() for kind, key, value in _PROPERTY.findall(result)}
        if name not in found or outcome == "pass":
            found[name] = outcome
        if outcome == "pass" and domain and _speaks_for(name, properties, domain):
            proven = domain
    if found.get("dmarc") in ("fail", "permerror"):
        proven = ""
    return Authentication(found.get("spf", ""), found.get("dkim", ""), found.get("dmarc", ""), proven)


def _speaks_for(method: str, properties: dict[str, str], domain: str) -> bool:
    if method == "dmarc":
        return properties.get("header.from", domain) == domain
    if method == "dkim":
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return _covers(signer, domain)
    if method == "spf":
        return _covers(properties.get("smtp.mailfrom", "").rpartition("@")[2], domain)
    return False


def _covers(proven: str, domain: str) -> bool:
    """Tell whether a proof for one domain holds for the other: the same, or its parent, but never a bare suffix."""
    return proven == domain or ("." in proven and domain.endswith(f".{proven}"))


def _split(value: str) -> list[str]:
    """Split at semicolons outside quotes."""
    return re.findall(r"(?:\"(?:[^\"\\]|\\.)*\"|[^;\"])+", value)


def _without_comments(value: str) -> str:
    out: list[str] = []
    depth = 0
    quoted = False
    for char in value[:20_000]:
        if char == '"' and not depth:
            quoted = not quoted
        if char == "(" and not quoted:
            depth += 1
        elif char == ")" and not quoted and depth:
            depth -= 1
        elif not depth:
            out.append(char)
    return "".join(out)
