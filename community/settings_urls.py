"""The community's pages among the settings, below /agent/settings/community/."""

from __future__ import annotations

from django.urls import path

from community.views import exchange, reach, settings

urlpatterns = [
    path("", settings.index, name="community_settings"),
    path("mail/", reach.index, name="community_reach"),
    path("mail/<int:pk>/retrial/", reach.retry, name="community_reach_retry"),
    path("import/", exchange.importing, name="community_import"),
    path("import/<int:pk>/", exchange.state, name="community_import_state"),
    path("export/", exchange.exporting, name="community_export"),
    path("forums/new/", settings.forum, name="community_new_forum"),
    path("forums/<int:pk>/", settings.forum, name="community_forum_settings"),
]
