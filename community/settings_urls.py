"""The community's pages among the settings, below /agent/settings/community/."""

from __future__ import annotations

from django.urls import path

from community.views import settings

urlpatterns = [
    path("", settings.index, name="community_settings"),
    path("forums/new/", settings.forum, name="community_new_forum"),
    path("forums/<int:pk>/", settings.forum, name="community_forum_settings"),
]
