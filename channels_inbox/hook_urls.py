"""Addresses for vendors' servers, under /hooks/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views import hooks

urlpatterns = [
    path("files/<str:sealed>/<str:name>", hooks.hook_file, name="hook_file"),
    path("<slug:kind>/<slug:slug>/", hooks.hook, name="hook"),
]
