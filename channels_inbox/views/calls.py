"""The telephone at the desk: the log of calls, what pops up when one rings, and one's own telephone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from accounts.models import Identity
from channels_inbox.forms.phone import BlockForm, MoveForm, PassOnForm, SeatForm
from channels_inbox.models import BlockedNumber, Call, PhoneSeat
from channels_inbox.phone.desk import block_number, take_seat, tick_off, unblock_number
from channels_inbox.phone.holding import hold, resume, transfer_call
from channels_inbox.phone.moving import move_call
from channels_inbox.phone.naming import name_caller
from channels_inbox.phone.ordering import call_out, lines, pick_up
from channels_inbox.selectors.calls import SHOW, call_log, may_be, pop_of, pops_for, queues_of_calls, with_tickets
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.settings.editing import add_errors
from tickets.models import Ticket

PLACE = {"section": "calls"}
SHOWS = [
    ("undone", "To be done"),
    ("live", "Going on"),
    ("missed", "Missed"),
    ("voicemail", "Voicemail"),
    ("callback", "Call-back wishes"),
    ("all", "All calls"),
]
FILTERS = ("show", "queue", "direction", "number")


@require_safe
@agents_only
def calls(request: AgentRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:80] for name in FILTERS}
    asked["show"] = asked["show"] if asked["show"] in SHOW else "undone"
    log = call_log(request.user, **asked, before=request.GET.get("before", ""))
    context = {"log": log, "asked": asked, "query": urlencode(asked), "queues": queues_of_calls(request.user), **PLACE}
    context |= {"shows": SHOWS, "filtered": any(asked[name] for name in FILTERS[1:]) or asked["show"] != "undone"}
    context["can_call"] = bool(lines()) and PhoneSeat.objects.filter(user=request.user).exclude(number="").exists()
    return render(request, "agent/calls/index.html", context)


@require_POST
@agents_only
def done(request: AgentRequest, pk: int) -> HttpResponse:
    """Tick a call off, or put it back."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    call = tick_off(call, done=request.POST.get("done") == "yes", by=request.user)
    messages.success(request, "Ticked off" if call.done_at else "It is to be done again")
    back = request.POST.get("back", "")
    # Only to the log itself, with its filters.
    return redirect(back if back.startswith("/agent/calls/?") else "agent_calls")


@require_safe
@never_cache
@agents_only
def pops(request: AgentRequest) -> HttpResponse:
    """Draw the calls that ring for this person now; each asks for its own."""
    return render(request, "agent/calls/_pops.html", {"pops": with_tickets(request.user, pops_for(request.user))})


