"""The page a click in our question leads to. Looking never records anything: mail scanners open links first."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address_of
from channels_inbox.portal.forms.rating import RatingForm
from channels_inbox.portal.rating_links import RatingLink, read_token
from helpdesk.lib.limits import allow
from tickets.models import Rating, RatingSettings
from tickets.operations.rating import CHANGEABLE, RatingFixed, give_rating

TEMPLATE = "help/ratings/new.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Offer the answers with the clicked one chosen; one button keeps it."""
    link, rating = _find(token)
    asked = RatingSettings.objects.get()
    given = {"score": link.score, "reason": rating.reason, "comment": rating.comment}
    form = RatingForm(request.POST or None, initial=given, rating=rating, reasons=asked.reasons)
    fixed = bool(rating.rated_at and timezone.now() - rating.rated_at > CHANGEABLE)
    context = {"form": form, "rating": rating, "question": asked.question, "token": token, "fixed": fixed}
    if link.expired:
        return _sealed(render(request, TEMPLATE, {**context, "expired": True}, status=410))
    if request.method != "POST" or fixed:
        return _sealed(render(request, TEMPLATE, context, status=409 if request.method == "POST" else 200))
    if not form.is_valid():
        return _sealed(render(request, TEMPLATE, context, status=422))
    if not _within_limits(request, rating):
        return _sealed(render(request, TEMPLATE, {**context, "too_often": True}, status=429))
    try:
        give_rating(rating, by=rating.customer, **form.cleaned_data)
    except RatingFixed:
        return _sealed(render(request, TEMPLATE, {**context, "fixed": True}, status=409))
    return _sealed(redirect("rating_thanks", token=token))


@never_cache
@require_safe
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    link, rating = _find(token)
    if link.expired or rating.score is None:
        return _sealed(redirect("rate", token=token))
    return _sealed(
        render(request, "help/ratings/thanks.html", {"rating": rating, "token": token, "days": CHANGEABLE.days})
    )


def _find(token: str) -> tuple[RatingLink, Rating]:
    """Return what the link says and its rating; 404 for forged ones and for people whose account was closed."""
    link = read_token(token)
    rating = None
    if link is not None:
        found = Rating.objects.select_related("customer__user", "ticket").exclude(asked_at=None)
        rating = found.filter(pk=link.rating_id).first()
    if link is None or rating is None or (rating.customer.user and not rating.customer.user.is_active):
        raise Http404
    return link, rating


def _within_limits(request: HttpRequest, rating: Rating) -> bool:
    return allow("rating", str(rating.pk), limit=20, seconds=3600) and allow(
        "rating-visitor", address_of(request), limit=60, seconds=3600
    )


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is the key, from search engines and other sites."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
