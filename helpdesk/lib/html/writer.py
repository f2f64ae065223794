"""Lay words out as lines of plain text."""

from __future__ import annotations

import re

SPACE = re.compile(r"[ \t\r\n\f]+")
# Newsletters fill their hidden first line with these; inside a word they may join an emoji.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f]+(?=\\s|$)")
_BLANKS = re.compile(r"\n{3,}")


class TextWriter:
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
        text = SPACE.sub(" ", text)
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
