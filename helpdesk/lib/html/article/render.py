"""From Markdown to what is shown, in one pass: parse, anchor, write, clean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from typing import Any

from markdown_it.token import Token

from .anchors import PREFIX, anchor_headings, words_of
from .clean import OUR_FILES, clean
from .outline import heading_rows, plain, problems_of, questions_of, steps_of
from .parser import parser

# Stored beside every rendered text: when it changes, texts can be rendered again from their Markdown.
_POLICY = 1
RENDERER_VERSION = f"{_POLICY}-mdit.{version('markdown-it-py')}-nh3.{version('nh3')}"

MAX_MARKDOWN = 200_000
MAX_BRACKETS = 1_000

_CALLOUT_TITLES = {
    "en": ("Note", "Tip", "Important", "Warning", "Caution"),
    "de": ("Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"),
    "fr": ("Remarque", "Astuce", "Important", "Attention", "Danger"),
}
_KINDS = ("note", "tip", "important", "warning", "caution")
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as it is shown. `parts` are a guide's steps or a FAQ's questions; `problems` what a guide lacks."""

    html: str
    headings: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    problems: list[str]


def render_article(markdown: str, *, kind: str = "text", locale: str = "en") -> Rendered:
    """Render a text of one kind (text, faq, guide). Hostile input stays inert: what comes out can be shown as it is.

    CommonMark 0.31 with tables, strike-through, task lists, “> [!NOTE]” callouts and “## Title {#id}” anchors. Pictures
    load from our own files only; a picture from elsewhere becomes a link to it. Above 200,000 characters the rest is
    left out.
    """
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)[:MAX_MARKDOWN]
    tokens = parser().parse(_tamed(text))
    found = anchor_headings(tokens)
    _prepare(tokens, {name for _, name, _ in found}, locale)
    steps = steps_of(tokens) if kind == "guide" else questions_of(tokens) if kind == "faq" else []
    return Rendered(
        html=_write(tokens),
        headings=heading_rows(found),
        parts=[plain(step, _write(step.tokens)) for step in steps],
        problems=problems_of(steps) if kind == "guide" else [],
    )


def _tamed(text: str) -> str:
    """Take brackets by the thousand for plain text: what a paragraph of them costs grows with their square."""
    if text.count("[") <= MAX_BRACKETS:
        return text
    return "\n\n".join(
        part.replace("[", "\\[") if part.count("[") > MAX_BRACKETS else part for part in text.split("\n\n")
    )


def _write(tokens: Sequence[Token]) -> str:
    return clean(parser().renderer.render(tokens, parser().options, {})).strip()


def _prepare(tokens: list[Token], anchors: set[str], locale: str) -> None:
    """Title callouts, lead links within the page to their headings, and take pictures from elsewhere out."""
    titles = dict(zip(_KINDS, _CALLOUT_TITLES.get(locale[:2], _CALLOUT_TITLES["en"]), strict=True))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "callout_open":
            title = Token("html_block", "", 0)
            title.content = f'<p class="callout__title">{titles[token.info]}</p>\n'
            tokens.insert(index + 1, title)
        elif token.type in {"th_open", "td_open"}:
            # The parser aligns by a style, which no page of ours may carry.
            align = str(token.attrs.pop("style", "")).removeprefix("text-align:")
            if align:
                token.attrSet("align", align)
        elif token.type == "inline":
            token.children = [_inline(child, anchors) for child in token.children or []]
        index += 1


def _inline(token: Token, anchors: set[str]) -> Token:
    if token.type == "link_open":
        target = str(token.attrGet("href") or "")
        if target.startswith("#") and PREFIX + target[1:].lower() in anchors:
            token.attrSet("href", f"#{PREFIX}{target[1:].lower()}")
    elif token.type == "image":
        source = str(token.attrGet("src") or "")
        if re.match(r"https?://", source, re.IGNORECASE):
            link = Token("html_inline", "", 0)
            link.content = f'<a href="{escape(source)}">{escape(words_of(token) or source)}</a>'
            return link
        if not source.startswith(OUR_FILES):
            text = Token("text", "", 0)
            text.content = words_of(token)
            return text
    return token
