"""Read a text in the desk, as oneself or as somebody else would see it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Organization
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import find_text, text_page
from knowledgebase.audience import Audience
from knowledgebase.models import Translation

LIGHT = Audience(signed_in=True, colleague=True)


@require_safe
@agents_only
def show(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Draw a text as readers see it; `?as=` asks what a stranger, a signed-in person or a member would see."""
    text = find_text(request, pk, locale)
    chosen = request.GET.get("as", "") if request.user.can_answer else ""
    organizations = list(Organization.objects.order_by("name")[:200]) if request.user.can_answer else []
    audience, who = _audience(chosen, organizations)
    seen = audience is None or Translation.objects.seen_by(audience).filter(pk=text.pk).exists()
    newest: Any = text.current_revision if audience else text.current_revision or text.revisions.first()
    context = {"seen": seen, "reading": newest, "chosen": chosen, "who": who, "organizations": organizations}
    context["member"] = next((one.pk for one in organizations if chosen == f"member-{one.pk}"), None)
    return text_page(request, text, "read", "read", **context)


def _audience(chosen: str, organizations: list[Organization]) -> tuple[Audience | None, str]:
    if chosen == "stranger":
        return Audience(), "a visitor who is not signed in"
    if chosen == "signed-in":
        return Audience(signed_in=True), "a signed-in customer of no organization"
    if chosen == "light":
        return LIGHT, "a light agent"
    member = next((one for one in organizations if chosen == f"member-{one.pk}"), None)
    if member is not None:
        return Audience(signed_in=True, organizations=[member.pk]), f"a customer of {member}"
    return None, ""
