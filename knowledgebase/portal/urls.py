"""The help centre's guides, under /help/; what stands at the root of the site is in `root_urls`."""

from __future__ import annotations

from django.urls import path

from knowledgebase.portal import locale_converter  # noqa: F401
from knowledgebase.portal.views import announcements, article, category, engines, search, suggestions, visits, votes

urlpatterns = [
    path("visits/", visits.visits, name="help_visits"),
    path("announcements/told/", announcements.told, name="help_announcements_told"),
    path("<locale:locale>/announcements/", announcements.news, name="help_news"),
    path("<locale:locale>/feed/", engines.feed, name="help_feed"),
    path("<locale:locale>/search/", search.show, name="help_search"),
    path("<locale:locale>/completions/", search.completions, name="help_completions"),
    path("<locale:locale>/suggestions/", suggestions.suggestions, name="help_suggestions"),
    path("<locale:locale>/solutions/", suggestions.solutions, name="help_solutions"),
    path("<locale:locale>/thanks/", suggestions.thanks, name="help_thanks"),
    path("<locale:locale>/categories/<slug:slug>/", category.show, name="help_category"),
    path("<locale:locale>/categories/<slug:slug>/feed/", engines.feed, name="help_category_feed"),
    path("<locale:locale>/<slug:slug>/", article.show, name="help_article"),
    path("<locale:locale>/<slug:slug>/votes/", votes.votes, name="help_votes"),
]
