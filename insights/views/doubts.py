"""Articles that may no longer be right, with the reasons, for those who can put them right."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from insights.doubtful import doubtful
from insights.models import Doubt
from insights.operations.doubting import dismiss_doubt, finish_doubts
from insights.paging import page_number
from knowledgebase.errors import NotAllowed
from knowledgebase.models import Article


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    page = page_number(request.GET.get("page", ""))
    rows, more = doubtful(request.user, mine=whose == "mine", page=page)
    context = {"rows": rows, "whose": whose, "section": "knowledge", "page": page, "back": page - 1}
    context["next"] = page + 1 if more else 0
    return render(request, "insights/doubts/index.html", context)


@require_POST
@agents_only
def dismissal(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that there is no reason to change the article."""
    doubt = get_object_or_404(Doubt.objects.select_related("article__category"), pk=pk)
    try:
        dismiss_doubt(doubt, by=request.user, comment=request.POST.get("comment", "").strip())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None
    flagged = doubt.reason == Doubt.Reason.FLAGGED
    messages.success(request, "Settled" if flagged else "Dismissed. It is not brought up again for a month")
    return redirect("doubts")


@require_POST
@agents_only
def check(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that an article was checked and is right."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    try:
        finish_doubts(article, by=request.user)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None
    messages.success(request, "The article is checked")
    return redirect("doubts")
