"""Macros and snippets: one's own, one's teams', and everybody's."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.actions import TEXTS
from channels_inbox.forms.macro import MacroForm
from channels_inbox.views.access import AgentRequest, View, agents_only
from channels_inbox.views.settings.editing import SAVED, WRONG, attempt
from tickets.errors import NotAllowed, TicketError
from tickets.models import Macro, Ticket
from tickets.operations.macros import preview_macro, require_macro, retire_macro, save_macro
from tickets.rules.actions import describe_actions
from tickets.rules.variables import VARIABLES, unread_variables

PLACE = {"section": "settings", "here": "macros"}


def answering_only(view: View) -> View:
    """Let those in who may use a macro at all."""

    @wraps(view)
    @agents_only
    def gate(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.can_answer:
            raise Http404
        return view(request, *args, **kwargs)

    return gate


def _visible(request: AgentRequest) -> Any:
    """Return macros this person may use; an administrator keeps everybody's but what is one agent's own."""
    if not request.user.is_admin:
        return Macro.objects.visible_to(request.user)
    private = Q(visibility=Macro.Visibility.ME) & ~Q(owner=request.user)
    return Macro.objects.filter(retired_at=None).exclude(private)


def _may_change(request: AgentRequest, macro: Macro) -> bool:
    try:
        require_macro(macro, by=request.user)
    except NotAllowed:
        return False
    return True


@require_safe
@answering_only
def macros(request: AgentRequest) -> HttpResponse:
    rows = [
        {"macro": macro, "does": ", ".join(describe_actions(macro.actions)), "mine": _may_change(request, macro)}
        for macro in _visible(request).select_related("team", "owner")
    ]
    return render(request, "agent/macros/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@answering_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    macro = get_object_or_404(_visible(request), pk=pk) if pk else Macro()
    if pk and not _may_change(request, macro):
        raise Http404
    if request.method != "POST":
        return _page(request, MacroForm(macro=macro, user=request.user), macro)

    def make(data: Any) -> MacroForm:
        return MacroForm(data, macro=macro, user=request.user)

    def save(form: MacroForm) -> None:
        save_macro(form.apply(macro), by=request.user, seen=form.seen)

    form, status = attempt(request, make, macro, save)
    if status != SAVED:
        return _page(request, form, macro, status=status)
    messages.success(request, f"“{macro}” is saved")
    return redirect("agent_macros")


@require_POST
@answering_only
def preview(request: AgentRequest) -> HttpResponse:
    """Tell what the macro of a form, saved or not, would do to a ticket. Changes nothing."""
    macro = Macro()
    form = MacroForm(request.POST, macro=macro, user=request.user)
    form.is_valid()
    number = request.POST.get("number", "").strip().lstrip("#")
    rows = Ticket.objects.visible_to(request.user)
    ticket = (
        rows.filter(number=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 19 else None
    )
    context: dict[str, Any] = {"ticket": ticket}
    macro.actions = form.actions.items()
    if ticket is None:
        context["error"] = "There is no such ticket, or not for you."
    elif not form.actions.is_valid():
        context["error"] = next((row.error for row in form.actions.rows if row.error), "Choose at least one action.")
    else:
        try:
            context["shown"] = preview_macro(ticket, macro, by=request.user)
            texts = [item["params"]["text"] for item in macro.actions if item["action"] in TEXTS]
            context["doubts"] = [doubt for text in texts for doubt in unread_variables(text)]
        except TicketError as error:
            context["error"] = str(error)
    return render(request, "agent/macros/_preview.html", context, status=WRONG if "error" in context else 200)


@require_POST
@answering_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    macro = get_object_or_404(_visible(request), pk=pk)
    if not _may_change(request, macro):
        raise Http404
    retire_macro(macro, by=request.user)
    messages.success(request, f"“{macro}” can be used no more")
    return redirect("agent_macros")


def _page(request: AgentRequest, form: MacroForm, macro: Macro, *, status: int = 200) -> HttpResponse:
    latest = Ticket.objects.visible_to(request.user).order_by("-last_message_at", "-pk").only("number").first()
    context = {
        "form": form,
        "macro": macro,
        "actions": form.actions,
        "variables": [(name, words) for name, (words, _) in VARIABLES.items()],
        "latest": latest.number if latest else "",
        **PLACE,
    }
    return render(request, "agent/macros/edit.html", context, status=status)
