"""Take out of a picture what it tells of whoever took it: the place, the camera, the moment, a small copy of it.

Only the parts beside the picture are left out; the picture itself stays as it is, byte by byte. How a photograph has to
be turned is kept. What does not look like the format it claims is refused.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks that say something beside the picture.
_PNG_TOLD = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_WEBP_TOLD = {b"EXIF", b"XMP "}
_TURNED = 0x0112
# What colours need: the old header, profiles, Adobe's transform.
_JPEG_KEPT = (b"JFIF\x00", b"ICC_PROFILE\x00", b"Adobe")
# A mark after drawn data; what is stuffed, and marks to start anew, belong to the data.
_NEXT_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class NoPicture(ValueError):
    """These bytes are not the picture they begin as."""


def without_traces(content: bytes, kind: str) -> bytes:
    """Return a picture without what it tells of its maker. Raises NoPicture."""
    try:
        if kind == "image/jpeg":
            return _jpeg(content)
        if kind == "image/png":
            return _png(content)
        if kind == "image/webp":
            return _webp(content)
        if kind == "image/gif":
            return _gif(content)
    except (struct.error, IndexError) as error:
        raise NoPicture from error
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place, turned = [content[:2]], 2, 1
    while content[place : place + 2] != b"\xff\xd9":
        if content[place] != 0xFF:
            raise NoPicture
        mark = content[place + 1]
        if mark == 0xFF:
            place += 1
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(content):
            raise NoPicture
        if mark == 0xDA:
            found = _NEXT_MARK.search(content, end)
            if found is None:
                raise NoPicture
            end = found.start()
        part = content[place:end]
        if mark == 0xE1 and part[4:10] == b"Exif\x00\x00":
            turned = _turned(part[10:])
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or part[4:].startswith(_JPEG_KEPT):
            kept.append(part)
        place = end
    if turned != 1:
        kept.insert(1, _turn(turned))
    # Behind its end nothing is drawn, and anything can stand.
    return b"".join([*kept, b"\xff\xd9"])


def _turned(exif: bytes) -> int:
    """Return how a photograph has to be turned (1 to 8), as its camera wrote it down."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, first + 2 + 12 * number)
            if tag == _TURNED and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _turn(turned: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _TURNED, 3, 1, turned, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> bytes:
    kept = [_PNG]
    for name, body in _chunks(content):
        if name not in _PNG_TOLD:
            kept += [struct.pack(">I", len(body)), name, body, struct.pack(">I", zlib.crc32(name + body))]
        if name == b"IEND":
            return b"".join(kept)
    raise NoPicture


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        body = content[place + 8 : place + 8 + length]
        if len(body) < length:
            raise NoPicture
        yield content[place + 4 : place + 8], body
        place += 12 + length


def _webp(content: bytes) -> bytes:
    kept, place = [], 12
    while place + 8 <= len(content):
        name = content[place : place + 4]
        (length,) = struct.unpack_from("<I", content, place + 4)
        part = content[place : place + 8 + length]
        if len(part) < 8 + length:
            raise NoPicture
        if name == b"VP8X":
            # It says which of the parts are there.
            part = part[:8] + bytes([part[8] & ~0b1100]) + part[9:]
        if name not in _WEBP_TOLD:
            kept.append(part + b"\x00" * (length % 2))
        place += 8 + length + length % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(content: bytes) -> bytes:
    """Leave out comments, and what programs add: all but how often it is played again."""
    place = 13 + _colours(content[10])
    kept = [content[:place]]
    while content[place] != 0x3B:
        begun, mark = place, content[place : place + 2]
        if mark[:1] == b"\x2c":
            place = _behind_blocks(content, place + 11 + _colours(content[place + 9]))
        elif mark[:1] == b"\x21":
            place = _behind_blocks(content, place + 2)
        else:
            raise NoPicture
        part = content[begun:place]
        if mark not in {b"\x21\xfe", b"\x21\xff"} or part[3:14] == b"NETSCAPE2.0":
            kept.append(part)
    return b"".join([*kept, b"\x3b"])


def _colours(flags: int) -> int:
    """Return how long the list of colours is that these flags tell of."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(content: bytes, place: int) -> int:
    while length := content[place]:
        place += 1 + length
    return place + 1
