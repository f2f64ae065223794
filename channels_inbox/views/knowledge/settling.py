"""Everything about an article but its words: place, audience, owner, address, archive, translations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import ChangedMeanwhile
from channels_inbox.forms.article import SettingsForm, settled
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import find_article, find_text, refused, text_page
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Article, Translation
from knowledgebase.operations.drafting import add_translation, newest_ready
from knowledgebase.operations.settling import archive, bring_back, rename, settle_article, verify
from knowledgebase.operations.writing import Text


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def show(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Change where an article stands, who reads it and whose it is."""
    text = _writers_text(request, pk, locale)
    article = text.article
    if request.method != "POST":
        return _page(request, text, SettingsForm(initial=settled(article)))
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, text, form, status=422)
    try:
        settle_article(article, form.settings, by=request.user, seen=form.seen)
    except ChangedMeanwhile as error:
        again = request.POST.copy()
        again["version"] = str(Article.objects.get(pk=pk).version)
        return _page(request, text, SettingsForm(again), **refused(error))
    except Refusal as error:
        return _page(request, text, form, **refused(error))
    messages.success(request, "The settings are saved")
    return redirect("agent_article_settings", pk, locale)


@require_POST
@agents_only
def translations(request: AgentRequest, pk: int) -> HttpResponse:
    """Begin a text in another language with the source's words, to be written over."""
    article = find_article(request, pk)
    locale = request.POST.get("locale", "")
    if locale not in settings.KNOWLEDGE_LOCALES or not request.user.can_answer:
        raise Http404
    source = newest_ready(article)
    words = Text(title=source.title, summary=source.summary, body=source.body) if source else Text()
    try:
        add_translation(article, by=request.user, locale=locale, text=words, source=source)
    except Refusal as error:
        messages.error(request, str(error))
        return redirect("agent_article_source", pk)
    return redirect("agent_article", pk, locale)


@require_POST
@agents_only
def address(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Give a text another address; the old one leads to it."""
    text = _writers_text(request, pk, locale)
    try:
        rename(text, by=request.user, slug=request.POST.get("slug", "")[:200])
    except Refusal as error:
        return _page(request, text, SettingsForm(initial=settled(text.article)), **refused(error))
    messages.success(request, "The address is changed; the old one leads to it")
    return redirect("agent_article_settings", pk, locale)


@require_POST
@agents_only
def archiving(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Take an article out of lists and search, or bring it back."""
    text = _writers_text(request, pk, locale)
    try:
        if request.POST.get("archived") == "no":
            bring_back(text.article, by=request.user)
            messages.success(request, "The article is back")
        else:
            archive(text.article, by=request.user, notice=request.POST.get("notice", "").replace("\x00", ""))
            messages.success(request, "The article is archived; its address still works")
    except Refusal as error:
        return _page(request, text, SettingsForm(initial=settled(text.article)), **refused(error))
    return redirect("agent_article_settings", pk, locale)


@require_POST
@agents_only
def verification(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Say that the article is right today, and when to check again."""
    text = _writers_text(request, pk, locale)
    try:
        again = forms.DateField(required=False).clean(request.POST.get("again", ""))
        verify(text.article, by=request.user, again=again)
    except forms.ValidationError as error:
        problem: dict[str, Any] = {"refused": error.messages, "status": 422}
        return _page(request, text, SettingsForm(initial=settled(text.article)), **problem)
    except Refusal as error:
        return _page(request, text, SettingsForm(initial=settled(text.article)), **refused(error))
    messages.success(request, "Checked today")
    return redirect("agent_article_settings", pk, locale)


def _writers_text(request: AgentRequest, pk: int, locale: str) -> Translation:
    if not request.user.can_answer:
        raise Http404
    return find_text(request, pk, locale)


def _page(
    request: AgentRequest, text: Translation, form: SettingsForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    return text_page(request, text, "settings", "settings", status=status, form=form, **extra)
