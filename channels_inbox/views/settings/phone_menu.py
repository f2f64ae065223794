"""What callers hear: the outline of a menu, its steps, putting it into force, and trying it without a carrier."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Calendar
from channels_inbox.forms.phone_menu import CallSimulationForm, StepForm, written
from channels_inbox.models import Channel, PhoneMenu
from channels_inbox.outlines import Node
from channels_inbox.phone.menu.editing import DRAFTS, fresh_node
from channels_inbox.phone.menu.simulating import HUNG_UP, MOST, call_for_real, play
from channels_inbox.phone.receiving import Blocked
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.outlines import Editor
from tickets.models.kinds import ChannelKind

PLACE = {"section": "settings", "here": "phone"}


@require_safe
@admins_only
def lines(request: AgentRequest) -> HttpResponse:
    """List the lines whose callers may hear a menu."""
    rows = _lines().select_related("team", "menu__published")
    return render(request, "agent/settings/phone/index.html", {"rows": rows, **PLACE})


@require_safe
@admins_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return EDITOR.outline(request, _menu(pk))


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
    """Let calls begin at this step."""
    return EDITOR.change(request, pk, DRAFTS.begin_with, name, said=f"Calls begin at “{name}”")


@require_POST
@admins_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the draft into force."""
    return EDITOR.change(request, pk, DRAFTS.publish, said="In force for calls that begin from now on")


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def simulator(request: AgentRequest, pk: int) -> HttpResponse:
    """Step through a call. Everything the caller did is in the form: nothing is kept between two steps."""
    menu = _menu(pk)
    zone: Any = timezone.get_current_timezone()
    initial = {"which": "draft", "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "number": "+4915550100"}
    form = CallSimulationForm(request.POST if request.method == "POST" else initial, zone=zone)
    done = [word[:24] for word in request.POST.getlist("done")][:MOST]
    if word := request.POST.get("next", "").strip()[:24]:
        done.append(word)
    if "again" in request.POST:
        done = []
    context: dict[str, Any] = {"phone_menu": menu, "form": form, "done": done, **PLACE}
    if not form.is_valid():
        return render(request, "agent/settings/phone/simulator.html", context, status=422)
    published = form.cleaned_data["which"] == "published" and menu.published
    tree = menu.published.tree if published and menu.published else menu.draft
    context |= {"published": published, "problems": DRAFTS.problems(tree)}
    if not context["problems"]:
        calendars = {calendar.pk: calendar for calendar in Calendar.objects.all()}
        at = form.cleaned_data["at"]
        context["scene"] = play(tree, done, is_open=lambda pk: pk in calendars and calendars[pk].is_open(at))
        context["node"] = tree["nodes"].get(context["scene"].turn.node, {})
    return render(request, "agent/settings/phone/simulator.html", context)


@require_POST
@admins_only
def simulated_calls(request: AgentRequest, pk: int) -> HttpResponse:
    """Make a simulated call a call like any other: it ends in a ticket."""
    menu = _menu(pk)
    form = CallSimulationForm(request.POST, zone=timezone.get_current_timezone())  # type: ignore[arg-type]
    number = form.cleaned_data["number"] if form.is_valid() else ""
    try:
        call = call_for_real(menu.channel, [*request.POST.getlist("done"), HUNG_UP], number=number, by=request.user)
    except Blocked:
        messages.error(request, "Calls of this number are refused.")
        return redirect("agent_phone_simulator", pk)
    messages.success(request, f"The call was made: {call.get_state_display().lower()}")
    if call.conversation:
        return redirect("agent_ticket", call.conversation.ticket.number)
    return redirect("/agent/calls/?show=all")


def _lines() -> Any:
    return Channel.objects.filter(kind=ChannelKind.PHONE, retired_at=None)


def _menu(pk: int) -> PhoneMenu:
    """Return a line's menu; one that nobody began yet is not stored by looking at it."""
    channel = get_object_or_404(_lines().select_related("team"), pk=pk)
    found = PhoneMenu.objects.filter(channel=channel).select_related("channel__team", "published").first()
    return found or DRAFTS.empty(channel)


_WAYS = {
    "then": "then",
    "otherwise": "otherwise",
    "open": "while open",
    "closed": "while closed",
    "offer": "by its key",
}


def _way(field: str, leading: Node | None) -> str:
    return f"key {field[4:]}" if field.startswith("key_") else _WAYS.get(field, field)


EDITOR = Editor(
    drafts=DRAFTS,
    find=_menu,
    fresh_node=fresh_node,
    step_form=StepForm,
    written=written,
    first="say",
    way=_way,
    beside=lambda menu: {},
    called="phone_menu",
    templates="agent/settings/phone",
    show="agent_phone_menu",
    step="agent_phone_step",
    place=PLACE,
)
