"""Walk a caller through a menu, one turn at a time. Pure: the same turn of the same version is always the same.

A carrier, and the simulator in the browser, are only different mouths and ears of this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from channels_inbox.outlines import END, Node, Tree

# Longer than any way through a checked tree: a node asks, or waits, or the call is over.
_HOPS = 100
NOT_THAT = "That was not one of the choices."

IsOpen = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens next: words to say, then what the call does at `node`.

    `act` is ask, queue, voicemail, callback, transfer or end; `attempt` counts how often an `ask` was made before.
    """

    act: str
    node: str
    says: tuple[str, ...] = ()
    attempt: int = 0


def enter(tree: Tree, name: str, *, is_open: IsOpen, says: tuple[str, ...] = (), attempt: int = 0) -> Turn:
    """Go on at a node until the caller must do something, waits, or the call ends."""
    nodes: dict[str, Node] = tree["nodes"]
    for _ in range(_HOPS):
        if name == END or name not in nodes:
            return Turn("end", END, says)
        node = nodes[name]
        kind = node["kind"]
        if kind == "hours":
            name = node["open"] if is_open(node["calendar"]) else node["closed"]
            continue
        if kind != "queue" and node.get("text"):
            says = (*says, node["text"])
        if kind == "say":
            name = node["then"]
            continue
        return Turn("ask" if kind in {"menu", "collect"} else kind, name, says, attempt)
    return Turn("end", END, says)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of the caller's keys: the next turn, and what they keyed in, by its name."""

    turn: Turn
    collected: tuple[str, str] | None = None


def keyed(tree: Tree, name: str, digits: str, *, attempt: int, is_open: IsOpen) -> Heard:
    """Take the keys pressed at a menu or a question; none is pressing nothing."""
    node = tree["nodes"][name]
    digits = "".join(c for c in digits if c in "0123456789*#")
    if node["kind"] == "menu" and digits in node["keys"]:
        return Heard(enter(tree, node["keys"][digits], is_open=is_open))
    if node["kind"] == "collect" and 0 < len(digits.strip("#")) <= node["digits"]:
        return Heard(enter(tree, node["then"], is_open=is_open), (node["name"], digits.strip("#")))
    says = (NOT_THAT,) if digits else ()
    if attempt + 1 < node["tries"]:
        return Heard(enter(tree, name, is_open=is_open, says=says, attempt=attempt + 1))
    return Heard(enter(tree, node["otherwise"], is_open=is_open, says=says))


def leave(tree: Tree, name: str, *, is_open: IsOpen, key: str = "") -> Turn:
    """Go on after a queue that took too long, by a key pressed in it, or a transfer nobody answered."""
    node = tree["nodes"][name]
    offered = node["kind"] == "queue" and key and key == node.get("key")
    return enter(tree, node["offer"] if offered else node["otherwise"], is_open=is_open)


# For a line without a menu of its own: somebody of its team, else a voicemail.
PLAIN: Tree = {
    "start": "queue",
    "nodes": {
        "queue": {
            "kind": "queue",
            "team": 0,
            "text": "Thank you for calling. Somebody will be with you soon.",
            "wait": 180,
            "otherwise": "voicemail",
        },
        "voicemail": {
            "kind": "voicemail",
            "text": "Nobody is free at the moment. Leave a message after the tone, and we will get back to you.",
            "seconds": 120,
        },
    },
}