@require_safe
@never_cache
@agents_only
def pop(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw one call as it stands for this person; nothing when it is not theirs, not any more, or not there."""
    call = pop_of(request.user, pk)
    return render(request, "agent/calls/_pop.html", {"call": call}) if call else HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def seat(request: AgentRequest) -> HttpResponse:
    own = PhoneSeat.objects.filter(user=request.user).first() or PhoneSeat(user=request.user)
    known = sorted({*queues_of_calls(request.user), *own.queues})
    if request.method != "POST":
        initial = {"number": own.number, "queues": own.queues, "pops": own.pops}
        return render(request, "agent/calls/seat.html", {"form": SeatForm(initial=initial, queues=known), **PLACE})
    form = SeatForm(request.POST, queues=known)
    if not form.is_valid():
        return render(request, "agent/calls/seat.html", {"form": form, **PLACE}, status=422)
    take_seat(request.user, **form.cleaned_data)
    messages.success(request, "Your telephone is saved")
    return redirect("agent_calls")


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def blocked(request: AgentRequest) -> HttpResponse:
    if request.method == "POST":
        _answering(request)
    form = BlockForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    code = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                row = block_number(**form.cleaned_data, by=request.user)
                messages.success(request, f"Calls of {row} are refused from now on")
                return redirect("agent_blocked_numbers")
        except ValidationError as error:
            add_errors(form, error)
        code = 422
    context: dict[str, Any] = {"form": form, "rows": BlockedNumber.objects.select_related("by"), **PLACE}
    return render(request, "agent/calls/blocked.html", context, status=code)


@require_POST
@agents_only
def unblocked(request: AgentRequest, pk: int) -> HttpResponse:
    _answering(request)
    row = get_object_or_404(BlockedNumber, pk=pk)
    unblock_number(row, by=request.user)
    messages.success(request, f"{row.number} may call again")
    return redirect("agent_blocked_numbers")


@require_POST
@agents_only
def pickup(request: AgentRequest, pk: int) -> HttpResponse:
    """Ring one's own telephone, connected with a waiting caller, and show the ticket."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(conversation=None), pk=pk)
    try:
        pick_up(call, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your telephone rings")
    return redirect("agent_ticket", call.conversation.ticket.number)  # type: ignore[union-attr]


@require_POST
@agents_only
def caller(request: AgentRequest, pk: int) -> HttpResponse:
    """Say which of the people of a number it is."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(conversation=None), pk=pk)
    person = next((one for one in may_be(request.user, call) if str(one.pk) == request.POST.get("customer")), None)
    if person is None:
        raise Http404
    try:
        name_caller(call, customer=person, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"It is {person.display_name}")
    return redirect("agent_ticket", call.conversation.ticket.number)  # type: ignore[union-attr]


@require_POST
@agents_only
def on_hold(request: AgentRequest, pk: int) -> HttpResponse:
    """Put whom one talks with on hold, or go on talking."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(conversation=None), pk=pk)
    wanted = request.POST.get("hold") == "yes"
    try:
        (hold if wanted else resume)(call, by=request.user)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "They are put on hold" if wanted else "You are connected again")
    return redirect("agent_ticket", call.conversation.ticket.number)  # type: ignore[union-attr]


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def transfer(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask to whom, then pass the other side on."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(conversation=None), pk=pk)
    form, code = PassOnForm(request.POST or None, by=request.user), 200
    if request.method == "POST":
        code = 422
        if form.is_valid():
            note = form.cleaned_data["note"]
            try:
                transfer_call(call, by=request.user, agent=form.agent, team=form.team, note=note)
            except NotPossible as error:
                form.add_error("to", str(error))
            else:
                messages.success(request, f"Passed on to {form.agent or form.team}")
                return redirect("agent_calls")
    return render(request, "agent/calls/transfer.html", {"form": form, "call": call, **PLACE}, status=code)


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def move(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a call to another ticket."""
    _answering(request)
    call = get_object_or_404(Call.objects.visible_to(request.user).exclude(conversation=None), pk=pk)
    form, code = MoveForm(request.POST or None), 200
    if request.method == "POST":
        code = 422
        target = None
        if form.is_valid():
            target = Ticket.objects.visible_to(request.user).filter(number=form.cleaned_data["number"]).first()
            if target is None:
                form.add_error("number", "There is no such ticket.")
        if target is not None:
            try:
                moved = move_call(call, to=target, by=request.user)
            except NotPossible as error:
                form.add_error("number", str(error))
            else:
                messages.success(request, "The call belongs to this ticket now")
                return redirect("agent_ticket", moved.conversation.ticket.number)  # type: ignore[union-attr]
    unnamed = call.number and call.customer and not call.customer.identities.exists()
    context = {"form": form, "call": call, "people": may_be(request.user, call) if unnamed else [], **PLACE}
    return render(request, "agent/calls/move.html", context, status=code)


@require_POST
@agents_only
def ticket_calls(request: AgentRequest, number: int) -> HttpResponse:
    """Call the customer of a ticket: one's own telephone rings first."""
    _answering(request)
    ticket = find_ticket(request, number)
    known = ticket.requester.identities.filter(kind=Identity.Kind.PHONE, value=request.POST.get("number", "")).first()
    available = lines()
    try:
        if known is None or not available:
            raise NotPossible("This number cannot be called from here.")
        call_out(ticket, known.value, by=request.user, line=available[0])
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your telephone rings; answer it, and the customer is called")
    return redirect("agent_ticket", ticket.number)


def _answering(request: AgentRequest) -> None:
    """Refuse those who may only look."""
    if not request.user.can_answer:
        raise PermissionDenied
