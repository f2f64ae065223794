"""What the pages ask for while somebody reads or writes: what is alike, what is new, drafts, how far they read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import address_of
from accounts.models import User
from community.operations.drafting import save_draft
from community.operations.following import read_topic
from community.operations.viewing import count_view
from community.permissions import may_answer
from community.selectors.reading import newer_posts
from community.selectors.related import alike as find_alike
from community.standing import Standing
from community.views.access import PersonRequest, signed_in, topic_or_404
from helpdesk.lib.limits import allow
from knowledgebase.portal.same_origin import same_origin
from knowledgebase.portal.views.visits import is_machine
from knowledgebase.portal.visitors import minds

LONGEST = 600
FEWEST_WORDS = 3


@require_POST
@never_cache
@signed_in
def alike(request: PersonRequest) -> HttpResponse:
    """Answers to what is being written. The words come by POST: addresses end up in logs."""
    text = " ".join(_said(request, "text")[:LONGEST].split())
    enough = len(text.split()) >= FEWEST_WORDS and allow("alike", str(request.user.pk), limit=120, seconds=600)
    found = find_alike(text, request.user) if enough else []
    return render(request, "community/topics/_alike.html", {"found": found})


@require_safe
@never_cache
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts after a number, for a page that is open already."""
    standing = Standing.of(request.user)
    topic = topic_or_404(standing, pk)
    after = _number(request.GET.get("after", ""))
    if after is None:
        return HttpResponse(status=422)
    posts = newer_posts(topic, standing, after=after) if after < topic.last_number else []
    if not posts:
        return HttpResponse(status=204)
    context = {
        "posts": posts,
        "topic": topic,
        "may_answer": may_answer(standing, topic),
        "now_year": str(timezone.localtime().year),
    }
    return render(request, "community/posts/_posts.html", context)


@same_origin
@never_cache
@require_POST
def visits(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody looks at a topic: said by the page itself, so that caches and robots count nothing."""
    topic = topic_or_404(Standing.of(request.user), pk)
    if is_machine(request):
        return HttpResponse(status=204)
    number, seconds = (_number(request.POST.get(name, "")) or 0 for name in ("number", "seconds"))
    if isinstance(request.user, User) and allow("read", str(request.user.pk), limit=600, seconds=3600):
        read_topic(topic, by=request.user, number=number, seconds=seconds)
    if not seconds and not minds(request) and allow("viewed", f"{address_of(request)}:{pk}", limit=1, seconds=1800):
        count_view(topic)
    return HttpResponse(status=204)


@require_POST
@never_cache
@signed_in
def drafts(request: PersonRequest) -> HttpResponse:
    """Keep what somebody is writing: an answer to a topic, or a new one."""
    pk = _number(request.POST.get("topic", ""))
    topic = topic_or_404(request.standing, pk) if pk else None
    texts = {name: _said(request, name) for name in ("forum", "title", "tags", "body")}
    save_draft(by=request.user, topic=topic, **texts)
    return HttpResponse(f"Draft saved {timezone.localtime():%H:%M}", content_type="text/plain; charset=utf-8")


def _said(request: HttpRequest, name: str) -> str:
    """Return a text without the sign that PostgreSQL keeps in none."""
    return request.POST.get(name, "").replace("\x00", "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
