"""Addresses of Discourse, below /t/: a topic by its slug and number, or by its number alone, with or without a post."""

from __future__ import annotations

from django.urls import path

from community.views import former

urlpatterns = [
    path("<int:number>", former.topic),
    path("<int:number>/", former.topic),
    path("<int:number>/<int:post>", former.topic),
    path("<slug:slug>/<int:number>", former.topic, name="former_topic"),
    path("<slug:slug>/<int:number>/", former.topic),
    path("<slug:slug>/<int:number>/<int:post>", former.topic),
    path("<slug:slug>/<int:number>/<int:post>/", former.topic),
]
