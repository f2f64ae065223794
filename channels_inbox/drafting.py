"""Change the draft of an outline step by step, and put it into force: a bot's flow, a telephone menu.

What goes on meanwhile, a chat or a call, ends on the version it began with.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import User
from accounts.operations.auditing import audit, require_version
from channels_inbox.models import Channel, Outline, OutlineVersion
from channels_inbox.outlines import END, Grammar, Known, Node, Problem, Tree

EMPTY: Tree = {"start": "", "nodes": {}}

R = TypeVar("R", bound=Outline)


@dataclass(frozen=True)
class Drafts(Generic[R]):
    """The verbs of one kind of outline. Each raises ChangedMeanwhile for a version somebody has changed since."""

    model: type[R]
    grammar: Grammar
    # Tells what steps may name, as the desk is now.
    known: Callable[[], Known]

    def problems(self, tree: Any) -> list[Problem]:
        """Return what keeps a tree from being put into force now."""
        return self.grammar.problems(tree, self.known())

    def empty(self, channel: Channel) -> R:
        """Return the outline of a channel that has none yet; it is not stored by looking at it."""
        return self.model(channel=channel, draft=deepcopy(EMPTY))

    @transaction.atomic
    def save_step(self, outline: R, name: str, node: Node, *, by: User, seen: int) -> R:
        """Store a step of the draft, new or changed; the first one is where it begins. Raises NotPossible."""
        outline = self.locked(outline, seen)
        most = self.grammar.most
        if name not in outline.draft["nodes"] and len(outline.draft["nodes"]) >= most:
            raise NotPossible(f"A {self.grammar.called} has at most {most} steps.")
        draft = deepcopy(outline.draft)
        draft["nodes"][name] = node
        draft["start"] = draft["start"] or name
        return _store(outline, draft, by=by, before=_told(outline.draft, name), after=_told(draft, name))

    @transaction.atomic
    def remove_step(self, outline: R, name: str, *, by: User, seen: int) -> R:
        """Take a step out of the draft. Raises NotPossible while another leads to it."""
        outline = self.locked(outline, seen)
        draft = deepcopy(outline.draft)
        leading = [other for other, node in draft["nodes"].items() if other != name and name in self._leads_to(node)]
        if leading:
            raise NotPossible(f"“{leading[0]}” leads here. Let it lead elsewhere first.")
        if draft["nodes"].pop(name, None) is None:
            return outline
        if draft["start"] == name:
            draft["start"] = next(iter(draft["nodes"]), "")
        return _store(outline, draft, by=by, before=_told(outline.draft, name), after={"start": draft["start"]})

    @transaction.atomic
    def begin_with(self, outline: R, name: str, *, by: User, seen: int) -> R:
        """Let it begin at another step. Raises NotPossible."""
        outline = self.locked(outline, seen)
        if name not in outline.draft["nodes"]:
            raise NotPossible("This step is not there any more.")
        before, after = {"start": outline.draft["start"]}, {"start": name}
        return _store(outline, {**outline.draft, "start": name}, by=by, before=before, after=after)

    @transaction.atomic
    def replace_draft(self, outline: R, draft: Tree, *, by: User, seen: int) -> R:
        """Store a whole draft. Raises ValidationError naming every problem."""
        outline = self.locked(outline, seen)
        if found := self.problems(draft):
            raise ValidationError({"draft": [str(problem) for problem in found]})
        before, after = {"steps": sorted(outline.draft["nodes"])}, {"steps": sorted(draft["nodes"])}
        return _store(outline, draft, by=by, before=before, after=after)

    @transaction.atomic
    def publish(self, outline: R, *, by: User, seen: int) -> OutlineVersion:
        """Put the draft into force for what begins from now on. Raises NotPossible while it has problems."""
        outline = self.locked(outline, seen)
        if found := self.problems(outline.draft):
            raise NotPossible(f"Not in force: {found[0]}")
        current: OutlineVersion | None = outline.published
        if current and current.tree == outline.draft:
            return current
        last = outline.versions.first()
        version: OutlineVersion = outline.versions.create(
            number=last.number + 1 if last else 1, tree=outline.draft, by=by
        )
        outline.published = version
        outline.save(update_fields=["published"])
        before, after = {"in force": str(current or "")}, {"in force": str(version)}
        audit(outline, "put into force", by=by, before=before, after=after)
        return version

    def locked(self, outline: R, seen: int) -> R:
        """Return it under its lock, made when there is none yet."""
        self.model.objects.get_or_create(channel=outline.channel, defaults={"draft": deepcopy(EMPTY)})
        stored = self.model.objects.select_for_update(no_key=True, of=("self",)).select_related("published", "channel")
        found: R = stored.get(channel=outline.channel)
        require_version(found, seen)
        return found

    def _leads_to(self, node: Node) -> set[str]:
        return {to for _, to in self.grammar.targets(node) if to != END}


def _store(outline: R, draft: Tree, *, by: User, before: dict[str, Any], after: dict[str, Any]) -> R:
    if draft == outline.draft:
        return outline
    outline.draft = draft
    outline.version += 1
    outline.save(update_fields=["draft", "version"])
    audit(outline, "changed", by=by, before=before, after={**after, "version": outline.version})
    return outline


def _told(draft: Tree, name: str) -> dict[str, Any]:
    node = draft["nodes"].get(name)
    return {f"{name} {key}": value for key, value in node.items()} if node else {}
