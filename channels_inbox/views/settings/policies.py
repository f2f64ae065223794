"""SLA policies: the ordered list, and one with its targets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.sla import PolicyForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.placing import placing
from channels_inbox.views.settings.policy_trials import foretold
from tickets.conditions import fields, names
from tickets.models import Metric, SlaPolicy, SlaTarget
from tickets.models.kinds import Priority
from tickets.operations.promising import retire_policy, save_policy

PLACE = {"section": "settings", "here": "policies"}


@require_safe
@admins_only
def policies(request: AgentRequest) -> HttpResponse:
    found = SlaPolicy.objects.in_use().select_related("calendar").prefetch_related("targets")
    # What is asked for, not which values: saying those asks for each thing they name.
    labels = {key: field.label for key, field in fields().items()}
    rows = [
        {
            "policy": policy,
            "asks": dict.fromkeys(labels.get(name, f"“{name}”") for name in names(policy.conditions)),
            "usual": _usual(policy.targets.all()),
        }
        for policy in found
    ]
    return render(request, "agent/settings/policies/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    policy = _find(pk) if pk else SlaPolicy()
    if request.method != "POST":
        return _page(request, PolicyForm(policy=policy), policy)

    def make(data: Any) -> PolicyForm:
        return PolicyForm(data, policy=policy)

    def save(form: PolicyForm) -> None:
        save_policy(form.apply(policy), form.targets, by=request.user, seen=form.seen)

    form, status = attempt(request, make, policy, save)
    if status != SAVED:
        return _page(request, form, policy, status=status)
    messages.success(request, f"“{policy}” is saved. Clocks that run are counted anew.")
    return redirect("agent_policies")


position = placing(SlaPolicy.objects.in_use, back="agent_policies")


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    policy = _find(pk)
    retire_policy(policy, by=request.user)
    messages.success(request, f"“{policy}” promises nothing any more")
    return redirect("agent_policies")


def _usual(targets: Iterable[SlaTarget]) -> list[SlaTarget]:
    """Return what is promised for a normal ticket, in the order of Metric; without that for the least urgent one."""
    by_priority: dict[int, dict[str, SlaTarget]] = {}
    for target in targets:
        by_priority.setdefault(target.priority, {})[target.metric] = target
    if not by_priority:
        return []
    promised = by_priority.get(Priority.NORMAL) or by_priority[min(by_priority)]
    return [promised[metric] for metric in Metric if metric in promised]


def _find(pk: int) -> SlaPolicy:
    return get_object_or_404(SlaPolicy.objects.in_use(), pk=pk)


def _page(request: AgentRequest, form: PolicyForm, policy: SlaPolicy, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "policy": policy, "builder": form.builder, **foretold(form, timezone.now()), **PLACE}
    return render(request, "agent/settings/policies/edit.html", context, status=status)
