"""Merge topics, split them, and take either back. Each shows first what would come of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.forms.merging import MergeForm, SplitForm
from community.models import Topic, TopicMove
from community.operations.merging import merge_topics
from community.operations.splitting import MOST, split_topic
from community.operations.undoing import undo_move
from community.permissions import Power, may
from community.selectors.merging import candidates, joinable, places_for_split, together
from community.views.access import PersonRequest, attempt, signed_in, topic_or_404
from helpdesk.lib.refusal import Refusal

LONGEST = 200
# Of a topic, to choose from at once; those after a number follow.
OFFERED = 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose another topic, see what both would be as one, and make it so."""
    topic = _topic(request, pk)
    asked = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    form = MergeForm(request.POST) if request.method == "POST" else None
    chosen = request.GET.get("into", "")
    if form is not None and form.is_valid():
        other = get_object_or_404(joinable(topic), pk=form.cleaned_data["into"])
        try:
            merge_topics(topic, into=other, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"“{topic.title}” is part of this topic now. It can be taken back below the title."
            )
            return redirect(other)
    into = _named(topic, chosen)
    context = {
        "tab": "community",
        "topic": topic,
        "form": form,
        "into": into,
        "both": together(topic, into) if into else None,
        "asked": asked,
        "found": [] if into else candidates(topic, request.user, asked),
    }
    return render(request, "community/topics/merge.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def split(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose posts, see which topic they would be, and make it one."""
    topic = _topic(request, pk)
    after = request.GET.get("after", "1")
    after_number = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 1
    rows = topic.posts.filter(number__gt=max(1, after_number)).select_related("author__profile").order_by("number")
    posts = list(rows[: OFFERED + 1])
    more, posts = len(posts) > OFFERED, posts[:OFFERED]
    forums = places_for_split(topic)
    numbers = [post.number for post in posts]
    first = {"title": "", "forum": topic.forum.slug}
    bound = request.POST if request.method == "POST" else None
    form = SplitForm(bound, forums=forums, numbers=numbers, initial=first)
    preview, status = [], 200
    if bound is not None:
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            if given["sure"]:
                try:
                    move = split_topic(
                        topic, numbers=given["posts"], title=given["title"], to=given["forum"], by=request.user
                    )
                except Refusal as refusal:
                    form.refuse(refusal)
                else:
                    messages.success(
                        request, "They are a topic of their own now. It can be taken back below the title."
                    )
                    return redirect(move.target)
            else:
                preview, status = [post for post in posts if post.number in given["posts"]], 200
    context = {
        "tab": "community",
        "topic": topic,
        "form": form,
        "posts": posts,
        "chosen": set(form["posts"].value() or []) | {str(post.number) for post in preview},
        "preview": preview,
        "after": posts[-1].number if more else None,
        "here": after_number,
        "most": MOST,
    }
    return render(request, "community/topics/split.html", context, status=status)


@require_POST
@signed_in
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a merge or a split back."""
    _may(request)
    seen = Topic.objects.open_to(request.standing).values("pk")
    move = get_object_or_404(TopicMove.objects.select_related("source", "target"), pk=pk, target__in=seen)
    back = (move.target if move.kind == TopicMove.Kind.MERGE else move.source).get_absolute_url()
    return attempt(request, lambda: undo_move(move, by=request.user), done="It is as it was before.", back=back)


def _topic(request: PersonRequest, pk: int) -> Topic:
    _may(request)
    topic = topic_or_404(request.standing, pk)
    if topic.removed_at is not None:
        raise Http404
    return topic


def _may(request: PersonRequest) -> None:
    if not may(request.standing, Power.MERGE):
        raise Http404


def _named(topic: Topic, chosen: str) -> Topic | None:
    if not chosen:
        return None
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Http404
    return get_object_or_404(joinable(topic), pk=int(chosen))
