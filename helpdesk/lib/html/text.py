"""Write HTML as the plain text a person would have typed, and plain text as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .shallow import flatten
from .words import words

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
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|(?:font-size|max-height|opacity)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
# Newsletters fill their hidden first line with these; inside a word they may join an emoji.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f]+(?=\\s|$)")
_BLANKS = re.compile(r"\n{3,}")
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
    writer = _Writer()
    _render(root, writer, role)
    return writer.text()


class _Writer:
    """Collects text line by line; remembers how much space the next word needs before it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quote = 0
        self.breaks = 0  # line breaks owed before the next word
        self.space = False
        self.fresh = False  # just inside a quotation, nothing written yet
        self.marker = ""  # a list bullet waiting for its text

    def words(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        if text == " ":
            self.space = True
            return
        if not text:
            return
        bare = text.strip(" ")
        starts, ends = text[0] == " ", text[-1] == " "
        self.flush()
        if self.line and (self.space or starts):
            self.line.append(" ")
        self.line.append(bare)
        self.space = ends

    def quote_from_here(self) -> None:
        """Begin a quotation; the owed blank line still belongs to what is around it."""
        if self.line:
            self._end_line()
        if self.breaks > 1 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(">" * self.quote)
        self.breaks = 0
        self.quote += 1
        self.fresh = True

    def unquote(self) -> None:
        """End a quotation, and the line with it."""
        if self.line:
            self._end_line()
            self.breaks = max(self.breaks - 1, 0)
        self.quote -= 1
        self.fresh = False

    def raw(self, text: str) -> None:
        """Write text whose line breaks and spaces count."""
        for index, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
            if index:
                self.newline()
            if line:
                self.flush()
                self.line.append(line)

    def flush(self) -> None:
        if self.breaks and (self.lines or self.line):
            self._end_line()
            self.lines.extend([">" * self.quote] * (self.breaks - 1))
        self.breaks = 0
        self.fresh = False
        if not self.line:
            prefix = ">" * self.quote + " " if self.quote else ""
            if prefix or self.marker:
                self.line.append(prefix + self.marker)
                self.marker = ""
                self.space = False

    def block(self, breaks: int) -> None:
        """Ask for at least so many line breaks before what follows."""
        if (self.line or self.lines) and not self.fresh:
            self.breaks = max(self.breaks, breaks)
        self.space = False

    def newline(self) -> None:
        """End the line now, as <br> does."""
        if self.breaks:
            self.breaks = min(self.breaks + 1, 3)
        elif self.line or self.lines:
            self.breaks = 1
        self.space = False

    def _end_line(self) -> None:
        self.lines.append("".join(self.line).rstrip())
        self.line = []

    def text(self) -> str:
        self._end_line()
        text = "\n".join(self.lines).replace("\xa0", " ")
        text = _INVISIBLE.sub("", text)
        text = "\n".join([line.rstrip() for line in text.split("\n")])
        return _BLANKS.sub("\n\n", text).strip("\n").rstrip()


def _render(root: LexborNode, out: _Writer, role: Role | None) -> None:
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
    text = _SPACE.sub(" ", node.text()).strip()
    if not text or _bare(text) in _bare(href):
        return ""
    return f" <{href}>"


def _bare(address: str) -> str:
    address = re.sub(r"^(?:https?://(?:www\.)?|mailto:|www\.)", "", address.strip().lower())
    return address.rstrip("/")


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
