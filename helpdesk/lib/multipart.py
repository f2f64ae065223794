"""Write a form with files in it (RFC 7578)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping


def multipart(fields: Mapping[str, str], files: Iterable[tuple[str, str, str, bytes]]) -> tuple[str, bytes]:
    """Return the Content-Type and the body; a file is its field, its name, its type and its bytes."""
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, name, content_type, content in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{_quoted(name)}"\r\n'
        parts += [f"{head}Content-Type: {_line(content_type)}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{mark}--\r\n".encode())
    return f"multipart/form-data; boundary={mark}", b"".join(parts)


def _quoted(name: str) -> str:
    return _line(name).replace("\\", "_").replace('"', "%22")


def _line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
