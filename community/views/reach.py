"""The settings of the community's mail. For administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from community.forms.reach import ReachForm, reach_written
from community.models import CommunityLetter, ReachSettings
from community.operations.reaching import FIELDS, retry_letter, save_reach
from community.selectors.letters import troubled
from community.views.access import PersonRequest
from community.views.settings import HERE, admins_only, saved

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def index(request: PersonRequest) -> HttpResponse:
    """Whether letters go out, by which address, and what did not get through."""
    row = ReachSettings.current()
    form = ReachForm(request.POST) if request.method == "POST" else ReachForm(initial=reach_written(row))
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        if saved(form, lambda: save_reach(by=request.user, seen=form.seen, **values)):
            messages.success(request, "The community’s mail is saved")
            return redirect("community_reach")
    context = {**HERE, "form": form, "letters": troubled()[:SHOWN]}
    return render(request, "agent/settings/community/reach.html", context, status=422 if form.is_bound else 200)


@require_POST
@admins_only
def retry(request: PersonRequest, pk: int) -> HttpResponse:
    """Send a letter that did not get through once more."""
    letter = CommunityLetter.objects.filter(pk=pk).first()
    if letter is not None and retry_letter(letter, by=request.user):
        messages.success(request, "It is on its way again")
    return redirect("community_reach")
