"""What a tree of steps is, whoever walks it: callers by their keys, visitors by their words.

A tree is {"start": name, "nodes": {name: node}}; a node has a `kind` and its values, some of which name nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

END = "end"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

Node = dict[str, Any]
Tree = dict[str, Any]
# Where a node may lead, as (field, name of a node).
Targets = Callable[[Node], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a node; `kind` says how it is entered and checked."""

    name: str
    kind: str
    label: str
    required: bool = True
    least: int = 0
    most: int = 0
    default: Any = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    label: str
    sentence: str
    icon: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a tree from being put into force: at which node, in which field; both may be empty."""

    node: str
    field: str
    text: str

    def __str__(self) -> str:
        return f"{self.node}: {self.text}" if self.node else self.text


def outline(tree: Tree, targets: Targets) -> Iterator[tuple[int, str, str, bool]]:
    """Walk a tree as people read it: depth, what leads here, the node's name, and whether it was shown before."""
    nodes, seen = tree.get("nodes", {}), set[str]()

    def walk(name: str, way: str, depth: int) -> Iterator[tuple[int, str, str, bool]]:
        again = name in seen
        yield depth, way, name, again
        if again or name not in nodes:
            return
        seen.add(name)
        for field, to in targets(nodes[name]):
            if to:
                yield from walk(to, field, depth + 1)

    if tree.get("start"):
        yield from walk(tree["start"], "", 0)
    for name in nodes:
        if name not in seen:
            yield from walk(name, "unreached", 0)


def unreached(tree: Tree, targets: Targets) -> list[Problem]:
    return [
        Problem(name, "", "Nothing leads here.") for _, way, name, _ in outline(tree, targets) if way == "unreached"
    ]


def rings(nodes: dict[str, Node], by_itself: Targets, words: str) -> list[Problem]:
    """Find ways round that a tree would go for ever, by the targets taken while nobody does anything."""
    found: list[Problem] = []
    clear: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            ring = [*path[path.index(name) :], name]
            found.append(Problem(name, "", f"{words}: {' → '.join(ring)}."))
            return
        if name in clear or name not in nodes:
            return
        for _, to in by_itself(nodes[name]):
            walk(to, (*path, name))
        clear.add(name)

    for name in nodes:
        walk(name, ())
    return found
