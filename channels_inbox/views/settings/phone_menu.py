"""What callers hear: the outline of a menu, its steps, putting it into force, and trying it without a carrier."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import ChangedMeanwhile, NotPossible
from accounts.models import Calendar
from channels_inbox.forms.phone_menu import NewStepForm, SimulationForm, StepForm, written
from channels_inbox.models import Channel, PhoneMenu
from channels_inbox.phone.menu.editing import (
    EMPTY,
    begin_with,
    fresh_node,
    problems_of,
    publish,
    remove_step,
    save_step,
)
from channels_inbox.phone.menu.simulating import HUNG_UP, MOST, call_for_real, play
from channels_inbox.phone.menu.tree import KINDS, outline, targets
from channels_inbox.phone.receiving import Blocked
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
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
    return _outline(request, _menu(pk))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def new_step(request: AgentRequest, pk: int) -> HttpResponse:
    menu = _menu(pk)

    def make(data: Any) -> NewStepForm:
        return NewStepForm(data, tree=menu.draft)

    form, code = NewStepForm(initial={"version": menu.version, "kind": "say"}, tree=menu.draft), 200
    if request.method == "POST":

        def save(form: NewStepForm) -> None:
            node = fresh_node(form.cleaned_data["kind"])
            save_step(menu, form.cleaned_data["name"], node, by=request.user, seen=form.seen)

        form, code = attempt(request, make, menu, save)
        if code == SAVED:
            return redirect("agent_phone_step", pk, form.cleaned_data["name"])
    return render(
        request, "agent/settings/phone/new_step.html", {"form": form, "phone_menu": menu, **PLACE}, status=code
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def step(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    menu = _menu(pk)
    node = menu.draft["nodes"].get(name)
    if node is None:
        raise Http404

    def make(data: Any) -> StepForm:
        return StepForm(data, kind=node["kind"], tree=menu.draft, own=name)

    form, code = StepForm(initial=written(node, menu.version), kind=node["kind"], tree=menu.draft, own=name), 200
    if request.method == "POST":
        form, code = attempt(
            request, make, menu, lambda form: save_step(menu, name, form.node(), by=request.user, seen=form.seen)
        )
        if code == SAVED:
            messages.success(request, f"“{name}” is saved in the draft")
            return redirect("agent_phone_menu", pk)
    wrong = [problem for problem in problems_of(menu.draft) if problem.node == name]
    context = {"form": form, "phone_menu": menu, "name": name, "kind": KINDS[node["kind"]], "problems": wrong, **PLACE}
    return render(request, "agent/settings/phone/step.html", context, status=code)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    return _change(request, pk, lambda menu, seen: remove_step(menu, name, by=request.user, seen=seen), "It is gone")


@require_POST
@admins_only
def beginning(request: AgentRequest, pk: int, name: str) -> HttpResponse:
    """Let callers begin at this step."""
    return _change(
        request, pk, lambda menu, seen: begin_with(menu, name, by=request.user, seen=seen), f"Calls begin at “{name}”"
    )


@require_POST
@admins_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    """Put the draft into force."""
    return _change(
        request,
        pk,
        lambda menu, seen: publish(menu, by=request.user, seen=seen),
        "In force for calls that begin from now on",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def simulator(request: AgentRequest, pk: int) -> HttpResponse:
    """Step through a call. Everything the caller did is in the form: nothing is kept between two steps."""
    menu = _menu(pk)
    zone: Any = timezone.get_current_timezone()
    initial = {"which": "draft", "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "number": "+4915550100"}
    form = SimulationForm(request.POST if request.method == "POST" else initial, zone=zone)
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
    context |= {"published": published, "problems": problems_of(tree)}
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
    form = SimulationForm(request.POST, zone=timezone.get_current_timezone())  # type: ignore[arg-type]
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
    return found or PhoneMenu(channel=channel, draft=deepcopy(EMPTY))


def _change(request: AgentRequest, pk: int, change: Any, said: str) -> HttpResponse:
    """Change the draft as its reader saw it, or say beside it why not."""
    menu = _menu(pk)
    seen = request.POST.get("version", "")
    try:
        change(menu, int(seen) if seen.isdigit() else 0)
    except (NotPossible, ChangedMeanwhile) as error:
        return _outline(request, _menu(pk), refused=str(error), code=409)
    messages.success(request, said)
    return redirect("agent_phone_menu", pk)


_WAYS = {
    "then": "then",
    "otherwise": "otherwise",
    "open": "while open",
    "closed": "while closed",
    "offer": "by its key",
}


def _outline(request: AgentRequest, menu: PhoneMenu, *, refused: str = "", code: int = 200) -> HttpResponse:
    found = problems_of(menu.draft)
    nodes = menu.draft["nodes"]
    rows = [
        {
            "depth": min(depth, 6),
            "way": f"key {way[4:]}" if way.startswith("key_") else _WAYS.get(way, way),
            "name": name,
            "again": again,
            "node": nodes.get(name),
            "kind": KINDS.get(nodes[name]["kind"]) if name in nodes else None,
            "open_ends": not again and name in nodes and any(not to for _, to in targets(nodes[name])),
            "problems": [] if again else [problem for problem in found if problem.node == name],
        }
        for depth, way, name, again in outline(menu.draft)
    ]
    context = {
        "phone_menu": menu,
        "rows": rows,
        "problems": found,
        "refused": refused,
        "changed": not menu.published or menu.published.tree != menu.draft,
        "versions": menu.versions.select_related("by")[:5] if menu.pk else [],
        **PLACE,
    }
    return render(request, "agent/settings/phone/show.html", context, status=code)
