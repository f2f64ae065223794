"""What is told in words, made fit for every way it leaves by: XML has no control characters but tab and line ends."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST = 10_000


def one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub("", text).split())


def words(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).strip()[:LONGEST]
