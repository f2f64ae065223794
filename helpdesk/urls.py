"""Every address of the site, by area."""

from __future__ import annotations

from django.urls import include, path

from helpdesk.health import live, ready

urlpatterns = [
    path("health/live/", live, name="health_live"),
    path("health/ready/", ready, name="health_ready"),
    path("account/", include("allauth.account.urls")),
    # Last: the help centre is the root of the site.
    path("", include("channels_inbox.portal.urls")),
]
