"""Unpack what somebody uploads, in memory and within limits: no name of theirs reaches the disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from knowledgebase.exchange.front_matter import Problem

# An import is one transaction of one request.
MOST_FILES = 500
MOST_BYTES = 1_000_000
MOST_TOGETHER = 50_000_000


def read_archive(content: bytes) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Return (path, text) of each Markdown file of a zip, and what cannot be read."""
    files: list[tuple[str, str]] = []
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir() and not _unseen(entry.filename)]
            if len(entries) > MOST_FILES:
                return [], [Problem("", 0, f"An archive has at most {MOST_FILES} files.")]
            together = 0
            for entry in entries:
                if not entry.filename.endswith(".md"):
                    problems.append(Problem(entry.filename, 0, "Only Markdown files (.md) can be imported."))
                    continue
                with packed.open(entry) as file:
                    # What the entry says about its size is its writer's word; only so much is unpacked.
                    raw = file.read(MOST_BYTES + 1)
                together += len(raw)
                if len(raw) > MOST_BYTES or together > MOST_TOGETHER:
                    return [], [*problems, Problem(entry.filename, 0, "This is more than an archive may hold.")]
                try:
                    files.append((entry.filename, raw.decode("utf-8")))
                except UnicodeDecodeError as error:
                    line = raw.count(b"\n", 0, error.start) + 1
                    problems.append(Problem(entry.filename, line, "This is not UTF-8 text."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return [], [Problem("", 0, "This is not a zip archive that can be read.")]
    if not files and not problems:
        problems.append(Problem("", 0, "There is no Markdown file in this archive."))
    return files, problems


def write_archive(files: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files:
            # The same articles make the same archive.
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def _unseen(path: str) -> bool:
    """Leave out what file managers add."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts)
