"""The lists of topics: all of them, one forum's, and how far the ideas are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import User
from community.models import Forum
from community.permissions import Power, may, may_start
from community.selectors import listing
from community.selectors.moderation import waiting
from community.selectors.roadmap import columns
from community.standing import Standing
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head, breadcrumbs

SHOWN = {"", listing.UNANSWERED, listing.UNSOLVED, listing.MINE, listing.FOLLOWING}


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Topics of every forum, or those a filter leaves."""
    return _list(request, None)


@require_safe
@public_page
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """One forum. One that is not for this reader does not exist for them."""
    standing = Standing.of(request.user)
    found = Forum.objects.open_to(standing).filter(slug=slug).first()
    if found is None:
        raise Http404
    return _list(request, found, standing)


@require_safe
@public_page
def roadmap(request: HttpRequest) -> HttpResponse:
    """What becomes of the ideas: planned, in progress, shipped."""
    standing = Standing.of(request.user)
    context = {
        "tab": "community",
        "show": "roadmap",
        "standing": standing,
        "columns": columns(standing),
        "forums": listing.forums(standing),
        "head": Head(
            title="Roadmap",
            description=f"What {settings.SITE_NAME} makes of your ideas.",
            path=reverse("community_roadmap"),
        ),
    }
    return render(request, "community/ideas/roadmap.html", context)


def _list(request: HttpRequest, here: Forum | None, standing: Standing | None = None) -> HttpResponse:
    standing = standing or Standing.of(request.user)
    show, tag = request.GET.get("show", ""), slugify(request.GET.get("tag", ""))[:30]
    if show not in SHOWN:
        raise Http404
    if show in {listing.MINE, listing.FOLLOWING} and standing.user is None:
        return redirect(f"{reverse('account_login')}?next={request.path}%3Fshow={show}")
    keys = {name: request.GET.get(name, "") for name in ("before", "after")}
    page = listing.topics(standing, forum=here, show=show, tag=tag, **keys)
    plain = not (show or tag or any(keys.values()))
    tops = listing.pinned(standing, here) if plain else []
    rows = [row for row in page.rows if row.pk not in {top.pk for top in tops}]
    there = listing.forums(standing)
    context: dict[str, Any] = {
        "tab": "community",
        "standing": standing,
        "forum": here,
        "forums": there,
        "below": [one for one in there if here is not None and one.parent_id == here.pk],
        "show": show,
        "tag": tag,
        "page": page,
        "pinned": tops,
        "topics": rows,
        "unread": listing.unread_of(request.user, [*tops, *rows]) if isinstance(request.user, User) else set(),
        "unanswered": listing.unanswered_count(standing),
        "helpers": listing.helped_most(standing),
        "place_level": listing.level_of_place(standing, forum=here, tag=tag),
        "waiting": waiting() if may(standing, Power.MODERATE) else None,
        "may_start": may_start(standing, here) if here else standing.user is None or may(standing, Power.WRITE),
        "head": _head(here, hidden=not plain),
    }
    return render(request, "community/topics/index.html", context)


def _head(forum: Forum | None, *, hidden: bool) -> Head:
    home = ("Community", reverse("community"))
    if forum is None:
        return Head(
            title="Community",
            description=f"People who use {settings.SITE_NAME} help each other.",
            path=home[1],
            feed=reverse("community_feed"),
            hidden=hidden,
        )
    path = forum.get_absolute_url()
    return Head(
        title=forum.name,
        description=forum.description or forum.name,
        path=path,
        feed=reverse("community_forum_feed", args=[forum.slug]) if forum.is_public else "",
        hidden=hidden or not forum.is_public,
        data=[breadcrumbs([home, (forum.name, path)])],
    )
