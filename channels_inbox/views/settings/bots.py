"""Bots of widgets and messengers: what each is called and minds, its flow step by step, and putting it into force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.bot.editing import DRAFTS, fresh_node, greeted, save_settings
from channels_inbox.bot.tree import options
from channels_inbox.forms.bot import BotForm, BotStepForm, settings_of, written
from channels_inbox.models import Bot
from channels_inbox.selectors.bots import DAYS, WIDTH, endings
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.outlines import Editor

PLACE = {"section": "settings", "here": "bots"}


@require_safe
@admins_only
def bots(request: AgentRequest) -> HttpResponse:
    """List the channels a bot may greet people on."""
    rows = greeted().select_related("team", "bot__published")
    return render(request, "agent/settings/bots/index.html", {"rows": rows, **PLACE})


@require_safe
@admins_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return EDITOR.outline(request, find_bot(pk))


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
    return EDITOR.new_step(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def step(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    return EDITOR.edit_step(request, pk, name)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    return EDITOR.change(request, pk, DRAFTS.remove_step, name, said="It is gone")


@require_POST
@admins_only
def beginning(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    """Let chats begin at this step."""
    return EDITOR.change(request, pk, DRAFTS.begin_with, name, said=f"Chats begin at “{name}”")


@require_POST
@admins_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the draft into force."""
    return EDITOR.change(request, pk, DRAFTS.publish, said="In force for chats that begin from now on")


def find_bot(pk: int) -> Bot:
    """Return a channel's bot; one that nobody began yet is not stored by looking at it."""
    channel = get_object_or_404(greeted(), pk=pk)
    found = Bot.objects.filter(channel=channel).select_related("channel__team", "published").first()
    return found or DRAFTS.empty(channel)


_WAYS = {"otherwise": "otherwise", "open": "while open", "closed": "while closed", "yes": "if so", "no": "if not"}


def _way(field: str, leading: dict[str, Any] | None) -> str:
    """Return what leads to a step: a button's words, or the way out of another step."""
    if field.startswith("option_") and leading is not None:
        return f"“{options(leading)[int(field[7:]) - 1].get('label', '')}”"
    return _WAYS.get(field, field)


def _beside(bot: Bot) -> dict[str, Any]:
    return {"endings": endings(bot) if bot.pk else [], "days": DAYS, "width": WIDTH}


EDITOR = Editor(
    drafts=DRAFTS,
    find=find_bot,
    fresh_node=fresh_node,
    step_form=BotStepForm,
    written=written,
    first="message",
    way=_way,
    beside=_beside,
    called="bot",
    templates="agent/settings/bots",
    show="agent_bot",
    step="agent_bot_step",
    place=PLACE,
)
