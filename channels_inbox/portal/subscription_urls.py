"""Hearing of incidents, under /status/subscriptions/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.portal.views import subscriptions

urlpatterns = [
    path("", subscriptions.new, name="status_subscriptions"),
    path("begin/", subscriptions.begin, name="status_subscription_begin"),
    path("sent/", subscriptions.sent, name="status_subscription_sent"),
    path("confirm/<str:token>/", subscriptions.confirmation, name="status_confirmation"),
    path("<str:token>/", subscriptions.show, name="status_subscription"),
    path("<str:token>/end/", subscriptions.end, name="status_unsubscription"),
]
