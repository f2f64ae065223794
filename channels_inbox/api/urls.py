from __future__ import annotations

from django.urls import path

from channels_inbox.api import views

urlpatterns = [
    path("channels/", views.ChannelList.as_view(), name="api_channels"),
    path("channels/<int:pk>/", views.ChannelDetail.as_view(), name="api_channel"),
    path("channels/<int:pk>/pause/", views.ChannelPause.as_view(), name="api_channel_pause"),
    path("channels/<int:pk>/tests/", views.ChannelTest.as_view(), name="api_channel_tests"),
    path("tickets/<int:number>/ways/", views.TicketWays.as_view(), name="api_ticket_ways"),
]
