"""Addresses for vendors' servers, under /hooks/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views import hooks, phone_hooks, voice_hooks

urlpatterns = [
    path("files/<str:sealed>/<str:name>", hooks.hook_file, name="hook_file"),
    # Carriers hear at once what their caller is to hear, so the telephone has doors of its own.
    path("phone/<slug:slug>/", phone_hooks.news, name="hook_phone"),
    path("phone/<slug:slug>/voice/", voice_hooks.voice, name="hook_voice"),
    path("phone/<slug:slug>/voice/<slug:step>/", voice_hooks.voice, name="hook_voice_step"),
    path("<slug:kind>/<slug:slug>/", hooks.hook, name="hook"),
]
