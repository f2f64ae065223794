"""Write what somebody typed in the community as HTML: the articles' Markdown, made fit to stand among others' posts."""

from __future__ import annotations

import re

from helpdesk.lib.html.article import RENDERER_VERSION, render_article

# Besides the version of the articles' renderer, that of what is done here.
RENDERER = f"{RENDERER_VERSION}-post.1"
MOST = 30_000

_HEADING = re.compile(r"<(/?)h[1-6](?: id=\"[^\"]*\")?")
_FOREIGN = re.compile(r'rel="noopener noreferrer"')
_TAG = re.compile(r"(<[^>]*>)")
_MENTION = re.compile(r"(?<![\w@/.-])@([a-z0-9][a-z0-9-]{1,59})")
_APART = ("<a ", "<code", "<pre")


def render_post(body: str) -> str:
    """Return a post as it is shown. Hostile input stays inert.

    Headings lose their anchors and rank, because a page has many posts and one title; links to elsewhere say that we
    do not vouch for them; @name leads to that person.
    """
    html = render_article(body[:MOST]).html
    html = _HEADING.sub(r"<\1h4", html)
    html = _FOREIGN.sub('rel="noopener noreferrer nofollow ugc"', html)
    return _linked(html) if "@" in html else html


def mentioned(body: str) -> list[str]:
    """Return the handles a text names, each once, in order; those within code too."""
    return list(dict.fromkeys(_MENTION.findall(body)))


def links(html: str) -> int:
    """Return how many links lead out of the site."""
    return html.count('rel="noopener noreferrer nofollow ugc"')


def pictures(html: str) -> int:
    """Return how many pictures a rendered text shows."""
    return html.count("<img ")


def _linked(html: str) -> str:
    """Lead names to people, but within links and code."""
    apart = 0
    parts = []
    for part in _TAG.split(html):
        if part.startswith("<"):
            if part.startswith(_APART):
                apart += 1
            elif part in {"</a>", "</code>", "</pre>"}:
                apart = max(0, apart - 1)
        elif not apart:
            part = _MENTION.sub(r'<a href="/community/people/\1/">@\1</a>', part)
        parts.append(part)
    return "".join(parts)
