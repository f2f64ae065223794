"""Put the style sheets of copied pages into one file beside them: a copy needs nothing else to look like itself."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from knowledgebase.status.copies import ROOT

NAME = "style.css"
_LINKS = re.compile(rb'<link rel="stylesheet" href="([^"]+)">\n?')
_LOGO = re.compile(rb'url\("(/brand/logo/\d+/)"\)')
# An address of ours -> what stands there and of which type, or None.
Fetch = Callable[[str], tuple[bytes, str] | None]


def with_one_sheet(pages: dict[str, bytes], fetch: Fetch) -> dict[str, bytes]:
    """Return the pages with one style sheet in the place of all theirs, and the sheet."""
    html = {name: content for name, content in pages.items() if name.endswith(".html")}
    hrefs = dict.fromkeys(href for content in html.values() for href in _LINKS.findall(content))
    sheet = b"\n".join(_sheet(href.decode(), fetch) for href in hrefs)
    sheet = _LOGO.sub(lambda found: _as_data(found[1].decode(), fetch), sheet)
    # The file is one, its address changes with it.
    address = f"{ROOT}{NAME}?{hashlib.sha256(sheet).hexdigest()[:12]}"
    link = f'<link rel="stylesheet" href="{address}">\n'.encode()
    linked = {
        name: _LINKS.sub(b"", content).replace(b"</head>", link + b"</head>", 1) for name, content in html.items()
    }
    return {**pages, **linked, NAME: sheet}


def _sheet(href: str, fetch: Fetch) -> bytes:
    prefix = f"/{settings.STATIC_URL.strip('/')}/"
    if not href.startswith(prefix):
        found = fetch(href)
        return found[0] if found else b""
    name = href.removeprefix(prefix)
    if settings.STATIC_ROOT is None:
        where = finders.find(name)
        return Path(str(where)).read_bytes() if where else b""
    return (Path(settings.STATIC_ROOT) / name).read_bytes()


def _as_data(path: str, fetch: Fetch) -> bytes:
    found = fetch(path)
    if found is None:
        return b"none"
    content, content_type = found
    return f'url("data:{content_type};base64,'.encode() + base64.b64encode(content) + b'")'
