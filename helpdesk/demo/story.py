"""Hand-written conversations that can be told about different people.

They are prose, so they live in stories/*.txt, laid out as a script:

    === team=grinders by=email,web_form tags=jam priority=3
    ? A subject
    ?2 A subject of the second branch
    > customer file=photo.png
    What they write in the first branch.
    /
    What they write in the second.
    > agent parks=waiting-on-parts only=2

A ticket follows one branch from subject to last word; a turn with one text says it in both. `by`
lists channels (twice for twice as often), `parks` the status an agent's turn may leave the ticket
in, `file1` and `file2` a file of one branch. Texts may name {machine} {grinder} {serial} {order}
{town} {day} {shots} {minutes} {price} {first} {organization}.
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
    who: str
    # By branch; one text serves both.
    says: Sequence[str]
    parks: str = ""
    files: Sequence[str] = ("", "")
    # The branch it belongs to, counted from 0; None for both.
    only: int | None = None

    def text(self, branch: int) -> str:
        return self.says[min(branch, len(self.says) - 1)]


@dataclass(frozen=True, slots=True)
class Story:
    team: str
    channels: Sequence[str]
    # With the branch each belongs to; None for both.
    subjects: Sequence[tuple[str, int | None]]
    turns: Sequence[Turn]
    tags: Sequence[str] = ()
    type: str = TicketType.QUESTION
    priority: int = Priority.NORMAL
    machines: Sequence[str] = ("Duo", "Pro 2", "One")
    # Only businesses ask this.
    business: bool = False

    def branch(self, branch: int) -> list[Turn]:
        """Return the turns of one branch."""
        return [turn for turn in self.turns if turn.only in {None, branch}]


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
        subjects=[_subject(line) for line in opening.splitlines()],
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
        files=[given.get(f"file{branch}", given.get("file", "")) for branch in (1, 2)],
        only=int(given["only"]) - 1 if "only" in given else None,
    )


def _subject(line: str) -> tuple[str, int | None]:
    mark, _, text = line.partition(" ")
    return text, int(mark[1:]) - 1 if mark != "?" else None


def _options(words: Sequence[str]) -> dict[str, str]:
    return dict(_pairs(words))


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        key, _, value = word.partition("=")
        yield key, value
