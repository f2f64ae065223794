"""Make HTML from strangers safe to show: an allow-list, enforced by nh3 (html5ever underneath)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape, unescape
from importlib.metadata import version
from urllib.parse import unquote

import nh3

from .linkify import text_to_html
from .shallow import flatten
from .text import html_to_text
from .words import words

# Stored beside every cleaned text: when this changes, the kept originals are cleaned again.
_POLICY = 1
SANITISER_VERSION = f"{_POLICY}-nh3.{version('nh3')}"

MAX_HTML = 1_000_000

TAGS = words(
    """
    a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd
    del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main
    mark ol p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th
    thead time tr tt u ul var wbr
    """
)
# Elements whose very content is dropped, not only the tag.
_CONTENT_DROPPED = words(
    """
    script style title head noscript template iframe object embed svg math applet frameset noframes noembed xmp
    plaintext select textarea audio video
    """
)
_ANY = words("dir lang title align valign style")
_ATTRIBUTES = {
    "*": set(_ANY),
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "data-remote-src", "data-cid"},
    "table": {"width", "border", "cellpadding", "cellspacing", "bgcolor", "summary", "height"},
    "td": {"width", "height", "colspan", "rowspan", "bgcolor", "nowrap", "abbr", "scope"},
    "th": {"width", "height", "colspan", "rowspan", "bgcolor", "nowrap", "abbr", "scope"},
    "tr": {"bgcolor", "height"},
    "col": {"width", "span"},
    "colgroup": {"width", "span"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type", "reversed"},
    "ul": {"type"},
    "li": {"value", "type"},
    "hr": {"width", "size", "noshade", "color"},
    "blockquote": {"type"},
    "time": {"datetime"},
    "details": {"open"},
    "bdo": {"dir"},
}
# Nothing that takes an element out of its place, loads anything, or moves.
_STYLES = words(
    """
    background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width
    border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius
    border-right border-right-color border-right-style border-right-width border-spacing border-style border-top
    border-top-color border-top-style border-top-width border-width caption-side clear color direction display
    empty-cells float font font-family font-size font-style font-variant font-weight height letter-spacing
    line-height list-style-position list-style-type margin margin-bottom margin-left margin-right margin-top
    max-width min-width max-height padding padding-bottom padding-left padding-right padding-top table-layout
    text-align text-decoration text-decoration-color text-decoration-line text-decoration-style text-indent
    text-transform unicode-bidi vertical-align white-space width word-break word-spacing word-wrap overflow-wrap
    """
)
_BAD_VALUE = re.compile(
    r"[\\@{}<>]|/\*|\b(?:expression|javascript|vbscript|-moz-binding|behavior)|(?:url|image|image-set|attr|env|var|src|element|paint|cross-fade)\s*\(",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"(?:^|[\s:,(])-\.?\d")
_LINK = re.compile(r"(?:https?:)?//[^\s/]|mailto:|tel:|#", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?:)?//[^\s/]", re.IGNORECASE)
_DATA_IMAGE = re.compile(r"data:image/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]+\Z", re.IGNORECASE)
_TAG = re.compile(r'<[a-z](?:[^">]|"[^"]*")*>')
_PRE = re.compile(r'(<pre(?:\s(?:[^">]|"[^"]*")*)?>)\n')
_SOURCE = re.compile(r' src="(https?:|//|cid:)', re.IGNORECASE)
_LINK_ATTRIBUTES = ' target="_blank" rel="noopener noreferrer nofollow"'
_TOO_LARGE = "This message was too large to show with its formatting."

FileAddress = Callable[[str], str | None]


def sanitise(html: str, files: Mapping[str, str] | FileAddress | None = None) -> str:
    """Return markup that can run nothing and load nothing by itself.

    Remote images keep their address in `data-remote-src` until the reader asks for them. Images of the mail itself
    (`cid:`) get the address that `files` gives for their Content-ID, or keep it in `data-cid`. Above 1 MB of markup
    only its text is shown. Cleaning twice changes nothing.
    """
    if len(html) > MAX_HTML:
        html = f"<p><em>{_TOO_LARGE}</em></p>{text_to_html(html_to_text(html)[: MAX_HTML // 4])}"
    cleaned = _CLEANER.clean(flatten(html))
    if "\r" in cleaned:
        cleaned = cleaned.replace("\r\n", "\n").replace("\r", "\n")
    if "<pre" in cleaned:
        # Every reader drops one line break there, so the one that counts must be written twice.
        cleaned = _PRE.sub(r"\1\n\n", cleaned)
    if "<img" not in cleaned and "<a " not in cleaned:
        return cleaned
    find: FileAddress = files if callable(files) else (files or {}).get

    def finish(found: re.Match[str]) -> str:
        # The serialiser quotes and escapes, so walking tag by tag from the start never loses step.
        tag = found[0]
        if tag.startswith("<img"):
            return _image(tag, find)
        return f"{tag[:-1]}{_LINK_ATTRIBUTES}>" if tag.startswith("<a ") and ' href="' in tag else tag

    return _TAG.sub(finish, cleaned)


def _image(tag: str, find: FileAddress) -> str:
    """Move an image's address out of `src` unless it is one of the mail's own files."""
    source = _SOURCE.search(tag)
    if source is None:
        return tag
    if source[1].lower() != "cid:":
        return tag[: source.start()] + " data-remote-src=" + tag[source.start() + 5 :]
    end = tag.index('"', source.end())
    content_id = unescape(tag[source.end() : end])
    address = find(unquote(content_id)) or find(content_id)
    if address:
        return f'{tag[: source.start()]} src="{escape(address)}"{tag[end + 1 :]}'
    return f'{tag[: source.start()]} data-cid="{escape(content_id)}"{tag[end + 1 :]}'


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Decide on one attribute the cleaner would keep; None removes it."""
    if name == "style":
        return _style(value)
    if name == "href":
        value = value.strip()
        if not _LINK.match(value):
            return None
        return f"https:{value}" if value.startswith("//") else value
    if name == "src":
        value = value.strip()
        if _REMOTE.match(value) or value[:4].lower() == "cid:" or _DATA_IMAGE.match(value):
            return value
        return None
    if name == "data-remote-src":
        return value if _REMOTE.match(value) else None
    return value


@lru_cache(maxsize=4096)
def _style(value: str) -> str | None:
    """Keep the declarations that only change looks.

    Split at every semicolon, even in strings: whatever a browser takes for a declaration starts at one of them, and
    each piece must name an allowed property.
    """
    kept = []
    for declaration in value.split(";"):
        name, colon, setting = declaration.partition(":")
        name = name.strip().lower()
        setting = setting.strip()
        if not colon or name not in _STYLES or not setting or len(setting) > 300 or _BAD_VALUE.search(setting):
            continue
        if name.startswith(("margin", "text-indent")) and _NEGATIVE.search(f" {setting}"):
            continue
        kept.append(f"{name}:{setting}")
    return ";".join(kept) or None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_CONTENT_DROPPED),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel=None,  # written by `finish`, in one place and one order
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
)
