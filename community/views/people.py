"""Who somebody is in the community: what they chose to say, and what they wrote where this reader may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.models import Post, Profile, Topic
from community.permissions import Power, may
from community.selectors.openness import may_open, organization_of, sees_all
from community.selectors.people import LEVELS, badges
from community.standing import Standing
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head

MOST = 10


@require_safe
@public_page
def show(request: HttpRequest, handle: str) -> HttpResponse:
    profile = Profile.objects.select_related("user").filter(handle=handle, user__is_active=True).first()
    standing = Standing.of(request.user)
    if profile is None or not may_open(profile, standing):
        raise Http404
    begun = Topic.objects.listed().open_to(standing).filter(author=profile.user).select_related("forum")
    written = Post.objects.open_to(standing).filter(author=profile.user, number__gt=1, removed_at=None, held_at=None)
    topics, answers = list(begun[:MOST]), list(written.select_related("topic").order_by("-pk")[:MOST])
    # Who only reads here, or writes where others do not, is nobody's business.
    if not (topics or answers or standing.staff or profile.user == standing.user):
        raise Http404
    shows = sees_all(profile, standing) or not profile.hides_activity
    context = {
        "shows": shows,
        "mine": profile.user == standing.user,
        "organization": organization_of(profile),
        "tab": "community",
        "profile": profile,
        "person": profile.user,
        "badges": badges(profile),
        "moderates": may(standing, Power.MODERATE) and not profile.user.is_agent,
        "level": LEVELS[profile.level],
        "levels": [("", "As it is earned"), *((str(n), name) for n, name in enumerate(LEVELS))],
        "topics": topics,
        "answers": answers,
        "head": Head(
            title="Community",
            description="A member of the community.",
            path=reverse("community_person", args=[handle]),
            hidden=True,
        ),
    }
    return render(request, "community/people/show.html", context)
