"""The community's pages among the settings: forums, trust, what keeps spam out. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import ChangedMeanwhile
from community.forms.settings import ForumForm, SettingsForm, Styled, forum_written, written
from community.models import CommunitySettings, Forum
from community.operations.governing import save_settings
from community.operations.shaping import save_forum
from community.selectors.listing import ordered
from community.views.access import PersonRequest, signed_in
from helpdesk.lib.refusal import Refusal

HERE = {"section": "settings", "here": "community"}


def admins_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    @never_cache
    @signed_in
    def gate(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_admin:
            raise Http404
        return view(request, *args, **kwargs)

    return gate


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def index(request: PersonRequest) -> HttpResponse:
    row = CommunitySettings.current()
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm(initial=written(row))
    if request.method == "POST" and form.is_valid() and saved(form, lambda: _save(form, request)):
        messages.success(request, "The settings of the community are saved")
        return redirect("community_settings")
    context = {**HERE, "form": form, "forums": ordered(list(Forum.objects.all()))}
    return render(request, "agent/settings/community/index.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def forum(request: PersonRequest, pk: int = 0) -> HttpResponse:
    """Add a forum, or change one."""
    row = get_object_or_404(Forum, pk=pk) if pk else Forum()
    form = ForumForm(request.POST) if request.method == "POST" else ForumForm(initial=forum_written(row))
    if request.method == "POST" and form.is_valid():

        def save() -> object:
            chosen = form.cleaned_data["organizations"]
            return save_forum(form.apply(row), by=request.user, organizations=chosen, seen=form.seen)

        if saved(form, save):
            messages.success(request, f"“{row.name}” is saved")
            return redirect("community_settings")
    context = {**HERE, "form": form, "forum": row}
    return render(request, "agent/settings/community/forum.html", context, status=422 if form.is_bound else 200)


def _save(form: SettingsForm, request: PersonRequest) -> object:
    data = form.cleaned_data
    names = ("holds_first", "blocked_words", "blocked_domains")
    kept = {name: data[name] for name in names}
    return save_settings(by=request.user, thresholds=form.thresholds, seen=form.seen, **kept)


def saved(form: Styled, save: Callable[[], object]) -> bool:
    try:
        save()
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            form.add_error(name if name in form.fields else None, problems)  # type: ignore[arg-type]
        return False
    except ChangedMeanwhile as error:
        form.add_error(None, str(error))
        form.theirs = error.changes  # type: ignore[attr-defined]
        return False
    except Refusal as error:
        form.add_error(None, str(error))
        return False
    return True
