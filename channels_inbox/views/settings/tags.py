"""Tags: found by name, renamed, merged, taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from channels_inbox.forms.tag import MergeForm, TagForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.models import Rework, Tag
from tickets.operations.sorting_tags import delete_tag, merge_tag, save_tag

PLACE = {"section": "settings", "here": "tags"}
SHOWN = 100
NAMES = 500


@require_safe
@admins_only
def tags(request: AgentRequest) -> HttpResponse:
    """List tags by name; a search finds any part of one."""
    query = " ".join(request.GET.get("q", "").split())[:60]
    rows = list(Tag.objects.filter(name__icontains=query).annotate(used=Count("tickets"))[: SHOWN + 1])
    at_work = Rework.objects.filter(finished_at=None, kind__in=[Rework.Kind.MERGE_TAG, Rework.Kind.DELETE_TAG])
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "query": query, "at_work": at_work, **PLACE}
    return render(request, "agent/settings/tags/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk) if pk else Tag()
    if request.method != "POST":
        return _page(request, tag, TagForm(initial={"name": tag.name, "version": tag.version}))

    def save(form: TagForm) -> None:
        save_tag(form.apply(tag), by=request.user, seen=form.seen)

    form, status = attempt(request, TagForm, tag, save)
    if status != SAVED:
        return _page(request, tag, form, status=status)
    messages.success(request, f"“{tag}” is saved")
    return redirect("agent_tag_settings")


@require_POST
@admins_only
def merger(request: AgentRequest, pk: int) -> HttpResponse:
    """Let a tag become another on every ticket that carries it."""
    tag = get_object_or_404(Tag, pk=pk)

    def save(form: MergeForm) -> None:
        merge_tag(tag, into=form.cleaned_data["into"], by=request.user)

    form, status = attempt(request, MergeForm, tag, save)
    if status != SAVED:
        return _page(request, tag, _renaming(tag), form, status=status)
    messages.success(request, f"“{tag}” becomes “{form.cleaned_data['into']}” on every ticket")
    return redirect("agent_tag_settings")


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a tag off every ticket and forget it."""
    tag = get_object_or_404(Tag, pk=pk)
    try:
        delete_tag(tag, by=request.user)
    except NotPossible as error:
        form = TagForm({"name": tag.name, "version": tag.version})
        form.is_valid()
        form.add_error(None, str(error))
        return _page(request, tag, form, status=422)
    messages.success(request, f"“{tag}” is taken off every ticket")
    return redirect("agent_tag_settings")


def _renaming(tag: Tag) -> TagForm:
    return TagForm(initial={"name": tag.name, "version": tag.version})


def _page(
    request: AgentRequest, tag: Tag, form: TagForm, merge_form: MergeForm | None = None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"tag": tag, "form": form, "merge_form": merge_form or MergeForm(), **PLACE}
    if tag.pk:
        context["used"] = tag.tickets.count()
        context["names"] = Tag.objects.exclude(pk=tag.pk).values_list("name", flat=True)[:NAMES]
    return render(request, "agent/settings/tags/edit.html", context, status=status)
