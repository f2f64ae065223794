"""Bots of widgets: what each is called and minds, the outline of its flow, its steps, and putting it into force."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import ChangedMeanwhile, NotPossible
from channels_inbox.bot.editing import (
    EMPTY,
    begin_with,
    fresh_node,
    problems_of,
    publish,
    remove_step,
    save_settings,
    save_step,
)
from channels_inbox.bot.tree import KINDS, options, outline, targets
from channels_inbox.forms.bot import BotForm, BotStepForm, NewBotStepForm, settings_of, written
from channels_inbox.models import Bot, Channel
from channels_inbox.selectors.bots import DAYS, WIDTH, endings
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.models.kinds import ChannelKind

PLACE = {"section": "settings", "here": "bots"}


@require_safe
@admins_only
def bots(request: AgentRequest) -> HttpResponse:
    """List the widgets whose visitors a bot may greet."""
    rows = _channels().select_related("team", "bot__published")
    return render(request, "agent/settings/bots/index.html", {"rows": rows, **PLACE})


@require_safe
@admins_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return _outline(request, find_bot(pk))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    bot = find_bot(pk)
    form, code = BotForm(initial=settings_of(bot)), 200
    if request.method == "POST":
        form, code = attempt(
            request,
            BotForm,
            bot,
            lambda form: save_settings(bot, form.cleaned_data, by=request.user, seen=form.seen),
        )
        if code == SAVED:
            messages.success(request, "The bot is saved")
            return redirect("agent_bot", pk)
    return render(request, "agent/settings/bots/edit.html", {"form": form, "bot": bot, **PLACE}, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def new_step(request: AgentRequest, pk: int) -> HttpResponse:
    bot = find_bot(pk)

    def make(data: Any) -> NewBotStepForm:
        return NewBotStepForm(data, tree=bot.draft)

    form, code = NewBotStepForm(initial={"version": bot.version, "kind": "message"}, tree=bot.draft), 200
    if request.method == "POST":

        def save(form: NewBotStepForm) -> None:
            node = fresh_node(form.cleaned_data["kind"])
            save_step(bot, form.cleaned_data["name"], node, by=request.user, seen=form.seen)

        form, code = attempt(request, make, bot, save)
        if code == SAVED:
            return redirect("agent_bot_step", pk, form.cleaned_data["name"])
    return render(request, "agent/settings/bots/new_step.html", {"form": form, "bot": bot, **PLACE}, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def step(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    bot = find_bot(pk)
    node = bot.draft["nodes"].get(name)
    if node is None:
        raise Http404

    def make(data: Any) -> BotStepForm:
        return BotStepForm(data, kind=node["kind"], tree=bot.draft, own=name)

    form, code = BotStepForm(initial=written(node, bot.version), kind=node["kind"], tree=bot.draft, own=name), 200
    if request.method == "POST":
        form, code = attempt(
            request, make, bot, lambda form: save_step(bot, name, form.node(), by=request.user, seen=form.seen)
        )
        if code == SAVED:
            messages.success(request, f"“{name}” is saved in the draft")
            return redirect("agent_bot", pk)
    wrong = [problem for problem in problems_of(bot.draft) if problem.node == name]
    context = {"form": form, "bot": bot, "name": name, "kind": KINDS[node["kind"]], "problems": wrong, **PLACE}
    return render(request, "agent/settings/bots/step.html", context, status=code)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    return _change(request, pk, lambda bot, seen: remove_step(bot, name, by=request.user, seen=seen), "It is gone")


@require_POST
@admins_only
def beginning(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    """Let chats begin at this step."""
    return _change(
        request, pk, lambda bot, seen: begin_with(bot, name, by=request.user, seen=seen), f"Chats begin at “{name}”"
    )


@require_POST
@admins_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the draft into force."""
    return _change(
        request,
        pk,
        lambda bot, seen: publish(bot, by=request.user, seen=seen),
        "In force for chats that begin from now on",
    )


def find_bot(pk: int) -> Bot:
    """Return a widget's bot; one that nobody began yet is not stored by looking at it."""
    channel = get_object_or_404(_channels(), pk=pk)
    found = Bot.objects.filter(channel=channel).select_related("channel__team", "published").first()
    return found or Bot(channel=channel, draft=deepcopy(EMPTY))


def _channels() -> Any:
    return Channel.objects.filter(kind=ChannelKind.CHAT, retired_at=None).order_by("name")


def _change(request: AgentRequest, pk: int, change: Any, said: str) -> HttpResponse:
    """Change the draft as its reader saw it, or say beside it why not."""
    seen = request.POST.get("version", "")
    try:
        change(find_bot(pk), int(seen) if seen.isdecimal() and len(seen) < 10 else 0)
    except (NotPossible, ChangedMeanwhile) as error:
        return _outline(request, find_bot(pk), refused=str(error), code=409)
    messages.success(request, said)
    return redirect("agent_bot", pk)


_WAYS = {"otherwise": "otherwise", "open": "while open", "closed": "while closed", "yes": "if so", "no": "if not"}


def _way(field: str, leading: dict[str, Any] | None) -> str:
    """Return what leads to a step: a button's words, or the way out of another step."""
    if field.startswith("option_") and leading is not None:
        return f"“{options(leading)[int(field[7:]) - 1].get('label', '')}”"
    return _WAYS.get(field, field)


def _outline(request: AgentRequest, bot: Bot, *, refused: str = "", code: int = 200) -> HttpResponse:
    found = problems_of(bot.draft)
    nodes = bot.draft["nodes"]
    above: dict[int, Any] = {}
    rows = []
    for depth, way, name, again in outline(bot.draft):
        rows.append(
            {
                "depth": min(depth, 6),
                "way": _way(way, above.get(depth - 1)),
                "name": name,
                "again": again,
                "node": nodes.get(name),
                "kind": KINDS.get(nodes[name]["kind"]) if name in nodes else None,
                "open_ends": not again and name in nodes and any(not to for _, to in targets(nodes[name])),
                "problems": [] if again else [problem for problem in found if problem.node == name],
            }
        )
        above[depth] = nodes.get(name)
    context = {
        "bot": bot,
        "rows": rows,
        "problems": found,
        "refused": refused,
        "changed": not bot.published or bot.published.tree != bot.draft,
        "versions": bot.versions.select_related("by")[:5] if bot.pk else [],
        "endings": endings(bot) if bot.pk else [],
        "days": DAYS,
        "width": WIDTH,
        **PLACE,
    }
    return render(request, "agent/settings/bots/show.html", context, status=code)
