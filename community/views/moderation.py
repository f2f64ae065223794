"""Report a post; and for moderators of the company: what waits, what was done, and what is done about a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.forms.moderating import CalmForm, FlagForm, LevelForm
from community.models import CommunityEvent, Profile
from community.operations.calming import bring_back, clear_away, silence, suspend
from community.operations.flagging import decide, flag_post
from community.operations.trusting import set_level
from community.permissions import Power, may
from community.selectors.moderation import log, queue
from community.views.access import PersonRequest, attempt, post_or_404, signed_in
from community.views.posts import place_of
from helpdesk.lib.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def flags(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a post."""
    post = post_or_404(request.standing, pk)
    if not may(request.standing, Power.FLAG):
        raise Http404
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            flag_post(post, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Thank you. A moderator looks at it.")
            return redirect(place_of(post))
    context = {"tab": "community", "post": post, "topic": post.topic, "form": form}
    return render(request, "community/moderation/flag.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
@signed_in
def index(request: PersonRequest) -> HttpResponse:
    _moderators_only(request)
    return render(request, "community/moderation/index.html", {"tab": "community", "cases": queue()})


@require_safe
@never_cache
@signed_in
def history(request: PersonRequest) -> HttpResponse:
    _moderators_only(request)
    before = request.GET.get("before", "")
    page = log(before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0)
    return render(request, "community/moderation/log.html", {"tab": "community", "page": page})


@require_POST
@signed_in
def decision(request: PersonRequest, pk: int) -> HttpResponse:
    _moderators_only(request)
    post = post_or_404(request.standing, pk)
    keep = request.POST.get("keep") == "1"
    said = "It stays." if keep else "It is taken away."
    seen = request.POST.get("seen", "")
    return attempt(
        request,
        lambda: decide(post, keep=keep, by=request.user, seen=seen),
        done=said,
        back="/community/moderation/",
    )


@require_POST
@signed_in
def calm(request: PersonRequest, handle: str) -> HttpResponse:
    """Silence or suspend somebody; for 0 days, let them again."""
    profile = _person(request, handle)
    form = CalmForm(request.POST)
    if not form.is_valid():
        return redirect(profile)
    data = form.cleaned_data
    act = silence if data["act"] == "silence" else suspend
    return attempt(
        request,
        lambda: act(profile.user, days=data["days"], by=request.user, reason=data["reason"]),
        done="Done.",
        back=profile.get_absolute_url(),
    )


@require_POST
@signed_in
def level(request: PersonRequest, handle: str) -> HttpResponse:
    profile = _person(request, handle)
    form = LevelForm(request.POST)
    if not form.is_valid():
        raise Http404
    to = form.cleaned_data["level"]
    return attempt(
        request,
        lambda: set_level(profile.user, to=to, by=request.user),
        done="Their trust is set." if to is not None else "Their trust is computed again.",
        back=profile.get_absolute_url(),
    )


@require_POST
@signed_in
def clearing(request: PersonRequest, handle: str) -> HttpResponse:
    """Take away everything somebody wrote."""
    profile = _person(request, handle)
    return attempt(
        request,
        lambda: clear_away(profile.user, by=request.user),
        done="What they wrote is taken away. You can bring it back from the log.",
        back="/community/moderation/log/",
    )


@require_POST
@signed_in
def undoing(request: PersonRequest, pk: int) -> HttpResponse:
    _moderators_only(request)
    event = get_object_or_404(CommunityEvent, pk=pk, action="cleared")
    return attempt(
        request,
        lambda: bring_back(event, by=request.user),
        done="It is there again.",
        back="/community/moderation/log/",
    )


def _person(request: PersonRequest, handle: str) -> Profile:
    _moderators_only(request)
    return get_object_or_404(Profile.objects.select_related("user"), handle=handle)


def _moderators_only(request: PersonRequest) -> None:
    if not may(request.standing, Power.MODERATE):
        raise Http404
