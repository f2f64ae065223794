"""Lists people make for themselves; administrators also for teams and everybody."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.conditions import ConditionBuilder
from channels_inbox.forms.saved_view import SavedViewForm, written
from channels_inbox.selectors import saved_views as lists
from channels_inbox.selectors.capped import CAP, shown
from channels_inbox.selectors.desk_views import FIRST
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.settings.editing import SAVED, WRONG, attempt
from tickets.conditions import Use, describe
from tickets.models import SavedView
from tickets.operations.viewing import delete_view, may_change, save_view
from tickets.saved_views import UNREADABLE, asks_only, broken, use_of

EXAMPLES = 5


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    """List all views this person may open, with what each asks."""
    views = SavedView.objects.visible_to(request.user).select_related("team", "owner")
    known, use = lists.custom_fields(), use_of(request.user)
    rows = [
        {"view": view, "list": lists.of(view, known), "asks": _asks(view, use), "mine": may_change(view, request.user)}
        for view in views
    ]
    return render(request, "agent/saved_views/index.html", {"rows": rows, "section": "inbox"})


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    view = _changeable(request, pk) if pk else SavedView(owner=request.user)
    if request.method != "POST":
        first = written(view) if pk else {"name": request.GET.get("name", "")[:60], "whose": "me"}
        form = SavedViewForm(initial=first, by=request.user)
        return _page(request, form, view, ConditionBuilder.of(_readable(view), use=use_of(request.user)))
    builder = ConditionBuilder.read(request.POST, use=use_of(request.user))
    fits = builder.is_valid()

    def make(data: Any) -> SavedViewForm:
        return SavedViewForm(data, initial={"icon": view.icon}, by=request.user)

    def save(form: SavedViewForm) -> None:
        view.conditions = builder.tree()
        save_view(form.apply(view), by=request.user, seen=form.seen)

    if not fits:
        return _page(request, make(request.POST), view, builder, status=WRONG)
    form, status = attempt(request, make, view, save)
    if status != SAVED:
        return _page(request, form, view, builder, status=status)
    messages.success(request, f"“{form.cleaned_data['name']}” is saved")
    return redirect("agent_view", f"{lists.SAVED}{view.pk}")


@require_POST
@agents_only
def preview(request: AgentRequest) -> HttpResponse:
    """Say how many tickets fit what is being put together, and name the first. Changes nothing."""
    builder = ConditionBuilder.read(request.POST, use=use_of(request.user))
    context: dict[str, Any] = {"unclear": not builder.is_valid()}
    if not context["unclear"]:
        view = lists.of(SavedView(conditions=builder.tree(), finished=bool(request.POST.get("finished"))), "")
        count = view.tickets(request.user).order_by()[:CAP].count()
        first = view.tickets(request.user).order_by("-last_message_at", "-id").values("number", "subject")[:EXAMPLES]
        context |= {"count": shown(count), "one": count == 1, "rows": first}
    return render(request, "agent/saved_views/_preview.html", context)


@require_POST
@agents_only
def deletion(request: AgentRequest, pk: int) -> HttpResponse:
    view = _changeable(request, pk)
    delete_view(view, by=request.user)
    messages.success(request, f"“{view}” is deleted")
    return redirect("agent_view", FIRST)


def _changeable(request: AgentRequest, pk: int) -> SavedView:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if not may_change(view, request.user):
        raise Http404
    return view


def _asks(view: SavedView, use: Use) -> str:
    """Say what a view asks, but not whom it names to those who may not know of them."""
    try:
        return describe(view.conditions) if use == Use.VIEW or asks_only(view.conditions, use) else ""
    except UNREADABLE:
        return ""


def _readable(view: SavedView) -> dict[str, Any]:
    """Return its conditions for the builder, which shows a field that is gone as such; nothing if they are no tree."""
    try:
        ConditionBuilder.of(view.conditions, use=Use.VIEW)
    except UNREADABLE:
        return {}
    return dict(view.conditions)


def _page(
    request: AgentRequest, form: SavedViewForm, view: SavedView, builder: ConditionBuilder, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "view": view,
        "builder": builder,
        "section": "inbox",
        "back": reverse("agent_view", args=[f"{lists.SAVED}{view.pk}" if view.pk else FIRST]),
        "broken": broken(view.conditions) if view.pk else "",
    }
    return render(request, "agent/saved_views/edit.html", context, status=status)
