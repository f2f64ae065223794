"""What a kind of channel can carry, as data: the composer shows it and the server holds everybody to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRule:
    """Files of a type (“image/*”) up to a size in bytes."""

    pattern: str
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """One row of the table in docs/channels/index.md. Lengths are characters; 0 and None mean no limit."""

    identity: str
    max_length: int = 0
    # How long after the customer's last message we may answer.
    window: timedelta | None = None
    # What may still be sent after that: nothing, a template, or by a person only.
    outside: str = ""
    files: tuple[FileRule, ...] = ()
    max_files: int = 20
    # Whether the other side fetches files from us.
    fetches_files: bool = False
    # Whether it says that a message was delivered or read.
    receipts: tuple[str, ...] = ()
    # Whether we may write to an address nobody wrote from yet.
    can_start: bool = False
    # Whether the platform vouches for who wrote.
    proves_sender: bool = True
    # Whether a message sent twice under one id is one message over there.
    idempotent: bool = False
    # Texts longer than one part are counted in parts (SMS).
    counts_segments: bool = False
    # Buttons below a text: how many, how long their words may be, and the longest text they go with.
    buttons: int = 0
    button_length: int = 0
    button_text: int = 0

    def carries_buttons(self, labels: Sequence[str], text: str) -> bool:
        """Tell whether these go along as buttons; what does not is a numbered list."""
        short = all(len(label) <= self.button_length for label in labels)
        return len(labels) <= self.buttons and short and len(text) <= self.button_text

    def refuses_file(self, name: str, content_type: str, size: int) -> str:
        """Say why a file cannot go this way; empty when it can."""
        if not self.files:
            return f"“{name}” cannot be sent this way: it takes no files."
        rules = [rule for rule in self.files if fnmatch(content_type, rule.pattern)]
        if not rules:
            return f"“{name}” is of a kind that cannot be sent this way."
        most = max(rule.max_bytes for rule in rules)
        return f"“{name}” is larger than {most // _MIB} MB, the most this way takes." if size > most else ""


def files(**sizes: int) -> tuple[FileRule, ...]:
    """Return rules from sizes in MiB by kind: files(image=5, any=100)."""
    names = {"any": "*", "pdf": "application/pdf"}
    return tuple(FileRule(names.get(kind, f"{kind}/*"), size * _MIB) for kind, size in sizes.items())
