"""How a filled-in form is kept as one piece: a line of JSON, then the bytes of its files one after another.

Not JSON throughout: base64 would make every photo a third bigger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody sent. `verified`: they were signed in and the address is proved to be theirs.

    `fields` are values of custom fields by key, as tickets keep them.
    """

    name: str
    email: str
    subject: str
    text: str
    verified: bool = False
    request_type: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    # What they read and looked for before they asked: ids of translations, and words.
    read: Sequence[int] = ()
    asked: str = ""
    # The language of the page they wrote on.
    language: str = ""
    # The open incident they say it is about.
    incident: int = 0
    files: Sequence[Upload] = ()


def pack(submission: Submission) -> bytes:
    """Return the submission as bytes that `unpack` reads again."""
    head = asdict(submission)
    head["files"] = [{"name": f.name, "type": f.content_type, "size": len(f.content)} for f in submission.files]
    return b"".join([json.dumps(head).encode(), b"\n", *(f.content for f in submission.files)])


def unpack(raw: bytes) -> Submission:
    """Read what `pack` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    line, _, body = raw.partition(b"\n")
    head = json.loads(line)
    files = list(_files(head.pop("files"), body))
    return Submission(**head, files=files)


def _files(heads: list[dict[str, str | int]], body: bytes) -> Iterator[Upload]:
    start = 0
    for head in heads:
        end = start + int(head["size"])
        if end > len(body):
            raise ValueError("A file is shorter than announced.")
        yield Upload(str(head["name"]), str(head["type"]), body[start:end])
        start = end
