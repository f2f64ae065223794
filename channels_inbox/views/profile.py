"""One's own settings: looks, clock, signature, API tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import ApiToken, User
from channels_inbox.forms.profile import ProfileForm, TokenForm
from channels_inbox.views.access import AgentRequest, agents_only


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def profile(request: AgentRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved")
        return redirect("agent_profile")
    return _page(request, form, TokenForm(), status=422 if request.method == "POST" else 200)


@require_POST
@agents_only
def after_send(request: AgentRequest) -> HttpResponse:
    """Remember what somebody wants to see when they have sent a reply."""
    wanted = request.POST.get("after", "")
    if wanted not in User.AfterSend.values:
        return HttpResponse("There is no such choice.", status=422)
    request.user.after_send = wanted
    request.user.save(update_fields=["after_send"])
    return HttpResponse(status=204)


@require_POST
@agents_only
@never_cache
def tokens(request: AgentRequest) -> HttpResponse:
    """Make a token and show its secret on this one page."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, ProfileForm(instance=request.user), form, status=422)
    _, secret = ApiToken.issue(user=request.user, name=form.cleaned_data["name"])
    return _page(request, ProfileForm(instance=request.user), TokenForm(), secret=secret)


@require_POST
@agents_only
def revocation(request: AgentRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = get_object_or_404(ApiToken, pk=pk, user=request.user, revoked_at=None)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    messages.success(request, f"“{token.name}” opens nothing any more")
    return redirect("agent_profile")


def _page(
    request: AgentRequest, form: ProfileForm, token_form: TokenForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    mine = ApiToken.objects.filter(user=request.user, revoked_at=None).order_by("-pk")
    context = {"form": form, "token_form": token_form, "tokens": mine, "secret": secret, "section": "profile"}
    return render(request, "agent/profile/show.html", context, status=status)
