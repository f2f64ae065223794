"""Tell the readable body of a mail from its files (RFC 2046, RFC 2183, RFC 2387)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from channels_inbox.messages import InboundFile
from helpdesk.lib.html import html_to_text, text_to_html

from .charset import decode, meta_charset
from .filenames import extension, safe_name
from .flowed import unflow
from .mime import Part, split
from .tnef import TYPES as TNEF_TYPES
from .tnef import files_inside
from .uuencoded import take_files

# A type that only frames or proves the rest; still kept as a file, so that nothing is lost.
_ATTACHED_MESSAGES = ("message/rfc822", "message/global")
_SEE_HTML = re.compile(r"\bhtml\b|view (?:this|the) (?:e-?mail|message)|multi-?part message", re.IGNORECASE)
_REFERENCE = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One stretch of the body: the same words as text, as HTML, or both."""

    text: str | None = None
    html: str | None = None


def _words(block: Block) -> str:
    """Return a block's text: as typed, unless that is only a note to look at the HTML."""
    if block.text is None or (block.html and _is_placeholder(block.text, block.html)):
        return html_to_text(block.html or "")
    return block.text


def _is_placeholder(text: str, html: str) -> bool:
    return not text.strip() or (len(text) < 300 and len(html) > 1000 and _SEE_HTML.search(text) is not None)


@dataclass(slots=True)
class Body:
    """Everything a reader sees or can download."""

    blocks: list[Block] = field(default_factory=list)
    files: list[InboundFile] = field(default_factory=list)

    def text(self) -> str:
        """Return the body as plain text, HTML-only stretches converted."""
        return "\n\n".join(text.strip("\n") for text in map(_words, self.blocks) if text.strip())

    def is_typed(self) -> bool:
        """Tell whether the text came as text, not made from HTML."""
        return any(block.text is not None and _words(block) is block.text for block in self.blocks)

    def html(self) -> str | None:
        """Return the body as HTML as sent, or None when the mail has none."""
        if not any(block.html for block in self.blocks):
            return None
        if len(self.blocks) == 1:
            return self.blocks[0].html
        return "\n".join(
            block.html if block.html is not None else f"<div>{text_to_html(block.text or '')}</div>"
            for block in self.blocks
            if block.html or (block.text or "").strip()
        )


def read_body(root: Part, defects: list[str]) -> Body:
    """Return the body and the files of a mail already split."""
    body = Body()
    _Reader(body, defects).read(root)
    html = body.html()
    if html:
        # A picture the HTML names is part of the letter; any other is an attachment, whatever its disposition says.
        named = {unquote(cid) for cid in _REFERENCE.findall(html)} if "cid:" in html.lower() else set()
        body.files = [_placed(file, named) for file in body.files]
    return body


def _placed(file: InboundFile, named: set[str]) -> InboundFile:
    inline = bool(file.content_id) and file.content_id in named
    if inline == file.inline:
        return file
    return InboundFile(file.name, file.content_type, file.content, inline, file.content_id)


class _Reader:
    def __init__(self, body: Body, defects: list[str]) -> None:
        self.body = body
        self.defects = defects
        self.charset = ""
        self.guesses = 5  # a thousand nameless parts must not cost a thousand guesses

    def read(self, root: Part) -> None:
        """Walk the parts in order; alternatives become one block."""
        stack: list[tuple[Part, Block | None]] = [(root, None)]
        while stack:
            part, block = stack.pop()
            if part.children:
                if part.content_type == "multipart/alternative" and block is None:
                    block = Block()
                    self.body.blocks.append(block)
                elif part.content_type not in ("multipart/alternative", "multipart/related"):
                    # Mixed inside an alternative (Apple Mail): its texts follow each other.
                    block = None if block is None or block.html is not None else block
                stack.extend((child, block) for child in reversed(part.children))
            else:
                self._leaf(part, block)

    def _leaf(self, part: Part, block: Block | None) -> None:
        kind = part.content_type
        if kind.startswith("multipart/"):
            kind = "text/plain" if part.depth < 30 else "application/octet-stream"
        if kind in ("text/plain", "text/html") and not self._is_file(part, kind):
            self._text(part, kind, block)
        elif kind in ("text/enriched", "text/richtext", "text/markdown") and part.parent is None:
            self._text(part, "text/plain", block)
        else:
            self._file(part, kind)

    def _is_file(self, part: Part, kind: str) -> bool:
        disposition, parameters = part.disposition
        named = "filename" in parameters or "name" in part.parameters
        if disposition == "attachment":
            return True
        if not named or part.parent is None:
            return False
        # Some programs name the body itself; a second named text is a file that is merely shown.
        first = part
        while first.parent is not None and first.parent.children[0] is first:
            first = first.parent
        return first.parent is not None and part.parent.content_type != "multipart/alternative"

    def _text(self, part: Part, kind: str, block: Block | None) -> None:
        content = part.content()
        declared = part.charset or (meta_charset(content) if kind == "text/html" else "")
        text = decode(content, declared, hint=self.charset, guess=self.guesses > 0)
        self.guesses -= not content.isascii()
        self.charset = self.charset or part.charset
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if kind == "text/html":
            self._add(block, html=text)
            return
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, part.parameters.get("delsp", "").lower() == "yes")
        if "\nbegin " in text or text.startswith("begin "):
            text, files = take_files(text)
            self.body.files.extend(files)
        self._add(block, text=text)

    def _add(self, block: Block | None, *, text: str | None = None, html: str | None = None) -> None:
        if block is None:
            self.body.blocks.append(Block(text, html))
        elif html is not None:
            if block.html is None:
                block.html = html
            else:
                block.html += "\n" + html
        elif block.text is None:
            block.text = text
        elif block.html is None:
            block.text += "\n\n" + (text or "")
        # Text after the HTML inside one alternative is a footer of the HTML branch only.

    def _file(self, part: Part, kind: str) -> None:
        content = part.body if kind in _ATTACHED_MESSAGES and not _encoded(part) else part.content()
        disposition, parameters = part.disposition
        content_id = part.headers.text("content-id").strip().strip("<>").strip()
        name = safe_name(parameters.get("filename") or part.parameters.get("name") or "")
        if not name:
            name = self._invented_name(part, kind, content)
        self.body.files.append(
            InboundFile(name, kind, content, bool(content_id) and disposition == "inline", content_id)
        )
        if kind in TNEF_TYPES or name.lower() == "winmail.dat":
            self.body.files.extend(files_inside(content))

    def _invented_name(self, part: Part, kind: str, content: bytes) -> str:
        if kind in _ATTACHED_MESSAGES:
            inner = split(content[:200_000], [])
            subject = safe_name(inner.headers.text("subject")[:100])
            return f"{subject or 'message'}.eml"
        described = safe_name(part.headers.text("content-description")[:100])
        if described and "." in described[-6:-1]:
            return described
        stems = {"text/calendar": "invite", "message/delivery-status": "delivery-status", "image": "image"}
        stem = stems.get(kind) or stems.get(kind.partition("/")[0]) or "file"
        count = sum(file.name.startswith(stem) for file in self.body.files)
        return f"{stem}{'-' + str(count + 1) if count else ''}{extension(kind)}"


def _encoded(part: Part) -> bool:
    """Tell whether an attached message was put in a transfer encoding, which RFC 2046 forbids and mailers do."""
    encoding = part.headers.raw("content-transfer-encoding").strip().lower()
    return encoding in (b"base64", b"quoted-printable")
