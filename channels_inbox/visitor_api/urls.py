"""Addresses a widget asks, under /widget/<site_key>/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.visitor_api import answers, conversations, frame, messages, ratings, visitors

_CHAT = "conversations/<str:key>"

urlpatterns = [
    path("", frame.frame, name="widget_frame"),
    path("looks/", frame.looks, name="widget_looks"),
    path("now/", frame.now, name="widget_now"),
    path("messages/", messages.messages, name="widget_messages"),
    path("messages/told/", messages.told, name="widget_messages_told"),
    path("answers/", answers.answers, name="widget_answers"),
    path("answers/<int:pk>/", answers.answer, name="widget_answer"),
    path("visitors/", visitors.visitors, name="widget_visitors"),
    path("visitors/me/", visitors.me, name="widget_visitor"),
    path("conversations/", conversations.conversations, name="widget_conversations"),
    path(f"{_CHAT}/", conversations.conversation, name="widget_conversation"),
    path(f"{_CHAT}/entries/", conversations.entries, name="widget_entries"),
    path(f"{_CHAT}/files/", conversations.files, name="widget_files"),
    path(f"{_CHAT}/files/<str:token>/", conversations.file, name="widget_file"),
    path(f"{_CHAT}/reads/", conversations.reads, name="widget_reads"),
    path(f"{_CHAT}/typing/", conversations.typing, name="widget_typing"),
    path(f"{_CHAT}/end/", conversations.end, name="widget_end"),
    path(f"{_CHAT}/mail/", conversations.mail, name="widget_mail"),
    path(f"{_CHAT}/transcript/", conversations.transcript, name="widget_transcript"),
    path(f"{_CHAT}/rating/", ratings.rating, name="widget_rating"),
]
