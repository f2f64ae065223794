"""Hand-written conversations that can be told about different people.

They are prose, so they live in stories/*.txt, laid out as a script:

    === team=grinders by=email,web_form tags=jam priority=3
    ? A subject
    ? Another one to choose from
    > customer file=photo.jpg
    What they write.
    /
    Another way to say it.
    > agent parks=waiting-on-parts

`by` lists channels (twice for twice as often), `parks` the status an agent's turn may leave the
ticket in. Texts may name {machine} {serial} {order} {town} {day} {shots} {first} {organization}.
Greetings and signatures are added where a channel has them, so the texts carry none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tickets.models.kinds import Priority, TicketType

FOLDER = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; one of `says` is chosen."""

    who: str
    says: Sequence[str]
    parks: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    team: str
    channels: Sequence[str]
    subjects: Sequence[str]
    turns: Sequence[Turn]
    tags: Sequence[str] = ()
    type: str = TicketType.QUESTION
    priority: int = Priority.NORMAL
    machines: Sequence[str] = ("Duo", "Pro 2", "One")
    # Only businesses ask this.
    business: bool = False


@cache
def stories() -> list[Story]:
    """Return every story, in a fixed order."""
    return [
        _story(block)
        for path in sorted(FOLDER.glob("*.txt"))
        for block in path.read_text(encoding="utf-8").split("=== ")[1:]
    ]


def _story(block: str) -> Story:
    head, _, rest = block.partition("\n")
    given = _options(head.split())
    opening, *turns = rest.split("\n> ")
    return Story(
        team=given["team"],
        channels=given["by"].split(","),
        subjects=[line[2:] for line in opening.splitlines() if line.startswith("? ")],
        turns=list(map(_turn, turns)),
        tags=[tag for tag in given.get("tags", "").split(",") if tag],
        type=given.get("type", TicketType.QUESTION),
        priority=int(given.get("priority", Priority.NORMAL)),
        machines=given.get("machines", "Duo,Pro_2,One").replace("_", " ").split(","),
        business="business" in given,
    )


def _turn(block: str) -> Turn:
    head, _, body = block.partition("\n")
    who, *options = head.split()
    given = _options(options)
    return Turn(
        who,
        [text.strip() for text in f"\n{body}\n".split("\n/\n")],
        parks=given.get("parks", ""),
        file=given.get("file", ""),
    )


def _options(words: Sequence[str]) -> dict[str, str]:
    return dict(_pairs(words))


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        key, _, value = word.partition("=")
        yield key, value
