"""Write HTML as the plain text a person would have typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .shallow import flatten
from .words import words
from .writer import SPACE, TextWriter

MAX_HTML = 2_000_000
_MAX_LINK = 200

_DROPPED = words(
    """
    head style script title template noscript iframe noframes noembed object svg math audio video select textarea
    -comment !doctype
    """
)
_LINE = words(
    """
    div section article header footer main aside nav address center form fieldset dl dd dt figure figcaption tr
    caption legend details summary li tbody thead tfoot
    """
)
_PARAGRAPH = words("p h1 h2 h3 h4 h5 h6 ul ol blockquote table pre hr")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_NO_MARGIN = re.compile(r"(?:^|;)\s*margin(?:-bottom)?\s*:\s*0", re.IGNORECASE)


def parse_html(html: str) -> LexborHTMLParser:
    """Parse markup as browsers do, with its size and depth capped."""
    return LexborHTMLParser(flatten(html[:MAX_HTML]))


def html_to_text(html: str) -> str:
    """Return the readable text of a page: paragraphs, lists, tables, links and quotes, without what is hidden.

    Quotes get "> " before each line, links their address in angle brackets when it says more than the text.
    """
    return render_text(parse_html(html))


Role = Callable[[LexborNode, str], str]


def render_text(tree: LexborHTMLParser, role: Role | None = None) -> str:
    """Return the readable text of a parsed page.

    `role` may say of an element (given with its tag) that it is a "quote", that the "rest" of the page from it on is
    one, or that it is to "drop".
    """
    root = tree.body or tree.root
    if root is None:
        return ""
    writer = TextWriter()
    _render(root, writer, role)
    return writer.text()


def _render(root: LexborNode, out: TextWriter, role: Role | None) -> None:
    """Write the node and all below it; a stack instead of recursion, because mail nests as deep as it likes."""
    lists: list[int | None] = []  # per open list: the next number, or None for bullets
    preformatted = 0
    stack: list[LexborNode | tuple[str, str]] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            tag, note = node
            if tag == "a":
                out.words(note)
            elif tag == "quote":
                out.block(1)
                out.unquote()
            elif tag == "blockquote":
                out.block(2)
                if note == "quoted":
                    out.unquote()
            elif tag in ("ul", "ol"):
                lists.pop()
                out.block(1 if lists else 2)
            elif tag == "pre":
                preformatted -= 1
                out.block(2)
            elif tag in _LINE:
                out.block(1)
            else:
                out.block(2 if note != "tight" else 1)
            continue
        tag = node.tag or ""
        if tag == "-text":
            value = node.text_content or ""
            out.raw(value) if preformatted else out.words(value)
            continue
        if tag == "br":
            out.newline()
            continue
        if tag in _DROPPED or _is_hidden(node):
            continue
        part = role(node, tag) if role else ""
        if part == "drop":
            continue
        if part:
            out.block(1)
            out.quote_from_here()
            if part == "quote":
                stack.append(("quote", ""))
        if tag == "a":
            link = _link(node)
            if link:
                stack.append(("a", link))
        elif tag in _LINE:
            out.block(1)
            stack.append((tag, ""))
            if tag == "li":
                out.marker = _marker(lists)
        elif tag in ("td", "th"):
            if out.line and not out.breaks:
                out.line.append("  ")
                out.space = False
        elif tag in _PARAGRAPH:
            note = ""
            if tag == "hr":
                out.block(1)
                out.words("---")
            elif tag in ("ul", "ol"):
                out.block(1 if lists else 2)
                lists.append(_first_number(node) if tag == "ol" else None)
            elif (tag == "p" and _NO_MARGIN.search(node.attributes.get("style") or "")) or "MsoNormal" in (
                node.attributes.get("class") or ""
            ):
                note = "tight"
                out.block(1)
            elif tag == "blockquote":
                out.block(2)
                if not _is_indentation(node):
                    note = "quoted"
                    out.block(2)
                    out.quote_from_here()
            else:
                out.block(2)
                preformatted += tag == "pre"
            stack.append((tag, note))
        children = list(node.iter(include_text=True))
        children.reverse()
        stack.extend(children)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_indentation(node: LexborNode) -> bool:
    """Tell a blockquote that an editor's indent button made from a quotation."""
    style = node.attributes.get("style") or ""
    return "webkit-indent" in (node.attributes.get("class") or "") or "border:none" in style.replace(" ", "").lower()


def _first_number(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if start.isdigit() and len(start) < 7 else 1


def _marker(lists: list[int | None]) -> str:
    indent = "  " * max(len(lists) - 1, 0)
    number = lists[-1] if lists else None
    if number is None:
        return f"{indent}- "
    lists[-1] = number + 1
    return f"{indent}{number}. "


def _link(node: LexborNode) -> str:
    """Return what to write behind a link's text, or nothing when the text says it all."""
    href = (node.attributes.get("href") or "").strip()
    if len(href) > _MAX_LINK or not re.match(r"https?://|mailto:", href, re.IGNORECASE):
        return ""
    text = SPACE.sub(" ", node.text()).strip()
    if not text or _bare(text) in _bare(href):
        return ""
    return f" <{href}>"


def _bare(address: str) -> str:
    address = re.sub(r"^(?:https?://(?:www\.)?|mailto:|www\.)", "", address.strip().lower())
    return address.rstrip("/")
