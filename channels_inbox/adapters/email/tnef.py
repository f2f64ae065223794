"""Open winmail.dat, the envelope Outlook puts around files for nobody but Outlook (Microsoft's MS-OXTNEF)."""

from __future__ import annotations

import mimetypes
import struct
from collections.abc import Iterator

from channels_inbox.messages import InboundFile

from .charset import clean, decode
from .filenames import safe_name

TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")

_SIGNATURE = 0x223E9F78
_NEW_FILE, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _MEDIA_TYPE, _CONTENT_ID = 0x3707, 0x370E, 0x3712
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MAX_FILES = 100
_MAX_PROPERTIES = 1000


def files_inside(content: bytes) -> list[InboundFile]:
    """Return the files in a TNEF envelope; none when it is damaged. Nothing in it is ever unpacked further."""
    try:
        return [file for file in map(_file, _groups(content)) if file is not None]
    except (struct.error, ValueError, IndexError):
        return []


def _groups(content: bytes) -> Iterator[dict[int, bytes]]:
    """Yield the attributes of each file."""
    if struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return
    group: dict[int, bytes] | None = None
    count = 0
    position = 6
    while position + 9 <= len(content) and count <= _MAX_FILES:
        name, _kind, length = struct.unpack_from("<HHI", content, position + 1)
        start = position + 9
        position = start + length + 2  # a checksum follows
        if name == _NEW_FILE:
            if group is not None:
                yield group
            group = {}
            count += 1
        elif group is not None:
            group[name] = content[start : start + length]
    if group is not None:
        yield group


def _file(group: dict[int, bytes]) -> InboundFile | None:
    if _DATA not in group:
        return None
    properties = dict(_properties(group.get(_PROPERTIES, b"\0\0\0\0")))
    name = safe_name(properties.get(_LONG_NAME) or decode(group.get(_TITLE, b"").rstrip(b"\0")))
    kind = (properties.get(_MEDIA_TYPE) or mimetypes.guess_type(name)[0] or "application/octet-stream").lower()
    content_id = properties.get(_CONTENT_ID, "").strip("<> ")
    return InboundFile(name or "file.bin", kind, group[_DATA], content_id=content_id)


def _properties(data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the properties that are text."""
    (count,) = struct.unpack_from("<I", data)
    position = 4
    for _ in range(min(count, _MAX_PROPERTIES)):
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:
            # A named property: a GUID, then a number or a padded name.
            (by_name, size) = struct.unpack_from("<II", data, position + 16)
            position += 24 + (_padded(size) if by_name else 0)
        multiple, kind = kind & 0x1000, kind & 0xEFFF
        if kind in _SIZES:
            values = struct.unpack_from("<I", data, position)[0] if multiple else 1
            position += (4 if multiple else 0) + values * _SIZES[kind]
            continue
        (values,) = struct.unpack_from("<I", data, position)
        position += 4
        for _ in range(min(values, _MAX_PROPERTIES)):
            (size,) = struct.unpack_from("<I", data, position)
            value = data[position + 4 : position + 4 + size]
            position += 4 + _padded(size)
            if kind == 0x1F:
                yield name, clean(value.decode("utf-16-le", "replace")).rstrip("\0")
            elif kind == 0x1E:
                yield name, decode(value.rstrip(b"\0"))


def _padded(size: int) -> int:
    return (size + 3) & ~3
