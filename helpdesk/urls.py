"""Every address of the site, by area."""

from __future__ import annotations

from django.urls import include, path

from channels_inbox.views.files import file
from channels_inbox.views.knowledge.files import file as article_file
from channels_inbox.visitor_api.frame import loader
from helpdesk.health import live, ready

urlpatterns = [
    path("health/live/", live, name="health_live"),
    path("health/ready/", ready, name="health_ready"),
    path("agent/reports/", include("insights.urls")),
    path("agent/insights/", include("insights.question_urls")),
    path("agent/settings/community/", include("community.settings_urls")),
    path("agent/", include("channels_inbox.urls")),
    path("hooks/monitors/", include("knowledgebase.portal.monitor_urls")),
    path("hooks/", include("channels_inbox.hook_urls")),
    path("widget.js", loader, name="widget_loader"),
    path("widget/<str:site_key>/", include("channels_inbox.visitor_api.urls")),
    path("help/files/<str:token>/<str:name>", article_file, name="article_file"),
    path("files/<str:token>/<str:name>", file, name="file"),
    path("account/", include("allauth.account.urls")),
    path("api/v1/", include("helpdesk.api.urls")),
    path("help/", include("knowledgebase.portal.urls")),
    path("status/subscriptions/", include("channels_inbox.portal.subscription_urls")),
    path("status/", include("knowledgebase.portal.status.urls")),
    path("community/", include("community.urls")),
    path("t/", include("community.former_urls")),
    path("", include("knowledgebase.portal.root_urls")),
    # Last: the help centre is the root of the site.
    path("", include("channels_inbox.portal.urls")),
]
