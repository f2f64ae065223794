"""Leave of an article's HTML what a page of ours may hold: structure, links, our own pictures."""

from __future__ import annotations

import re

import nh3

from helpdesk.lib.html.shallow import flatten
from helpdesk.lib.html.words import words

from .anchors import PREFIX

# Where pictures and files of articles are handed out (knowledgebase.models.ArticleFile).
FILES = "/help/files/"
# Those of posts (community.models.PostFile): the same renderer writes both.
POST_FILES = "/community/files/"
OUR_FILES = (FILES, POST_FILES)

_TAGS = words(
    """
    a abbr aside b bdi bdo blockquote br caption code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td
    tfoot th thead tr u ul var wbr
    """
)
_CONTENT_DROPPED = words(
    """
    script style title head noscript template iframe object embed svg math applet frameset noframes noembed xmp
    plaintext select textarea audio video button form
    """
)
_HEADINGS = {f"h{n}": {"id"} for n in range(1, 7)}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"dir", "lang", "title", "class"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "details": {"open"},
    **_HEADINGS,
}
_CLASSES = re.compile(r"callout|callout--[a-z]{3,9}|callout__title|task|task__box|language-[\w+#.-]{1,30}|step__choice")
_LINK = re.compile(r"https?://[^\s/]|mailto:|tel:|#|/(?![/\\])", re.IGNORECASE)
_FILE = re.compile(rf"(?:{'|'.join(map(re.escape, OUR_FILES))})[\w-]{{32}}/[^/?#\\]{{1,255}}\Z")
_FOREIGN = ' rel="noopener noreferrer"'
_OPENING = re.compile(r'<a (?:[^">]|"[^"]*")*>')


def clean(html: str) -> str:
    """Return markup that can run nothing, load nothing from elsewhere and leave its place in the page for nothing."""
    cleaned = _CLEANER.clean(flatten(html))
    return _OPENING.sub(_finish, cleaned) if "<a " in cleaned else cleaned


def _finish(found: re.Match[str]) -> str:
    tag = found[0]
    return f"{tag[:-1]}{_FOREIGN}>" if ' href="http' in tag.lower() else tag


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Decide on one attribute the cleaner would keep; None removes it."""
    if name == "class":
        return " ".join(word for word in value.split() if _CLASSES.fullmatch(word)) or None
    if name == "href":
        value = value.strip()
        return value if _LINK.match(value) and "\\" not in value else None
    if name == "src":
        return value if _FILE.match(value) else None
    if name == "id":
        return value if value.startswith(PREFIX) else None
    if name in {"width", "height", "colspan", "rowspan", "start", "value"}:
        return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_CONTENT_DROPPED),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel=None,  # written by `_finish`, in one place
    url_schemes={"http", "https", "mailto", "tel"},
    strip_comments=True,
)
