"""Change a bot: its settings, its draft step by step, and put it into force. Chats that go on keep their version."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import Calendar, Team, User
from accounts.operations.auditing import audit, require_version
from channels_inbox.bot.tree import KINDS, NODES, Known, problems, targets
from channels_inbox.models import Bot, BotVersion
from channels_inbox.outlines import END, Node, Problem, Tree
from tickets.models import CustomField

EMPTY: Tree = {"start": "", "nodes": {}}
SETTINGS = ("name", "active", "minds_mood", "silent_hours", "intents")


def known() -> Known:
    """Return what steps may name, as the desk is now."""
    return Known(
        calendars=set(Calendar.objects.values_list("pk", flat=True)),
        teams={0, *Team.objects.in_use().values_list("pk", flat=True)},
        fields=set(CustomField.objects.in_use().values_list("key", flat=True)),
    )


def problems_of(tree: Any) -> list[Problem]:
    return problems(tree, known())


@transaction.atomic
def save_settings(bot: Bot, values: dict[str, Any], *, by: User, seen: int) -> Bot:
    """Store a bot's name, whether it answers, and what brings a person. Raises ChangedMeanwhile, NotPossible."""
    stored = _locked(bot, seen)
    if values["active"] and stored.published is None:
        raise NotPossible("Put its flow into force first; then it can answer.")
    before = {name: getattr(stored, name) for name in SETTINGS}
    after = {name: values[name] for name in SETTINGS}
    if before == after:
        return stored
    for name, value in after.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*SETTINGS, "version"])
    audit(stored, "changed", by=by, before=before, after=after)
    return stored


@transaction.atomic
def save_step(bot: Bot, name: str, node: Node, *, by: User, seen: int) -> Bot:
    """Store a step of the draft, new or changed; the first one is where chats begin. Raises ChangedMeanwhile."""
    bot = _locked(bot, seen)
    if name not in bot.draft["nodes"] and len(bot.draft["nodes"]) >= NODES:
        raise NotPossible(f"A flow has at most {NODES} steps.")
    draft = deepcopy(bot.draft)
    draft["nodes"][name] = node
    draft["start"] = draft["start"] or name
    return _store(bot, draft, by=by, before=_told(bot.draft, name), after=_told(draft, name))


@transaction.atomic
def remove_step(bot: Bot, name: str, *, by: User, seen: int) -> Bot:
    """Take a step out of the draft. Raises NotPossible while another leads to it."""
    bot = _locked(bot, seen)
    draft = deepcopy(bot.draft)
    leading = [other for other, node in draft["nodes"].items() if other != name and name in leads_to(node)]
    if leading:
        raise NotPossible(f"“{leading[0]}” leads here. Let it lead elsewhere first.")
    if draft["nodes"].pop(name, None) is None:
        return bot
    if draft["start"] == name:
        draft["start"] = next(iter(draft["nodes"]), "")
    return _store(bot, draft, by=by, before=_told(bot.draft, name), after={"start": draft["start"]})


@transaction.atomic
def begin_with(bot: Bot, name: str, *, by: User, seen: int) -> Bot:
    """Let chats begin at another step."""
    bot = _locked(bot, seen)
    if name not in bot.draft["nodes"]:
        raise NotPossible("This step is not there any more.")
    before, after = {"start": bot.draft["start"]}, {"start": name}
    return _store(bot, {**bot.draft, "start": name}, by=by, before=before, after=after)


@transaction.atomic
def replace_draft(bot: Bot, draft: Tree, *, by: User, seen: int) -> Bot:
    """Store a whole draft. Raises ValidationError naming every problem, ChangedMeanwhile."""
    bot = _locked(bot, seen)
    if found := problems_of(draft):
        raise ValidationError({"draft": [str(problem) for problem in found]})
    before, after = {"steps": sorted(bot.draft["nodes"])}, {"steps": sorted(draft["nodes"])}
    return _store(bot, draft, by=by, before=before, after=after)


@transaction.atomic
def publish(bot: Bot, *, by: User, seen: int) -> BotVersion:
    """Put the draft into force for chats that begin from now on. Raises NotPossible while it has problems."""
    bot = _locked(bot, seen)
    if found := problems_of(bot.draft):
        raise NotPossible(f"Not in force: {found[0]}")
    if bot.published and bot.published.tree == bot.draft:
        return bot.published
    last = bot.versions.first()
    version = BotVersion.objects.create(bot=bot, number=last.number + 1 if last else 1, tree=bot.draft, by=by)
    before = {"in force": str(bot.published or "")}
    bot.published = version
    bot.save(update_fields=["published"])
    audit(bot, "put into force", by=by, before=before, after={"in force": str(version)})
    return version


def fresh_node(kind: str) -> Node:
    """Return a step of a kind with the values it starts with."""
    fields = {field.name: field.default for field in KINDS[kind].fields}
    if kind == "hours":
        default = Calendar.objects.filter(is_default=True).first()
        fields["calendar"] = default.pk if default else 0
    return {"kind": kind, **({"options": []} if kind == "choice" else {}), **fields}


def leads_to(node: Node) -> set[str]:
    """Return the names of the steps a step may lead to."""
    return {to for _, to in targets(node) if to != END}


def _locked(bot: Bot, seen: int) -> Bot:
    """Return the bot under its lock, made when there is none yet."""
    Bot.objects.get_or_create(channel=bot.channel, defaults={"draft": deepcopy(EMPTY)})
    stored = Bot.objects.select_for_update(no_key=True, of=("self",)).select_related("published", "channel")
    found = stored.get(channel=bot.channel)
    require_version(found, seen)
    return found


def _store(bot: Bot, draft: Tree, *, by: User, before: dict[str, Any], after: dict[str, Any]) -> Bot:
    if draft == bot.draft:
        return bot
    bot.draft = draft
    bot.version += 1
    bot.save(update_fields=["draft", "version"])
    audit(bot, "changed", by=by, before=before, after={**after, "version": bot.version})
    return bot


def _told(draft: Tree, name: str) -> dict[str, Any]:
    node = draft["nodes"].get(name)
    return {f"{name} {key}": value for key, value in node.items()} if node else {}
