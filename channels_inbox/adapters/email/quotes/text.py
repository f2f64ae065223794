"""Find the new words in a plain text answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .attribution import attribution_start, ends_like_one, is_posted_by, split_midline
from .header_block import end_of_header_block, is_forwarded_message, is_header_block, is_original_message, is_rule
from .signature import without_signature

# Our own outgoing mail asks people to answer above this line; translations keep the marks around the words.
MARKER = "##- Reply above this line -##"
_MARKER = re.compile(
    r"##-\s?.{3,120}?\s?-##"
    # What other desks write for the same purpose.
    r"|^[\s>*]*(?:[-#=*_~]{2,}|\[).{0,40}\b(?:above|below) this line\b.{0,60}(?:[-#=*_~]{2,}|\])[\s*]*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}(?:>|&gt;)")
# The armour of a signed text (RFC 9580), and its doubled dashes.
_PGP_START = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: [^\n]*\n)*\n", re.MULTILINE)
_PGP_SIGNATURE = re.compile(
    r"^-----BEGIN PGP SIGNATURE-----\n.*?(?:^-----END PGP SIGNATURE-----|\Z)", re.MULTILINE | re.DOTALL
)
# What a mailing list leaves below the quoted mail.
_FOOTER = re.compile(r"^\s*(?:https?://\S+|[-_=*]*)\s*$")
_MAY_HEAD = re.compile(r"[:：﹕_-]")
_MAX_LINES = 5000


@dataclass(slots=True)
class _Head:
    """Where old words begin: [start, end) are the lines that say so."""

    start: int
    end: int
    kind: str  # "attribution", "block" or "forward"


def reply_from_text(text: str, *, from_html: bool = False) -> str:
    """Return what the sender wrote this time; the whole text when there is nothing else.

    Answers between quoted lines keep those lines, because they make no sense without them. A forwarded message is
    the content and stays.
    """
    whole = text.strip("\n").rstrip()
    lines = _lines(text)
    cut = _cut(lines, from_html)
    if cut is None:
        return whole
    words = "\n".join(cut).strip("\n").rstrip()
    reply = without_signature(words)
    if reply != words:
        # The signature may have hidden that the answer ends with quoted lines.
        reply = "\n".join(_without_last_quotes(reply.split("\n"))).strip("\n").rstrip()
    return reply if reply.strip() else whole


def _lines(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "-----BEGIN PGP SIGN" in text:
        text = _PGP_SIGNATURE.sub("", _PGP_START.sub("", text)).replace("\n- -", "\n-")
    lines = text.split("\n")
    for index, line in enumerate(lines[:_MAX_LINES]):
        if ("##-" in line or "this line" in line) and _MARKER.search(line[:400]):
            # What comes right above is the attribution of our mail; it goes like any other.
            lines = lines[:index]
            break
    out: list[str] = []
    for index, line in enumerate(lines):
        halves = split_midline(line) if ("wrote" in line or "sent" in line) and not _QUOTED.match(line) else None
        if halves and index < _MAX_LINES:
            out.extend(halves)
        else:
            out.append(line)
    return out


def _cut(lines: list[str], from_html: bool) -> list[str] | None:
    """Return the lines to keep, or None for all."""
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    head = _first_head(lines, quoted)
    if head is None:
        return _without_bare_quotes(lines, quoted, from_html)
    if head.kind == "forward":
        return None
    before = lines[: head.start]
    while before and (not before[-1].strip() or is_rule(before[-1])):
        before.pop()
    after = end_of_header_block(lines, head.end) if head.kind == "block" else head.end
    following = next((index for index in range(after, len(lines)) if lines[index].strip()), None)
    if following is None or not quoted[following]:
        return before
    return _around_quote(lines, quoted, before, following)


def _around_quote(lines: list[str], quoted: list[bool], before: list[str], first: int) -> list[str]:
    """Decide what to keep of the lines from a quotation on: nothing, the answer below it, or all that is answered."""
    blocks = _blocks(lines, quoted, first)
    last_text = max((index for index, block in enumerate(blocks) if not block[2]), default=None)
    if last_text is None:
        return before
    kept_blocks = blocks[: last_text + 1]
    texts = [block for block in kept_blocks if not block[2]]
    if len(texts) == 1 and len(kept_blocks) == 2:
        start, end, _ = kept_blocks[1]
        answer = lines[start:end]
        later = _first_head(answer, [False] * len(answer))
        if later is not None and later.kind != "forward":
            answer = answer[: later.start]
        if before and all(_FOOTER.match(line) for line in answer):
            return before
        return [*before, "", *answer] if before else answer
    return lines[: kept_blocks[-1][1]]


def _blocks(lines: list[str], quoted: list[bool], start: int) -> list[tuple[int, int, bool]]:
    """Return runs of quoted and unquoted lines from `start` on; lone broken ends of quoted lines count as quoted."""
    blocks: list[tuple[int, int, bool]] = []
    index = start
    while index < len(lines):
        kind = quoted[index]
        end = index
        last = index
        while end < len(lines) and (quoted[end] == kind or not lines[end].strip()):
            if lines[end].strip():
                last = end
            end += 1
        blocks.append((index, last + 1, kind))
        index = end
    merged: list[tuple[int, int, bool]] = []
    for position, block in enumerate(blocks):
        inside = 0 < position < len(blocks) - 1
        if not block[2] and inside and _is_broken_quote(lines, block):
            block = (block[0], block[1], True)
        if merged and merged[-1][2] and block[2]:
            merged[-1] = (merged[-1][0], block[1], True)
        else:
            merged.append(block)
    return merged


def _is_broken_quote(lines: list[str], block: tuple[int, int, bool]) -> bool:
    """Tell the tail of a quoted line that some program wrapped without its mark, or a link it broke."""
    start, end, _ = block
    if end - start > 2 or not lines[start - 1].strip() or end >= len(lines) or not lines[end].strip():
        return False
    joined = " ".join(lines[start:end]).strip()
    if re.fullmatch(r"\(?<?https?://\S+[>)]*|\S*[)>]\s?>?", joined):
        return True
    return len(lines[start - 1]) > 60 and len(joined) <= 40


def _without_bare_quotes(lines: list[str], quoted: list[bool], from_html: bool) -> list[str]:
    """Drop quoted lines at the very end; what is quoted in the middle is being answered."""
    kept = _without_last_quotes(lines)
    end = len(kept)
    first = next((index for index in range(end) if lines[index].strip()), 0)
    blocks = _blocks(kept, quoted[:end], first)
    if len(blocks) == 2 and blocks[0][2] and _is_whole_mail(lines[first : blocks[0][1]]):
        return lines[blocks[1][0] : end]
    if from_html and sum(block[2] for block in blocks) == 1 and len(blocks) > 1 and blocks[-1][2] is False:
        quote = next(block for block in blocks if block[2])
        return [*lines[: quote[0]], *lines[quote[1] : end]]
    return kept


def _is_whole_mail(quote: list[str]) -> bool:
    """Tell a quoted mail above the answer to it from a sentence picked out of one."""
    inside = [line.lstrip(" >") for line in quote]
    return len([line for line in inside if line]) >= 12 or _first_head(inside, [False] * len(inside)) is not None


def _without_last_quotes(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    return lines[:end] if end else lines


def _first_head(lines: list[str], quoted: list[bool]) -> _Head | None:
    """Return the first place, outside quoted lines, where old words begin."""
    before_quote = _before_quote(lines, quoted)
    for index, line in enumerate(lines[:_MAX_LINES]):
        if quoted[index] or len(line) < 4:
            continue
        marked = _MAY_HEAD.search(line) is not None
        if marked:
            if is_forwarded_message(line):
                return _Head(index, index + 1, "forward")
            if is_original_message(lines, index) or is_header_block(lines, index):
                return _Head(index, index + 1, "block")
        quoted_next = index in before_quote
        start = None
        if quoted_next or (marked and ends_like_one(line)):
            start = attribution_start(lines, index, quoted_next)
        if start is None and is_posted_by(line):
            start = index
        if start is not None:
            return _Head(start, index + 1, "attribution")
    return None


def _before_quote(lines: list[str], quoted: list[bool]) -> set[int]:
    """Return the lines whose next line with text, at most five lines on, is quoted."""
    found = set()
    last = -10
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if quoted[index] and index - last <= 5:
            found.add(last)
        last = index
    return found
