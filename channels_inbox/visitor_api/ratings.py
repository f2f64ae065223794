"""One question at the end: how it went."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse

from channels_inbox.models import Chat
from channels_inbox.visitor_api.gate import Malformed, WidgetRequest, asked, in_chat, limited, widget_door
from channels_inbox.visitor_api.reading import line
from channels_inbox.widgets.shape import offers
from tickets.models import Rating, RatingSettings
from tickets.models.rating import CHOICES
from tickets.operations.rating import RatingsOff, rate_now

MOST_WORDS = 4000


@widget_door("GET", "POST")
@in_chat
def rating(request: WidgetRequest) -> HttpResponse:
    """Show the question and what was answered, or take an answer. There is none while they still talk."""
    chat = request.chat
    if request.method == "GET":
        return JsonResponse({"rating": _question(chat)})
    limited("rating", str(request.visitor.pk), limit=20, seconds=3600)
    if chat.is_open or chat.visitor.customer is None or not offers(request.widget, "rating"):
        raise RatingsOff
    content = asked(request)
    score, comment = content.get("score"), content.get("comment", "")
    if type(score) is not int or not 1 <= score <= 5:
        raise Malformed("score", "Choose one of the answers.")
    if not isinstance(comment, str) or len(comment) > MOST_WORDS or "\x00" in comment:
        raise Malformed("comment", f"Up to {MOST_WORDS:,} characters, please.")
    reason = line(content.get("reason"), 80)
    if reason and reason not in RatingSettings.objects.get().reasons:
        raise Malformed("reason", "Choose one of the reasons.")
    try:
        rate_now(
            chat.conversation.ticket, by=chat.visitor.customer, score=score, reason=reason, comment=comment.strip()
        )
    except ValidationError as error:
        raise Malformed("score", " ".join(error.messages)) from None
    return JsonResponse({"rating": _question(chat)})


def _question(chat: Chat) -> dict[str, Any] | None:
    settings = RatingSettings.objects.get()
    if chat.is_open or not settings.enabled or not offers(chat.visitor.widget, "rating"):
        return None
    given = Rating.objects.filter(ticket=chat.conversation.ticket_id, customer=chat.visitor.customer_id).first()
    scale = given.scale if given and given.scale else settings.scale
    return {
        "question": settings.question,
        "choices": [{"score": score, "label": label} for score, label in CHOICES[scale].items()],
        "reasons": settings.reasons,
        "score": given.score if given else None,
        "reason": given.reason if given else "",
        "comment": given.comment if given else "",
    }
