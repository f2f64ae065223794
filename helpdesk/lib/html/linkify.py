"""Write plain text as safe HTML."""

from __future__ import annotations

import re
from html import escape

_URL = re.compile(
    r"(?P<url>\b(?:https?://|www\.)[^\s<>\"'`\u00a0\u201c\u201d]{2,2000})|(?P<email>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
)
_TRAILING = ".,;:!?)]}*_~"


def text_to_html(text: str) -> str:
    """Return plain text as HTML: escaped, addresses linked, line breaks kept."""
    out: list[str] = []
    position = 0
    for found in _URL.finditer(text):
        shown = _trimmed(found[0])
        out.append(escape(text[position : found.start()]))
        href = shown if found["url"] else f"mailto:{shown}"
        if href.startswith("www."):
            href = f"https://{href}"
        out.append(f'<a href="{escape(href)}" rel="noopener noreferrer nofollow" target="_blank">{escape(shown)}</a>')
        position = found.start() + len(shown)
    out.append(escape(text[position:]))
    return "".join(out).replace("\r\n", "\n").replace("\n", "<br>\n")


def _trimmed(url: str) -> str:
    """Leave the sentence's own punctuation out of a link, but keep a bracket the link opened itself."""
    while url and url[-1] in _TRAILING:
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url
