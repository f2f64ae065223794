"""Talk with a bot's flow without a visitor. Everything said is in the form: nothing is kept between two steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from channels_inbox.bot.editing import DRAFTS
from channels_inbox.bot.running import world
from channels_inbox.bot.simulating import MOST, make_call, play
from channels_inbox.forms.bot import ChatSimulationForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.bots import PLACE, find_bot

_LONGEST = 600


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def simulator(request: AgentRequest, pk: int) -> HttpResponse:
    bot = find_bot(pk)
    zone: Any = timezone.get_current_timezone()
    initial = {"which": "draft", "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "language": "en"}
    form = ChatSimulationForm(request.POST if request.method == "POST" else initial, zone=zone)
    done = [] if "again" in request.POST else _done(request)
    context: dict[str, Any] = {"bot": bot, "form": form, "done": done, **PLACE}
    if not form.is_valid():
        return render(request, "agent/settings/bots/simulator.html", context, status=422)
    given = form.cleaned_data
    tree = bot.published.tree if given["which"] == "published" and bot.published else bot.draft
    context["problems"] = DRAFTS.problems(tree)
    if not context["problems"]:
        facts = world(bot, language=given["language"], fields={}, at=given["at"])
        scene = play(tree, done, facts)
        if scene.call and given["send"] and "really" in request.POST:
            done.append(make_call(tree, scene))
            scene = play(tree, done, facts)
        context |= {"scene": scene, "sends": given["send"]}
    return render(request, "agent/settings/bots/simulator.html", context)


def _done(request: AgentRequest) -> list[str]:
    """Return what was done before, and what is done now: a button, or words."""
    done = [word[:_LONGEST] for word in request.POST.getlist("done")]
    if word := request.POST.get("next", "").strip()[:_LONGEST]:
        done.append(f"call {request.POST.get('words_of_call', '')[:200]}" if word == "answered" else word)
    elif words := request.POST.get("words", "").strip()[: _LONGEST - 10]:
        done.append(f"say {words}")
    return done[:MOST]
