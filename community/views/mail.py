"""The links in letters: choose which mail one gets, or end it, without signing in. Opening one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from community.forms.reach import WishesForm
from community.mail.links import Ending, read_token
from community.models import ReachWishes, Topic, TopicReader
from community.operations.following import wish_for_topic
from community.operations.reaching import wish_for_mail

View = Callable[[HttpRequest, User, Ending], HttpResponse]


def _sealed(view: View) -> Callable[..., HttpResponse]:
    """The address is the key: no search engine keeps it, and no other site hears of it."""

    @never_cache
    @wraps(view)
    def through(request: HttpRequest, token: str) -> HttpResponse:
        ending = read_token(token)
        user = User.objects.filter(pk=ending.user, is_active=True).first() if ending else None
        if ending is None or user is None:
            response = render(request, "community/mail/gone.html", {"tab": "community"}, status=410)
        else:
            response = view(request, user, ending)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return through


@require_http_methods(["GET", "HEAD", "POST"])
@_sealed
def choices(request: HttpRequest, user: User, ending: Ending) -> HttpResponse:
    """Choose which mail one gets, or mute the topic of the letter."""
    kept = ReachWishes.of(user.pk)
    topic = Topic.objects.visible_to(user).filter(pk=ending.topic).first()
    muting = request.method == "POST" and request.POST.get("mute") == "1"
    form = WishesForm(
        request.POST if request.method == "POST" and not muting else None,
        initial={"mail": kept.mail, "digest": kept.digest},
    )
    here = f"{reverse('community_mail', args=[ending.token])}?saved=1"
    if muting and topic is not None:
        wish_for_topic(topic, by=user, level="mute")
        return redirect(here)
    if form.is_bound and form.is_valid():
        wish_for_mail(user, **form.cleaned_data)
        return redirect(here)
    # A letter may have been handed on: what is not for everybody is not named to who holds the link.
    named = topic is not None and Topic.objects.visible_to(request.user).filter(pk=topic.pk).exists()
    muted = topic is not None and TopicReader.objects.filter(topic=topic, user=user, muted_at__isnull=False).exists()
    context = {"tab": "community", "form": form, "topic": topic, "named": named, "muted": muted, "person": user}
    return render(request, "community/mail/choices.html", context, status=422 if form.errors else 200)


# A mail program posts here by itself, without a cookie or a form of ours (RFC 8058); the signed address is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_sealed
def end(request: HttpRequest, user: User, ending: Ending) -> HttpResponse:
    """End letters of this kind by one button, or by a mail program's one click. Ended twice is ended."""
    if request.method == "POST":
        if ending.topic:
            wish_for_mail(user, mail=ReachWishes.Mail.NONE)
        else:
            wish_for_mail(user, digest=ReachWishes.Digest.NONE)
    context = {"tab": "community", "ending": ending, "ended": request.method == "POST", "person": user}
    return render(request, "community/mail/end.html", context)
