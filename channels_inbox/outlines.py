"""What a tree of steps is, whoever walks it: callers by their keys, visitors by their words.

A tree is {"start": name, "nodes": {name: node}}; a node has a `kind` and its values, some of which name nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Known:
    """What exists at the desk, for steps that name it; team 0 is the channel's own."""

    calendars: Collection[int] = ()
    teams: Collection[int] = (0,)
    fields: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """What makes a tree of one kind whole. `called` is what people call one."""

    called: str
    most: int
    kinds: dict[str, Kind]
    targets: Targets
    # The targets taken while nobody does anything, and what is wrong with a ring of them.
    by_itself: Targets
    ring: str
    # What is said of a place that leads nowhere.
    nowhere: str
    # What is wrong with a text, by the kind of its field; empty when nothing is.
    wrong: Callable[[Field, str, Known], str]
    # What is wrong with a node beyond its fields.
    beyond: Callable[[str, Node], Iterable[Problem]]

    def problems(self, tree: Any, known: Known) -> list[Problem]:
        """Return everything that keeps a tree from being put into force, whatever was sent as one."""
        if not isinstance(tree, dict) or not isinstance(tree.get("nodes"), dict):
            return [Problem("", "", f"This is no {self.called}: it needs “start” and “nodes”.")]
        nodes: dict[str, Any] = tree["nodes"]
        if not nodes:
            return [Problem("", "", "There is nothing yet. Add a first step.")]
        if len(nodes) > self.most:
            return [Problem("", "", f"At most {self.most} steps; there are {len(nodes)}.")]
        found = [
            Problem(str(name), "", "A name has small letters, digits, - and _, at most 40.")
            for name in nodes
            if not NAME.fullmatch(str(name)) or name == END
        ]
        if not isinstance(tree.get("start"), str) or tree["start"] not in nodes:
            found.append(Problem("", "start", f"The first step, “{tree.get('start') or ''}”, does not exist."))
        for name, node in nodes.items():
            found += self._of_node(str(name), node, nodes, known)
        return found or _unreached(tree, self.targets) + _rings(nodes, self.by_itself, self.ring)

    def _of_node(self, name: str, node: Any, nodes: dict[str, Any], known: Known) -> Iterator[Problem]:
        kind = self.kinds.get(str(node.get("kind", ""))) if isinstance(node, dict) else None
        if kind is None:
            yield Problem(name, "kind", "Nobody knows this kind of step.")
            return
        for field in kind.fields:
            if wrong := self._wrong(field, node.get(field.name), known):
                yield Problem(name, field.name, wrong)
        yield from self.beyond(name, node)
        for place, to in self.targets(node):
            if to and to != END and to not in nodes:
                yield Problem(name, place, f"It leads to “{to}”, which does not exist.")

    def _wrong(self, field: Field, value: Any, known: Known) -> str:
        """Say what is wrong with a value; empty when nothing is."""
        if value in ("", None):
            missing = self.nowhere if field.kind == "node" else f"{field.label}: this is missing."
            return missing if field.required else ""
        if field.kind == "flag":
            return "" if isinstance(value, bool) else f"{field.label}: yes or no."
        whole = isinstance(value, int) and not isinstance(value, bool)
        if field.kind == "number":
            fits = whole and field.least <= value <= field.most
            return "" if fits else f"{field.label}: a whole number from {field.least} to {field.most}."
        if field.kind in {"calendar", "team"}:
            there = known.calendars if field.kind == "calendar" else known.teams
            return "" if whole and value in there else f"This {field.kind} does not exist, or is retired."
        if not isinstance(value, str):
            return f"{field.label}: this must be a text."
        if field.most and len(value) > field.most:
            return f"{field.label}: at most {field.most} characters."
        return self.wrong(field, value, known)


def places(kinds: dict[str, Kind], node: Node) -> list[tuple[str, str]]:
    """Return where the fields of a node lead, as (field, name of a node)."""
    kind = kinds.get(str(node.get("kind", "")))
    return [(f.name, str(node.get(f.name) or "")) for f in kind.fields if f.kind == "node"] if kind else []


def _unreached(tree: Tree, targets: Targets) -> list[Problem]:
    return [
        Problem(name, "", "Nothing leads here.") for _, way, name, _ in outline(tree, targets) if way == "unreached"
    ]


def _rings(nodes: dict[str, Node], by_itself: Targets, words: str) -> list[Problem]:
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
