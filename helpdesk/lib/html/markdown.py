"""Write what a colleague typed as HTML: plain text, with the little Markdown that letters need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from .linkify import text_to_html

# Without one of these a text is only lines, which need no parser.
_MARK = re.compile(r"\*\*|_\S|`|~~~|\]\(|^[ ]{0,3}(?:[-+*>]|\d{1,9}[.)])[ \t]", re.MULTILINE)
# No headings, images, tables or markup: “# 48213” and “<b>” are what somebody wrote, not orders to us.
_RULES = ["emphasis", "link", "list", "backticks", "fence", "blockquote", "newline"]


def markdown_to_html(text: str) -> str:
    """Return a colleague's text as safe HTML: **bold**, _italic_, [links](https://…), lists, quotes and code.

    A subset of CommonMark 0.31. Markup is escaped, links lead to the web, to mail or to telephones only, and single
    asterisks stay: “2*3*4” is arithmetic.
    """
    return _parser().render(text.replace("\r\n", "\n")).strip() if _MARK.search(text) else text_to_html(text)


@cache
def _parser() -> MarkdownIt:
    return _Parser("zero", {"breaks": True, "html": False}, renderer_cls=_Renderer).enable(_RULES)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        return url.lower().startswith(("https://", "http://", "mailto:", "tel:"))


class _Renderer(RendererHTML):
    """CommonMark's, with addresses in the text made links, and links that open beside the page."""

    def text(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        content = tokens[index].content
        within = sum(token.nesting for token in tokens[:index] if token.type in {"link_open", "link_close"})
        return escape(content) if within else text_to_html(content)

    def link_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        href = escape(str(tokens[index].attrGet("href") or ""))
        return f'<a href="{href}" rel="noopener noreferrer nofollow" target="_blank">'

    def em_open(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "*" if tokens[index].markup == "*" else "<em>"

    def em_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "*" if tokens[index].markup == "*" else "</em>"
