"""The community's pages among the settings, below /agent/settings/community/."""

from __future__ import annotations

from django.urls import path

from community.views import exchange, settings

urlpatterns = [
    path("", settings.index, name="community_settings"),
    path("import/", exchange.importing, name="community_import"),
    path("import/<int:pk>/", exchange.state, name="community_import_state"),
    path("export/", exchange.exporting, name="community_export"),
    path("forums/new/", settings.forum, name="community_new_forum"),
    path("forums/<int:pk>/", settings.forum, name="community_forum_settings"),
]
