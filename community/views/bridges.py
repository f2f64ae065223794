"""From a topic to a ticket and back, and from an answer to an article. For colleagues who answer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.forms.bridges import PromotionForm, ResultForm, TakeUpForm
from community.models import PostArticle, TopicTicket
from community.naming import called
from community.operations.promoting import promote_answer
from community.operations.taking_up import SAID, take_up, tell_result
from community.permissions import Power, may
from community.redacting import redacted
from community.views.access import PersonRequest, post_or_404, signed_in, topic_or_404
from community.views.posts import place_of
from helpdesk.lib.refusal import Refusal
from tickets.models import Ticket


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def taking_up(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a topic up in private; what everybody reads of it can be changed first, or left out."""
    _colleagues_only(request)
    topic = topic_or_404(request.standing, pk)
    first = {"note": SAID.format(name=called(topic.author))}
    form = TakeUpForm(request.POST) if request.method == "POST" else TakeUpForm(initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_up(topic, by=request.user, note=form.cleaned_data["note"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("agent_ticket", number=taken.ticket.number)
    context = {"tab": "community", "topic": topic, "form": form, "first": topic.posts.filter(number=1).first()}
    return render(request, "community/bridges/take_up.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def result(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Tell in the topic what came of its ticket. The text begins with our answers, without personal data."""
    _colleagues_only(request)
    topic = topic_or_404(request.standing, pk)
    mine = Ticket.objects.visible_to(request.user).filter(number=number)
    taken = get_object_or_404(TopicTicket.objects.select_related("ticket__requester"), topic=topic, ticket__in=mine)
    told = redacted(taken.ticket)
    form = ResultForm(request.POST) if request.method == "POST" else ResultForm(initial={"body": told.text})
    if request.method == "POST" and form.is_valid():
        try:
            post = tell_result(taken, by=request.user, body=form.cleaned_data["body"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(place_of(post))
    context = {"tab": "community", "topic": topic, "taken": taken, "form": form, "told": told}
    return render(request, "community/bridges/result.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def article(request: PersonRequest, pk: int) -> HttpResponse:
    """Make the beginning of an article of an answer; then its editor opens."""
    _colleagues_only(request)
    post = post_or_404(request.standing, pk)
    form = PromotionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = promote_answer(post, to=form.cleaned_data["category"], by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("agent_article_source", pk=made.article_id)
    made_already = PostArticle.objects.filter(post=post).first()
    if made_already is not None:
        return redirect("agent_article_source", pk=made_already.article_id)
    context = {"tab": "community", "topic": post.topic, "post": post, "form": form}
    return render(request, "community/bridges/article.html", context, status=422 if form.is_bound else 200)


def _colleagues_only(request: PersonRequest) -> None:
    if not may(request.standing, Power.TAKE_UP):
        raise Http404
