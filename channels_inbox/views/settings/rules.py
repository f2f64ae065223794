"""Rules: their order, one in the builder, what it would have done, and what it did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import ChangedMeanwhile
from channels_inbox.forms.rule import RuleForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, WRONG, attempt
from channels_inbox.views.settings.placing import placing
from tickets import conditions
from tickets.models import Rule, RuleRun, Ticket
from tickets.operations.ruling import delete_rule, save_rule, switch_rule
from tickets.rules.actions import describe_actions
from tickets.rules.occasions import OCCASIONS
from tickets.rules.rehearsing import rehearse

PLACE = {"section": "settings", "here": "rules"}
LATEST = 10
SHOWN = 100
# How many of the latest tickets a rule can be tried on.
SPANS = (100, 500, 2000)


@require_safe
@admins_only
def rules(request: AgentRequest) -> HttpResponse:
    last = RuleRun.objects.filter(rule=OuterRef("pk")).order_by("-pk")
    found = Rule.objects.annotate(
        last_at=Subquery(last.values("at")[:1]), last_outcome=Subquery(last.values("outcome")[:1])
    )
    rows = [{"rule": rule, "when": _when(rule), "then": ", ".join(describe_actions(rule.actions))} for rule in found]
    return render(request, "agent/settings/rules/index.html", {"rows": rows, "kinds": Rule.Kind.choices, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def new(request: AgentRequest, kind: str) -> HttpResponse:
    if kind not in Rule.Kind.values:
        raise Http404
    return _edit(request, Rule(kind=kind))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Rule, pk=pk))


def _edit(request: AgentRequest, rule: Rule) -> HttpResponse:
    if request.method != "POST":
        return _page(request, RuleForm(rule=rule), rule)

    def make(data: Any) -> RuleForm:
        return RuleForm(data, rule=rule)

    def save(form: RuleForm) -> None:
        save_rule(form.apply(rule), by=request.user, seen=form.seen)

    form, status = attempt(request, make, rule, save)
    if status != SAVED:
        return _page(request, form, rule, status=status)
    messages.success(request, f"“{rule}” is saved{'' if rule.active else ', and switched off'}")
    return redirect("agent_rules")


position = placing(Rule.objects.all, back="agent_rules")


@require_POST
@admins_only
def switch(request: AgentRequest, pk: int) -> HttpResponse:
    """Switch a rule on or off in the list, if it is still the one that was seen there."""
    rule = get_object_or_404(Rule, pk=pk)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        rule = switch_rule(rule, on=request.POST.get("to") == "on", by=request.user, seen=seen)
    except ChangedMeanwhile:
        messages.error(request, f"“{rule}” was changed meanwhile: look at it, then switch it again")
    except ValidationError as error:
        messages.error(request, f"“{rule}” stays off: {error.messages[0]}")
    else:
        messages.success(request, f"“{rule}” is switched {'on' if rule.active else 'off'}")
    return redirect("agent_rules")


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule, pk=pk)
    name = str(rule)
    delete_rule(rule, by=request.user)
    messages.success(request, f"“{name}” is deleted; what it did stays in the tickets’ history")
    return redirect("agent_rules")


@require_POST
@admins_only
def rehearsal(request: AgentRequest, kind: str) -> HttpResponse:
    """Tell what the rule of a form, saved or not, would do to the latest tickets. Changes nothing."""
    if kind not in Rule.Kind.values:
        raise Http404
    rule = Rule(kind=kind)
    form = RuleForm(request.POST, rule=rule)
    if not form.is_valid():
        return render(request, "agent/settings/rules/_rehearsal.html", {"form": form, "kind": kind}, status=WRONG)
    asked = request.POST.get("span", "")
    most = int(asked) if asked in map(str, SPANS) else SPANS[1]
    try:
        told = rehearse(form.apply(rule), Ticket.objects.visible_to(request.user), most=most)
    except LookupError as gone:
        return render(request, "agent/settings/rules/_rehearsal.html", {"gone": str(gone), "kind": kind}, status=WRONG)
    changed = sum(bool(found.changes) for found in told.found)
    context = {"told": told, "changed": changed, "shown": told.found[:SHOWN], "kind": kind}
    return render(request, "agent/settings/rules/_rehearsal.html", context)


@require_safe
@admins_only
def runs(request: AgentRequest, pk: int) -> HttpResponse:
    """List what a rule did, newest first; `?failed` only what went wrong."""
    rule = get_object_or_404(Rule, pk=pk)
    rows = RuleRun.objects.filter(rule=rule).select_related("ticket")
    if "failed" in request.GET:
        rows = rows.filter(outcome__in=[RuleRun.Outcome.FAILED, RuleRun.Outcome.LOOP])
    context = {"rule": rule, "rows": rows[:SHOWN], "failed": "failed" in request.GET, **PLACE}
    return render(request, "agent/settings/rules/runs.html", context)


def _when(rule: Rule) -> str:
    if rule.kind == Rule.Kind.TIMED:
        return f"Time after {rule.get_since_display()}"
    return ", ".join(OCCASIONS[key][0] for key in rule.events if key in OCCASIONS)


def _page(request: AgentRequest, form: RuleForm, rule: Rule, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "rule": rule, "builder": form.builder, "actions": form.actions, **PLACE}
    if rule.pk:
        context["runs"] = RuleRun.objects.filter(rule=rule).select_related("ticket")[:LATEST]
        context["said"] = conditions.describe(rule.conditions)
    return render(request, "agent/settings/rules/edit.html", context, status=status)
