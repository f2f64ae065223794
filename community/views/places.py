"""What somebody wants to hear of: forums, tags, and which of it by mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community.forms.reach import WishesForm
from community.models import Forum, PlaceWish, ReachWishes
from community.operations.following import wish_for_place
from community.operations.reaching import wish_for_mail
from community.views.access import PersonRequest, attempt, signed_in

SAID = {
    "watch": "You are told of every topic and post there.",
    "track": "What is written there stands in your list “Following”.",
    "mute": "It is left out of “Latest”, and you hear only what concerns you.",
    "": "It is as it was at first.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def wishes(request: PersonRequest) -> HttpResponse:
    """Choose which mail one gets, and see which places one said something about."""
    kept = ReachWishes.of(request.user.pk)
    form = WishesForm(request.POST or None, initial={"mail": kept.mail, "digest": kept.digest})
    if request.method == "POST" and form.is_valid():
        wish_for_mail(request.user, **form.cleaned_data)
        messages.success(request, "Your wishes are saved.")
        return redirect("community_wishes")
    mine = PlaceWish.objects.filter(user=request.user).select_related("forum").order_by("-pk")
    seen = mine.filter(forum=None) | mine.filter(forum__in=Forum.objects.open_to(request.standing).values("pk"))
    context = {"tab": "community", "form": form, "places": seen}
    return render(request, "community/notices/wishes.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def forum(request: PersonRequest, slug: str) -> HttpResponse:
    """Watch, track or mute a forum."""
    found = Forum.objects.open_to(request.standing).filter(slug=slug).first()
    if found is None:
        raise Http404
    level = _level(request)
    back = request.POST.get("back") == "wishes"
    to = "/community/wishes/" if back else found.get_absolute_url()
    return attempt(
        request, lambda: wish_for_place(by=request.user, level=level, forum=found), done=SAID[level], back=to
    )


@require_POST
@signed_in
def tag(request: PersonRequest, tag: str) -> HttpResponse:
    """Watch, track or mute a tag, wherever it is used."""
    name, level = slugify(tag)[:30], _level(request)
    if not name:
        raise Http404
    to = "/community/wishes/" if request.POST.get("back") == "wishes" else f"/community/?tag={name}"
    return attempt(request, lambda: wish_for_place(by=request.user, level=level, tag=name), done=SAID[level], back=to)


def _level(request: PersonRequest) -> str:
    level = request.POST.get("level", "")
    if level not in SAID:
        raise Http404
    return level
