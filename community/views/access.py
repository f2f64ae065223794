"""The way from a request to a row: through what its reader may see, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from accounts.models import User
from community.models import Post, Topic
from community.standing import Standing
from helpdesk.lib.refusal import Refusal

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request by somebody who signed in."""

    user: User  # type: ignore[assignment]
    standing: Standing


def signed_in(view: Callable[Concatenate[PersonRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who is signed in; others sign in first, and then come to the page they were on."""

    @wraps(view)
    def through(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_before(request)
            return redirect(f"{resolve_url('account_login')}?{urlencode({'next': back})}")
        request.standing = Standing.of(request.user)
        return view(request, *args, **kwargs)

    return through


def topic_or_404(standing: Standing, pk: int) -> Topic:
    """Return a topic this person may read; “not for you” and “not there” are the same."""
    found = (
        Topic.objects.open_to(standing).select_related("forum", "author__profile", "claimed_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def home_or_404(standing: Standing, pk: int) -> Topic:
    """Return a topic this person may read; of one that became part of another, that one."""
    found = Topic.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    return topic_or_404(standing, pk) if found is None else home_or_404(standing, found)


def post_or_404(standing: Standing, pk: int) -> Post:
    found = Post.objects.open_to(standing).select_related("topic__forum", "author__profile").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def attempt(request: PersonRequest, act: Callable[[], object], *, done: str = "", back: str) -> HttpResponse:
    """Do one thing that a button asked for, say how it went, and go back to where the button was."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect(back)


def _page_before(request: HttpRequest) -> str:
    """Return the topic somebody pressed a button on: where to go on once they are signed in."""
    parts = request.path.strip("/").split("/")
    return f"/community/t/{parts[2]}/" if parts[:2] == ["community", "t"] and len(parts) > 2 else "/community/"
