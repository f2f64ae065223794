from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.addresses import address_of
from helpdesk.lib.limits import allow
from knowledgebase.audience import Audience
from knowledgebase.forms.vote import VoteForm
from knowledgebase.models import Revision, Translation, Vote
from knowledgebase.operations.voting import cast_vote
from knowledgebase.portal import reading
from knowledgebase.portal.locales import in_locale
from knowledgebase.portal.same_origin import same_origin
from knowledgebase.portal.visitors import remember, visitor_of
from knowledgebase.visitors import Visitor


@same_origin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_locale
def votes(request: HttpRequest, locale: str, slug: str) -> HttpResponseBase:
    """What this reader says of an article. The vote goes to the revision they read, while it is the article's."""
    translation = reading.find(Audience.of(request.user), locale, slug)
    if translation is None:
        raise Http404
    visitor = visitor_of(request)
    if request.method != "POST":
        return _page(request, translation, _mine(visitor, translation.current_revision))
    form = VoteForm(request.POST)
    revision = _read(translation, request.POST.get("revision", ""))
    if not form.is_valid():
        return _page(request, translation, _mine(visitor, revision), form=form, status=422)
    if not allow("vote", address_of(request), limit=60, seconds=3600):
        return render(request, "429.html", status=429)
    cast_vote(revision, by=visitor, **form.cleaned_data)
    return remember(request, redirect("help_votes", locale=locale, slug=slug))


def _read(translation: Translation, pk: str) -> Revision:
    """Return the revision that was read, when it is one of this text that was out; else the present one."""
    rows = translation.revisions.filter(state=Revision.State.APPROVED)
    read = rows.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    revision = read or translation.current_revision
    assert revision is not None
    return revision


def _mine(visitor: Visitor, revision: Revision | None) -> Vote | None:
    voter = {"user": visitor.user} if visitor.user else {"visitor": visitor.key}
    return Vote.objects.filter(revision=revision, **voter).first()


def _page(
    request: HttpRequest,
    translation: Translation,
    vote: Vote | None,
    *,
    form: VoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if form is None and vote and not vote.helpful:
        form = VoteForm(initial={"reason": vote.reason, "comment": vote.comment})
    context = {
        "locale": translation.locale,
        "tab": "guides",
        "translation": translation,
        "revision": translation.current_revision,
        "vote": vote,
        "form": form,
    }
    return render(request, "help/articles/votes.html", context, status=status)
