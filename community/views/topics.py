"""One topic: read it, begin it, and what is done to it as a whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.describing import described
from community.forms.writing import IdeaForm, PostForm, TitleForm, TopicForm
from community.models import Forum, PostDraft, Topic
from community.operations.claiming import claim_topic, release_topic
from community.operations.editing import retitle_topic
from community.operations.following import wish_for_topic
from community.operations.ideas import move_idea
from community.operations.posting import start_topic
from community.operations.steering import ask_for_more, close_topic, move_topic, pin_topic
from community.operations.voting import vote_for_topic
from community.permissions import Power, may, may_answer, may_move, may_retitle, may_start
from community.selectors import reading
from community.selectors.listing import forums
from community.selectors.merging import first_post_of
from community.selectors.readers import alike
from community.selectors.related import related
from community.selectors.roadmap import stages, votes_lately
from community.standing import Standing
from community.views.access import PersonRequest, attempt, signed_in, topic_or_404
from helpdesk.lib.refusal import Refusal
from knowledgebase.portal.caching import public_page

FOLLOWED = {
    "watch": "You hear of every post here.",
    "track": "It stands in your list “Following”, which shows what is new.",
    "mute": "You hear nothing of this topic any more.",
    "": "You do not follow this topic any more.",
}


@require_safe
@public_page
def show(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One page of a topic. A former title leads to the present one, and a topic that became part of another there."""
    standing = Standing.of(request.user)
    try:
        topic = topic_or_404(standing, pk)
    except Http404:
        moved = first_post_of(pk, standing)
        if moved is None:
            raise
        return redirect(moved)
    if slug != topic.slug:
        return redirect(topic, permanent=False)
    return draw(request, topic, standing, page=_page(request, topic))


