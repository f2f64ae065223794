"""Addresses of the API that channels bring, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.api import (
    announcements,
    bots,
    calls,
    chats,
    incident_answers,
    messages,
    monitors,
    phone_menus,
    views,
    widgets,
)

urlpatterns = [
    path("announcements/", announcements.AnnouncementList.as_view()),
    path("announcements/<int:pk>/", announcements.AnnouncementDetail.as_view()),
    path("announcements/<int:pk>/publication/", announcements.AnnouncementPublication.as_view()),
    path("bots/", bots.BotList.as_view()),
    path("bots/<slug:slug>/", bots.BotDetail.as_view()),
    path("bots/<slug:slug>/publication/", bots.BotPublication.as_view()),
    path("faqs/", bots.FaqList.as_view()),
    path("faqs/<int:pk>/", bots.FaqDetail.as_view()),
    path("calls/", calls.CallList.as_view()),
    path("calls/<int:pk>/", calls.CallDetail.as_view()),
    path("chats/", chats.ChatList.as_view()),
    path("chats/<int:number>/", chats.ChatDetail.as_view()),
    path("chats/<int:number>/acceptance/", chats.ChatAcceptance.as_view()),
    path("chats/<int:number>/transfer/", chats.ChatTransferView.as_view()),
    path("chats/<int:number>/end/", chats.ChatEndView.as_view()),
    path("monitors/", monitors.MonitorList.as_view(), name="api_monitors"),
    path("monitors/<int:pk>/", monitors.MonitorDetail.as_view(), name="api_monitor"),
    path("monitors/<int:pk>/checks/", monitors.MonitorCheckList.as_view(), name="api_monitor_checks"),
    path("monitors/<int:pk>/pause/", monitors.MonitorPause.as_view(), name="api_monitor_pause"),
    path("status/incidents/<int:pk>/answers/", incident_answers.IncidentAnswers.as_view(), name="api_incident_answers"),
    path(
        "status/incidents/<int:pk>/updates/<int:update>/answers/",
        incident_answers.UpdateAnswers.as_view(),
        name="api_update_answers",
    ),
    path("status/subscribers/", monitors.SubscriberList.as_view(), name="api_subscribers"),
    path("status/subscribers/<int:pk>/", monitors.SubscriberDetail.as_view(), name="api_subscriber"),
    path("phone-menus/", phone_menus.MenuList.as_view()),
    path("phone-menus/<slug:slug>/", phone_menus.MenuDetail.as_view()),
    path("phone-menus/<slug:slug>/publication/", phone_menus.Publication.as_view()),
    path("channels/", views.ChannelList.as_view(), name="api_channels"),
    path("channels/<int:pk>/", views.ChannelDetail.as_view(), name="api_channel"),
    path("channels/<int:pk>/pause/", views.ChannelPause.as_view(), name="api_channel_pause"),
    path("channels/<int:pk>/tests/", views.ChannelTest.as_view(), name="api_channel_tests"),
    path("tickets/<int:number>/messages/", messages.Messages.as_view(), name="api_messages"),
    path("tickets/<int:number>/ways/", views.TicketWays.as_view(), name="api_ticket_ways"),
    path("widgets/", widgets.WidgetList.as_view(), name="api_widgets"),
    path("widgets/<int:pk>/", widgets.WidgetDetail.as_view(), name="api_widget"),
    path("widgets/<int:pk>/secret/", widgets.WidgetSecret.as_view(), name="api_widget_secret"),
]
