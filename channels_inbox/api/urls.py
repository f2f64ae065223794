"""Addresses of the API that channels bring, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.api import calls, phone_menus

urlpatterns = [
    path("calls/", calls.CallList.as_view()),
    path("calls/<int:pk>/", calls.CallDetail.as_view()),
    path("phone-menus/", phone_menus.MenuList.as_view()),
    path("phone-menus/<slug:slug>/", phone_menus.MenuDetail.as_view()),
    path("phone-menus/<slug:slug>/publication/", phone_menus.Publication.as_view()),
]
