"""Reach-outs: the list with what became of each, one with its preview, a trial, its log, started and stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.reach_out import ReachOutForm, written
from channels_inbox.models import ReachOut
from channels_inbox.operations.reach_outs import save_reach_out, start_reach_out, stop_reach_out
from channels_inbox.outbound import Unreachable
from channels_inbox.reaching_out.letter import mailbox_of_reach_out
from channels_inbox.reaching_out.preview import send_trial, shown
from channels_inbox.reaching_out.words import names_for
from channels_inbox.selectors.reach_outs import counted, log_of
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt

PLACE = {"section": "settings", "here": "reach_outs"}
SHOWN = 100


@require_safe
@admins_only
def reach_outs(request: AgentRequest) -> HttpResponse:
    rows = counted(ReachOut.objects.all()[:SHOWN])
    return render(request, "agent/settings/reach_outs/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    reach_out = get_object_or_404(ReachOut, pk=pk) if pk else ReachOut()
    form, status = ReachOutForm(initial=written(reach_out)), 200
    if request.method == "POST":

        def save(form: ReachOutForm) -> None:
            organizations = form.cleaned_data["organizations"]
            save_reach_out(form.apply(reach_out), organizations, by=request.user, seen=form.seen)

        form, status = attempt(request, ReachOutForm, reach_out, save)
        if status == SAVED:
            more = "" if reach_out.started_at else "; nobody gets it until you start it"
            messages.success(request, f"“{reach_out}” is saved{more}")
            return redirect("agent_reach_out", reach_out.pk)
    kept = get_object_or_404(ReachOut, pk=pk) if pk else ReachOut()
    context = {"form": form, "reach_out": kept, "previews": shown(kept.texts), "names": names_for(kept.happening)}
    return render(request, "agent/settings/reach_outs/edit.html", {**context, **PLACE}, status=status)


@require_POST
@admins_only
def preview(request: AgentRequest) -> HttpResponse:
    """Draw the words as they are typed. Changes nothing."""
    form = ReachOutForm(request.POST)
    form.is_valid()
    context = {"previews": shown(form.texts)}
    return render(request, "agent/settings/reach_outs/_preview.html", context)


@require_POST
@admins_only
def trial(request: AgentRequest, pk: int) -> HttpResponse:
    """Send it to oneself, as it is saved."""
    reach_out = get_object_or_404(ReachOut.objects.select_related("channel"), pk=pk)
    try:
        trouble = send_trial(reach_out.texts, mailbox_of_reach_out(reach_out), to=request.user)
    except Unreachable as error:
        trouble = str(error)
    if trouble:
        messages.error(request, f"The trial did not go out: {trouble}")
    else:
        messages.success(request, f"A trial is on its way to {request.user.email}")
    return redirect("agent_reach_out", reach_out.pk)


@require_POST
@admins_only
def running(request: AgentRequest, pk: int) -> HttpResponse:
    """Start it, or (`stop`) let nothing follow any more."""
    reach_out = get_object_or_404(ReachOut, pk=pk)
    if "stop" in request.POST:
        stop_reach_out(reach_out, by=request.user)
        messages.success(request, f"“{reach_out}” is stopped; what waited is cancelled")
    else:
        start_reach_out(reach_out, by=request.user)
        messages.success(request, f"“{reach_out}” follows what happens from now on")
    return redirect("agent_reach_out", reach_out.pk)


@require_safe
@admins_only
def log(request: AgentRequest, pk: int) -> HttpResponse:
    reach_out = get_object_or_404(ReachOut, pk=pk)
    rows = log_of(reach_out)[: SHOWN + 1]
    context = {"reach_out": reach_out, "rows": rows[:SHOWN], "more": len(rows) > SHOWN, **PLACE}
    return render(request, "agent/settings/reach_outs/log.html", context)