def draw(
    request: HttpRequest,
    topic: Topic,
    standing: Standing,
    *,
    page: int = 1,
    form: PostForm | None = None,
    idea_form: IdeaForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a topic's page; with a form that was refused, with what was typed in it."""
    shown = reading.read(topic, standing, page=page)
    draft = shown.mine.draft
    context: dict[str, Any] = {
        "tab": "community",
        "standing": standing,
        "topic": topic,
        "reading": shown,
        "form": form or PostForm(initial={"body": draft.body if draft else ""}),
        "idea_form": idea_form or (IdeaForm(initial={"state": topic.state}) if topic.is_idea else None),
        "may_answer": may_answer(standing, topic),
        "may_vote": may(standing, Power.VOTE) and topic.author_id != getattr(standing.user, "pk", 0),
        "may_retitle": may_retitle(standing, topic),
        "powers": {power.name.lower(): may(standing, power) for power in Power},
        "related": related(topic, request.user) if page == 1 and status == 200 else [],
        "head": described(topic, shown),
    }
    if topic.is_idea:
        context |= {"steps_of_idea": stages(topic), "votes_lately": votes_lately(topic)}
    template = "community/ideas/show.html" if topic.is_idea else "community/topics/show.html"
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def new(request: PersonRequest) -> HttpResponse:
    """Begin a topic. What was begun before is there again."""
    there = [forum for forum in forums(request.standing) if may_start(request.standing, forum)]
    allowed = Forum.objects.filter(pk__in=[forum.pk for forum in there])
    if request.method != "POST":
        form, status = TopicForm(forums=allowed, initial=_begun(request, there)), 200
    else:
        form, status = TopicForm(request.POST, forums=allowed), 422
        if form.is_valid():
            try:
                topic = start_topic(by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                return redirect(topic)
    context = {"tab": "community", "form": form, "standing": request.standing, "forums": there}
    return render(request, "community/topics/new.html", context, status=status)


@require_POST
@signed_in
def votes(request: PersonRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request.standing, pk)
    wants = request.POST.get("on") == "1"
    return attempt(request, lambda: vote_for_topic(topic, by=request.user, wants=wants), back=_back(topic))


@require_POST
@signed_in
def follow(request: PersonRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request.standing, pk)
    level = request.POST.get("level", "")
    if level not in FOLLOWED:
        raise Http404
    return attempt(
        request, lambda: wish_for_topic(topic, by=request.user, level=level), done=FOLLOWED[level], back=_back(topic)
    )


@require_POST
@signed_in
def pin(request: PersonRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request.standing, pk)
    on = request.POST.get("on") == "1"
    return attempt(request, lambda: pin_topic(topic, by=request.user, pinned=on), back=_back(topic))


@require_POST
@signed_in
def closure(request: PersonRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request.standing, pk)
    on = request.POST.get("on") == "1"
    return attempt(request, lambda: close_topic(topic, by=request.user, closed=on), back=_back(topic))


@require_POST
@signed_in
def need(request: PersonRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request.standing, pk)
    on = request.POST.get("on") == "1"
    return attempt(request, lambda: ask_for_more(topic, by=request.user, needed=on), back=_back(topic))


@require_POST
@signed_in
def claim(request: PersonRequest, pk: int) -> HttpResponse:
    """Look at a question so that no colleague does the same, or let them."""
    topic = topic_or_404(request.standing, pk)
    act = claim_topic if request.POST.get("on") == "1" else release_topic
    return attempt(request, lambda: act(topic, by=request.user), back=_back(topic))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def settle(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a topic's title and tags, and where it stands."""
    topic, standing = topic_or_404(request.standing, pk), request.standing
    if not may_retitle(standing, topic):
        raise Http404
    movable = forums(standing) if may_move(standing, topic) else []
    if movable and not standing.staff:
        same = alike(topic.forum)
        movable = [forum for forum in movable if forum.pk in same]
    first = {"title": topic.title, "tags": ", ".join(topic.tags)}
    form = TitleForm(request.POST) if request.method == "POST" else TitleForm(initial=first)
    if request.method == "POST" and form.is_valid():
        to = request.POST.get("forum", "").replace("\x00", "")
        try:
            with transaction.atomic():
                retitle_topic(topic, by=request.user, title=form.cleaned_data["title"], tags=form.cleaned_data["tags"])
                if to and to != topic.forum.slug:
                    move_topic(topic, to=get_object_or_404(Forum.objects.open_to(standing), slug=to), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("community_topic_short", pk=topic.pk)
    context = {"tab": "community", "topic": topic, "form": form, "forums": movable}
    status = 422 if form.is_bound else 200
    return render(request, "community/topics/edit.html", context, status=status)


@require_POST
@signed_in
def state(request: PersonRequest, pk: int) -> HttpResponse:
    """Say how far an idea is."""
    topic, standing = topic_or_404(request.standing, pk), request.standing
    if not (topic.is_idea and may(standing, Power.STEER_IDEAS)):
        raise Http404
    form = IdeaForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            move_idea(topic, to=data["state"], by=request.user, note=data["note"], expected=data["expected"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It stands on the idea’s page and on the roadmap.")
            return redirect(topic)
    return draw(request, topic, standing, idea_form=form, status=422)


def _page(request: HttpRequest, topic: Topic) -> int:
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 8):
        raise Http404
    page = int(asked)
    if not 1 <= page <= reading.pages_of(topic):
        raise Http404
    return page


def _begun(request: PersonRequest, there: list[Forum]) -> dict[str, Any]:
    """Return the draft somebody left, else what the address says."""
    draft = PostDraft.objects.filter(user=request.user, topic=None).first()
    slug = request.GET.get("forum", "") or (draft.forum if draft else "")
    chosen = next((forum.slug for forum in there if forum.slug == slug), None)
    if draft is None:
        return {"forum": chosen, "title": request.GET.get("title", "")[:160]}
    return {"forum": chosen, "title": draft.title, "body": draft.body, "tags": draft.tags}


def _back(topic: Topic) -> str:
    return reverse("community_topic", args=[topic.pk, topic.slug])
