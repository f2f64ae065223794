"""Search: words that mean the same in a language, and what people did not find."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from channels_inbox.forms.article import locale_choices
from channels_inbox.forms.searching import SearchForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt
from knowledgebase.models import SearchSettings
from knowledgebase.operations.searching import save_search_settings
from knowledgebase.selectors.searches import not_found, tried_again

DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def searching(request: AgentRequest) -> HttpResponse:
    """Show and store the words of one language (`locale`), beside what was searched in the last days."""
    locale = request.GET.get("locale", settings.KNOWLEDGE_LOCALES[0])
    if locale not in settings.KNOWLEDGE_LOCALES:
        raise Http404
    kept = SearchSettings.objects.filter(locale=locale).first() or SearchSettings(locale=locale)
    if request.method != "POST":
        said = {"synonyms": kept.synonyms, "stop_words": kept.stop_words, "version": kept.version}
        form, status = SearchForm(initial=said), DRAWN
    else:

        def save(form: SearchForm) -> None:
            save_search_settings(form.apply(kept), by=request.user, seen=form.seen)

        form, status = attempt(request, SearchForm, kept, save)
        if status == SAVED:
            messages.success(request, "Saved. The next search knows it.")
            return redirect(f"{reverse('agent_search_settings')}?locale={locale}")
    since = timezone.now() - timedelta(days=DAYS)
    context = {
        "form": form,
        "locale": locale,
        "locales": locale_choices(),
        "not_found": not_found(since),
        "tried": tried_again(since),
        "days": DAYS,
        "section": "settings",
        "here": "search",
    }
    return render(request, "agent/settings/search/edit.html", context, status=status)
