"""Posts: answer, change, take away, accept, and say that one helped."""

from __future__ import annotations

from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.forms.writing import EditForm, PostForm
from community.models import Post
from community.operations.answering import accept_answer, unaccept_answer
from community.operations.editing import edit_post, remove_post, restore_post
from community.operations.posting import add_post
from community.operations.voting import vote_for_post
from community.permissions import may_edit
from community.selectors.reading import page_with, pages_of
from community.standing import Standing
from community.views.access import PersonRequest, attempt, home_or_404, post_or_404, signed_in
from community.views.topics import draw
from helpdesk.lib.refusal import Refusal
from knowledgebase.comparing import compare

# Of a post's history, on one page: each is compared word by word.
CHANGES = 20


@require_POST
@signed_in
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer in a topic, or to one post of it."""
    topic = home_or_404(request.standing, pk)
    form = PostForm(request.POST)
    if form.is_valid():
        to = request.POST.get("reply_to", "")
        said = topic.posts.filter(number=to).first() if to.isascii() and to.isdigit() and len(to) < 9 else None
        try:
            post = add_post(
                topic, by=request.user, body=form.cleaned_data["body"], key=form.cleaned_data["key"], reply_to=said
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(place_of(post))
    return draw(request, topic, request.standing, page=pages_of(topic), form=form, status=422)


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead a post's own address to its place in the topic."""
    return redirect(place_of(post_or_404(Standing.of(request.user), pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def edit(request: PersonRequest, pk: int) -> HttpResponse:
    post = post_or_404(request.standing, pk)
    if not may_edit(request.standing, post):
        raise Http404
    form = EditForm(request.POST or None, initial={"body": post.body, "seen": post.edits})
    if request.method == "POST" and form.is_valid():
        try:
            edit_post(post, by=request.user, body=form.cleaned_data["body"], seen=form.cleaned_data["seen"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(place_of(post))
    context = {"tab": "community", "post": post, "topic": post.topic, "form": form, "standing": request.standing}
    return render(request, "community/posts/edit.html", context, status=422 if form.is_bound else 200)


@require_safe
@never_cache
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What a post was before, each change compared with the one before it, the latest first, some a page."""
    post = post_or_404(Standing.of(request.user), pk)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    revisions = post.revisions.select_related("by__profile").order_by("-number")
    # One more than is shown: what a page ends with is compared with what came after it.
    newer = revisions.filter(number=before).first() if before is not None else None
    found = list((revisions if newer is None else revisions.filter(number__lt=newer.number))[: CHANGES + 1])
    shown = found[:CHANGES]
    texts = [*shown[::-1], newer]
    changes = []
    for older, after in pairwise(texts):
        assert older is not None
        changes.append(
            {
                "rows": compare(older.body, after.body if after else post.body),
                "by": after.by if after else post.edited_by,
                "at": after.at if after else post.edited_at,
            }
        )
    context = {"tab": "community", "post": post, "topic": post.topic, "changes": changes[::-1]}
    context["earlier"] = shown[-1].number if len(found) > CHANGES else None
    return render(request, "community/posts/history.html", context)


@require_POST
@signed_in
def acceptance(request: PersonRequest, pk: int) -> HttpResponse:
    post = post_or_404(request.standing, pk)
    act = accept_answer if request.POST.get("on") == "1" else unaccept_answer
    return attempt(request, lambda: act(post, by=request.user), back=post.topic.get_absolute_url())


@require_POST
@signed_in
def votes(request: PersonRequest, pk: int) -> HttpResponse:
    post = post_or_404(request.standing, pk)
    helpful = request.POST.get("on") == "1"
    return attempt(request, lambda: vote_for_post(post, by=request.user, helpful=helpful), back=place_of(post))


@require_POST
@signed_in
def removal(request: PersonRequest, pk: int) -> HttpResponse:
    post = post_or_404(request.standing, pk)
    on = request.POST.get("on") == "1"
    act, said = (remove_post, "It is taken away.") if on else (restore_post, "It is there again.")
    gone = on and post.is_first and not request.standing.staff
    back = "/community/" if gone else place_of(post)
    return attempt(request, lambda: act(post, by=request.user), done=said, back=back)


def place_of(post: Post) -> str:
    """Return the address of a post within its topic."""
    page = page_with(post.number)
    query = f"?page={page}" if page > 1 else ""
    return f"{post.topic.get_absolute_url()}{query}#post-{post.number}"
